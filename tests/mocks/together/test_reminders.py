"""Reminders by mail come at their time, once for each instance, and follow what becomes of the event."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.zones import read_moment
from tests.mocks.together.house import BOB, CLEO, DAY, MARA, MINUTE, NOW, House
from tests.mocks.together.soundness import assert_alarms_wait


@pytest.fixture
def house() -> House:
    return House()


def due(house: House) -> list[tuple[str, int]]:
    """Return who is reminded next and in how many minutes, for everything that waits."""
    return sorted((row.user, (row.at - house.world.state.now) // MINUTE)
                  for row in house.world.state.table("calendar.alarms").rows())


def event(house: House, **arguments: Any) -> str:
    """Make an event of Mara's tomorrow at ten, of which she is reminded by mail an hour before."""
    given = {"summary": "Sync", "start": "2026-03-05T10:00", "email_reminders": [60], "guests": [BOB]}
    return str(house.do("calendar.create_event", **{**given, **arguments})["id"])


def test_a_reminder_comes_by_mail_at_its_time(house: House) -> None:
    made = event(house)
    house.world.advance(NOW + DAY - 31 * MINUTE)
    assert house.mails(MARA) == []
    house.pass_minutes(1)
    (mail,) = house.mails(MARA)
    assert (mail.subject, mail.sender.email) == ("Reminder: Sync", "calendar-notification@calendar.test")
    assert f"Event id: {made}" in mail.body
    assert "2026-03-05T10:00:00+01:00" in mail.body
    assert house.subjects(BOB) == ["Invitation: Sync"], "the guest has not asked for one"
    assert due(house) == []


def test_a_reminder_follows_its_event(house: House) -> None:
    made = event(house)
    before = due(house)[0][1]
    house.do("calendar.update_event", event_id=made, start="2026-03-05T12:00")
    assert due(house) == [(MARA, before + 120)]
    house.do("calendar.set_event_options", event_id=made, email_reminders=[120, 1])
    assert due(house) == [(MARA, before + 60)]
    house.do("calendar.delete_event", event_id=made)
    assert due(house) == []
    late = event(house, start="2026-03-04T10:00")
    assert due(house) == [], "it would have been at nine, which is past"
    assert house.do("calendar.get_event", event_id=late)["reminders"] == ["email 60 minutes before"]


def test_each_instance_of_a_series_has_its_reminder_and_one_waits(house: House) -> None:
    made = event(house, recurrence=["RRULE:FREQ=DAILY;COUNT=4"], guests=[])
    house.do("calendar.update_event", event_id=f"{made}_20260306T090000Z", start="2026-03-06T15:00")
    house.do("calendar.delete_event", event_id=f"{made}_20260307T090000Z")
    assert len(due(house)) == 2, "the series, and the instance that was moved"
    house.world.advance(NOW + 10 * DAY)
    lines = [line for mail in house.mails(MARA) for line in mail.body.splitlines() if line.startswith("When:")]
    assert [line[6:22] for line in lines] == ["2026-03-05T10:00", "2026-03-06T15:00", "2026-03-08T10:00"]
    assert due(house) == []


def test_who_declines_is_not_reminded(house: House) -> None:
    made = event(house, email_reminders=[])
    house.do("calendar.subscribe", by=BOB, calendar_id=BOB, default_email_reminders=[30])
    assert [user for user, _ in due(house)] == [BOB]
    house.do("calendar.respond", by=BOB, event_id=made, response="declined")
    assert due(house) == []
    house.do("calendar.respond", by=BOB, event_id=made, response="accepted")
    assert [user for user, _ in due(house)] == [BOB]


def test_reminders_of_a_calendar_of_somebody_else_go_with_the_subscription(house: House) -> None:
    event(house, email_reminders=[], guests=[])
    house.do("calendar.share_calendar", who=CLEO, role="reader")
    house.do("calendar.subscribe", by=CLEO, calendar_id=MARA, default_email_reminders=[15], default_reminders=[5])
    assert [user for user, _ in due(house)] == [CLEO]
    shown = house.do("calendar.list_reminders", by=CLEO, hours=48)["reminders"]
    assert [(one["at"], one["method"]) for one in shown] == [
        ("2026-03-05T09:45:00+01:00", "email"), ("2026-03-05T09:55:00+01:00", "popup")]
    house.do("calendar.unsubscribe", by=CLEO, calendar_id=MARA)
    assert due(house) == []


def test_nobody_is_reminded_of_what_he_may_not_see(house: House) -> None:
    event(house, email_reminders=[], guests=[], visibility="private")
    made = event(house, email_reminders=[], guests=[])
    house.do("calendar.subscribe", by=CLEO, calendar_id=MARA, default_email_reminders=[15])
    assert due(house) == [], "she sees only when Mara is busy"
    house.do("calendar.share_calendar", who=CLEO, role="reader")
    assert [row.event for row in house.world.state.table("calendar.alarms").rows()] == [made]
    assert [one["event"] for one in house.do("calendar.list_reminders", by=CLEO, hours=48)["reminders"]] == [made]
    house.do("calendar.share_calendar", who=CLEO, role="freeBusyReader")
    house.world.advance(NOW + 2 * DAY)
    assert "Reminder: Sync" not in house.subjects(CLEO), "she may see it no more"


def test_what_pops_up_is_listed(house: House) -> None:
    event(house, reminders=[10], email_reminders=None, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    shown = house.do("calendar.list_reminders", hours=96, max_results=2)
    assert [one["at"][:16] for one in shown["reminders"]] == ["2026-03-05T09:50", "2026-03-06T09:50"]
    assert shown["more"] == 1
    assert due(house) == []
    assert house.refused("calendar.create_event", summary="x", start="2026-03-05", reminders=[1, 2, 3],
                         email_reminders=[4, 5, 6])[0] == "too_many_reminders"


@given(minutes=st.lists(st.integers(0, 3000), min_size=1, max_size=3, unique=True),
       rule=st.sampled_from(["FREQ=DAILY;COUNT=5", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=6", "FREQ=MONTHLY;COUNT=2", ""]),
       start=st.sampled_from(["2026-03-05T10:00", "2026-03-04T10:00", "2026-03-28T02:30"]))
def test_every_reminder_that_lies_ahead_comes_once(minutes: list[int], rule: str, start: str) -> None:
    house = House()
    made = event(house, start=start, guests=[], email_reminders=minutes, recurrence=[f"RRULE:{rule}"] if rule else [])
    assert_alarms_wait(house.world.state)
    last = NOW + 80 * DAY
    begins = [house.row("calendar.events", made).start]
    if rule:
        listed = house.do("calendar.list_instances", event_id=made, time_min="2026-03-01")["instances"]
        begins = [read_moment(one["start"], "UTC") for one in listed]
    now = house.world.state.now
    wanted = sorted(begin - one * MINUTE for begin in begins for one in minutes if now < begin - one * MINUTE <= last)
    house.world.advance(last)
    assert sorted(mail.date for mail in house.mails(MARA)) == wanted
    assert_alarms_wait(house.world.state)
