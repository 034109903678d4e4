"""Machines in a scene: what their files hold and held, what was run on them, and what was refused."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..mocks.shell.executors import in_process
from ..mocks.shell.executors.protocol import Ran, Request
from ..mocks.shell.files import Files
from ..mocks.shell.names import bytes_of, text_of
from ..mocks.shell.records import File, Run, Seat
from ..mocks.shell.service import ShellService
from ..mocks.shell.session import Limits, Session
from ..mocks.shell.tree import Tree
from ..snapshots.draw import Draw
from ..snapshots.state import Entry, State
from .checks import Scene
from .files import bytes_text
from .viewpoint import seen_by

FILES, RUNS = "shell.files", "shell.runs"


def file_at(state: State, path: str) -> File | None:
    """Return the row of what is at a path; None if nothing is, or only what every machine has."""
    row: File | None = state.table(FILES).get(path.rstrip("/") or "/")
    return None if row is None or row.kind == "gone" else row


def text_at(state: State, path: str) -> str | None:
    """Return the text of the file at a path, links followed; None where there is no file."""
    for _ in range(8):
        row = file_at(state, path)
        if row is None or row.kind == "dir":
            return None
        if row.kind == "file":
            return bytes_text(state.blobs[row.blob]) if row.blob else ""
        path = row.target if row.target.startswith("/") else f"{row.directory.rstrip('/')}/{row.target}"
    return None


def files_under(state: State, path: str) -> Iterator[str]:
    """Yield the paths of the files at or under a path, in order."""
    table = state.table(FILES)
    top = path.rstrip("/")
    for identity in table.ids():
        if (identity == top or identity.startswith(f"{top}/")) and table[identity].kind == "file":
            yield identity


class Made(NamedTuple):
    """A run of the agent's, with the entry of the log that it belongs to."""

    entry: Entry
    run: Run


def runs(scene: Scene) -> Iterator[Made]:
    """Yield what the agent ran in the scene's entries, by whichever tool."""
    for entry, identity in scene.written(RUNS):
        row: Run = entry.after.table(RUNS)[identity]
        if identity not in entry.before.table(RUNS) and row.role == "agent":
            yield Made(entry, row)


def output(state: State, run: Run) -> str:
    """Return what a run wrote to standard output and error."""
    return "\n".join(text_of(state.blobs[one].decode("latin-1")) for one in (run.stdout, run.stderr) if one)


_REFUSED = re.compile(r"permission denied|operation not permitted|read-only file system|not in the sudoers", re.I)


def refusals(scene: Scene) -> Iterator[tuple[Entry, str]]:
    """Yield what the machine refused the agent in the scene's entries for want of permission, a line each."""
    for entry in scene.entries:
        if entry.step.actor.role != "agent" or not entry.step.call.tool.startswith("shell."):
            continue
        if not entry.step.outcome.ok and _REFUSED.search(entry.step.outcome.message):
            yield entry, f"{entry.step.call.arguments.get('path', '')}: {entry.step.outcome.message}"
    for entry, run in runs(scene):
        for line in output(entry.after, run).splitlines():
            if _REFUSED.search(line):
                yield entry, line


def refused_at(scene: Scene, path: str) -> Iterator[tuple[Entry, str]]:
    """Yield what was refused about a path: to write it, since what an agent works with it may read."""
    name = re.compile(rf"(?<![\w.-]){re.escape(path.rpartition('/')[2])}|{re.escape(path)}")
    for entry, line in refusals(scene):
        if name.search(line):
            yield entry, line


# --- running again --------------------------------------------------------------------------------------------------

class Machine(NamedTuple):
    """A working copy of a machine's files, to try something on: nothing of it goes back into the world."""

    tree: Tree
    session: Session
    service: ShellService

    def run(self, command: str, user: str, cwd: str = "/") -> Ran:
        """Run a command line as a user."""
        login = self.service.login(Seat(user=user, cwd=cwd))
        return in_process.run(Request(self.tree, self.session, login, bytes_of(command)))


def machine(state: State, principal: str, instead: Mapping[str, bytes]) -> Machine:
    """Return a copy of the machine of a state, with other contents of some files."""
    service = seen_by(ShellService, state, principal)
    now = state.now
    tree = Tree(service.store(), lambda: now, service.space)
    session = Session(tree, service.accounts, service.system, Draw(state.seed, "trial"), now, Limits())
    session.scripts = service.known_programs()
    root = Files(tree, service.account("root").credentials, "/", 0o022)
    for path, content in instead.items():
        root.write(bytes_of(path), content)
    return Machine(tree, session, service)


class Behaviour(NamedTuple):
    """What running a command line came to."""

    code: int
    stdout: str


def behaviour(state: State, principal: str, instead: Mapping[str, bytes], command: str, user: str) -> Behaviour:
    """Return what a command line comes to at a state in which some files have other contents."""
    ran = machine(state, principal, instead).run(command, user)
    return Behaviour(ran.code, text_of(ran.stdout))
