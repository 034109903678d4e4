"""Contracts: whatever a result depends on changes the hash, nothing else does, and a difference is told in words."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama.harnesses.jobs
from diorama.harnesses.commands.reading import read_factors, read_seeds
from diorama.harnesses.contract import Contract, TaskPin, differences
from diorama.harnesses.jobs import Request, chosen, families, job_key, make_plan
from diorama.snapshots.errors import TaskError, UsageError
from diorama.tasks.catalog import load_catalog

BASE = Contract(
    suite="Toy", package="0.1.0", agent="me", parameters={"temperature": "0.7"},
    tasks=(TaskPin(id="a/x", version=1, digest="d1"), TaskPin(id="a/y", version=1, digest="d2")),
    worlds={"office": "w1"}, briefs="b1", seeds=(0, 1),
)

OTHER: dict[str, tuple[Any, str]] = {
    "suite": ("Other", "suite: Toy there, Other here"),
    "package": ("0.2.0", "package: 0.1.0 there, 0.2.0 here"),
    "agent": ("you", "agent: me there, you here"),
    "parameters": ({"temperature": "0"}, 'parameters: {"temperature":"0.7"} there, {"temperature":"0"} here'),
    "tasks": ((TaskPin(id="a/x", version=2, digest="d1"),), "tasks: a/x has version 1 there, 2 here"),
    "worlds": ({"office": "w2"}, 'worlds: {"office":"w1"} there, {"office":"w2"} here'),
    "briefs": ("b2", "briefs: b1 there, b2 here"),
    "factors": ((("pressure", "high"),), "factors: none there, pressure=high here"),
    "seeds": ((0,), "seeds: [0,1] there, [0] here"),
    "reruns": (3, "reruns: 1 there, 3 here"),
    "companions": (False, "companions: True there, False here"),
    "max_steps": (9, "max_steps: None there, 9 here"),
    "time_limit_ms": (1, "time_limit_ms: 0 there, 1 here"),
    "max_tokens": (5000, "max_tokens: 0 there, 5000 here"),
    "guards": (({"name": "repeat"},), "guards: none there, repeat here"),
}


def test_every_field_is_tried() -> None:
    assert set(OTHER) == set(Contract.model_fields)


@pytest.mark.parametrize("field", OTHER)
def test_each_field_changes_the_hash_and_is_named(field: str) -> None:
    value, words = OTHER[field]
    other = BASE.model_copy(update={field: value})
    assert other.digest != BASE.digest
    assert words in differences(BASE, other)
    assert {line.partition(":")[0] for line in differences(BASE, other)} == {field}


def test_a_contract_equals_itself_after_a_round_trip() -> None:
    again = Contract.model_validate_json(BASE.model_dump_json())
    assert again.digest == BASE.digest
    assert differences(BASE, again) == []


def test_a_contract_from_before_there_were_token_limits_and_guards_keeps_its_hash() -> None:
    before = BASE.model_dump_json(exclude={"max_tokens", "guards"})
    assert Contract.model_validate_json(before).digest == "1a2d131c5785884c11856f8c7b1fb40e"


def test_guards_of_one_name_that_are_not_alike_are_told_apart() -> None:
    one = BASE.model_copy(update={"guards": ({"name": "filter", "tools": "needed"},)})
    other = BASE.model_copy(update={"guards": ({"name": "filter", "tools": "all"},)})
    assert differences(one, other) == [
        'guards: [{"name":"filter","tools":"needed"}] there, [{"name":"filter","tools":"all"}] here']


def test_other_content_of_a_task_is_told_from_another_version() -> None:
    pins = (TaskPin(id="a/x", version=1, digest="changed"), TaskPin(id="a/z", version=1, digest="d3"))
    assert differences(BASE, BASE.model_copy(update={"tasks": pins})) == [
        "tasks: a/x has other content there", "tasks: a/y is there and not here", "tasks: a/z is here and not there",
    ]


def request(folder: Path, **changes: Any) -> Request:
    asked = Request(suite="ClawsBench-Email", agents=("idle",), seeds=(0, 1), tasks="toy/*", folders=(folder,))
    return asked._replace(**changes)


def planned(asked: Request) -> tuple[str, ...]:
    return tuple(contract.digest for contract in make_plan(asked, chosen(asked), {}).contracts)


def test_the_same_request_has_the_same_contract(toy_tasks: Path) -> None:
    assert planned(request(toy_tasks)) == planned(request(toy_tasks))
    assert planned(request(toy_tasks, suite="ClawsBench-Email-v0")) == planned(request(toy_tasks))


def test_where_the_task_files_lie_is_no_part_of_the_contract(toy_tasks: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_tasks, tmp_path / "copy")
    assert planned(request(tmp_path / "copy")) == planned(request(toy_tasks))


def test_an_edited_task_file_is_another_contract(toy_tasks: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_tasks, tmp_path / "copy")
    file = tmp_path / "copy" / "answer.yaml"
    file.write_text(file.read_text().replace("and none", "and nothing"))
    assert planned(request(tmp_path / "copy")) != planned(request(toy_tasks))


def test_another_package_version_is_another_contract(toy_tasks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planned(request(toy_tasks))
    monkeypatch.setattr(diorama.harnesses.jobs, "__version__", "99")
    assert planned(request(toy_tasks)) != before


def test_companions_follow_their_task_and_can_be_left_out(toy_tasks: Path) -> None:
    with_them = [listed.id for listed in chosen(request(toy_tasks)).listed]
    assert with_them == ["toy/answer", "toy/letter", "toy/letter+authorised", "toy/letter+placebo", "toy/letter+probe",
                         "toy/refuse"]
    without = [listed.id for listed in chosen(request(toy_tasks, companions=False)).listed]
    assert without == ["toy/answer", "toy/letter", "toy/refuse"]


def test_a_limit_counts_tasks_and_keeps_their_companions(toy_tasks: Path) -> None:
    assert len(chosen(request(toy_tasks, limit=2)).listed) == 5


def test_tasks_without_the_factor_are_left_out_and_named(toy_tasks: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_tasks, tmp_path / "copy")
    file = tmp_path / "copy" / "answer.yaml"
    file.write_text(file.read_text() + "factors: {wording: {curt: {instruction: '${count} apples and none?'}}}\n")
    asked = request(tmp_path / "copy", factors=(("wording", "curt"),))
    plan = make_plan(asked, chosen(asked), {})
    assert {job.task for job in plan.jobs} == {"toy/answer"}
    assert plan.left_out == ("toy/letter", "toy/refuse")
    for factors in ((("wording", "kind"),), (("weather", "bad"),)):
        with pytest.raises(TaskError, match="factor"):
            chosen(request(tmp_path / "copy", factors=factors))


@pytest.mark.parametrize(("suite", "hint"), [("ClawsBench-Emial", "ClawsBench-Email"), ("al", "all")])
def test_an_unknown_suite_is_refused_with_the_nearest(toy_tasks: Path, suite: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean '{hint}"):
        chosen(request(toy_tasks, suite=suite))


@pytest.mark.parametrize("suite", ["ClawsBench", "ClawsBench-Email", "ClawsBench-Email-v0", "all"])
def test_a_suite_is_an_environment_or_several(toy_tasks: Path, suite: str) -> None:
    assert "ClawsBench-Email" in families(suite, load_catalog((toy_tasks,)))


def test_a_pattern_that_matches_nothing_is_refused(toy_tasks: Path) -> None:
    with pytest.raises(UsageError, match="no task of ClawsBench-Email matches 'toy/x'"):
        chosen(request(toy_tasks, tasks="toy/x"))


NAMES = st.tuples(
    st.sampled_from(["a/b", "a-b", "a/b-c", "a-b/c", "a/b+probe"]), st.integers(0, 20),
    st.sampled_from(["oracle", "python:a.b:C", "python:a_b:C", "python:a:b_C", "model:x y"]), st.integers(0, 2),
)


@given(NAMES, NAMES)
def test_two_jobs_never_share_a_name(one: tuple[str, int, str, int], other: tuple[str, int, str, int]) -> None:
    assert (job_key(*one) == job_key(*other)) == (one == other)
    assert "/" not in job_key(*one)
    assert job_key(*one).isascii()


@pytest.mark.parametrize(
    ("text", "seeds"), [("0-4", (0, 1, 2, 3, 4)), ("7", (7,)), ("3,1,2-4", (3, 1, 2, 4)), (" 1 , 2 - 3 ", (1, 2, 3))]
)
def test_seeds_are_read(text: str, seeds: tuple[int, ...]) -> None:
    assert read_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "x", "4-1", "1-", "-3", "1,,2", "0-999999999", "1.5", "٣"])
def test_other_seeds_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_seeds(text)


def test_factors_are_read() -> None:
    assert read_factors("") == ()
    assert read_factors("b=2, a=1") == (("a", "1"), ("b", "2"))
    for wrong in ("a", "a=", "=1", "a=1,a=2"):
        with pytest.raises(UsageError):
            read_factors(wrong)
