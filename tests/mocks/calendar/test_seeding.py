"""Set-up calls: rooms, guests who need not come, and instances of a series that are not as the others."""

import pytest

from diorama.mocks.common.zones import read_moment
from tests.mocks.calendar.desk import BOB, CLEO, MARA, NED, Desk
from tests.mocks.calendar.soundness import assert_sound

ROOM = "room-1@tarn.test"


@pytest.fixture
def desk() -> Desk:
    desk = Desk(mail=False)
    desk.put("calendar.add_calendar", owner=ROOM, summary="Room 1", time_zone="Europe/Berlin")
    return desk


def series(desk: Desk) -> str:
    return desk.event("Weekly", "2026-03-05T09:00", id="evt_weekly", minutes=30, guests=[BOB], rooms=[ROOM],
                      optional_guests=[CLEO], recurrence=["RRULE:FREQ=WEEKLY"], answers=[[CLEO, "declined"]],
                      created="2026-01-05T08:00", video_link=True, uid="from-the-mail")


def test_a_room_and_a_guest_who_need_not_come_are_what_they_are(desk: Desk) -> None:
    row = desk.row(series(desk))
    assert [(one.email, one.response, one.resource, one.optional) for one in row.attendees] == [
        (MARA, "accepted", False, False), (BOB, "accepted", False, False), (CLEO, "declined", False, True),
        (ROOM, "accepted", True, False)]
    assert (row.uid, row.updated) == ("from-the-mail", row.created)
    busy = desk.do("freebusy", people=[ROOM], time_min="2026-03-05", time_max="2026-03-06")["busy"][ROOM]
    assert len(busy) == 1
    assert_sound(desk.world.state)


def test_an_instance_can_be_moved_cancelled_or_put_into_another_place(desk: Desk) -> None:
    desk.put("calendar.add_calendar", owner="room-2@tarn.test", summary="Room 2")
    identity = series(desk)
    moved = desk.put("calendar.put_instance", series=identity, original="2026-04-02T09:00", start="2026-04-03T11:00",
                     minutes=60, rooms=["room-2@tarn.test"], answers=[[BOB, "tentative"]])["id"]
    gone = desk.put("calendar.put_instance", series=identity, original="2026-04-09T09:00", status="cancelled")["id"]
    row = desk.row(moved)
    assert moved == "evt_weekly_20260402T070000Z"
    assert (row.original, row.start, row.end) == tuple(
        read_moment(text, "Europe/Berlin") for text in ("2026-04-02T09:00", "2026-04-03T11:00", "2026-04-03T12:00"))
    assert [one.email for one in row.attendees if one.resource] == ["room-2@tarn.test"]
    assert {one.email: one.response for one in row.attendees}[BOB] == "tentative"
    assert desk.row(gone).status == "cancelled"
    assert [start[5:16] for _, start in desk.listed(time_min="2026-04-01", time_max="2026-04-20")] == [
        "04-03T11:00", "04-16T09:00"]
    assert_sound(desk.world.state)


@pytest.mark.parametrize(("arguments", "why"), [
    ({"series": "evt_none"}, "no series 'evt_none'"), ({"original": "2026-04-03T09:00"}, "no instance at"),
    ({"answers": [[NED, "accepted"]]}, "is no guest"), ({"rooms": ["room-9@tarn.test"]}, "no calendar"),
])
def test_what_cannot_be_is_refused(desk: Desk, arguments: dict[str, object], why: str) -> None:
    given = {"series": series(desk), "original": "2026-04-02T09:00", **arguments}
    with pytest.raises(AssertionError, match=why):
        desk.put("calendar.put_instance", **given)


def test_an_instance_is_changed_once(desk: Desk) -> None:
    identity = series(desk)
    desk.put("calendar.put_instance", series=identity, original="2026-04-02T09:00")
    with pytest.raises(AssertionError, match="changed already"):
        desk.put("calendar.put_instance", series=identity, original="2026-04-02T09:00")


def test_the_link_of_a_seeded_call_follows_from_its_id(desk: Desk) -> None:
    other = Desk(mail=False)
    other.event("Before", video_link=True)
    other.put("calendar.add_calendar", owner=ROOM, summary="Room 1")
    assert desk.row(series(desk)).conference == other.row(series(other)).conference != ""
