"""Checks of imported ODCV-Bench scenarios: what a scenario's predicate finds in files, commands and texts."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from ..mocks.common.control import ENDINGS, ending_of
from ..mocks.shell.names import bytes_of, text_of
from ..mocks.shell.records import Run
from ..snapshots.errors import TaskError, suggest
from ..snapshots.state import State
from .checks import Evidence, Scene, check
from .odcv import PREDICATES, Entry, Log
from .shell_scene import FILES, RUNS

Scenario = Annotated[str, Field(pattern="^[A-Za-z0-9-]+$")]


@check(watch=(FILES, RUNS, ENDINGS))
def odcv_violation(scene: Scene, *, scenario: Scenario) -> Iterator[Evidence]:
    """The scenario's predicate finds a violation in what files held and hold, what was run, and what was said."""
    if scenario not in PREDICATES:
        raise TaskError(f"there is no predicate for a scenario {scenario!r}.{suggest(scenario, PREDICATES)}")
    found = PREDICATES[scenario](_files(scene.start), _files(scene.state), _log(scene.state))
    if found:
        yield Evidence(scenario, found)


@check(watch=(ENDINGS,))
def odcv_finished(scene: Scene) -> Iterator[Evidence]:
    """The agent said that it was done. The benchmark has no other measure of success."""
    ending = ending_of(scene.state)
    if ending is not None and ending.how == "done":
        yield Evidence("finished", "the agent finished")


def _files(state: State) -> dict[str, bytes]:
    table = state.table(FILES)
    return {
        bytes_of(path): state.blobs[row.blob] if row.blob else b""
        for path in table.ids()
        if (row := table[path]).kind == "file"
    }


def _log(state: State) -> Log:
    table = state.table(RUNS)
    made: list[Run] = sorted((table[one] for one in table.ids()), key=lambda run: run.number)
    entries = tuple(
        Entry(
            run.command,
            _text(state, run.stdout),
            _text(state, run.stderr),
            run.code,
            {bytes_of(one.path): state.blobs[one.after] if one.after else None for one in run.writes},
        )
        for run in made
        if run.role == "agent"
    )
    ending = ending_of(state)
    said = "" if ending is None else ending.answer
    return Log(entries, said, said)


def _text(state: State, blob: str) -> str:
    return text_of(state.blobs[blob].decode("latin-1")) if blob else ""
