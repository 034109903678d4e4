"""A batch: results of a moment are kept together, none is lost when the run ends, and what fails is not tried again."""

import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from diorama.harnesses.jobs import Result, invalid
from diorama.harnesses.keeping import batch as batches
from diorama.harnesses.keeping.batch import Batch
from diorama.harnesses.keeping.keeper import InStore
from diorama.harnesses.run import plan_run
from diorama.snapshots.errors import StoreError
from diorama.snapshots.store import Store
from tests.harnesses.made import request


@pytest.fixture
def results(toy_tasks: Path) -> list[Result]:
    jobs = plan_run(request(toy_tasks, "oracle,idle,decliner", tasks="toy/answer")).jobs
    return [invalid(job, "made for this test", 1) for job in jobs[:3]]


def kept(store: Store) -> set[str]:
    return set(store.results("run"))


def test_a_result_does_not_wait_for_the_next_one(results: list[Result], tmp_path: Path) -> None:
    with Store(tmp_path / "run.sqlite") as store:
        store.begin_run("run", "{}")
        with Batch(InStore(store, "run")) as batch:
            for result in results:
                batch.add(result)
            deadline = time.monotonic() + 60
            while len(kept(store)) < len(results) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert kept(store) == {result.job.key for result in results}


@pytest.mark.parametrize(("moment", "at_once"), [(0.0, 3), (3600.0, 1)])
def test_results_of_a_moment_are_kept_together(
    moment: float, at_once: int, results: list[Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOMENT", moment)
    with Store(tmp_path / "run.sqlite") as store:
        store.begin_run("run", "{}")
        with Batch(InStore(store, "run")) as batch:
            for result in results:
                batch.add(result)
            assert len(kept(store)) == at_once
        assert kept(store) == {result.job.key for result in results}


def test_what_is_held_is_kept_when_the_run_is_interrupted(
    results: list[Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOMENT", 3600.0)
    with Store(tmp_path / "run.sqlite") as store:
        store.begin_run("run", "{}")
        with pytest.raises(KeyboardInterrupt):
            interrupted(InStore(store, "run"), results[:2])
        assert kept(store) == {result.job.key for result in results[:2]}


def interrupted(keeper: InStore, results: Iterable[Result]) -> None:
    with Batch(keeper) as batch:
        for result in results:
            batch.add(result)
        raise KeyboardInterrupt


class Full(InStore):
    """Has no room left, and counts how often it was asked."""

    asked = 0

    def add_results(self, results: Iterable[Result]) -> int:
        self.asked += 1
        raise StoreError("no room")


def test_a_store_that_has_failed_is_not_asked_again(results: list[Result], tmp_path: Path) -> None:
    with Store(tmp_path / "run.sqlite") as store:
        full = Full(store, "run")
        with pytest.raises(StoreError, match="no room"), Batch(full) as batch:
            batch.add(results[0])
        assert full.asked == 1


def test_a_store_that_fails_in_between_is_told_of_with_the_next_result(results: list[Result], tmp_path: Path) -> None:
    with Store(tmp_path / "run.sqlite") as store:
        store.begin_run("run", "{}")
        batch = Batch(InStore(store, "run"))
        batch.add(results[0])
        batch.keeper = Full(store, "run")
        batch.add(results[1])
        while not batch.keeper.asked:
            time.sleep(0.01)
        with pytest.raises(StoreError, match="no room"):
            batch.add(results[2])
        assert batch.keeper.asked == 1
