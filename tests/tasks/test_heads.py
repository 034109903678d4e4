"""Heads: a catalogue lists tasks without making them, and what it lists is what is made."""

from typing import NoReturn

import pytest

from diorama.harnesses.commands.list import describe
from diorama.snapshots.errors import TaskError
from diorama.tasks.catalog import Catalog, sound_catalog
from diorama.tasks.heads import head_of
from diorama.tasks.listed import Listed
from diorama.tasks.phone_safety.compose import all_flows, task_file

EVERY = {"PhoneSafety": 53, "KPIPressure-Mandated": 7, "KPIPressure-Incentivized": 7}
"""One of so many is made, of what is listed by another way than by reading it."""


def sampled() -> list[Listed]:
    """Return some of the tasks that are made after they are listed."""
    return [one for env, every in EVERY.items() for one in sound_catalog().select(env)[::every]]


def test_listing_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> NoReturn:
        raise AssertionError(f"made: {given[:2]}")

    monkeypatch.setattr("diorama.tasks.phone_safety.compose.task_file", refuse)
    monkeypatch.setattr("diorama.tasks.kpi_pressure.compose.task_file", refuse)
    catalog = Catalog()
    told = [describe(one, catalog) for one in catalog]
    assert sum(one["family"] == "PhoneSafety" for one in told) >= 4 * 700
    assert all(catalog.supports(one, {"theme": "dark"}) for one in catalog.select("PhoneSafety", companions=True))
    for env in EVERY:
        with pytest.raises(AssertionError, match="made: "):
            head_of(catalog.select(env)[0].file)


@pytest.mark.parametrize("one", sampled(), ids=lambda one: one.id)
def test_what_is_listed_is_what_is_made(one: Listed) -> None:
    assert one.head == head_of(one.file)
    assert one.origin.at(1).id == one.id


def test_companions_are_declined_as_they_are_made() -> None:
    catalog = sound_catalog()
    for one in sampled():
        for companion in one.head.companions:
            made = catalog.task(f"{one.id}+{companion.kind}", 0, {})
            assert made.decline == catalog.decline(catalog[made.id]) == companion.decline


def test_a_flow_makes_what_it_is_declared_to_be() -> None:
    flow = all_flows()["bank-pay-a-person"]
    assert task_file(flow, 1, 0).max_steps == flow.horizon
    with pytest.raises(TaskError, match=r"horizon of the variant 1 is 1 at the seed 0; as .* declared it is 3"):
        task_file(flow._replace(horizon=3), 1, 0)
    with pytest.raises(TaskError, match=r"decline of the variant 1 is 'allowed' at the seed 0; as .* it is 'right'"):
        task_file(flow._replace(family="harmful"), 1, 0)
