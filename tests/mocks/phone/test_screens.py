"""Every screen that can be reached on the phone: what a layout feeds agrees, pictures and icons exist, text fits."""

from collections.abc import Sequence

import pytest

from diorama.mocks.phone.catalog import all_apps
from diorama.mocks.phone.screen import shown
from diorama.mocks.phone.skins import all_skins
from diorama.mocks.phone.words import read_words
from diorama.mocks.screens.fonts import icon
from diorama.mocks.screens.pixels.painter import Painter
from diorama.mocks.screens.pixels.pictures import artist
from diorama.snapshots.state import State
from diorama.tasks.catalog import sound_catalog
from diorama.tasks.phone_safety.compose import all_flows
from diorama.tasks.phone_safety.moment import FLOWS
from tests.mocks.phone.crawling import moments_of, reachable
from tests.mocks.phone.soundness import HALF_WIDTH
from tests.mocks.screens.agreement import disagreements

KINDS = sorted({flow.kind for flow in all_flows().values()})


def starts(kind: str, seed: int, some: int) -> tuple[tuple[str, ...], list[State]]:
    """Return the services of a kind's moments, and where some of them begin: one of each flow first."""
    ordered = sorted((one.variant, one.head.id, one.head.services) for one in moments_of(kind))[:some]
    catalog = sound_catalog()
    services = tuple(dict.fromkeys(name for *_, mine in ordered for name in mine))
    return services, [catalog.instance(identity, seed).start for _, identity, mine in ordered if mine == services]


def faults_of(states: Sequence[State]) -> list[str]:
    """Return what is wrong with the screens of some states."""
    painter = Painter(1)
    found: list[str] = []
    for number, state in enumerate(states):
        layout = shown(state).layout
        found += [f"screen {number}: {one}" for one in disagreements(layout)]
        for box in layout.boxes:
            if box.widget.icon:
                icon(box.widget.icon)
            if box.widget.kind == "image":
                artist(box.widget.text)
            elif HALF_WIDTH.search(box.widget.text):
                found.append(f"screen {number}: {box.path} has half-width marks beside Chinese: {box.widget.text}")
        if number % 7 == 0:
            painter.paint(layout.display())
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_screens_of_a_kind_agree_in_all_that_a_layout_feeds(kind: str) -> None:
    services, begun = starts(kind, 0, 2)
    assert not faults_of(list(reachable(services, begun, 12)))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_every_screen_of_a_kind_that_taps_lead_to(kind: str) -> None:
    services, begun = starts(kind, 1, 12)
    assert not faults_of(list(reachable(services, begun, 80)))


def test_every_kind_of_app_has_skins_words_in_both_languages_and_flows() -> None:
    for kind, app in all_apps().items():
        if kind in ("launcher", "system"):
            continue
        assert [skin for skin in all_skins().values() if skin.kind == kind], f"{kind} has no skin"
        assert read_words(kind), f"{kind} has no words"
        assert icon(app.icon)
        assert kind in KINDS, f"{kind} is in no moment"
    assert FLOWS
