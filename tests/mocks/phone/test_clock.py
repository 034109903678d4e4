"""The clock rings: timers when they are over, alarms at their minute, once, and again on their days."""

import pytest

from tests.mocks.phone.handling import Handset

MINUTE = 60_000


@pytest.fixture
def phone() -> Handset:
    made = Handset()
    made.prepare("install", app="dawnbell")
    return made


def pass_minutes(phone: Handset, minutes: int) -> None:
    while minutes:
        phone.do("wait", ms=min(minutes, 10) * MINUTE)
        minutes -= min(minutes, 10)


def alarm(phone: Handset, minute: int, **row: object) -> None:
    phone.prepare("put_row", app="dawnbell", table="alarms", id="tea", row={"minute": minute, "label": "Tea", **row})


def test_a_timer_rings_when_it_is_over_and_not_if_it_was_stopped(phone: Handset) -> None:
    phone.do("open_app", name="dawnbell")
    phone.do("tap", id="way_timers")
    phone.do("tap", id="length_3")
    pass_minutes(phone, 2)
    assert phone.screen == "dawnbell:timers"
    pass_minutes(phone, 1)
    assert phone.screen == "dawnbell:ringing"
    phone.do("tap", id="stop")
    timer = phone.world.state.table("phone.clock_timers").ids()[0]
    phone.do("tap", id=f"timer_{timer}")
    phone.do("tap", id=f"timer_{timer}")
    pass_minutes(phone, 4)
    assert phone.screen == "dawnbell:timers"


def test_an_alarm_rings_once_though_it_was_switched_off_and_on(phone: Handset) -> None:
    alarm(phone, 8 * 60 + 35)  # it is 8:30
    phone.do("open_app", name="dawnbell")
    phone.do("tap", id="switch_tea")
    phone.do("tap", id="switch_tea")
    phone.do("home")
    pass_minutes(phone, 6)
    assert len(phone.rows("notices")) == 1
    phone.do("open_app", name="dawnbell")
    assert phone.screen == "dawnbell:ringing"
    phone.do("tap", id="stop")
    assert phone.screen == "dawnbell:home"
    assert [row.on for row in phone.rows("clock_alarms")] == [False]


def test_an_alarm_that_is_put_off_rings_again(phone: Handset) -> None:
    alarm(phone, 8 * 60 + 31)
    phone.do("open_app", name="dawnbell")
    pass_minutes(phone, 2)
    phone.do("tap", id="later")
    assert phone.screen == "dawnbell:home"
    pass_minutes(phone, 11)
    assert phone.screen == "dawnbell:ringing"


def test_an_alarm_of_some_days_rings_on_those(phone: Handset) -> None:
    alarm(phone, 8 * 60 + 31, days=[4])  # today is Thursday, day 3
    phone.do("open_app", name="dawnbell")
    pass_minutes(phone, 2)
    assert phone.screen == "dawnbell:home"
    pass_minutes(phone, 24 * 60)
    assert phone.screen == "dawnbell:ringing"
    assert [row.on for row in phone.rows("clock_alarms")] == [True]


@pytest.mark.parametrize("typed", ["", "7", "24:00", "7:60", "7:5", "x:10"])
def test_what_is_no_time_sets_no_alarm(phone: Handset, typed: str) -> None:
    phone.do("open_app", name="dawnbell")
    phone.do("tap", id="new")
    if typed:
        phone.do("type", id="time", text=typed)
        phone.do("back")
    phone.do("tap", id="save")
    assert phone.screen == "dawnbell:new"
    assert phone.rows("clock_alarms") == []
