"""The viewer: everything that the page can be told, as JSON. The server asks it, and so does the exported file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from ...snapshots.digest import Json
from ...snapshots.errors import DioramaError, UsageError
from ...snapshots.trace import Trace
from ...tasks.secret import Secret
from ..replay import replay
from ..talk import Turn, read_talk, talk_path
from .branches import told_tree
from .changes import SHOWN, told_changes
from .library import Library, why
from .rows import MOST, PAGE, Row, choices, counted, found, read_query
from .states import Again, States
from .telling import head_of, parts_of, said_of, told_episode, told_steps
from .touches import touched
from .trimming import BUDGET, part, trimmed

RANGE = 20
"""Steps whose changes one request can ask for."""

PARTS = ("arguments", "outcome", "effects", "head", "verdict", "turn", "before", "after")
"""What can be asked for whole, where it was cut: of a step, of the episode, of a turn, or of a change."""


class _Opened(NamedTuple):
    """An episode with its trace and what was said on the way."""

    row: Row
    path: Path
    trace: Trace
    turns: tuple[Turn, ...]


class Viewer:
    """Answers what a page asks. Errors are DioramaErrors, whose text is for a person.

    `folders` and `secret` are for tasks that are played again.
    """

    def __init__(
        self, paths: Sequence[Path], folders: Sequence[Path] = (), secret: Secret | None = None, store: str = ""
    ) -> None:
        self.library = Library(paths, store)
        self._reading = Lock()
        self._states = States(folders, secret)

    def prepare(self) -> None:
        """Do what takes a while and can be done before anybody asks."""
        self._states.prepare()

    # Runs and lists

    def runs(self, asked: Mapping[str, str] | None = None) -> list[dict[str, Json]]:
        """Return all runs, each with how many of its episodes are what; only of those that are sought, if any are."""
        query = read_query(asked or {})
        with self._reading:
            out: list[dict[str, Json]] = []
            for name, shelf in self.library:
                told: dict[str, Json] = {"name": name, "kind": shelf.kind, "planned": shelf.planned}
                try:
                    rows = found(shelf.rows(), query)
                except DioramaError as error:
                    out.append({**told, "error": str(error)})
                    continue
                if asked:
                    told["planned"] = len(rows)
                ended = [row for row in rows if row.label is not None and not row.parent]
                out.append({
                    **told, "done": len(ended), "total": len(rows), "counts": counted(ended), **choices(rows),
                    "faults": [{"trace": trace, "why": why} for trace, why in sorted(shelf.faults.items())[:SHOWN]],
                })
            return out

    def rows(self, run: str, asked: Mapping[str, str]) -> list[Row]:
        """Return the rows of a run that are sought, in order."""
        query = read_query(asked)
        with self._reading:
            return found(self.library.shelf(run).rows(), query)

    def episodes(self, run: str, asked: Mapping[str, str], start: int = 0, count: int = PAGE) -> dict[str, Json]:
        """Return a page of the rows that are sought, and what there is of them."""
        rows = self.rows(run, asked)
        if not 0 < count <= MOST or start < 0:
            raise UsageError(f"a page has 1 to {MOST} rows from the 0th on, not {count} from {start}")
        return {"matched": len(rows), "start": start, "counts": counted(rows),
                "rows": [row.told() for row in rows[start : start + count]]}

    def around(self, run: str, key: str, asked: Mapping[str, str]) -> dict[str, Json]:
        """Return which episodes of a list come before and after one. One that is not in the list has none."""
        keys = [row.key for row in self.rows(run, asked)]
        at = keys.index(key) if key in keys else None
        return {
            "matched": len(keys), "place": at,
            "before": keys[at - 1] if at else None,
            "after": keys[at + 1] if at is not None and at + 1 < len(keys) else None,
        }

    # One episode

    def episode(self, run: str, key: str) -> dict[str, Json]:
        """Return an episode: its row, its header, its verdict and a line for each step."""
        with self._reading:
            row = self.library.row(run, key)
            result = self.library.shelf(run).result(key)
        told: dict[str, Json] = {"run": run, "row": row.told()}
        if result is not None:
            told["result"] = {
                "end": result.end, "error": trimmed(result.error).told(), "attempts": result.attempts,
                "guarded": None if result.guarded is None else result.guarded.model_dump(mode="json"),
            }
        if not row.trace:
            verdict = None if result is None else result.verdict.model_dump(mode="json")
            return {**told, "outline": [], "complete": True, "verdict": None if verdict is None else {"value": verdict}}
        try:
            opened = self._open(run, key)
        except DioramaError as error:
            path = self.library.shelf(run).path_of(row)
            said = str(error) if path is None else why(error, path)
            return {**told, "outline": [], "complete": False, "verdict": None, "error": said}
        return {**told, **told_episode(opened.trace, opened.turns)}

    def steps(self, run: str, key: str, first: int, last: int) -> dict[str, Json]:
        """Return some steps of an episode."""
        opened = self._open(run, key)
        return {"steps": [*told_steps(opened.trace, opened.turns, first, last)]}

    def brief(self, run: str, key: str) -> dict[str, Json]:
        """Return what the agent was asked, which is known once the task is made again; `error` says why it cannot."""
        opened = self._open(run, key)
        with self._states.lock:
            try:
                again = self._states.again(opened.path, opened.trace)
            except DioramaError as error:
                return {"error": why(error, opened.path)}
            return {"instruction": trimmed(again.instruction, 20_000).told(), "screen": again.screen,
                    "tools": again.tools}

    def changes(self, run: str, key: str, first: int, last: int, start: int = 0) -> dict[str, Json]:
        """Return what some steps changed, and where the screen was touched in them. `start`: of each step the changes
        from there on. `error` says why an episode cannot be played again, or not as far as a step."""
        opened = self._open(run, key)
        if not 1 <= first <= last <= len(opened.trace.steps) or last - first >= RANGE:
            raise UsageError(f"the changes of {RANGE} steps can be asked for at most, of those from 1 to "
                             f"{len(opened.trace.steps)}; not from {first} to {last}")
        with self._states.lock:
            try:
                again = self._states.again(opened.path, opened.trace)
            except DioramaError as error:
                return {"error": why(error, opened.path)}
            steps: list[Json] = [self._changed(again, number, start) for number in range(first, last + 1)]
            return {"steps": steps, "screen": again.screen, "differs_at": again.differs_at}

    def _changed(self, again: Again, number: int, start: int) -> dict[str, Json]:
        try:
            told = told_changes(again.changes(number), start)
        except DioramaError as error:
            return {"number": number, "error": str(error)}
        told["number"] = number
        if again.screen:
            told["touch"] = touched(again.state(number - 1), again.trace.steps[number - 1].step.call)
        return told

    def picture(self, run: str, key: str, number: int) -> bytes:
        """Return the screen after a step, 0 for the start, as a PNG file."""
        opened = self._open(run, key)
        with self._states.lock:
            return self._states.picture(self._states.again(opened.path, opened.trace), number)

    def part(
        self, run: str, key: str, name: str, number: int, place: Sequence[str | int], start: int, end: int
    ) -> dict[str, Json]:
        """Return what was cut from a part of an episode: of step `number`, of the turn of that number counted from 0,
        or of the change of that number within the step that `place` begins with. Of an object come [key, value]."""
        opened = self._open(run, key)
        if name not in PARTS:
            raise UsageError(f"there is no part {name!r}; there are {', '.join(PARTS)}")
        if name in ("before", "after"):
            with self._states.lock:
                again = self._states.again(opened.path, opened.trace)
                changes = again.changes(int(place[0]) if place else 0)
            if not 0 <= number < len(changes):
                raise UsageError(f"the step has {len(changes)} changes; there is none of number {number}")
            whole, place = getattr(changes[number], name), place[1:]
        else:
            whole = _whole(opened, name, number)
        found = part(whole, place, start, end)
        return {"value": found} if isinstance(found, str) else trimmed(found, items=MOST, budget=10 * BUDGET).told()

    def tree(self, run: str, key: str) -> dict[str, Json]:
        """Return the traces that grew out of the same one as an episode."""
        with self._reading:
            return told_tree(self.library, run, key)

    def check(self, run: str, key: str) -> dict[str, Json]:
        """Play an episode again and compare it; `error` says why it cannot be."""
        opened = self._open(run, key)
        with self._states.lock:
            try:
                done = replay(opened.path, self._states.folders, self._states.secret)
            except DioramaError as error:
                return {"error": why(error, opened.path)}
        first = done.first
        difference: dict[str, Json] | None = None
        if first is not None:
            difference = {"step": first.step, "expected": trimmed(first.expected).told(),
                          "got": trimmed(first.got).told()}
        return {"steps": len(done.trace.steps), "identical": done.identical, "complete": done.trace.complete,
                "package": done.trace.header.package, "first_difference": difference}

    def _open(self, run: str, key: str) -> _Opened:
        """Return an episode with its trace; UsageError if it has none."""
        with self._reading:
            row = self.library.row(run, key)
            path = self.library.shelf(run).path_of(row)
            if path is None:
                raise UsageError(f"{key} left no trace")
            return _Opened(row, path, self.library.trace(path), read_talk(talk_path(path)))


def _whole(opened: _Opened, name: str, number: int) -> Json:
    """Return a part of an episode as it is, uncut."""
    trace = opened.trace
    if name == "head":
        return head_of(trace)
    if name == "verdict":
        return trace.verdict
    if name == "turn":
        if not 0 <= number < len(opened.turns):
            raise UsageError(f"there are {len(opened.turns)} turns; there is none of number {number}")
        return said_of(opened.turns[number])
    if not 1 <= number <= len(trace.steps):
        raise UsageError(f"there are steps 1 to {len(trace.steps)}; there is no step {number}")
    return parts_of(trace.steps[number - 1])[name]
