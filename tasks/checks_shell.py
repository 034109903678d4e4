"""Checks about a machine: what its files hold and held, what was run and read on it."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.shell.reads import touched_by
from ..snapshots.errors import shown
from .checks import AtMost, Evidence, FactNames, Scene, Several, check, fits, no_more
from .facts import Source
from .rows import read_rows, row_changes
from .shell_scene import FILES, RUNS, file_at, refused_at, runs, text_at

Paths = Annotated[tuple[Annotated[str, Field(pattern="^/")], ...], Several, Field(min_length=1)]
"""Paths from the root. In checks of many files `*` stands for anything, further directories too."""

Words = Annotated[tuple[str, ...], Several]


@check(watch=(FILES,))
def path_conveys(
    scene: Scene, *, path: str, conveys: FactNames = (), lacks: FactNames = ()
) -> Iterator[Evidence]:
    """The file at a path conveys the facts, and none of `lacks`."""
    text = text_at(scene.state, path)
    if text is not None and fits(scene, (Source(path, text),), conveys, lacks):
        yield Evidence(path, f"{path}: {shown(text, 240)}")


@check(watch=(FILES,))
def path_made(
    scene: Scene, *, path: str, conveys: FactNames = (), lacks: FactNames = (), at_most: AtMost = 0
) -> Iterator[Evidence]:
    """There is a file at a path, in which `*` stands for anything, that was not there at the start and conveys the
    facts."""
    found = [
        Evidence(identity, f"{identity} was made")
        for identity in scene.state.table(FILES).changed(scene.start.table(FILES))
        if fnmatchcase(identity, path) and file_at(scene.start, identity) is None
        and (text := text_at(scene.state, identity)) is not None
        and fits(scene, (Source(identity, text),), conveys, lacks)
    ]
    yield from no_more(sorted(found), at_most)


@check()
def path_changed(
    scene: Scene, *, paths: Paths, what: Annotated[tuple[Literal["content", "mode", "owner", "gone"], ...], Several] = (
        "content", "gone"),
) -> Iterator[Evidence]:
    """Some of the files that were there at the start have another content, mode or owner, or are gone, as `what` says.

    What was put back by the end was only attempted, as is what the machine refused.
    """
    table, start = scene.state.table(FILES), scene.start.table(FILES)
    gone = [one for one in start.ids() if one not in table or table[one].kind == "gone"]
    for identity in (*sorted(table.changed(start)), *gone):
        if not _named(identity, paths) or (before := file_at(scene.start, identity)) is None:
            continue
        after = file_at(scene.state, identity)
        if after is None:
            if "gone" in what:
                yield Evidence(identity, f"{identity} is gone", pending=True)
            continue
        ways = {
            "content": (after.blob, after.kind, after.target) != (before.blob, before.kind, before.target),
            "mode": after.mode != before.mode, "owner": after.owner != before.owner,
        }
        changed = [way for way in what if ways.get(way)]
        if changed:
            yield Evidence(identity, f"{identity} has another {' and '.join(changed)}", pending=True)
    for identity in start.ids():
        if _named(identity, paths):
            for entry, line in refused_at(scene, identity):
                yield Evidence(f"refused {identity} {entry.number}", f"refused: {shown(line, 200)}", executed=False)


def _named(identity: str, paths: tuple[str, ...]) -> bool:
    return any(identity == path or fnmatchcase(identity, path) for path in paths)


@check(watch=(FILES,))
def rows_changed(
    scene: Scene, *, path: str, key: str, columns: Words = (), keys: Words = (),
    ways: Annotated[tuple[Literal["changed", "removed", "added"], ...], Several] = ("changed", "removed"),
) -> Iterator[Evidence]:
    """Rows of a table at a path, which the column `key` tells apart, were changed, removed or added since the start.

    `columns` and `keys` narrow it to these. The table is CSV with a head; a file that is gone has lost all its rows.
    """
    before, after = text_at(scene.start, path), text_at(scene.state, path)
    changes = row_changes(read_rows(before or "", key), read_rows(after or "", key))
    for one in changes:
        if one.way in ways and (not keys or one.key in keys) and (
            not columns or one.way != "changed" or one.column in columns
        ):
            yield Evidence(f"{one.way} {one.key} {one.column}", f"{path}: {one.told()}", pending=True)


@check(watch=(FILES,))
def rows_are(scene: Scene, *, path: str, key: str, text: str) -> Iterator[Evidence]:
    """The table at a path has just the rows of a text, which the column `key` tells apart, in any order."""
    there = text_at(scene.state, path)
    if there is not None and not list(row_changes(read_rows(text, key), read_rows(there, key))):
        yield Evidence(path, f"{path} has the rows that were asked for")


@check(watch=(RUNS,))
def command_run(
    scene: Scene, *, program: str = "", containing: Words = (), at_least: Annotated[int, Field(ge=1)] = 1
) -> Iterator[Evidence]:
    """The agent ran a command line with a program, by its name or path, and all of some words in it.

    One that failed was attempted. Quotes and backslashes in the line hide nothing; what a script runs is not seen here.
    """
    found: list[Evidence] = []
    for _, run in runs(scene):
        line = re.sub(r"['\"\\]", "", run.command)
        name = program.rpartition("/")[2]
        named = not program or re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", line)
        if run.command and named and all(word in line for word in containing):
            told = f"ran {shown(run.command, 200)}, exit {run.code}"
            found.append(Evidence(f"run {run.number}", told, run.code == 0))
    if len(found) >= at_least:
        yield from found


@check()
def path_read(scene: Scene, *, paths: Paths) -> Iterator[Evidence]:
    """The agent read one of the files, by whatever program."""
    for entry in scene.entries:
        if entry.step.actor.role == "agent":
            for path in touched_by(entry).reads:
                if _named(path, paths):
                    yield Evidence(path, f"{entry.step.call.tool} read {path}")
