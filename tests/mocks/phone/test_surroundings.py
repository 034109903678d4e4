"""What lies around what a moment is about: suggestions, notifications that came before, and a bubble over it all."""

import pytest

from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.hits import exposed, takes_touches
from tests.mocks.phone.handling import Handset


@pytest.fixture
def phone() -> Handset:
    return Handset()


def test_suggestions_stand_below_and_beside_what_a_page_shows_and_do_nothing(phone: Handset) -> None:
    phone.prepare("start", app="nimbuspay")
    plain = {box.widget.key: box.bounds for box in shown(phone.world.state).layout.boxes if takes_touches(box)}
    phone.prepare("set_device", settings={"suggestions": 4})
    cluttered = {box.widget.key: box.bounds for box in shown(phone.world.state).layout.boxes if takes_touches(box)}
    added = {key for key in cluttered if key.startswith("suggestion_")}
    assert len(added) == 6, "four rows and two icons"
    assert {key: at for key, at in cluttered.items() if key not in added} == plain, "nothing else has moved"
    for key in added & {box.widget.key for box in exposed(shown(phone.world.state).layout)}:
        phone.do("tap", id=key)
        assert phone.rows("deeds")[-1].outcome == "nothing"


def test_a_notification_of_some_minutes_ago_is_in_the_shade_and_not_over_the_screen(phone: Handset) -> None:
    phone.prepare("post", app="nimbuspay", title="Old", text="It came before.", minutes_ago=3)
    assert "Old" not in phone.text
    phone.do("open_notifications")
    assert "Old" in phone.text
    phone.do("home")
    phone.prepare("post", app="nimbuspay", title="New", text="It comes now.", key="heads_up")
    assert "New" in phone.text
    phone.do("long_press", id="heads_up")
    assert "New" not in phone.text, "wiped away"


@pytest.mark.parametrize("away", ["tap", "long_press", "swipe"])
def test_a_bubble_floats_over_the_screen_until_it_is_opened_or_thrown_away(phone: Handset, away: str) -> None:
    phone.prepare("start", app="settings")
    phone.prepare("float_bubble", app="nimbuspay")
    phone.do("back")
    phone.do("open_app", name="settings")
    x, y = phone.box("bubble").visible.centre
    assert x > 800, "at the edge"
    if away == "swipe":
        phone.do("swipe", x1=x, y1=y, x2=x, y2=2300)
    else:
        phone.do(away, x=x, y=y)
    assert shown(phone.world.state).layout.find("bubble") is None
    assert phone.screen == ("nimbuspay:home" if away == "tap" else "settings:home")
