"""Pools: whatever happens to a process, its order ends once, with what happened. All three keep to the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import diorama.harnesses.pools
from diorama.harnesses.folder import LOGS
from diorama.harnesses.pools import Ending, LocalPool, Order, Pool
from tests.conftest import Require

WORK = '''
import os, signal, subprocess, sys, time
from pathlib import Path

def work(payload, turn):
    what, _, rest = payload.partition(" ")
    if what == "double":
        return rest * 2
    if what == "pid":
        return str(os.getpid())
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "exit":
        os._exit(7)
    if what == "raise":
        raise ZeroDivisionError("a bug of ours")
    if what == "print":
        print("to standard output")
        return "printed"
    if what == "child":
        Path(rest).write_text(str(subprocess.Popen(["sleep", "60"]).pid))
        os._exit(0)
    turn.begin()
    turn.pass_to(what == "agent")
    Path(rest).write_text(str(os.getpid()))
    while what == "both":
        turn.pass_to(True)
        turn.pass_to(False)
        time.sleep(0.05)
    time.sleep(60)
'''


FUNCTION = "some_work:work"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with a module of work to do."""
    (tmp_path / "some_work.py").write_text(WORK)
    tmp_path.chmod(0o755)  # a container's user is another
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def local(home: Path) -> Iterator[LocalPool]:
    """Return a local pool with two hands."""
    made = LocalPool(FUNCTION, 2, home / "run" / LOGS)
    yield made
    made.close()


@pytest.fixture(params=["local", "docker", "ray"])
def pool(request: pytest.FixtureRequest, home: Path, require: Require) -> Iterator[Pool]:
    """Return a pool of each kind, with two hands."""
    if request.param == "local":
        yield request.getfixturevalue("local")
        return
    made: Pool
    if request.param == "docker":
        image = require("pool image")
        from diorama.harnesses.containers.container import Holding
        from diorama.harnesses.containers.endpoints import Ways
        from diorama.harnesses.containers.pool import MEMORY, DockerPool

        (home / "run").mkdir()
        holding = Holding(image, MEMORY, 1.0, (home,), None, (), {"PYTHONPATH": str(home)})
        made = DockerPool(FUNCTION, 2, home / "run", holding, Ways((), {}))
    else:
        request.getfixturevalue("ray_cluster")
        from diorama.harnesses.cluster.pool import RayPool

        made = RayPool(FUNCTION, 2, home / "run")
    yield made
    made.close()


def ends(pool: Pool) -> dict[str, Ending]:
    out: dict[str, Ending] = {}
    for ending in pool.endings():
        assert ending.key not in out, "an order ends once"
        out[ending.key] = ending
    return out


def gone(pid: int) -> bool:
    """Tell whether a process ends within a few seconds. An unreaped one has ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_orders_are_done_and_deaths_are_told_apart(pool: Pool) -> None:
    for key, payload in {
        "a": "double x", "killed": "kill", "b": "double y", "left": "exit", "bug": "raise",
        "c": "double " + "z" * 200_000,
    }.items():
        pool.submit(Order(key, payload))
    got = ends(pool)
    assert {key: ending.kind for key, ending in got.items()} == {
        "a": "done", "b": "done", "c": "done", "killed": "died", "left": "died", "bug": "died",
    }
    assert (got["a"].text, got["b"].text, got["c"].text) == ("xx", "yy", "z" * 400_000)
    assert "SIGKILL" in got["killed"].text
    assert "exit code 7" in got["left"].text
    assert "ZeroDivisionError: a bug of ours" in got["bug"].text


def test_an_order_may_be_submitted_again_while_endings_come(pool: Pool) -> None:
    pool.submit(Order("again", "kill"))
    seen = []
    for ending in pool.endings():
        seen.append(ending.kind)
        if len(seen) < 3:
            pool.submit(Order("again", "kill" if len(seen) == 1 else "double x"))
    assert seen == ["died", "died", "done"]


@pytest.mark.parametrize(("turn", "text"), [
    ("agent", "stopped after 0.3 s"), ("both", "stopped after 0.3 s"),
    ("world", "stopped after 0.3 s, and the world had not given the turn back"),
])
def test_who_overran_is_told(
    local: LocalPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: str, text: str
) -> None:
    """An agent that hangs; one that makes quick calls for ever, each of which takes the world longer; the world."""
    monkeypatch.setattr(diorama.harnesses.pools, "_PATIENCE", 0.5)
    local.submit(Order("slow", f"{turn} {tmp_path / 'pid'}", limit=0.3))
    ending = ends(local)["slow"]
    assert (ending.kind, ending.text, ending.acting) == ("overran", text, turn != "world")
    assert gone(int((tmp_path / "pid").read_text()))


def test_who_takes_too_long_is_stopped_and_the_next_is_done(pool: Pool) -> None:
    for key, payload in {"slow": "agent /tmp/diorama-pid", "next": "double x", "after": "double y"}.items():
        pool.submit(Order(key, payload, limit=0.5))
    got = ends(pool)
    assert got["slow"] == Ending("slow", "overran", "stopped after 0.5 s", acting=True)
    assert (got["next"].text, got["after"].text) == ("xx", "yy")


def test_a_workers_own_processes_end_with_it(local: LocalPool, tmp_path: Path) -> None:
    local.submit(Order("parent", f"child {tmp_path / 'pid'}"))
    assert ends(local)["parent"].kind == "died"
    assert gone(int((tmp_path / "pid").read_text()))


def test_what_is_printed_goes_to_a_log(
    pool: Pool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pool.submit(Order("loud", "print"))
    assert ends(pool)["loud"].text == "printed"
    pool.close()
    assert capfd.readouterr().out == ""
    logs = [log.read_text() for log in (tmp_path / "run" / LOGS).glob("*.log")]
    assert logs == ["to standard output\n"]


def test_workers_end_when_the_pool_closes(local: LocalPool) -> None:
    local.submit(Order("who", "pid"))
    pid = int(ends(local)["who"].text)
    assert not gone_now(pid)
    local.close()
    assert gone(pid)


def gone_now(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_workers_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "some_work.py").write_text(WORK)
    (tmp_path / "parent.py").write_text(
        "from pathlib import Path\n"
        "from diorama.harnesses.pools import LocalPool, Order\n"
        "if __name__ == '__main__':\n"
        "    pool = LocalPool('some_work:work', 1, Path('logs'))\n"
        "    pool.submit(Order('slow', 'agent pid'))\n"
        "    list(pool.endings())\n"
    )
    parent = subprocess.Popen([sys.executable, "parent.py"], cwd=tmp_path)
    written = tmp_path / "pid"
    for _ in range(400):
        if written.exists() and written.read_text():
            break
        time.sleep(0.05)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone(int(written.read_text()))


def test_a_process_killed_before_it_has_begun_is_an_ending_too(tmp_path: Path, local: LocalPool,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    start = diorama.harnesses.pools._Worker.give

    def give(worker: diorama.harnesses.pools._Worker, order: Order) -> None:
        assert worker.process.pid is not None
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.join()
        start(worker, order)

    monkeypatch.setattr(diorama.harnesses.pools._Worker, "give", give)
    local.submit(Order("early", "double 1"))
    assert ends(local)["early"] == Ending("early", "died", "the worker process was killed by SIGKILL")
    local.close()
    assert list((tmp_path / "run" / LOGS).iterdir()) == []
