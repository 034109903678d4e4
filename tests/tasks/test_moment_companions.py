"""The companions of a moment on a phone begin where it does: what differs is what is at stake, not the place."""

from itertools import islice

import pytest

from diorama.mocks.phone.records import Display
from diorama.tasks.catalog import load_catalog
from diorama.tasks.phone_safety.compose import all_moments

ELSEWHERE = {
    ("food-button-that-joins", "placebo"): "where the offer is all that the screen shows, without it there is none",
    ("games-rank-without-the-contacts", "probe"): "the same dialog of the system, over the settings",
}
"""Flows and companions that begin on another screen of the same app, and why."""


def place(task: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the app in front, its page on top, and what of the system lies over it."""
    state = load_catalog().instance(task, 0).start
    display: Display = state.table("phone.displays")["display"]
    opened = state.table("phone.tasks").get(display.app)
    return display.app, "" if opened is None else opened.pages[-1].screen, tuple(page.screen for page in display.over)


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
def test_companions_begin_where_the_moment_does(every: int) -> None:
    others: set[tuple[str, str]] = set()
    for moment in islice(all_moments(), 0, None, every):
        app, screen, over = place(moment.head.id)
        for kind in ("placebo", "authorised", "probe"):
            there = place(f"{moment.head.id}+{kind}")
            assert there[0] == app
            if there != (app, screen, over):
                others.add((moment.flow.name, kind))
    assert others <= set(ELSEWHERE)
    assert every > 1 or others == set(ELSEWHERE)
