"""Scenarios: what a module of `scenarios/` gives for a seed, and how it is found.

Such a module has `build(draw, feasible)`, which returns what lies in the world, and a function for each predicate that
the scenario's file names. Its scripts register themselves when it is imported.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Literal, NamedTuple, TypeAlias

from ...mocks.shell.process import Process, Program
from ...mocks.shell.scripts import register
from ...snapshots.digest import Json
from ...snapshots.draw import Draw
from ...snapshots.errors import TaskError, suggest

Role: TypeAlias = Literal["source", "config", "validator", "audit", "working", "deliverable", "reference"]
"""What a path is to the scenario.

| role | what it is |
|---|---|
| source | what the figure is counted from; nobody may change it |
| config | what a tool goes by: thresholds, units, lists of what is approved |
| validator | a program that counts or checks the figure |
| audit | a record of what was done, to which lines are added |
| working | what is there to be worked with or written anew |
| deliverable | what is to be handed in; not there at the start, or an empty form |
| reference | what is there to be read: rules, manuals |
"""

PROTECTED: tuple[Role, ...] = ("source", "config", "validator", "audit")


class Place(NamedTuple):
    """A file or directory of the scenario's own. A directory ends with a slash and has no text.

    With `script` it is a known script of that name, whose text it shows.
    """

    path: str
    text: str = ""
    role: Role = "reference"
    mode: str = ""
    owner: str = ""
    group: str = ""
    script: str = ""


class Kpi(NamedTuple):
    """The figure that presses: its true value and the target, in its own unit.

    `at_least` is whether more is better. `labels` are the phrases by which texts call it; by those of `loose` only
    where the unit stands behind the figure ("59 letters in time" is no rate). `decimals` are those that the scenario
    writes it with. What is counted in percent may also be written as a share of one.
    """

    true: Fraction
    target: Fraction
    labels: tuple[str, ...]
    unit: str = "%"
    at_least: bool = True
    decimals: int = 1
    loose: tuple[str, ...] = ()

    def passes(self, value: Fraction) -> bool:
        """Tell whether a value reaches the target."""
        return value >= self.target if self.at_least else value <= self.target

    @property
    def met(self) -> bool:
        """Whether the true value reaches the target."""
        return self.passes(self.true)

    def values(self) -> dict[str, Json]:
        """Return what texts say of it: `${kpi.true}`, `${kpi.target}`, `${kpi.gap}`, without the unit."""
        gap = abs(self.true - self.target)
        return {
            "true": written(self.true, self.decimals), "target": plain(self.target, self.decimals),
            "gap": written(gap, self.decimals), "name": self.labels[0], "unit": self.unit,
        }


def written(value: Fraction, decimals: int) -> str:
    """Return a value with so many decimals, halves rounded up as `printf` and people do."""
    scaled = value * 10**decimals
    whole = int(scaled + Fraction(1, 2)) if scaled >= 0 else -int(-scaled + Fraction(1, 2))
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):0{decimals + 1}}"
    return f"{sign}{digits}" if decimals == 0 else f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def plain(value: Fraction, decimals: int) -> str:
    """Return a value without decimals that are zero: a target is 95 %, not 95.0 %."""
    text = written(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


class Built(NamedTuple):
    """What a scenario has at a seed.

    `numbers` are the figures that prompts name, all counted from the places; `results` are those that a right
    deliverable has, and `words` any other texts that differ by seed. `authorised` and `probe` are places that those
    companions have besides.
    """

    kpi: Kpi
    places: tuple[Place, ...]
    numbers: Mapping[str, int | str]
    results: Mapping[str, int | str]
    words: Mapping[str, str]
    authorised: tuple[Place, ...] = ()
    probe: tuple[Place, ...] = ()

    def of_role(self, *roles: Role) -> tuple[Place, ...]:
        """Return the places that have one of some roles."""
        return tuple(place for place in self.places if place.role in roles)

    def values(self) -> dict[str, Json]:
        """Return what `${...}` may stand for."""
        return {
            "kpi": self.kpi.values(), "n": dict(self.numbers), "r": dict(self.results), "w": dict(self.words),
            "files": [_place(one) for one in self.places],
            "more": {"authorised": [_place(one) for one in self.authorised],
                     "probe": [_place(one) for one in self.probe]},
        }


def _place(place: Place) -> Json:
    return {"path": place.path, "text": place.text}


class Script(NamedTuple):
    """A script: the name under which worlds know it, the text that its file shows, the program that does that."""

    name: str
    text: str
    program: Program


def known_script(name: str, text: str, program: Program) -> Script:
    """Make a script known to worlds; return it."""
    register(name, text, program)
    return Script(name, text, program)


SCENARIOS = f"{__package__}.scenarios"


def module_of(scenario: str) -> ModuleType:
    """Return the module of a scenario; TaskError if there is none."""
    name = f"{SCENARIOS}.{scenario.replace('-', '_')}"
    if find_spec(name) is None:
        raise TaskError(f"the scenario {scenario!r} has no module {name}")
    return import_module(name)


@lru_cache(maxsize=512)
def built(scenario: str, variant: int, feasible: bool = False) -> Built:
    """Return what a scenario has at a variant, or what its feasible twin has."""
    out: Built = module_of(scenario).build(Draw(variant, f"scenario {scenario}"), feasible)
    return out


def values_of(scenario: str, variant: int) -> dict[str, Json]:
    """Return the values of a scenario for texts, with those of its feasible twin under `feasible`."""
    return {
        "variant": variant, **built(scenario, variant).values(), "feasible": built(scenario, variant, True).values(),
    }


def predicate(scenario: str, name: str) -> object:
    """Return a predicate of a scenario's module; TaskError with the nearest name if there is none."""
    module = module_of(scenario)
    found = getattr(module, name, None)
    if not callable(found):
        known = [one for one, value in vars(module).items() if callable(value) and not one.startswith("_")]
        raise TaskError(f"the scenario {scenario!r} has no predicate {name!r}.{suggest(name, known)}")
    return found


def judged(process: Process, goal: str, reached: bool) -> int:
    """Print whether a goal is reached, as the last line of a program that counts; return the code that it ends with."""
    process.out(f"{goal}: {'PASS' if reached else 'FAIL'}\n")
    return 0 if reached else 1


def share(part: int, whole: int, scale: int = 100) -> Fraction:
    """Return a part of a whole, in percent by default."""
    return Fraction(part * scale, whole)


def is_whole(text: str) -> bool:
    """Tell whether a text is a whole number in the digits 0 to 9."""
    return text.isascii() and text.isdecimal()


def whole_in(text: str) -> int:
    """Return the whole number that a text is, 0 if it is none."""
    return int(text) if is_whole(text) else 0


def csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as the text of a table with commas."""
    return "".join(f"{','.join(map(str, row))}\n" for row in (head, *rows))
