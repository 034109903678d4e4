"""Runs in containers: whatever is killed, the results are those of a run that nobody has disturbed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diorama.harnesses.containers.engine import RUN, engine
from tests.harnesses.elsewhere import command, done, gist, go_on, start


def left(folder: Path, seconds: float = 60) -> list[str]:
    """Return the containers of a run that are still there after a while."""
    deadline = time.monotonic() + seconds
    while there := [one["Id"] for one in engine().api.containers(all=True, filters={"label": f"{RUN}={folder}"})]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return there


@pytest.mark.long
def test_whatever_is_killed_the_results_are_the_same(image: str, home: Path, toy_tasks: Path) -> None:
    whole, killed = home / "whole", home / "killed"
    subprocess.run(command(toy_tasks, "python:mine:Held", whole), check=True, capture_output=True, timeout=300)
    expected = gist(whole)
    assert len(expected) == 9

    words = command(toy_tasks, "python:mine:Held", killed, "--pool", "docker", "--agent-code", ".", "--workers", "2",
                    "--retries", "5", "--image", image)
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
    assert left(killed) == [], "containers end when the run is gone, and are removed"
    go_on(words)
    assert gist(killed) == expected
    assert not (killed / "containers").exists()
    assert left(killed, 0) == []


LEAVES = """
import os
import sys
from pathlib import Path
from diorama.harnesses.containers.engine import engine, labels
from diorama.harnesses.containers.leftovers import Watcher

api, given = engine().api, {"command": ["sleep", "600"], "labels": labels(Path(sys.argv[2]))}
api.create_container(sys.argv[1], **given)
paused = api.create_container(sys.argv[1], **given, host_config=api.create_host_config(network_mode="none"))["Id"]
api.start(paused)
api.pause(paused)
Watcher()
os.kill(os.getpid(), 9)
"""


def test_containers_that_cannot_end_by_themselves_are_removed(image: str, home: Path) -> None:
    """One that was made and not yet started when the command was killed, and one that is paused."""
    ended = subprocess.run([sys.executable, "-c", LEAVES, image, home], capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert left(home) == []


def test_an_interrupt_ends_the_containers_and_another_pool_goes_on(image: str, home: Path, toy_tasks: Path) -> None:
    folder = home / "run"
    words = command(toy_tasks, "python:mine:Held", folder)
    parent = start([*words, "--pool", "docker", "--agent-code", ".", "--workers", "2", "--image", image], folder, 6)
    parent.send_signal(signal.SIGINT)
    _, said = parent.communicate(timeout=120)
    assert (parent.returncode, "Traceback" in said) == (130, False)
    assert left(folder, 0) == []
    assert not (folder / "containers").exists()
    go_on(words)
    assert len(gist(folder)) == 9


def test_an_agent_that_hangs_is_stopped_in_its_container(image: str, home: Path, toy_tasks: Path) -> None:
    words = command(toy_tasks, "python:mine:Hangs", home / "run", "--pool", "docker", "--agent-code", ".",
                    "--time-limit", "1", "--limit", "1", "--workers", "1", "--image", image)
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    for result, _ in gist(home / "run").values():
        assert '"end":"agent_crash"' in result
        assert "stopped after 1 s" in result


@pytest.mark.parametrize(("more", "why"), [
    (["--image", "diorama:none"], "there is no image diorama:none; make it with: diorama image build"),
    (["--image", "diorama-base:bookworm"], "was made of other code than what runs here"),
    (["--image", "HERE"], "agent 'python:mine:Held' is your own code"),
])
def test_what_is_missing_is_said_before_anything_runs(
    image: str, home: Path, toy_tasks: Path, more: list[str], why: str
) -> None:
    more = [image if word == "HERE" else word for word in more]
    words = command(toy_tasks, "python:mine:Held", home / "run", "--pool", "docker", *more)
    ended = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, why in ended.stderr) == (2, True), ended.stderr
