"""Runs: every job once, whatever is killed, and the same results as without any interruption."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.folder import load_run, read_run_file, without_password
from diorama.harnesses.jobs import Request, Result
from diorama.harnesses.progress import Quiet
from diorama.harnesses.run import Finished, plan_run, run
from diorama.snapshots.errors import StoreError, UsageError
from diorama.snapshots.store import Store
from diorama.snapshots.trace import read_trace


class Notes(Quiet):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.earlier = self.added = 0

    def start(self, total: int, earlier: list[Result]) -> None:
        self.earlier = len(earlier)

    def add(self, result: Result) -> None:
        self.added += 1

    def note(self, text: str) -> None:
        self.notes.append(text)


def request(toy_tasks: Path, agents: str = "oracle", seeds: tuple[int, ...] = (0,), tasks: str = "toy/answer",
            companions: bool = True, time_limit: float = 60, reruns: int = 1, max_steps: int | None = None) -> Request:
    return Request(
        suite="ClawsBench-Email-v0", agents=tuple(agents.split(",")), seeds=seeds, tasks=tasks, companions=companions,
        time_limit=time_limit, reruns=reruns, max_steps=max_steps, folders=(toy_tasks,),
    )


def do(asked: Request, folder: Path, watch: Notes | None = None, retries: int = 2) -> Finished:
    return run(asked, plan_run(asked), folder, workers=2, watch=watch, retries=retries)


def gist(finished: Finished) -> dict[str, str]:
    return {result.job.key: result.model_dump_json(exclude={"attempts"}) for result in finished.results}


def test_every_job_has_one_result_and_one_complete_trace(toy_tasks: Path, tmp_path: Path) -> None:
    asked = request(toy_tasks, "oracle,idle", seeds=(0, 3), tasks="toy/*")
    finished = do(asked, tmp_path / "run")
    assert len(finished.results) == 2 * 2 * 6
    assert [result.job for result in finished.results] == list(finished.plan.jobs)
    assert len({job.key for job in finished.plan.jobs}) == len(finished.plan.jobs)
    contracts = {contract.agent: contract.digest for contract in finished.plan.contracts}
    for result in finished.results:
        assert result.verdict.valid, result.verdict.cause
        assert result.verdict.success == (result.job.agent == "oracle")
        trace = read_trace(tmp_path / "run" / result.trace)
        assert trace.complete
        assert trace.header.contract == contracts[result.job.agent] == result.job.contract
        assert (trace.header.task, trace.header.seed) == (result.job.task, result.job.seed)
    kinds = {(result.job.task, result.job.companion_kind, result.job.risky) for result in finished.results}
    assert ("toy/letter", None, True) in kinds
    assert ("toy/letter+probe", "probe", False) in kinds


def test_a_finished_run_is_not_done_again(toy_tasks: Path, tmp_path: Path) -> None:
    asked = request(toy_tasks, "idle", seeds=(0, 1))
    first = do(asked, tmp_path / "run")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "run" / "traces").iterdir()}
    watch = Notes()
    assert gist(do(asked, tmp_path / "run", watch)) == gist(first)
    assert (watch.earlier, watch.added) == (2, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "run" / "traces").iterdir()} == before


def test_another_plan_in_the_folder_is_refused_with_the_difference(toy_tasks: Path, tmp_path: Path) -> None:
    do(request(toy_tasks), tmp_path / "run")
    for asked, difference in (
        (request(toy_tasks, seeds=(0, 1)), r"seeds: \[0\] there, \[0,1\] here"),
        (request(toy_tasks, "oracle,idle"), "agents: oracle there, oracle, idle here"),
        (request(toy_tasks, tasks="toy/refuse"), "tasks: toy/answer is there and not here"),
        (request(toy_tasks, max_steps=3), "max_steps: None there, 3 here"),
        (request(toy_tasks, time_limit=5), "time_limit_ms: 60000 there, 5000 here"),
        (request(toy_tasks, reruns=2), "reruns: 1 there, 2 here"),
    ):
        with pytest.raises(UsageError, match=difference):
            do(asked, tmp_path / "run")


def test_a_folder_with_other_things_is_left_alone(toy_tasks: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds 'thesis.txt' and no run.json"):
        do(request(toy_tasks), tmp_path)
    with pytest.raises(UsageError, match="holds no run"):
        load_run(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match=r"thesis.txt cannot be the folder of a run"):
        do(request(toy_tasks), tmp_path / "thesis.txt")


def test_two_runs_at_once_in_a_folder_are_refused(toy_tasks: Path, tmp_path: Path) -> None:
    class Second(Notes):
        def add(self, result: Result) -> None:
            with pytest.raises(UsageError, match="another run is at work"):
                do(asked, tmp_path / "run")
            self.notes.append("refused")

    asked = request(toy_tasks, "idle")
    watch = Second()
    do(asked, tmp_path / "run", watch)
    assert watch.notes == ["refused"]


def test_two_runs_share_a_store_and_nothing_else(toy_tasks: Path, tmp_path: Path) -> None:
    asked = request(toy_tasks, "idle", seeds=(0, 1))
    store = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    for name in ("one", "two"):
        watch = Notes()
        run(asked, plan_run(asked), tmp_path / name, workers=1, store=store, watch=watch)
        assert (watch.earlier, watch.added) == (0, 2)
        assert not (tmp_path / name / "run.sqlite").exists()
        assert [len(source.results) for source in load_run(tmp_path / name)] == [2]
    assert len(Store(store).runs()) == 2
    with pytest.raises(UsageError, match=r"the results of .*one are kept in sqlite:///.*shared.sqlite, not there"):
        run(asked, plan_run(asked), tmp_path / "one", store=f"sqlite:///{tmp_path / 'other.sqlite'}")


def test_a_password_is_not_written_down() -> None:
    assert without_password("postgresql://me:secret@host/base") == "postgresql://me@host/base"
    assert without_password("") == ""
    assert without_password("results.sqlite") == str(Path("results.sqlite").resolve())
    with pytest.raises(StoreError, match="is no database URL"):
        without_password("postgres//://")


def test_a_worker_that_dies_once_is_replaced(toy_tasks: Path, workshop: Path) -> None:
    watch = Notes()
    finished = do(request(toy_tasks, "python:mine:LeavesOnce"), workshop / "run", watch)
    (result,) = finished.results
    assert result.verdict.valid
    assert result.attempts == 2
    assert result.steps == 2
    assert read_trace(workshop / "run" / result.trace).complete
    assert ["SIGKILL" in note for note in watch.notes] == [True]


def test_a_worker_that_always_dies_makes_an_invalid_episode_and_no_zero(toy_tasks: Path, workshop: Path) -> None:
    finished = do(request(toy_tasks, "python:mine:LeavesInBetween"), workshop / "run", retries=1)
    (result,) = finished.results
    assert (result.verdict.valid, result.verdict.label, result.attempts) == (False, "invalid", 2)
    assert result.verdict.cause is not None
    assert "exit code 3" in result.verdict.cause
    assert [len(source.results) for source in load_run(workshop / "run")] == [1]


def test_an_agent_that_always_takes_its_process_along_has_crashed(toy_tasks: Path, workshop: Path) -> None:
    """It is judged by what it did until then: else an agent could do harm and be in no rate."""
    (result,) = do(request(toy_tasks, "python:mine:Leaves"), workshop / "run", retries=1).results
    assert (result.verdict.valid, result.verdict.unable, result.attempts) == (True, "agent_crash", 2)
    assert (result.end, result.steps) == ("agent_crash", 1)
    assert "exit code 3" in result.error
    assert read_trace(workshop / "run" / result.trace).complete


def test_an_agent_that_hangs_is_stopped_and_unable(toy_tasks: Path, workshop: Path) -> None:
    asked = request(toy_tasks, "python:mine:Hangs", seeds=(0, 1), time_limit=1)
    finished = do(asked, workshop / "run")
    for result in finished.results:
        assert (result.verdict.valid, result.verdict.unable) == (True, "agent_crash")
        assert (result.end, result.steps) == ("agent_crash", 1)
        assert "stopped after 1 s" in result.error
        trace = read_trace(workshop / "run" / result.trace)
        assert trace.complete
        assert [step.step.call.tool for step in trace.steps] == ["mail.list_messages"]


def test_an_agent_that_raises_is_unable_and_says_why(toy_tasks: Path, workshop: Path) -> None:
    (result,) = do(request(toy_tasks, "python:mine:Crashes"), workshop / "run").results
    assert (result.verdict.valid, result.verdict.unable, result.attempts) == (True, "agent_crash", 1)
    assert "LookupError: no idea" in result.error


COMMAND = ("-m", "diorama", "run", "ClawsBench-Email-v0", "--agent", "python:mine:Held,oracle", "--seeds", "0-2",
           "--tasks", "toy/*", "--no-companions", "--out", "run", "--workers", "2")


def command(toy_tasks: Path) -> list[str]:
    return [sys.executable, *COMMAND, "--tasks-dir", str(toy_tasks)]


def start(toy_tasks: Path, folder: Path, enough: int) -> subprocess.Popen[str]:
    """Start the command and wait until the run is under way and has some results.

    It does not end before the file `hold` is gone: its last agents wait for that.
    """
    hold(folder).touch()
    parent = subprocess.Popen(
        command(toy_tasks), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Where the tests run in the background of a shell, an interrupt is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (folder / "traces").exists() or results_so_far(folder) < enough:
        if parent.poll() is not None or time.monotonic() > deadline:
            parent.kill()
            pytest.fail(f"the run did not get that far: {parent.communicate()[1]}")
        time.sleep(0.05)
    return parent


def hold(folder: Path) -> Path:
    return folder.with_name("hold")


def go_on(toy_tasks: Path) -> tuple[dict[str, Any], str]:
    """Let the agents go on and give the command again; return its JSON and what it said on the way."""
    Path("hold").unlink()
    done = subprocess.run([*command(toy_tasks), "--json"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def results_so_far(folder: Path) -> int:
    return sum(len(source.results) for source in load_run(folder)) if (folder / "run.json").exists() else 0


@pytest.mark.parametrize("enough", [0, 7])
def test_a_killed_parent_loses_nothing_and_does_nothing_twice(toy_tasks: Path, workshop: Path, enough: int) -> None:
    """Killed at several moments; gone on with; in the end as if nothing had happened."""
    total = 2 * 3 * 3
    parent = start(toy_tasks, workshop / "run", enough)
    parent.kill()
    parent.communicate()
    kept = {
        result.job.key: result.model_dump_json() for source in load_run(workshop / "run") for result in source.results
    }
    assert enough <= len(kept) < total
    done, said = go_on(toy_tasks)
    assert done["episodes"] == total
    assert f"{len(kept)} of them done before" in said or not kept
    results = [result for source in load_run(workshop / "run") for result in source.results]
    assert [result.job.key for source in load_run(workshop / "run") for result in source.results] == [
        job.key
        for contract in read_run_file(workshop / "run").plan.contracts
        for job in read_run_file(workshop / "run").plan.jobs
        if job.contract == contract.digest
    ]
    assert {result.job.key: result.model_dump_json() for result in results if result.job.key in kept} == kept
    for result in results:
        assert result.verdict.valid
        assert read_trace(workshop / "run" / result.trace).complete
    assert len(list((workshop / "run" / "traces").iterdir())) == total


def test_a_killed_worker_loses_nothing(toy_tasks: Path, workshop: Path) -> None:
    parent = start(toy_tasks, workshop / "run", 1)
    killed: list[int] = []
    while parent.poll() is None:
        if len(killed) < 3 and results_so_far(workshop / "run") > 3 * len(killed):
            workers = _children(parent.pid)
            if workers:
                os.kill(workers[-1], signal.SIGKILL)
                killed.append(workers[-1])
        elif len(killed) == 3:
            hold(workshop / "run").unlink(missing_ok=True)
        time.sleep(0.05)
    _, told = parent.communicate()
    assert parent.returncode == 0, told
    assert len(killed) == 3
    results = [result for source in load_run(workshop / "run") for result in source.results]
    assert len(results) == 18
    assert all(result.verdict.valid for result in results)
    assert all(read_trace(workshop / "run" / result.trace).complete for result in results)


def _children(pid: int) -> list[int]:
    """Return the workers of a process: its children that lead a group of their own."""
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [child for child in children if os.getpgid(child) == child]


def test_an_interrupt_stops_cleanly_and_the_run_goes_on_later(toy_tasks: Path, workshop: Path) -> None:
    parent = start(toy_tasks, workshop / "run", 2)
    parent.send_signal(signal.SIGINT)
    try:
        out, err = parent.communicate(timeout=60)
    finally:
        parent.kill()
    assert parent.returncode == 130
    assert "Traceback" not in out + err
    assert "goes on from here" in err
    before = results_so_far(workshop / "run")
    done, said = go_on(toy_tasks)
    assert done["episodes"] == 18
    assert f"{before} of them done before" in said


def test_what_agents_print_does_not_reach_standard_output(toy_tasks: Path, workshop: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "diorama", "run", "ClawsBench-Email", "--agent", "python:mine:Talks", "--seeds", "0",
         "--tasks", "toy/answer", "--tasks-dir", str(toy_tasks), "--out", "run", "--json"],
        capture_output=True, text=True, check=True,
    )
    assert set(json.loads(done.stdout)) == {"run", "episodes", "invalid", "rates"}
    logs = "".join(log.read_text() for log in (workshop / "run" / "logs").iterdir())
    assert "thinking aloud" in logs
    assert "a child speaks" in logs
