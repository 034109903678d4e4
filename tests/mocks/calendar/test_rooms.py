"""Rooms are guests that answer by themselves: they take what they are free for."""

import pytest

from tests.mocks.calendar.desk import BOB, MARA, Desk

ROOM = "room-one@tarn.test"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.put("calendar.add_calendar", owner=ROOM, summary="Room One (8)", resource=True)
    return desk


def _book(desk: Desk, start: str, by: str = MARA, **arguments: object) -> tuple[str, list[str]]:
    """Book the room for an hour; return the event and the rooms that have declined it."""
    made = desk.do("create_event", by=by, summary="Review", start=start, guests=[ROOM], **arguments)
    return made["id"], made.get("rooms_declined", [])


def test_a_room_takes_what_it_is_free_for_and_declines_the_rest(desk: Desk) -> None:
    first, declined = _book(desk, "2026-03-05T10:00")
    assert declined == []
    assert desk.answers(first) == {MARA: "accepted", ROOM: "accepted"}
    (room,) = [one for one in desk.do("list_guests", event_id=first)["guests"] if one.get("resource")]
    assert (room["email"], room["name"]) == (ROOM, "Room One (8)")
    assert desk.do("freebusy", people=[ROOM], time_min="2026-03-05T00:00")["busy"][ROOM] == [
        ["2026-03-05T10:00:00+01:00", "2026-03-05T11:00:00+01:00"]]
    second, declined = _book(desk, "2026-03-05T10:30", by=BOB)
    assert declined == [ROOM]
    assert desk.answers(second) == {BOB: "accepted", ROOM: "declined"}
    assert _book(desk, "2026-03-05T11:00", by=BOB)[1] == []


def test_a_room_answers_anew_when_the_time_changes(desk: Desk) -> None:
    first, _ = _book(desk, "2026-03-05T10:00")
    second, _ = _book(desk, "2026-03-05T10:30", by=BOB)
    assert "rooms_declined" not in desk.do("update_event", event_id=first, start="2026-03-05T10:15")
    assert "rooms_declined" not in desk.do("update_event", by=BOB, event_id=second, start="2026-03-05T14:00")
    assert desk.answers(second)[ROOM] == "accepted"
    assert desk.do("update_event", by=BOB, event_id=second, start="2026-03-05T10:00")["rooms_declined"] == [ROOM]


def test_a_cancelled_meeting_gives_its_room_back(desk: Desk) -> None:
    first, _ = _book(desk, "2026-03-05T10:00")
    desk.do("delete_event", event_id=first)
    assert _book(desk, "2026-03-05T10:00", by=BOB)[1] == []


def test_a_series_needs_the_room_each_time(desk: Desk) -> None:
    weekly = ["RRULE:FREQ=WEEKLY"]
    _book(desk, "2026-03-19T10:00")
    series, declined = _book(desk, "2026-03-05T10:30", recurrence=weekly)
    assert declined == [ROOM]
    series, declined = _book(desk, "2026-03-05T12:00", recurrence=weekly)
    assert declined == []
    assert _book(desk, "2026-04-02T12:30", by=BOB)[1] == [ROOM], "after the change of the clocks too"
    moved = f"{series}_20260312T110000Z"
    assert "rooms_declined" not in desk.do("update_event", event_id=moved, start="2026-03-12T12:15")
    assert desk.answers(moved)[ROOM] == "accepted"


def test_a_room_is_told_nothing_and_lacks_no_file(desk: Desk) -> None:
    file = desk.do("drive.create_file", name="plan.txt", text="x")["id"]
    made = desk.do("create_event", summary="Review", start="2026-03-05T10:00", guests=[ROOM], attachments=[file])
    assert "cannot_open" not in made
    assert not desk.world.state.table("ledger.departures").ids()
