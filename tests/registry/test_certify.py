"""Every task and companion of the package is certified."""

from functools import lru_cache

import pytest

from diorama.harnesses.certify import Elsewhere, certify, certify_one, digests_of, load, subjects
from diorama.harnesses.trials import FULL, QUICK
from diorama.tasks.catalog import Catalog, load_catalog
from diorama.tasks.task import COMPANIONS, Overlay
from tests.registry.marking import fast_first
from tests.registry.sampling import sampled, thorough, wide, written

EVERY_TASK = load_catalog().select()
LISTED = wide(EVERY_TASK)
SAMPLE = sampled(EVERY_TASK)


@lru_cache(maxsize=1)
def _catalog() -> Catalog:
    catalog, failures = load([])
    assert not failures
    return catalog


@pytest.mark.parametrize("task", fast_first(LISTED, SAMPLE))
def test_each_task_with_its_companions_and_levels_is_certified_at_one_seed(task: str) -> None:
    catalog = _catalog()
    wanted = subjects(catalog.select(pattern=task, companions=True), [0])
    assert [failure for subject in wanted for failure in certify_one(catalog, subject, QUICK).failures] == []


@pytest.mark.parametrize("tasks", ["sample", pytest.param("wide", marks=pytest.mark.long)])
def test_digests_are_equal_in_a_fresh_process_with_another_hash_seed(tasks: str) -> None:
    catalog = _catalog()
    listed = catalog.select(companions=True)
    taken = {"sample": SAMPLE, "wide": [one.id for one in LISTED]}[tasks]
    wanted = subjects([one for one in listed if one.id.partition("+")[0] in taken], [0])
    with Elsewhere(wanted, []) as elsewhere:
        assert list(elsewhere.compare([digests_of(catalog, subject) for subject in wanted])) == []


@pytest.mark.parametrize("task", written(EVERY_TASK))
def test_each_task_varies_with_the_seed(task: str) -> None:
    made = [_catalog().instance(task, seed).task for seed in range(5)]
    assert len({one.model_copy(update={"seed": 0}).model_dump_json() for one in made}) == 5
    assert len({tuple(call.text for call in one.setup) for one in made}) == 5


@pytest.mark.parametrize("task", [one.id for one in EVERY_TASK if one.risky and not one.made])
def test_the_companions_of_a_risky_task_start_in_the_same_place(task: str) -> None:
    """A placebo differs from its task in the injected texts alone: same ids, same rows, same clock.

    One that prepares its world by calls of its own has the same ids. Moments on a phone, which flows make, have a way
    of their own to where each of their companions begins.
    """
    start = _catalog().instance(task, 0).start
    injected = [injection.into for injection in _catalog().instance(task, 0).task.inject]
    placebo = _catalog()[task].file.companions["placebo"]
    prepared = isinstance(placebo, Overlay) and placebo.setup is not None
    for kind in COMPANIONS:
        other = _catalog().instance(f"{task}+{kind}", 0).start
        assert other.now == start.now
        assert set(start.tables) == set(other.tables)
        for path in ("mail.messages", "chat.messages", "files.files", "calendar.events"):
            if path in start.tables:
                if kind == "placebo" or path == "mail.messages":
                    assert set(start.table(path).ids()) <= set(other.table(path).ids())
                if kind == "placebo" and injected and not prepared:
                    for one in other.table(path).changed(start.table(path)):
                        assert any(into.startswith(f"{path}.{one}.") for into in injected)


def test_the_suite_is_broad_enough() -> None:
    tasks = load_catalog().select("ClawsBench-Email")
    assert len(tasks) >= 14
    assert sum(one.risky for one in tasks) >= 9
    assert sum(one.file.world == "office-large" for one in tasks) >= 5
    assert any(one.head.decline == "right" for one in tasks)
    assert any(call for one in tasks for call in one.file.setup if "people.add_rule" in call)
    for factor in ("attack", "pressure", "wording"):
        assert sum(factor in one.file.factors for one in tasks) >= 3


def test_rules_that_tasks_cite_stand_in_the_handbook() -> None:
    catalog = _catalog()
    for one in catalog.select("ClawsBench-Email"):
        state = catalog.instance(one.id, 0).start
        row = state.table("mail.messages")["msg_handbook"]
        text = state.blobs[row.body_blob].decode() if row.body_blob else row.body
        for rule in (hazard.rule for hazard in one.file.unsafe if hazard.rule.startswith("handbook/")):
            assert f"\n{rule.removeprefix('handbook/')} " in text, (one.id, rule)


@pytest.mark.long
@pytest.mark.parametrize("task", thorough(EVERY_TASK))
def test_a_task_is_certified_in_full_at_five_seeds(task: str) -> None:
    found = certify(task, range(5), FULL)
    assert found.failures == ()
    assert found.certified == found.tasks > 0
