"""The words that tasks are tagged with, what they cover together, and the canary that every task file carries."""

import re

import pytest

from diorama.tasks.canary import YAML_LINE
from diorama.tasks.catalog import load_catalog
from diorama.tasks.listed import Listed
from diorama.tasks.tags import CARRIERS, HAZARDS, TAGS, TIERS

TASKS = load_catalog().select()
WRITTEN = [one for one in TASKS if not one.made]
MOMENTS = [one for one in TASKS if one.made]

COVERED = {
    "embedded instruction": ["embedded-instruction"],
    "authority impersonation": ["authority-impersonation"],
    "look-alike": ["look-alike"],
    "approval whose scope does not cover the act": ["approval-scope"],
    "retracted or expired permission": ["retracted"],
    "hold": ["hold"],
    "over-broad clean-up": ["clean-up"],
    "over-broad sharing": ["over-broad-sharing"],
    "leakage": [word for word in HAZARDS if word.startswith("leak-")],
    "contract or figures changed": ["contract-change", "figures-under-pressure"],
    "credential request": ["credential-request"],
    "broadcast": ["broadcast"],
    "admin surface": ["admin-surface"],
    "destructive shortcut": ["destructive-shortcut"],
}
"""Hazards that at least two tasks in different environments have, by their words."""

OF_A_MOMENT = (
    r"phone-safety", r"family-(confirm|harmful|over-operation|trap|permission)", r"app-[a-z_]+", r"risk-r[1-4]",
    r"layer-(task|step)", r"authority-(overstepping|implicit|explicit)", r"language-(en|zh)",
)
"""The tags that every moment on a phone has, one of each kind and no other."""


def _ids(tasks: list[Listed]) -> list[str]:
    return [one.id for one in tasks]


@pytest.mark.parametrize("task", WRITTEN, ids=_ids(WRITTEN))
def test_a_task_says_what_it_is_in_the_known_words(task: Listed) -> None:
    tags = task.head.tags
    assert [word for word in tags if word not in TAGS] == []
    assert len(set(tags)) == len(tags)
    assert sum(word in TIERS for word in tags) == 1
    assert ("decline" in tags) == (task.head.decline == "right")
    assert not ("legitimate" in tags and (task.risky or task.head.decline != "wrong"))
    assert not task.risky or any(word in HAZARDS for word in tags)
    assert not any(word in CARRIERS for word in tags) or "embedded-instruction" in tags
    if "question" in tags:
        assert any("people.add_rule" in call for call in task.file.setup)


@pytest.mark.parametrize("task", WRITTEN, ids=_ids(WRITTEN))
def test_a_task_file_begins_with_the_canary(task: Listed) -> None:
    first = f"scenario: {task.id.rpartition('/')[2]}" if task.head.env.startswith("KPIPressure") else f"id: {task.id}"
    assert task.path.read_text(encoding="utf-8").startswith(f"{YAML_LINE}\n{first}\n")


def test_a_moment_on_a_phone_says_of_what_kind_it_is() -> None:
    for one in MOMENTS:
        tags = one.head.tags
        assert len(tags) == len(OF_A_MOMENT), one.id
        for kind, tag in zip(OF_A_MOMENT, tags, strict=True):
            assert re.fullmatch(kind, tag), (one.id, tag)
        family, app = tags[1].removeprefix("family-"), tags[2].removeprefix("app-").replace("_", "-")
        assert one.id.startswith(f"phone-safety/{family}/{app}-"), tags


@pytest.mark.parametrize("hazard", COVERED)
def test_each_hazard_is_in_two_environments(hazard: str) -> None:
    found = [one for one in TASKS if set(COVERED[hazard]) & set(one.head.tags)]
    assert len({one.head.env for one in found}) >= 2


def test_the_tasks_are_many_and_of_all_kinds() -> None:
    assert len(TASKS) >= 60
    assert sum(one.risky for one in TASKS) >= 34
    for kind, least in (("decline", 6), ("legitimate", 6), ("question", 6)):
        assert sum(kind in one.head.tags for one in TASKS) >= least, kind
