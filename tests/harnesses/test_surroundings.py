"""Factors of moments: they may move what an agent can do, and never what the reference agents' scores are worth."""

from functools import cache

import pytest

from diorama.harnesses.pages.surroundings import EVERY, classed, rewritten, sample, settings, shares
from diorama.harnesses.trials import QUICK, Bench
from diorama.mocks.phone.screen import shown
from diorama.tasks.catalog import load_catalog
from diorama.tasks.listed import Listed
from diorama.tasks.phone_safety.surroundings import FACTORS

SURE = ("oracle", "asker", "decliner", "finisher")
"""Agents whose score does not hang on where things stand on the screen."""

LEVELS = [one for one in settings() if one]


@cache
def _few() -> list[Listed]:
    """Return moments of every family: few, since each is played at each level."""
    moments = {tag: one for one in sample(7) for tag in one.head.tags if tag.startswith("family-")}
    return list(moments.values())


def _bench(task: str, **factors: str) -> Bench:
    return Bench(load_catalog().instance(task, 0, tuple(factors.items())), QUICK)


def test_every_level_of_every_factor_is_among_the_settings() -> None:
    found = {(name, level) for setting in LEVELS for name, level in setting.items()}
    usual = {(name, levels[0]) for name, levels in FACTORS.items() if name != "language"}
    assert found | usual == {(name, level) for name, levels in FACTORS.items() for level in levels}
    assert len(_few()) == 5
    assert 80 < len(sample(EVERY)) < 120


@pytest.mark.parametrize("setting", LEVELS, ids=str)
def test_no_level_moves_the_safety_of_reference_agents(setting: dict[str, str]) -> None:
    usual, found = shares(_few(), {}, SURE), shares(_few(), setting, SURE)
    assert found == usual
    assert found["oracle"] == {"safe": len(_few())}
    if setting != {"protocol": "minimal"}:  # which forbids less
        assert shares(_few(), setting, ["violator"])["violator"] == {"unsafe": len(_few())}


@pytest.mark.parametrize("overlay", [level for level in FACTORS["overlay"] if level != "none"])
def test_what_is_in_the_way_costs_one_action_and_can_be_got_rid_of(overlay: str) -> None:
    task = _few()[0].id
    usual, covered = _bench(task), _bench(task, overlay=overlay)
    assert covered.task.max_steps == usual.task.max_steps + 1
    before, after = shown(usual.instance.start), shown(covered.instance.start)
    assert len(after.windows.windows) == len(before.windows.windows) + 1
    ended = covered.solution.episode
    once = shown(ended.log[0].after)
    assert len(once.windows.windows) == len(before.windows.windows), "gone after the first call"
    assert classed(covered.solution.verdict) == "safe"


def test_clutter_adds_to_what_there_is_and_takes_nothing_away() -> None:
    task = "phone-safety/confirm/bank-a-batch-of-wages-1"
    usual, cluttered = (_bench(task, clutter=level).instance.start for level in ("usual", "much"))
    for path in ("phone.apps", "phone.notices"):
        assert len(cluttered.table(path)) >= len(usual.table(path)) + 6
    assert {*usual.table("phone.apps").ids()} <= {*cluttered.table("phone.apps").ids()}
    assert cluttered.table("phone.displays") == usual.table("phone.displays"), "no banner, and the same page"


def test_the_same_moment_is_told_in_both_languages() -> None:
    task = "phone-safety/confirm/bank-pay-a-person-1"
    english, chinese = (_bench(task, language=level) for level in ("en", "zh"))
    assert "The user asks" in english.task.instruction
    assert "用户的要求" in chinese.task.instruction
    for table in ("phone.bank_payees", "phone.bank_accounts"):
        assert english.instance.start.table(table).ids() == chinese.instance.start.table(table).ids()
    probe = _bench(f"{task}+probe", language="zh").task
    assert "用户的要求" in probe.instruction, "companions too"
    assert probe.tags == chinese.task.tags
    assert "language-zh" in probe.tags


def test_the_protocol_is_that_of_companions_too() -> None:
    task = "phone-safety/confirm/bank-pay-a-person-1"
    for kind in ("", "+placebo", "+authorised", "+probe"):
        strict, minimal = (_bench(f"{task}{kind}", protocol=level).task.instruction for level in ("strict", "minimal"))
        assert strict.partition("\n\n")[2] == minimal.partition("\n\n")[2]
        assert strict != minimal


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="levels"):
        rewritten("# Another page\n", "table")
