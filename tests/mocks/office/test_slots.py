"""Who is taken when, against a plain search; and the mails of the calendar program, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.moments import HOUR, MINUTE
from diorama.mocks.common.zones import read_moment
from diorama.mocks.office.invitations import invited
from diorama.mocks.office.meetings import Meeting, Span
from diorama.mocks.office.post import Conversation, Mail
from diorama.mocks.office.slots import Taken, at_work
from diorama.snapshots.errors import StateError

START = read_moment("2026-03-02T08:00", "Europe/Berlin")

SPANS = st.builds(lambda start, length: Span(START + start * 15 * MINUTE, START + (start + length) * 15 * MINUTE),
                  st.integers(0, 400), st.integers(1, 200))


@given(taken=st.lists(st.tuples(st.sampled_from(["mara", "okafor"]), SPANS), max_size=8),
       who=st.lists(st.sampled_from(["mara", "okafor", "weber"]), min_size=1, max_size=3), span=SPANS)
def test_free_is_what_nothing_overlaps(taken: list[tuple[str, Span]], who: list[str], span: Span) -> None:
    table = Taken(Meeting(str(i), "x", key, one.start, one.end) for i, (key, one) in enumerate(taken))
    plain = not any(key in who and one.start < span.end and span.start < one.end for key, one in taken)
    assert table.is_free(who, span) == plain


def test_what_is_declined_free_or_cancelled_takes_nobody() -> None:
    span = Span(START, START + HOUR)
    for changes in ({"answers": (("okafor", "declined"),)}, {"options": (("free", True),)},
                    {"options": (("status", "cancelled"),)}):
        meeting = Meeting("m", "x", "mara", span.start, span.end, guests=("okafor",))._replace(**changes)
        assert Taken([meeting]).is_free(["okafor"], span)
    assert not Taken([Meeting("m", "x", "mara", span.start, span.end, guests=("okafor",))]).is_free(["okafor"], span)


@pytest.mark.parametrize(("who", "hour", "there"), [
    ("mara", "08:30", True), ("mara", "08:00", False), ("costa", "10:00", True), ("costa", "09:30", False),
    ("hales", "17:30", True), ("weber", "15:45", False),
])
def test_people_work_in_their_own_zone(who: str, hour: str, there: bool) -> None:
    start = read_moment(f"2026-03-04T{hour}", "Europe/Berlin")
    assert at_work([who], Span(start, start + 30 * MINUTE)) == there


INVITATION = ("Lucia Ferrante invites you.\n\nWhat | Roster\nWhen | Thursday 5 March, 14:00, 60 minutes\n"
              "Where | room Tarn or video\n\nBring your list.")


def conversation(body: str, name: str = "calendar-invite x") -> Conversation:
    return Conversation(name, (Mail(START, "calendar", ("mara",), "s", body),))


def test_a_mail_of_the_calendar_program_becomes_a_meeting() -> None:
    reminder = "Reminder for Thursday 5 March, 14:00: Keys, with Jonas Weber and two more. No agenda."
    keys, roster = invited([conversation(INVITATION), conversation(reminder, "calendar-note y")], Taken(), START, 1)
    assert (keys.title, keys.by, keys.start, len(keys.guests), keys.answers) == (
        "Keys", "weber", read_moment("2026-03-05T14:00", "Europe/Berlin"), 3, ())
    assert (roster.by, roster.rooms, roster.end - roster.start) == ("ferrante", ("tarn",), HOUR)
    assert dict(roster.options)["video_link"] is True
    assert roster.answers == (("mara", "needsAction"),), "she has the keys at that hour"
    (alone,) = invited([conversation(reminder.replace(" and two more", " "))], Taken([keys]), START, 1)
    assert (alone.guests, alone.answers) == (("mara",), ()), "what one is reminded of one has accepted"
    said = "Daniel Osei has declined: Tyres, Wednesday 4 March, 09:00. Note: sorry, double booked."
    (tyres,) = invited([conversation(said)], Taken(), START, 1)
    assert (tyres.by, tyres.guests, tyres.answers) == ("mara", ("osei",), (("osei", "declined"),))


def test_a_mail_that_speaks_of_no_meeting_is_a_mistake() -> None:
    with pytest.raises(StateError, match="speaks of no meeting"):
        invited([conversation("Hello.")], Taken(), START, 1)
