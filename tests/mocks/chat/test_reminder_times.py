"""When a reminder is due, said in words, and when it comes again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.chat.records import Frequency
from diorama.mocks.chat.reminder_times import following, read_due
from diorama.mocks.common.zones import local

NOW = local(1_772_613_000_000, "Europe/Berlin")
"""Wednesday, 4 March 2026, 09:30."""


@pytest.mark.parametrize(("text", "due"), [
    ("in 5 minutes", "2026-03-04T09:35"), ("in an hour", "2026-03-04T10:30"), ("in 2 weeks", "2026-03-18T09:30"),
    ("tomorrow", "2026-03-05T09:00"), ("tomorrow at 3:30pm", "2026-03-05T15:30"), ("at 3pm", "2026-03-04T15:00"),
    ("08:00", "2026-03-05T08:00"), ("today at noon", "2026-03-04T12:00"), ("on Tuesday", "2026-03-10T09:00"),
    ("Friday at 17:15", "2026-03-06T17:15"), ("wednesday at 10am", "2026-03-04T10:00"),
    ("next week", "2026-03-09T09:00"), ("2026-04-01 at 12am", "2026-04-01T00:00"),
])
def test_words_say_when(text: str, due: str) -> None:
    found = read_due(text, NOW)
    assert found is not None
    assert found.at.isoformat(timespec="minutes")[:16] == due
    assert not found.frequency


@pytest.mark.parametrize(("text", "due", "frequency", "weekdays"), [
    ("every day at 9am", "2026-03-05T09:00", "daily", ()), ("every thursday", "2026-03-05T09:00", "weekly", (3,)),
    ("every weekday", "2026-03-05T09:00", "weekly", (0, 1, 2, 3, 4)),
    ("every monday and friday", "2026-03-06T09:00", "weekly", (0, 4)),
    ("every month at 10am", "2026-03-04T10:00", "monthly", ()), ("every year", "2027-03-04T09:00", "yearly", ()),
])
def test_words_say_that_it_comes_again(text: str, due: str, frequency: str, weekdays: tuple[int, ...]) -> None:
    found = read_due(text, NOW)
    assert found is not None
    assert (found.at.isoformat(timespec="minutes")[:16], found.frequency, found.weekdays) == (due, frequency, weekdays)


@pytest.mark.parametrize("text", [
    "", " ", "soon", "in some time", "tomorrow at 25:00", "at 13pm", "2026-02-30", "every blue day", "at 9",
])
def test_what_says_no_time_is_none(text: str) -> None:
    assert read_due(text, NOW) is None


def test_hours_are_hours_also_where_the_clock_is_changed() -> None:
    before = local(1_774_742_400_000, "Europe/Berlin")
    found = read_due("in 4 hours", before)
    assert found is not None
    assert (before.isoformat(), found.at.isoformat()) == ("2026-03-29T01:00:00+01:00", "2026-03-29T06:00:00+02:00")


@given(
    at=st.integers(1_577_836_800_000, 1_893_456_000_000), later=st.integers(0, 900),
    frequency=st.sampled_from(["daily", "weekly", "monthly", "yearly"]), days=st.sets(st.integers(0, 6)),
)
def test_what_comes_again_comes_next_after_now(at: int, later: int, frequency: Frequency, days: set[int]) -> None:
    first = local(at, "Europe/Berlin")
    now = first + timedelta(days=later)
    weekdays = tuple(sorted(days)) if frequency == "weekly" else ()
    new = following(first, now, frequency, weekdays)
    assert new > now
    assert new.time() == first.time()
    assert not weekdays or new.weekday() in weekdays
    assert new - now <= timedelta(days={"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}[frequency])
    if frequency == "monthly":
        assert new.day == first.day or (new + timedelta(days=1)).day == 1


@given(st.lists(st.sampled_from([
    "in", "an", "5", "99999", "weeks", "every", "day", "monday", "and", "at", "9:15pm", "noon", "2026-03-05", "next",
]), max_size=6))
def test_any_words_are_a_time_or_none(words: list[str]) -> None:
    found = read_due(" ".join(words), NOW)
    assert found is None or found.at.tzinfo is not None
