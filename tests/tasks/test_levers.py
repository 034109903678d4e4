"""Levers, secrets and prevalence: what they are given as, what they change, and what is refused in a sentence."""

from itertools import count as count_from
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.draw import Draw
from diorama.snapshots.errors import TaskError, UsageError
from diorama.tasks.catalog import Catalog, load_catalog
from diorama.tasks.levers import Levers, levers_of, own_factors, percent
from diorama.tasks.listed import Listed
from diorama.tasks.meta_prompt import META_PROMPT
from diorama.tasks.prevalence import Mix
from diorama.tasks.secret import LEAST, NAMED, VARIABLE, Secret, read_secret, secret_in_variable, secret_of

TEXT = "a secret that is long enough"
OTHER = "another that is long enough"
RISKY = "clawsbench/email/pass-on-the-milestones"
ORDINARY = next(one.id for one in load_catalog().select() if not one.risky)


# --- levers ----------------------------------------------------------------------------------------------------------


def test_factors_set_the_levers() -> None:
    assert levers_of({}) == Levers()
    assert levers_of({"skills": "on", "prevalence": "25", "pressure": "high"}) == Levers(skills=True, prevalence=25)
    assert levers_of({"meta_prompt": "on", "secret": "abc"}) == Levers(meta_prompt=True, secret="abc")
    assert own_factors({"skills": "on", "b": "1", "a": "2"}) == {"a": "2", "b": "1"}


@given(st.integers(1, 100))
def test_a_prevalence_is_a_percentage(number: int) -> None:
    assert percent(number) == percent(str(number)) == levers_of({"prevalence": str(number)}).prevalence == number


@pytest.mark.parametrize("wrong", [0, 101, -5, True, 2.5, "", "5 %", "٣", "01", "many", None, "9" * 5000])
def test_what_is_no_percentage_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError, match="a whole number from 1 to 100"):
        percent(wrong)


@pytest.mark.parametrize("name", ["skills", "meta_prompt"])
def test_a_lever_is_on_or_left_out(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} has the level 'on' alone, not 'off'; without it, it is off"):
        load_catalog().task(ORDINARY, 0, {name: "off"})


def test_every_task_has_the_levers_and_no_file_gives_them_levels(tmp_path: Path) -> None:
    assert all(one.supports({"skills": "on", "meta_prompt": "on", "prevalence": "1"}) for one in load_catalog())
    source = yaml.safe_load(load_catalog()[ORDINARY].path.read_text(encoding="utf-8"))
    changed = {**source, "id": "mine/own", "factors": {"skills": {"on": {"instruction": "Hello."}}}}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(changed, sort_keys=False))
    with pytest.raises(TaskError, match=r"factors\.skills: every task has this factor"):
        Catalog((tmp_path,))


def test_the_meta_prompt_stands_before_the_instruction_and_changes_nothing_else() -> None:
    plain, told = (load_catalog().instance(RISKY, 3, factors) for factors in ((), (("meta_prompt", "on"),)))
    assert told.task.instruction == f"{META_PROMPT}\n\n{plain.task.instruction}"
    assert told.start == plain.start
    same = {"instruction": plain.task.instruction, "factors": plain.task.factors}
    assert told.task.model_copy(update=same) == plain.task


def test_the_meta_prompt_speaks_of_no_task() -> None:
    """Nothing in it is a name or figure of an office or of a task."""
    words = {word.strip(".,:;()-") for word in META_PROMPT.split()}
    assert not any(word.isdigit() or "@" in word for word in words)
    names = {part for person in load_catalog().instance(RISKY, 0).start.table("people.persons").rows()
             for part in person.name.split()}
    assert not words & names
    assert len(META_PROMPT) < 3_000


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_a_secret_shows_its_digest_alone() -> None:
    secret = Secret(TEXT)
    assert len(secret.digest) == 8
    assert f"{secret!r} {secret}" == f"Secret({secret.digest}) Secret({secret.digest})"
    assert secret == Secret(TEXT)
    assert {secret, Secret(TEXT)} == {secret}
    assert secret != Secret(OTHER)
    assert secret.digest != Secret(OTHER).digest


@given(st.text(min_size=LEAST), st.integers(0, 2**31))
def test_variants_are_numbers_that_the_secret_and_the_seed_give(text: str, seed: int) -> None:
    number = Secret(text).variant(seed)
    assert 0 <= number < 2**63
    assert number == Secret(text).variant(seed)
    assert len({number, Secret(text).variant(seed + 1), Secret(f"{text}.").variant(seed), seed}) == 4


def test_a_short_secret_is_refused_without_being_told() -> None:
    with pytest.raises(UsageError, match="the secret has 5 characters, which could be guessed; it needs 16") as refused:
        Secret("abcde")
    assert "abcde" not in str(refused.value)


def test_a_secret_comes_from_a_file_or_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text(f"{TEXT}\n")
    assert read_secret(tmp_path / "file") == Secret(TEXT) == secret_of(TEXT) == secret_of(Secret(TEXT))
    with pytest.raises(UsageError, match=r"the secret cannot be read from .*nowhere.*: No such file"):
        read_secret(tmp_path / "nowhere")
    (tmp_path / "raw").write_bytes(b"\xff\xfe" * 20)
    with pytest.raises(UsageError, match="it is not UTF-8"):
        read_secret(tmp_path / "raw")
    monkeypatch.delenv(VARIABLE, raising=False)
    assert secret_in_variable() is None
    with pytest.raises(UsageError, match="and there is none; --secret-file or the variable DIORAMA_SECRET gives it"):
        secret_of(f"{NAMED}{Secret(TEXT).digest}")
    monkeypatch.setenv(VARIABLE, OTHER)
    with pytest.raises(UsageError, match=f"the one given has {Secret(OTHER).digest}"):
        secret_of(f"{NAMED}{Secret(TEXT).digest}")
    monkeypatch.setenv(VARIABLE, TEXT)
    assert secret_of(f"{NAMED}{Secret(TEXT).digest}") == secret_in_variable() == Secret(TEXT)


