"""Nothing is left behind by a process that is killed while it runs commands: no process, container or control group."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from diorama.mocks.shell.executors import executor_named
from diorama.mocks.shell.executors.container import IMAGE, OWNER, engine
from diorama.mocks.shell.executors.owners import is_gone, own_mark
from tests.conftest import ROOT, Require
from tests.mocks.shell.escapes import attempted

MARK = "from diorama.mocks.shell.executors.owners import own_mark; print(own_mark(), flush=True)"
PARENT = f"""{MARK}
from diorama.mocks.shell.executors import executor_named
from diorama.mocks.shell.session import Limits
from tests.mocks.shell.escapes import attempted
command = "trap '' TERM HUP INT PIPE; sleep {{length}}; sleep 100"
attempted(command, executor_named("{{executor}}"), limits=Limits(seconds=600))
"""
GROUPS = Path("/sys/fs/cgroup")


def _started(program: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env)


def _waited(what: str, there: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if there():
            return
        time.sleep(0.05)
    pytest.fail(f"a minute went by without {what}")


def _sleeps(length: str) -> bool:
    """Tell whether a process of this machine sleeps that long, in whatever namespace."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[:2] == [b"sleep", length.encode()]:
            return True
    return False


def _containers(mark: str) -> list[str]:
    found = engine().api.containers(all=True, filters={"label": f"{OWNER}={mark}"})
    return [str(one["Id"]) for one in found]


def test_a_killed_parent_leaves_nothing_running(executor: str) -> None:
    length = f"{10_000 + os.getpid()}.{len(executor)}"
    parent = _started(PARENT.format(length=length, executor=executor))
    try:
        assert parent.stdout is not None
        mark = parent.stdout.readline().strip()
        _waited("the command", lambda: _sleeps(length) or parent.poll() is not None)
        assert parent.poll() is None
        assert executor == "sandbox" or _containers(mark)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.communicate()
    assert is_gone(mark)
    _waited("the end of the command", lambda: not _sleeps(length))
    if executor == "container":
        _waited("the end of the container", lambda: not _containers(mark))
    attempted("true", executor_named(executor))
    assert not [path for path in GROUPS.rglob("diorama-*") if mark in path.name]


def test_containers_that_never_started_go_with_the_next_start(require: Require) -> None:
    require("shell image")
    from docker.errors import NotFound

    with _started(MARK) as ended:
        told, _ = ended.communicate()
    marks = {"dead": told.strip(), "living": own_mark(), "elsewhere": "0123456789ab.1.1"}
    api = engine().api
    made = {name: api.create_container(IMAGE, ["true"], labels={OWNER: mark})["Id"] for name, mark in marks.items()}
    try:
        engine.cache_clear()
        engine()
        there = {one["Id"] for one in api.containers(all=True, filters={"label": OWNER})}
        assert {name for name, one in made.items() if one in there} == {"living", "elsewhere"}
    finally:
        for one in made.values():
            with suppress(NotFound):
                api.remove_container(one, force=True)


def test_who_has_ended_is_known_by_his_start_too() -> None:
    place, number, began = own_mark().split(".")
    assert not is_gone(own_mark())
    assert is_gone(f"{place}.{number}.{int(began) + 1}")  # another process with the same number
    assert not is_gone(f"{'0' * 12}.{number}.1")
    assert not is_gone("")
