"""Recurrence against dateutil itself, over random rules, zones and changes of clocks."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.calendar.recurrence import (
    check_repeat,
    ended_before,
    going_on,
    read_repeat,
    read_stamp,
    stamp,
    starts,
    within,
)
from diorama.mocks.common.moments import DAY
from diorama.mocks.common.zones import local, to_ms, zone
from diorama.snapshots.errors import ToolError
from tests.mocks.calendar.desk import MARA, NOW, Desk

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Europe/London")
YEARS = (2024, 2027)
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Draw an RRULE value without an end."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}"]
    interval = draw(st.integers(1, 5))
    if interval > 1:
        parts.append(f"INTERVAL={interval}")
    days = draw(st.lists(st.sampled_from(_WEEK), max_size=3, unique=True))
    if days and (freq != "DAILY" or interval == 1):
        number = draw(st.sampled_from(["", "1", "2", "-1"])) if freq == "MONTHLY" else ""
        parts.append("BYDAY=" + ",".join(number + day for day in days))
    if freq == "MONTHLY" and not days and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.integers(1, 31) | st.integers(-31, -1))}")
    if freq == "YEARLY" and draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(_WEEK))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    return ";".join(parts)


_FIRST = st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0))


@settings(max_examples=120)
@given(rule=rules(), first=_FIRST, zone_name=st.sampled_from(ZONES))
def test_starts_are_those_of_dateutil_in_the_zone(rule: str, first: datetime, zone_name: str) -> None:
    where = zone(zone_name)
    start = to_ms(first.replace(tzinfo=where))
    begin = local(start, zone_name)  # a time that the clocks leave out is one that they show
    stop = datetime(YEARS[1], 1, 1, tzinfo=where)
    expected = []
    for moment in rrulestr(rule, dtstart=begin):
        if moment >= stop:
            break
        expected.append(to_ms(moment))
    found = starts((f"RRULE:{rule}",), start, zone_name, False, YEARS[1])
    assert [one for one in found if one < to_ms(stop)] == sorted({*expected})


@settings(max_examples=60)
@given(rule=rules(), first=_FIRST, data=st.data())
def test_days_are_those_of_dateutil(rule: str, first: datetime, data: st.DataObject) -> None:
    midnight = first.replace(hour=0, minute=0, second=0, tzinfo=UTC)
    every = []
    for moment in rrulestr(rule, dtstart=midnight):
        if moment.year > 2026:
            break
        every.append(to_ms(moment))
    dropped = data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else []
    added = data.draw(st.lists(st.integers(0, 700), max_size=3))
    extra = [to_ms(midnight) + days * DAY for days in added]
    lines = [f"RRULE:{rule}"]
    if dropped:
        lines.append("EXDATE;VALUE=DATE:" + ",".join(stamp(one, all_day=True) for one in dropped))
    if extra:
        lines.append("RDATE:" + ",".join(stamp(one, all_day=True) for one in extra))
    found = starts(tuple(lines), to_ms(midnight), "Europe/Berlin", True, 2026)
    assert list(found) == sorted({*every, *extra} - {*dropped})


@settings(max_examples=60)
@given(rule=rules(), first=_FIRST, zone_name=st.sampled_from(ZONES), data=st.data())
def test_a_series_in_two_parts_has_the_same_starts(rule: str, first: datetime, zone_name: str, data: st.DataObject
                                                   ) -> None:
    start = to_ms(first.replace(tzinfo=zone(zone_name)))
    lines: tuple[str, ...] = (f"RRULE:{rule}",)
    every = starts(lines, start, zone_name, False, 2027)
    if len(every) < 2 or (re.search(r"INTERVAL=|FREQ=YEARLY$", rule) and "BYDAY" in rule):
        return  # the second part of every other week begins on a day of its own, which is a week of its own
    cut = data.draw(st.sampled_from(every[1:][:40]))
    before = starts(ended_before(lines, start, zone_name, False, cut), start, zone_name, False, 2027)
    after = starts(going_on(lines, start, zone_name, False, cut), cut, zone_name, False, 2027)
    assert before == tuple(one for one in every if one < cut)
    assert set(after) >= {cut}
    if "YEARLY" not in rule and local(cut, zone_name).time() == local(start, zone_name).time():
        assert after == tuple(one for one in every if one >= cut)


def test_nine_in_the_morning_stays_nine_in_the_morning() -> None:
    lines = ("RRULE:FREQ=DAILY;COUNT=4",)
    first = to_ms(datetime(2026, 3, 27, 9, tzinfo=zone("Europe/Berlin")))
    found = starts(lines, first, "Europe/Berlin", False, 2026)
    assert [local(one, "Europe/Berlin").hour for one in found] == [9] * 4
    assert [later - one for one, later in pairwise(found)] == [DAY, DAY - 3_600_000, DAY]


def test_a_time_that_the_clocks_leave_out_moves_on() -> None:
    first = to_ms(datetime(2026, 3, 28, 2, 30, tzinfo=zone("Europe/Berlin")))
    found = starts(("RRULE:FREQ=DAILY;COUNT=3",), first, "Europe/Berlin", False, 2026)
    assert [local(one, "Europe/Berlin").strftime("%H:%M") for one in found] == ["02:30", "03:30", "02:30"]


@pytest.mark.parametrize(("until", "days"), [
    ("20260306", 3), ("20260306T080000Z", 3), ("20260306T075959Z", 2), ("20260306T090000", 3),
])
def test_a_series_ends_by_utc_by_day_or_by_local_time(until: str, days: int) -> None:
    first = to_ms(datetime(2026, 3, 4, 9, tzinfo=zone("Europe/Berlin")))
    assert len(starts((f"RRULE:FREQ=DAILY;UNTIL={until}",), first, "Europe/Berlin", False, 2026)) == days


@pytest.mark.parametrize(("line", "why"), [
    ("RRULE:FREQ=HOURLY", "cannot be read"), ("RRULE:BYDAY=MO", "has no FREQ"), ("RRULE:FREQ=DAILY;FOO=1", "there are"),
    ("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260401", "both COUNT and UNTIL"), ("EXRULE:FREQ=DAILY", "is no line"),
    ("RRULE:FREQ=WEEKLY;BYDAY=1MO", "numbers its days"), ("RRULE:FREQ=MONTHLY;BYMONTHDAY=32", "out of range"),
    ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never falls on a date"), ("RDATE:soon", "is no date"),
    ("RRULE:FREQ=DAILY;BYHOUR=9", "there are"), ("EXDATE:20260304", "nothing"),
    ("RRULE:FREQ=MONTHLY;BYDAY=6MO", "no month or year"), ("RRULE:FREQ=MONTHLY;BYDAY=0MO", "no month or year"),
    ("RRULE:FREQ=DAILY;UNTIL=20261399", "is no time"),
])
def test_what_is_no_rule_is_refused(line: str, why: str) -> None:
    with pytest.raises(ToolError, match=why) as caught:
        check_repeat((line,), NOW, "Europe/Berlin", False)
    assert caught.value.code == "invalid_recurrence"


@given(text=st.text(max_size=40) | st.from_regex(r"RRULE:(FREQ=[A-Z]{5,7};?)?([A-Z]{3,9}=[-0-9A-Z,+]{1,6};?){0,4}",
                                                fullmatch=True))
def test_any_line_is_read_or_refused(text: str) -> None:
    with suppress(ToolError):
        repeat = read_repeat((text,), "Europe/Berlin", False)
        assert repeat.rule or repeat.added


@given(ms=st.integers(31_536_000, 2_000_000_000), zone_name=st.sampled_from(ZONES))
def test_stamps_are_read_as_they_were_written(ms: int, zone_name: str) -> None:
    moment = ms * 1000
    assert read_stamp(stamp(moment), zone_name) == moment
    again: Any = read_stamp(stamp(moment, zone_name=zone_name), zone_name)
    assert again in (moment, moment - 3_600_000), "the second of two equal wall times is the first"


@pytest.mark.parametrize("zone_name", ZONES)
def test_within_takes_the_first_and_not_the_end(zone_name: str) -> None:
    every = starts(("RRULE:FREQ=DAILY",), NOW, zone_name, False, 2026)
    assert within(every, every[3], every[5]) == every[3:5]


def test_a_year_of_300_series_is_listed_from_its_beginning() -> None:
    desk = Desk(mail=False)
    for number in range(300):
        day = 5 + number % 20
        rule = ("FREQ=WEEKLY", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY")[number % 3]
        desk.event(f"Series {number}", f"2026-01-{day:02}T{8 + number % 9:02}:{number % 4 * 15:02}", minutes=30,
                   recurrence=[f"RRULE:{rule}"])
    found = desk.do("list_events", time_min="2026-01-01", time_max="2027-01-01", max_results=1)
    assert str(found["events"][0]["start"]).startswith("2026-01-05")
    assert found["next_page_token"]


def test_a_week_at_once_reaches_the_instances() -> None:
    desk = Desk(mail=False)
    desk.event("Daily", "2026-03-01T09:00", recurrence=["RRULE:FREQ=DAILY"])
    found = desk.listed(by=MARA, time_min="2026-03-09", time_max="2026-03-16")
    assert [start[:10] for _, start in found] == [f"2026-03-{day:02}" for day in range(9, 16)]