def test_a_secret_gives_every_task_other_variants() -> None:
    public, mine, other = load_catalog(), load_catalog((), Secret(TEXT)), load_catalog((), Secret(OTHER))
    for identity in (RISKY, f"{RISKY}+probe", ORDINARY):
        starts = [catalog.instance(identity, 2).start.digest() for catalog in (public, mine, other)]
        assert len(set(starts)) == 3
        task = mine.instance(identity, 2).task
        assert task.seed == 2
        assert dict(task.factors) == {"secret": Secret(TEXT).digest}
        assert task.variant == Secret(TEXT).variant(2) != public.instance(identity, 2).task.variant == 2
    drawn = {catalog.instance(RISKY, seed).task.instruction for catalog in (public, mine) for seed in range(6)}
    assert len(drawn) > 3


def test_a_companion_is_drawn_with_the_secret_of_its_task() -> None:
    mine = load_catalog((), Secret(TEXT))
    task, placebo = mine.instance(RISKY, 4).task, mine.instance(f"{RISKY}+placebo", 4).task
    assert task.instruction == placebo.instruction
    assert task.setup == placebo.setup


def test_a_variant_needs_its_secret() -> None:
    factors = {"secret": Secret(TEXT).digest}
    assert load_catalog((), Secret(TEXT)).task(RISKY, 0, factors) == load_catalog((), Secret(TEXT)).task(RISKY, 0, {})
    with pytest.raises(UsageError, match="and there is none"):
        load_catalog().task(RISKY, 0, factors)
    with pytest.raises(UsageError, match=f"and the one given has {Secret(OTHER).digest}"):
        load_catalog((), Secret(OTHER)).task(RISKY, 0, factors)


def test_tasks_of_ones_own_folder_are_private(tmp_path: Path) -> None:
    source = load_catalog()[ORDINARY].path.read_text(encoding="utf-8").replace(ORDINARY, "mine/own")
    (tmp_path / "own.yaml").write_text(source)
    catalog = Catalog((tmp_path,))
    assert catalog["mine/own"].private
    assert not any(one.private for one in catalog if one.id != "mine/own")


# --- prevalence ------------------------------------------------------------------------------------------------------


def everything() -> list[Listed]:
    return load_catalog().select("ClawsBench-Email", companions=True)


def test_a_mix_is_of_risky_tasks_and_benign_ones() -> None:
    mix = Mix.of(30, everything())
    assert all(one.risky for one in mix.risky)
    assert {one.companion_kind for one in mix.benign} == {None, "placebo"}
    assert not any(one.risky for one in mix.benign)
    assert {one.head.id for one in (*mix.risky, *mix.benign)} == {one.head.id for one in everything()}


@pytest.mark.parametrize("share", [1, 25, 50, 99, 100])
def test_draws_have_the_share(share: int) -> None:
    mix = Mix.of(share, everything())
    draws = [mix.draw(Draw(seed, "episode 0")) for seed in range(2000)]
    risky = 100 * sum(one.risky for one in draws) / len(draws)
    assert abs(risky - share) <= 3  # three standard deviations at most: the seeds are fixed
    assert len({one.id for one in draws}) > 10
    assert draws == [mix.draw(Draw(seed, "episode 0")) for seed in range(2000)]


@given(st.integers(1, 100), st.integers(1, 12))
def test_a_plan_has_the_share_to_the_nearest_episode_and_no_task_twice(share: int, count: int) -> None:
    mix = Mix.of(share, everything())
    least = next(number for number in count_from(1) if mix.episodes(number)[1])
    if count < least:
        with pytest.raises(UsageError, match=f"is no risky one; give {least} seeds or more"):
            list(mix.plan(range(count)))
    planned = list(mix.plan(range(max(count, least))))
    risky = sum(one.risky for _, one in planned)
    assert abs(risky - share * len(planned) / 100) <= 0.5
    assert (len(planned), risky) == mix.episodes(max(count, least))
    assert len({(seed, one.id) for seed, one in planned}) == len(planned)
    assert {seed for seed, _ in planned} == set(range(max(count, least)))
    assert planned == list(mix.plan(range(max(count, least))))


def test_the_order_of_a_plan_gives_nothing_away() -> None:
    planned = [one for _, one in Mix.of(50, everything()).plan(range(20))]
    firsts = [one.risky for one in planned[:: len(planned) // 20]]
    assert 5 <= sum(firsts) <= 15


def test_a_mix_without_one_kind_is_refused() -> None:
    risky = [one for one in everything() if one.risky]
    benign = [one for one in everything() if not one.risky]
    with pytest.raises(UsageError, match="a prevalence of 30 % needs a benign task to draw"):
        Mix.of(30, risky)
    with pytest.raises(UsageError, match="a prevalence of 30 % needs a risky task to draw"):
        Mix.of(30, benign)
    assert all(one.risky for _, one in Mix.of(100, risky).plan((0, 1)))
