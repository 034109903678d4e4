"""Runs with a model: killed at any point they go on without asking twice, and what an endpoint fails at is no score."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from diorama.harnesses.agents import OUTSIDE
from diorama.harnesses.episodes import Assignment, play_job
from diorama.harnesses.folder import read_run_file
from diorama.harnesses.jobs import Job, Request, Result, chosen, invalid, make_plan
from diorama.harnesses.pools import Ending, Order
from diorama.harnesses.progress import Quiet
from diorama.harnesses.run import _play
from diorama.harnesses.run import run as run_plan
from diorama.tasks.verdict import invalid_verdict
from tests.harnesses.made import NoTurn
from tests.harnesses.models.fake_policies import Policy
from tests.harnesses.models.fake_protocols import Say, Seen
from tests.harnesses.models.fake_server import FakeServer


class Killing:
    """Plays the solution. The first time that it is asked for its second call, it kills a process instead, and leaves
    whoever asked without an answer until it is told to let go."""

    def __init__(self, policy: Policy, kill: Callable[[], None]) -> None:
        self._policy = policy
        self._kill = kill
        self.let_go = Event()
        self.asked_at: list[int] = []

    def __call__(self, seen: Seen) -> Say:
        """Say the next, or see to it that nobody hears it."""
        self.asked_at.append(len(seen.turns))
        if self.asked_at.count(1) == 1 and len(seen.turns) == 1:
            self._kill()
            self.let_go.wait()
        return self._policy(seen)


def request_of(server: FakeServer, model: str, tasks: Path) -> Request:
    return Request(
        "ClawsBench-Email", (f"openai:{model}?base_url={server.url}",), (1,), tasks="toy/letter", companions=False,
        folders=(tasks,), time_limit=3600,
    )


def test_a_killed_run_goes_on_where_it_was(server: FakeServer, toy_tasks: Path, tmp_path: Path) -> None:
    request = request_of(server, "model", toy_tasks)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    command = [sys.executable, "-m", "diorama", "run", "ClawsBench-Email", "--tasks", "toy/letter", "--seeds", "1",
               "--agent", request.agents[0], "--no-companions", "--tasks-dir", str(toy_tasks), "--workers", "1",
               "--out", str(killed)]
    started: list[subprocess.Popen[bytes]] = []
    killing = Killing(server.models["oracle"], lambda: started[0].kill())
    server.models["model"] = killing
    started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert started[0].wait(300) == -signal.SIGKILL
    plan = read_run_file(killed).plan
    [result] = run_plan(request, plan, killed, workers=1).results
    killing.let_go.set()
    assert killing.asked_at == [0, 1, 1, 2]

    server.models["model"] = server.models["oracle"]
    expected = play_job(Assignment(job=plan.jobs[0], folder=str(whole), folders=(str(toy_tasks),)), NoTurn())
    assert expected.verdict.label == "success"
    assert expected.usage.output > 0
    assert result == expected
    for path in (*whole.glob("traces/*"), *whole.glob("talk/*")):
        assert path.read_bytes() == (killed / path.parent.name / path.name).read_bytes()


def test_a_model_that_hangs_ends_its_episode_at_the_time_limit(
    server: FakeServer, toy_tasks: Path, tmp_path: Path
) -> None:
    request = request_of(server, "oracle+hang", toy_tasks)._replace(time_limit=2)
    plan = make_plan(request, chosen(request), {})
    [result] = run_plan(request, plan, tmp_path / "run", workers=1).results
    assert (result.end, result.verdict.unable, result.steps) == ("agent_crash", "agent_crash", 0)


class Answering:
    """A pool whose answers to an order are given beforehand."""

    def __init__(self, *answers: Result) -> None:
        self._answers = list(answers)
        self._keys: list[str] = []

    def submit(self, order: Order) -> None:
        """Queue an order."""
        self._keys.append(order.key)

    def endings(self) -> Iterator[Ending]:
        """Give each its next answer."""
        while self._keys:
            yield Ending(self._keys.pop(0), "done", self._answers.pop(0).model_dump_json())

    def close(self) -> None:
        """Nothing is under way."""


def test_an_endpoint_that_is_down_is_tried_again_and_then_invalid_with_the_cause() -> None:
    job = Job(
        key="k", contract="c", agent="me", task="a/x", version=1, family="Toy", companion_of="", companion_kind=None,
        watched=True, risky=True, decline="wrong", seed=0, rerun=0, factors=(), max_steps=None,
    )
    scored = invalid_verdict("").model_copy(update={"valid": True, "cause": None, "label": "unable"})
    done = Result(job=job, verdict=scored, steps=1, trace="")
    down, broken = (invalid(job, cause, 1) for cause in (f"{OUTSIDE}status 503", "KeyError: our own"))
    order = Assignment(job=job, folder="", folders=())
    cases: list[tuple[tuple[Result, ...], int, bool]] = [
        ((down, done), 2, True), ((down, down, down, done), 3, False), ((broken, done), 1, False),
    ]
    for answers, attempts, valid in cases:
        [result] = _play(Answering(*answers), [order], 0, 2, Quiet())
        assert (result.attempts, result.verdict.valid) == (attempts, valid)
