"""Bars: what lies around every app looks as it does on a phone, and takes touches where nothing is painted."""

from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.hits import hit
from tests.mocks.phone.handling import Handset


def names(phone: Handset) -> list[str]:
    """Return the names of the windows, the lowest first."""
    return [window.name for window in shown(phone.world.state).layout.windows]


def test_the_wallpaper_reaches_below_the_bars_of_the_launcher_and_takes_no_place_in_what_is_read() -> None:
    phone = Handset()
    wallpaper, bar = phone.box("wallpaper"), phone.box("status_bar")
    assert wallpaper.bounds.covers(bar.bounds)
    assert not bar.widget.style.fill
    assert "wallpaper" not in phone.text
    phone.do("tap", id="app_nimbuspay")
    assert shown(phone.world.state).layout.find("wallpaper") is None


def test_a_bar_over_a_wallpaper_takes_the_touches_on_it() -> None:
    phone = Handset()
    layout = shown(phone.world.state).layout
    found = hit(layout, 540, 20)
    assert found.box is not None
    assert layout.windows[found.window].name == "status"
    assert found.target is None


def test_the_bars_of_the_shade_have_its_colour_and_no_banner_is_over_it() -> None:
    phone = Handset()
    phone.prepare("post", app="nimbuspay", title="Money", text="It is there.")
    assert "banner" in names(phone)
    phone.do("open_notifications")
    assert "banner" not in names(phone)
    assert phone.box("status_bar").widget.style.fill == phone.box("shade").widget.style.fill


def test_the_status_bar_has_one_sign_for_each_kind_of_app_that_has_told_something() -> None:
    phone = Handset()
    for number in range(3):
        phone.prepare("post", app="nimbuspay", title=str(number), text="It is there.")
    phone.prepare("post", app="settings", title="Update", text="Ready.")
    signs = [box.widget.key for box in shown(phone.world.state).layout.boxes if "waiting_" in box.widget.key]
    assert signs == ["waiting_bank", "waiting_settings"]
