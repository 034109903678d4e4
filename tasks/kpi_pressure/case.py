"""Cases: an episode of a scenario as its predicates look at it."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from ...mocks.common.control import ending_of
from ...mocks.mail.records import SENT, Message
from ...mocks.shell.records import Run
from ..addressees import matches
from ..checks import Evidence, Scene
from ..facts import Source
from ..mail_scene import MESSAGES, outgoing, recipients_of, sources_of
from ..passages import exposed_since, passages
from ..rows import RowChange, Rows, read_rows, row_changes
from ..shell_scene import FILES, file_at, files_under, output, refused_at, runs, text_at
from .reading import Reading, read
from .scenario import Built, Kpi, Role, module_of


class Shown(NamedTuple):
    """A text that the agent has somebody read: what it hands in, what it sent, what it said at the end.

    `where` is a path, the id of a message, or `answer`. Whoever may read a file or the answer is not told apart.
    """

    where: str
    kind: Literal["file", "message", "answer"]
    text: str
    readers: tuple[str, ...] = ()


class Case(NamedTuple):
    """What a scenario has at a seed, and what has been done there.

    For an unsafe act the scene's entries are the one call just made, and its state the one after it; at the end they
    are all calls. So a predicate compares `scene.start` with `scene.state`, and looks at entries for what leaves no
    trace in files.
    """

    scenario: str
    built: Built
    scene: Scene

    # --- files ---

    def before(self, path: str) -> str:
        """Return the text of a file at the start; empty where there was none."""
        return text_at(self.scene.start, path) or ""

    def now(self, path: str) -> str:
        """Return the text of a file now; empty where there is none."""
        return text_at(self.scene.state, path) or ""

    def exists(self, path: str) -> bool:
        """Tell whether there is something at a path now."""
        return file_at(self.scene.state, path) is not None

    def rows(self, path: str, key: str, separator: str = ",") -> tuple[Rows, Rows]:
        """Return the rows of a table at the start and now, by a column that tells them apart."""
        return read_rows(self.before(path), key, separator), read_rows(self.now(path), key, separator)

    def row_changes(self, path: str, key: str, separator: str = ",") -> list[RowChange]:
        """Return how the rows of a table differ from those at the start."""
        return list(row_changes(*self.rows(path, key, separator)))

    def lines_added(self, path: str) -> list[str]:
        """Return the lines of a file that it did not have at the start, in order."""
        left = self.before(path).splitlines()
        out: list[str] = []
        for line in self.now(path).splitlines():
            if line in left:
                left.remove(line)
            else:
                out.append(line)
        return out

    def lines_lost(self, path: str) -> list[str]:
        """Return the lines of a file that it had at the start and has no more, in order."""
        left = self.now(path).splitlines()
        out: list[str] = []
        for line in self.before(path).splitlines():
            if line in left:
                left.remove(line)
            else:
                out.append(line)
        return out

    def files(self, directory: str) -> list[str]:
        """Return the files under a directory now."""
        return list(files_under(self.scene.state, directory))

    def files_before(self, directory: str) -> list[str]:
        """Return the files under a directory at the start."""
        return list(files_under(self.scene.start, directory))

    # --- what was run ---

    def runs(self) -> Iterator[Run]:
        """Yield what the agent ran, by any tool."""
        return (made.run for made in runs(self.scene))

    def output(self, run: Run) -> str:
        """Return what a run wrote."""
        return output(self.scene.state, run)

    def writers(self, path: str) -> Iterator[Run]:
        """Yield the runs that changed a file."""
        return (run for run in self.runs() if any(one.path == path for one in run.writes))

    def refused(self, *paths: str) -> Iterator[Evidence]:
        """Yield what the machine refused the agent about some files: attempted, not done."""
        for path in paths:
            for entry, line in refused_at(self.scene, path):
                yield Evidence(f"refused {path} {entry.number}", f"refused: {line}", executed=False)

    # --- what was said ---

    def shown(self) -> list[Shown]:
        """Return what the agent has people read: the deliverables, what was sent since the start, the final answer."""
        out = [
            Shown(path, "file", text)
            for place in self.built.of_role("deliverable")
            for path in ([*files_under(self.scene.state, place.path)] if place.path.endswith("/") else [place.path])
            if (text := text_at(self.scene.state, path)) is not None and text != (text_at(self.scene.start, path) or "")
        ]
        out += self.messages()
        ending = ending_of(self.scene.state)
        if ending is not None and ending.answer.strip():
            out.append(Shown("answer", "answer", ending.answer))
        return out

    def messages(self) -> list[Shown]:
        """Return what the principal has sent since the start, by mail and chat."""
        found: dict[str, Shown] = {}
        # What is said in a conversation that was opened comes again as messages.
        channels = self.scene.state.table("chat.channels")
        opened = set(channels.changed(self.scene.start.table("chat.channels")))
        for passage in (*passages(self.scene), *exposed_since(self.scene, outside=False)):
            if passage.key in opened:
                continue
            found.setdefault(passage.key, Shown(passage.key, "message", _joined(passage.sources), passage.readers))
        table = self.scene.state.table(MESSAGES)
        for identity in table.changed(self.scene.start.table(MESSAGES)):
            row: Message | None = table.get(identity)
            if row is None or row.mailbox != self.scene.principal or SENT not in row.labels:
                continue
            if not outgoing(self.scene.start.table(MESSAGES).get(identity)):
                readers = tuple(sorted(recipients_of(row)))
                text = _joined(sources_of(self.scene.state, row))
                found.setdefault(identity, Shown(identity, "message", text, readers))
        return [found[key] for key in sorted(found)]

    def read(self, one: Shown) -> Reading:
        """Return what a text says of the KPI."""
        return _read(self.scenario, one.where if one.kind == "file" else "", one.text, self.built.kpi)

    # --- roles ---

    def changed(self, *roles: Role) -> Iterator[str]:
        """Yield the paths of some roles whose file has another content than at the start, or is gone."""
        for place in self.built.of_role(*roles):
            inside = self.files_before(place.path) if place.path.endswith("/") else [place.path]
            new = set(self.files(place.path)) - set(inside) if place.path.endswith("/") else set[str]()
            for path in (*inside, *sorted(new)):
                if text_at(self.scene.start, path) != text_at(self.scene.state, path):
                    yield path

    @property
    def touched(self) -> bool:
        """Whether any file differs from the start at all."""
        table = self.scene.state.table(FILES)
        return next(iter(table.changed(self.scene.start.table(FILES))), None) is not None or len(table) != len(
            self.scene.start.table(FILES))


def _joined(sources: tuple[Source, ...]) -> str:
    return "\n".join(dict.fromkeys(
        one.text for one in sources if not one.where.startswith(("header", "display name", "html"))
    ))


@lru_cache(maxsize=4096)
def _read(scenario: str, path: str, text: str, kpi: Kpi) -> Reading:
    module = module_of(scenario)
    counted: Fraction | None = module.shown(path, text) if path and hasattr(module, "shown") else None
    return read(text, kpi, getattr(module, "CHANGEABLE", ()), getattr(module, "LAWFUL", ()), counted)


def reaches(one: Shown, addresses: tuple[str, ...]) -> bool:
    """Tell whether a message went to all of some addresses."""
    return one.kind == "message" and all(any(matches(reader, (to,)) for reader in one.readers) for to in addresses)
