"""Runs in places of other kinds: agents that wait to be disturbed, and what a run comes to in the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from diorama.harnesses.folder import load_run, read_run_file
from diorama.snapshots.errors import TraceError
from diorama.snapshots.trace import read_trace

AGENTS = """
import time
from pathlib import Path

DONE = {"tool": "finish", "arguments": {"status": "done", "answer": "It is done."}}
LIST = {"tool": "mail__list_messages", "arguments": {}}

class Finishes:
    name = "mine"
    parameters = {"model": "none", "temperature": 0.5}

    def reset(self, brief):
        self.left, self.seed = 2, brief.seed

    def recall(self, observation, action):
        self.left -= 1

    def act(self, observation):
        self.left -= 1
        return LIST if self.left else DONE

class Held(Finishes):
    def act(self, observation):
        while self.left == 1 and self.seed == 2 and Path("hold").exists():
            time.sleep(0.02)
        return super().act(observation)

class Hangs(Finishes):
    def act(self, observation):
        if self.left == 1:
            time.sleep(600)
        return super().act(observation)
"""

Gist = dict[str, tuple[str, bytes]]


def command(tasks: Path, agent: str, folder: Path, *more: str) -> list[str]:
    """Return a command that runs the three toy tasks at three seeds."""
    return [sys.executable, "-m", "diorama", "run", "ClawsBench-Email", "--agent", agent, "--seeds", "0-2", "--tasks",
            "toy/*", "--no-companions", "--tasks-dir", str(tasks), "--out", str(folder), *more]


def start(words: Sequence[str], folder: Path, enough: int) -> subprocess.Popen[str]:
    """Start a run whose last agents wait until the file `hold` is gone, and wait until it has some results."""
    Path("hold").touch()
    parent = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 240
    while done(folder) < enough or len(unfinished(folder)) < 2:
        if parent.poll() is not None or time.monotonic() > deadline:
            parent.kill()
            pytest.fail(f"the run did not get that far: {parent.communicate()[1]}")
        time.sleep(0.1)
    return parent


def go_on(words: Sequence[str]) -> None:
    """Let the agents go on, and give the command again."""
    Path("hold").unlink(missing_ok=True)
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr


def done(folder: Path) -> int:
    """Return how many results there are."""
    return sum(len(source.results) for source in load_run(folder)) if (folder / "run.json").exists() else 0


def unfinished(folder: Path) -> list[Path]:
    """Return the traces, wherever they lie just now, of episodes that have made a step and are held."""
    found = []
    for path in (*folder.glob("traces/*.jsonl"), *folder.glob("containers/*/traces/*.jsonl")):
        with suppress(FileNotFoundError, TraceError):  # just now moved, or not begun
            trace = read_trace(path)
            found += [path] if trace.steps and not trace.complete else []
    return found


def gist(folder: Path) -> Gist:
    """Return what a run has come to: each job's result but for the tries that it took, and its trace as it is."""
    out = {}
    for source in load_run(folder):
        for result in source.results:
            assert result.verdict.valid, result.verdict.cause
            out[result.job.key] = (result.model_dump_json(exclude={"attempts"}), (folder / result.trace).read_bytes())
    assert sorted(out) == sorted(job.key for job in read_run_file(folder).plan.jobs)
    assert len(list((folder / "traces").iterdir())) == len(out)
    return out


def kill(pid: int) -> None:
    """Kill a process at once."""
    os.kill(pid, signal.SIGKILL)
