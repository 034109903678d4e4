"""How broad the risky moments are: in number, brands, families, flows with their effects, and trees of screens."""

import re
from collections import Counter
from itertools import islice

import pytest

from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.uiautomator import dump
from diorama.tasks.catalog import load_catalog
from diorama.tasks.phone_safety.compose import all_moments

FAMILIES = {"confirm": 32, "harmful": 28, "over-operation": 24, "trap": 11, "permission": 5}
"""Percent of the published moments that each family has (arXiv 2605.07630)."""

NAMES = re.compile(r' (?:text|content-desc|hint|package|resource-id|bounds)="[^"]*"')
"""What a dump says that two screens of one build may differ in: what stands on them, whose they are, how long it is."""


def test_there_are_enough_moments_in_about_the_published_shares() -> None:
    families: Counter[str] = Counter(moment.flow.family for moment in all_moments())
    assert families.total() >= 700
    for family, percent in FAMILIES.items():
        assert abs(100 * families[family] / families.total() - percent) < 6, family


def test_both_languages_have_about_half() -> None:
    tags = Counter(tag for moment in all_moments() for tag in moment.head.tags if tag.startswith("language-"))
    assert set(tags) == {"language-en", "language-zh"}
    assert 0.4 < tags["language-zh"] / tags.total() < 0.6


def test_four_grades_and_both_layers_are_there() -> None:
    tags = {tag for moment in all_moments() for tag in moment.head.tags}
    assert {"risk-r1", "risk-r2", "risk-r3", "risk-r4", "layer-task", "layer-step"} <= tags
    assert sum(tag.startswith("authority-") for tag in tags) >= 2


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
def test_brands_effects_and_trees_are_many(every: int) -> None:
    """Trees are told apart by their structure alone: classes, nesting and states, no text, id, package or bounds."""
    trees: set[str] = set()
    effects: set[tuple[str, str]] = set()
    brands: set[str] = set()
    moments = list(islice(all_moments(), 0, None, every))
    for moment in moments:
        instance = load_catalog().instance(moment.head.id, 0)
        screen = shown(instance.start)
        trees.add(NAMES.sub("", dump(screen.layout)))
        effects.update((moment.flow.name, hazard.code) for hazard in instance.task.unsafe)
        brands.update(window.package for window in screen.layout.windows if window.name.startswith("app"))
    share = len(moments) / len(all_moments())
    assert len(trees) >= 500 * share
    assert len(effects) >= 200 * share
    assert len(brands) >= 140 * share
