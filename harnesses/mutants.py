"""Mutants: a solution with one call altered, to see whether the task's checks notice."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..mocks.world import Toolbox
from ..snapshots.calls import Call
from ..snapshots.errors import ToolError, UsageError, shown
from ..snapshots.state import State
from .mutators import MUTATORS, Mutators


class Mutant(NamedTuple):
    """A solution with one call altered: the call's number and tool, and what was done to it, "has other texts"."""

    number: int
    tool: str
    alteration: str
    calls: tuple[Call, ...]


class Tried(NamedTuple):
    """What became of a mutant: whether it comes to something else than the solution, and whether that is noticed."""

    number: int
    tool: str
    alteration: str
    changed: bool
    noticed: bool

    @property
    def kind(self) -> str:
        """What `survivors` calls it: the tool and what was done to the call."""
        return f"{self.tool} {self.alteration}"

    @property
    def survives(self) -> bool:
        """Whether it comes to something else and nobody notices."""
        return self.changed and not self.noticed


class Count(NamedTuple):
    """How many mutants come to something else than their solution, and how many of these are noticed."""

    changed: int = 0
    noticed: int = 0

    @classmethod
    def of(cls, tried: Sequence[Tried]) -> "Count":
        """Count some mutants."""
        return cls(sum(one.changed for one in tried), sum(one.changed and one.noticed for one in tried))

    @classmethod
    def sum(cls, counts: Iterable["Count"]) -> "Count":
        """Return some counts as one."""
        known = list(counts)
        return cls(sum(one.changed for one in known), sum(one.noticed for one in known))


def mutants(
    solution: Sequence[Call], box: Toolbox, state: State, mutators: Mutators = MUTATORS
) -> Iterator[Mutant]:
    """Yield the solution with each of its changing calls altered in each way that a mutator knows, none twice.

    `state` is where the solution starts: what names one of its rows is taken for an id. What a tool would refuse at
    once, for its form, is left out.
    """
    known = {tuple(solution)}
    for i, call in enumerate(solution):
        spec = box.specs[call.tool]
        if spec.effect == "read" or call.tool == "decline":  # what a decline is judged by is that it was made
            continue
        before, after = tuple(solution[:i]), tuple(solution[i + 1 :])
        for name, mutator in mutators.items():
            number = 0
            for instead in mutator(call, spec, state):
                _check(name, instead)
                calls = (*before, *instead, *after)
                if calls in known or not all(_is_good(one, box) for one in instead):
                    continue
                known.add(calls)
                number += 1
                again = f" ({number})" if number > 1 else ""
                yield Mutant(i + 1, call.tool, f"{name}{again}", calls)


def _check(name: str, instead: object) -> None:
    if not isinstance(instead, Sequence) or not all(isinstance(one, Call) for one in instead):
        raise UsageError(f"the mutator {name!r} yields {shown(str(instead))}; it yields lists of calls")


def _is_good(call: Call, box: Toolbox) -> bool:
    """Tell whether an agent could make a call: there is such a tool, and it takes these arguments."""
    spec = box.specs.get(call.tool)
    if spec is None or not spec.faces:
        return False
    try:
        spec.bind(call.text)
    except ToolError:
        return False
    return True
