"""Runs in containers: whatever is killed, the results are those of a run that nobody has disturbed."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from diorama.harnesses.containers.engine import OWNER, RUN, engine
from tests.harnesses.elsewhere import command, done, gist, go_on, start


def left(seconds: float = 20) -> list[str]:
    """Return the containers of workers that are still there after a while."""
    deadline = time.monotonic() + seconds
    while there := [one["Id"] for one in engine().api.containers(all=True, filters={"label": OWNER})]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return there


def test_whatever_is_killed_the_results_are_the_same(image: str, home: Path, toy_tasks: Path) -> None:
    whole, killed = home / "whole", home / "killed"
    subprocess.run(command(toy_tasks, "python:mine:Held", whole), check=True, capture_output=True, timeout=300)
    expected = gist(whole)
    assert len(expected) == 9

    words = command(toy_tasks, "python:mine:Held", killed, "--pool", "docker", "--agent-code", ".", "--workers", "2",
                    "--retries", "5")
    parent = start(words, killed, 6)
    for one in engine().api.containers(filters={"label": f"{RUN}={killed}"}):
        engine().api.kill(one["Id"])
    started = time.monotonic()
    while not (again := engine().api.containers(filters={"label": f"{RUN}={killed}"})):
        assert time.monotonic() < started + 60
        time.sleep(0.2)
    assert done(killed) == 6, "the agents of the other three wait"
    assert again
    parent.kill()
    assert parent.communicate() is not None
    assert left() == [], "containers end when the run is gone, and are removed"
    go_on(words)
    assert gist(killed) == expected
    assert not (killed / "containers").exists()
    assert left() == []


def test_an_interrupt_ends_the_containers_and_another_pool_goes_on(image: str, home: Path, toy_tasks: Path) -> None:
    folder = home / "run"
    words = command(toy_tasks, "python:mine:Held", folder)
    parent = start([*words, "--pool", "docker", "--agent-code", ".", "--workers", "2"], folder, 6)
    parent.send_signal(signal.SIGINT)
    _, said = parent.communicate(timeout=120)
    assert (parent.returncode, "Traceback" in said) == (130, False)
    assert left(0) == []
    assert not (folder / "containers").exists()
    go_on(words)
    assert len(gist(folder)) == 9


def test_an_agent_that_hangs_is_stopped_in_its_container(image: str, home: Path, toy_tasks: Path) -> None:
    words = command(toy_tasks, "python:mine:Hangs", home / "run", "--pool", "docker", "--agent-code", ".",
                    "--time-limit", "1", "--limit", "1", "--workers", "1")
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    for result, _ in gist(home / "run").values():
        assert '"end":"agent_crash"' in result
        assert "stopped after 1 s" in result


@pytest.mark.parametrize(("more", "why"), [
    (["--image", "diorama:none"], "there is no image diorama:none; make it with: diorama image build"),
    (["--image", "diorama-base:bookworm"], "was made of other code than what runs here"),
    ([], "agent 'python:mine:Held' is your own code"),
])
def test_what_is_missing_is_said_before_anything_runs(
    image: str, home: Path, toy_tasks: Path, more: list[str], why: str
) -> None:
    words = command(toy_tasks, "python:mine:Held", home / "run", "--pool", "docker", *more)
    ended = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, why in ended.stderr) == (2, True), ended.stderr
