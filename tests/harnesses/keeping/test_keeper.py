"""Keepers: what is kept stays and is kept once, in a folder and in a store of either kind alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from diorama.harnesses.episodes import Assignment, handed_over, play_job
from diorama.harnesses.folder import trace_file
from diorama.harnesses.jobs import Result, invalid
from diorama.harnesses.keeping.halting import Halt, read_answer, why_not_kept
from diorama.harnesses.keeping.keeper import InFolder, InStore, Keeper, bring, hand_over
from diorama.harnesses.run import plan_run
from diorama.harnesses.talk import Usage
from diorama.snapshots.errors import StoreError, TraceError
from diorama.snapshots.store import Store
from diorama.snapshots.trace import Close, parse_trace, read_trace, trace_text
from diorama.tasks.verdict import invalid_verdict
from tests.harnesses.made import NoTurn, made, request


@pytest.fixture(params=["folder", "store"])
def keeper(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[Keeper]:
    with Store(database) as store:
        store.begin_run("run", "{}")
        yield InFolder(tmp_path / "run", store, "run") if request.param == "folder" else InStore(store, "run")


@pytest.fixture
def orders(toy_tasks: Path, tmp_path: Path) -> list[Assignment]:
    jobs = plan_run(request(toy_tasks, "oracle,idle", tasks="toy/answer")).jobs
    return [Assignment(job=job, folder=str(tmp_path / "work"), folders=(str(toy_tasks),)) for job in jobs]


def played(order: Assignment) -> tuple[Result, bytes]:
    result = play_job(order, NoTurn())
    return result, (Path(order.folder) / result.trace).read_bytes()


def test_what_is_kept_first_stays(keeper: Keeper, orders: list[Assignment]) -> None:
    (one, first), (_, other) = map(played, orders)
    key = one.job.key
    assert (keeper.result(key), keeper.trace(key), keeper.talk(key)) == (None, None, b"")
    assert keeper.add_episode(key, first, b"said\n") == (first, b"said\n")
    assert keeper.add_episode(key, other, b"later\n") == (first, b"said\n")
    assert keeper.add_result(one)
    assert not keeper.add_result(one.model_copy(update={"attempts": 2}))
    assert (keeper.result(key), keeper.trace(key), keeper.talk(key)) == (one, first, b"said\n")
    assert keeper.trace("another") is None


def test_an_episode_that_failed_by_our_side_gives_way(keeper: Keeper, orders: list[Assignment]) -> None:
    result, good = played(orders[0])
    failed = _failed(good)
    key = result.job.key
    assert keeper.add_episode(key, failed) == (failed, b"")
    assert keeper.add_episode(key, failed) == (failed, b"")
    assert keeper.add_episode(key, good, b"said\n") == (good, b"said\n")
    assert keeper.add_episode(key, failed) == (good, b"said\n")


def _failed(trace: bytes) -> bytes:
    """Return a trace as it would be if our side had failed after its steps."""
    read = parse_trace(trace)
    verdict = invalid_verdict("a bug").model_dump(mode="json")
    return trace_text(read.header, read.steps, Close(verdict, "invalid", "a bug")).encode()


def test_what_is_incomplete_or_damaged_is_not_kept(keeper: Keeper, orders: list[Assignment]) -> None:
    result, trace = played(orders[0])
    with pytest.raises(StoreError, match=r"the trace of job 'toy_answer@0.oracle' is incomplete"):
        keeper.add_episode(result.job.key, trace[:-10])
    with pytest.raises(TraceError, match="line 2"):
        keeper.add_episode(result.job.key, trace.replace(b"finish", b"finesh"))
    assert keeper.trace(result.job.key) is None


def test_a_worker_takes_over_what_another_has_kept(
    database: str, orders: list[Assignment], tmp_path: Path
) -> None:
    """Two workers that share no folder do the same job: both end with the one episode that is kept."""
    with Store(database) as store:
        store.begin_run("run", "{}")
        keeper = InStore(store, "run")
        order = orders[0].model_copy(update={"store": database, "run": "run"})
        first, trace = played(order.model_copy(update={"folder": str(tmp_path / "one")}))
        key = first.job.key
        assert keeper.trace(key) == trace
        assert not hand_over(keeper, key, tmp_path / "one")
        again, there = played(order.model_copy(update={"folder": str(tmp_path / "two")}))
        assert (again, there) == (first, trace)
        _, other = played(orders[1])
        trace_file(tmp_path / "two", key).write_bytes(other)  # what it would be that was played at the same time
        assert hand_over(keeper, key, tmp_path / "two")
        assert trace_file(tmp_path / "two", key).read_bytes() == trace
        bring(keeper, key, tmp_path / "three")
        assert trace_file(tmp_path / "three", key).read_bytes() == trace
        bring(keeper, orders[1].job.key, tmp_path / "three")
        assert len(list((tmp_path / "three" / "traces").iterdir())) == 1


def test_what_guards_did_is_counted_in_the_episode_that_counts(toy_tasks: Path, tmp_path: Path) -> None:
    asked = request(toy_tasks, "violator,oracle", tasks="toy/letter")._replace(guards=("always",))
    with Store(tmp_path / "store") as store:
        store.begin_run("run", "{}")
        keeper = InStore(store, "run")
        ours, others = (
            Assignment(job=job, folder=str(tmp_path / job.agent), folders=(str(toy_tasks),))
            for job in plan_run(asked).jobs
        )
        result, _ = played(ours)
        other, trace = played(others)
        assert result.guarded != other.guarded
        keeper.add_episode(ours.job.key, trace)  # what it would be that was played at the same time
        counting = handed_over(keeper, result, ours)
        assert (counting.guarded, counting.verdict) == (other.guarded, other.verdict)


def test_a_run_keeps_all_of_itself_in_a_store(database: str, toy_tasks: Path, tmp_path: Path) -> None:
    asked = request(toy_tasks, "oracle,idle", seeds=(0, 1))
    file = made(asked, tmp_path / "run", store=database, whole=True)
    with Store(database) as store:
        keeper = InStore(store, file.run)
        for job in file.plan.jobs:
            path = trace_file(tmp_path / "run", job.key)
            assert keeper.trace(job.key) == path.read_bytes()
            result = keeper.result(job.key)
            assert result is not None
            assert result.steps == len(read_trace(path).steps)


OLD = '{"trace":"","steps":0,"end":"invalid","error":"","attempts":3,'


def test_results_of_older_versions_are_read(orders: list[Assignment]) -> None:
    """They lack what has been added since."""
    result = invalid(orders[0].job, "lost", 3)
    old = f'{OLD}"job":{result.job.model_dump_json()},"verdict":{result.verdict.model_dump_json()}}}'
    assert Result.model_validate_json(old) == result
    assert Result.model_validate_json(old).usage == Usage()


def test_what_means_that_nothing_can_be_kept(orders: list[Assignment]) -> None:
    assert why_not_kept(OSError(28, "No space left on device", "/runs/x")) == "/runs/x: No space left on device"
    assert why_not_kept(StoreError("gone")) == "gone"
    assert why_not_kept(OSError(2, "No such file", "x")) == why_not_kept(ValueError("28")) == ""
    result = invalid(orders[0].job, "lost", 3)
    assert read_answer(result.model_dump_json()) == result
    with pytest.raises(StoreError, match="the disk is full"):
        read_answer(Halt(halt="the disk is full").model_dump_json())
