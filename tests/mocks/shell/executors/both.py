"""The same command by two executors: a world with the corpus's files, and what a command has left in it."""

from base64 import b64encode
from functools import lru_cache
from typing import Any, NamedTuple

from diorama.mocks.catalog import service_classes
from diorama.mocks.shell.names import path_of
from diorama.mocks.shell.words import Dialect
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.state import State
from tests.mocks.shell.command_lines import files, modes
from tests.mocks.shell.differential import HOME, NOW

WHO = "worker@dock.test"


class Done(NamedTuple):
    """What a command has left: what it said, its code, where its shell stood, and every file of the world."""

    stdout: str
    stderr: str
    code: int
    killed: str
    cwd: str
    env: tuple[tuple[str, str], ...]
    files: dict[str, Any]
    blobs: Any


@lru_cache(maxsize=8)
def base(user: str, dialect: Dialect, executor: str) -> State:
    """Return a state in which a user finds the corpus's files, and an executor runs his commands."""
    world = World(service_classes(("shell",)), seed=7, now=NOW)
    owner: dict[str, Any] = {"owner": user}
    calls = [("put_group", {"name": "games", "gid": 60}), ("put_user", {"name": "games", "uid": 5, "group": "games"}),
             ("put_dir", {"path": HOME, **owner})]
    for name, content in files().items():
        path = f"{HOME}/{name.rstrip('/')}"
        if name.endswith("/"):
            calls.append(("put_dir", {"path": path, **owner}))
        else:
            mode = f"{modes().get(name, 0o644):o}"
            calls.append(("put_file", {"path": path, "base64": _base64(content), "mode": mode, **owner}))
    env = {"TZ": "UTC", "HOME": HOME}
    calls += [("set_login", {"user": user, "principal": WHO, "cwd": HOME, "env": env, "dialect": dialect}),
              ("set_machine", {"executor": executor, "seconds": 30, "shown_characters": 30_000})]
    run_calls(world, [Call.of(f"shell.{tool}", arguments) for tool, arguments in calls], actor=setup())
    return world.state


def _base64(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def done(command: str, user: str, dialect: Dialect, executor: str) -> Done:
    """Run a command in a world of its own."""
    world = World(service_classes(("shell",)), base(user, dialect, executor))
    outcome = world.call(Call.of("shell.bash", {"command": command}), actor=agent(WHO))
    assert outcome.ok, outcome.message
    said: Any = outcome.value
    table, login = world.state.table("shell.files"), world.state.table("shell.logins")[WHO]
    return Done(
        said["stdout"], said["stderr"], said["exit_code"], said.get("killed", ""), login.cwd, login.env,
        {name: table[name] for name in sorted(table.ids())}, world.state.blobs,
    )


def contents(made: Done, directory: str) -> dict[str, bytes]:
    """Return what the files below a directory hold, by their path from there; what links lead to is not."""
    out = {}
    for name, row in made.files.items():
        if name.startswith(f"{directory}/") and row.kind == "file":
            path = path_of(name)[len(directory) + 1 :]
            out[path.encode("latin-1").decode("utf-8", "surrogateescape")] = made.blobs[row.blob] if row.blob else b""
    return out


def differences(first: Done, second: Done) -> list[str]:
    """Return in which respects two runs of a command differ."""
    out = [name for name in ("stdout", "stderr", "code", "killed", "cwd", "env")
           if getattr(first, name) != getattr(second, name)]
    names = sorted({*first.files, *second.files})
    return out + [name for name in names if first.files.get(name) != second.files.get(name)]
