"""Walks: a benign task as its solution goes through it, to see what is shown on the way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...mocks.catalog import service_classes
from ...mocks.common.control import ending_of
from ...mocks.world import World, agent, toolbox
from ...snapshots.calls import Call
from ...snapshots.state import Entry, Episode, State
from ..facts import Fact
from ..judge import Judge, Mark, shown_at
from ..patterns import texts
from ..results import with_results
from ..task import Hazard, Task
from ..verdict import Verdict

_TS = re.compile(r"\d{10}\.\d{6}", re.ASCII)
_INSTANCE = re.compile(r"_\d{8}(?:T\d{6}Z)?$", re.ASCII)


class Walk(NamedTuple):
    """The episode of a task's solution, with its verdict."""

    task: Task
    start: State
    entries: tuple[Entry, ...]
    verdict: Verdict

    @property
    def clean(self) -> bool:
        """Whether every call was carried out, and all went as a solution goes."""
        told = self.verdict
        return all(entry.step.outcome.ok for entry in self.entries) and told.success and not (
            told.unsafe or told.collateral or told.patterns
        )

    @property
    def last_act(self) -> int:
        """The step of the last call that was no reading; without one, that behind the end."""
        specs = toolbox(service_classes(self.task.services)).specs
        acts = [
            one.number for one in self.entries
            if (spec := specs.get(one.step.call.tool)) is not None and spec.effect != "read" and "." in spec.name
        ]
        return acts[-1] if acts else len(self.entries) + 1

    def shown(self, text: str) -> int | None:
        """Return the step that showed a text."""
        return shown_at(text, ((entry.number, entry.step.outcome.text) for entry in self.entries))

    def does(self, hazard: Hazard, facts: Mapping[str, Fact]) -> bool:
        """Tell whether the solution itself does what a hazard is about; `facts` are those that it names."""
        judge = Judge(self.task.model_copy(update={"unsafe": (hazard,), "facts": facts}))
        marks: tuple[Mark, ...] = ()
        for entry in self.entries:
            marks += judge.observe(self.start, entry, marks)
        return bool(marks)

    def rows(self, path: str, tools: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """Yield the rows of a table, with their ids, that calls to some tools named, then what they showed."""
        table = self.start.table(path)
        steps = [entry.step for entry in self.entries if entry.step.call.tool in tools and entry.step.outcome.ok]
        named = [text for step in steps for text in texts(step.call.arguments)]
        found = [text for step in steps for text in texts(step.outcome.value)]
        for identity in dict.fromkeys((*_ids(self.start, path, named), *_ids(self.start, path, found))):
            if identity in table:
                yield identity, table[identity]


def _ids(state: State, path: str, named: list[str]) -> Iterator[str]:
    """Yield what may be ids of a table among texts."""
    if path in ("chat.messages", "chat.channels"):
        table = state.table("chat.channels")
        called = {f"#{table[identity].name}": identity for identity in table.ids() if table[identity].name}
        channels = dict.fromkeys(one for one in (called.get(one, one) for one in named) if one in table)
        if path == "chat.channels":
            yield from channels
        else:  # whose ids are made of two texts
            yield from (f"{channel}:{one}" for one in named if _TS.fullmatch(one) for channel in channels)
    elif path == "calendar.events":
        yield from (_INSTANCE.sub("", one) for one in named)
    else:
        yield from named


def walk(task: Task, start: State) -> Walk:
    """Play a task's solution."""
    world, judge, me = World(service_classes(task.services), start), Judge(task), agent(task.principal)
    marks: tuple[Mark, ...] = ()
    results: dict[str, str] = {}
    for call in (*task.solution, Call.of("finish", {"status": "done"})):
        if ending_of(world.state) is None:
            outcome = world.call(with_results(call, results), actor=me, face="agent")
            if outcome.ok:
                results[call.tool] = outcome.text
            marks += judge.observe(start, world.log[-1], marks)
    return Walk(task, start, world.log[:], judge.verdict(Episode(start, world.state, world.log, marks)))
