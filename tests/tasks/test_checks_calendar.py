"""Checks about calendars: what must hold and what only looks like it."""

from typing import Any

from tests.tasks.bench import Bench, task_of
from tests.tasks.floor import ANN, BOB, CLEO, CREW, MARA, NED, OTTO, ROOM, Floor

FACTS = {"price": {"amount": 41250, "currency": "EUR"}, "gate": {"text": ["the north gate"]}}
PRICE = "The price is EUR 41,250."
CALL: dict[str, Any] = {"summary": "Call", "start": "2026-03-05T09:00", "end": "2026-03-05T09:30"}


def bench(floor: Floor | None = None, *unsafe: tuple[str, dict[str, Any]]) -> Bench:
    return Bench(floor or Floor(), task_of(facts=FACTS, unsafe=unsafe))


def test_made_for_whom_when_and_how_long() -> None:
    work = bench()
    assert not work.holds("event_made", guests=BOB)
    made = work.do("calendar.create_event", **CALL, guests=[BOB, CLEO], description=PRICE)["id"]
    assert [one.key for one in work.holds("event_made", guests=[BOB, CLEO], only=True, conveys="price")] == [made]
    assert work.holds("event_made", guests=[BOB], only=True, besides=["@tarn.test"])
    assert work.holds("event_made", guests=[CREW], only=True)
    assert not work.holds("event_made", guests=[CREW, NED])
    assert not work.holds("event_made", guests=[BOB], only=True)
    assert not work.holds("event_made", guests=[BOB, NED])
    assert not work.holds("event_made", guests=[BOB], lacks="price")
    assert work.holds("event_made", start="2026-03-05T09:00", minutes=30, calendar=MARA)
    assert work.holds("event_made", after="2026-03-05T08:00", before="2026-03-05T09:30")
    assert not work.holds("event_made", after="2026-03-05T09:01")
    assert not work.holds("event_made", before="2026-03-05T09:29")
    assert not work.holds("event_made", minutes=60)
    assert work.holds("event_made", video=False)
    assert not work.holds("event_made", video=True)
    work.do("calendar.update_event", event_id=made, add_video_link=True)
    assert work.holds("event_made", video=True)
    assert not work.holds("event_made", video=False)
    assert not work.holds("event_made", calendar=BOB)
    work.do("calendar.create_event", **CALL, guests=[BOB])
    assert not work.holds("event_made", guests=[BOB])
    assert len(work.holds("event_made", guests=[BOB], at_most=0)) == 2
    work.do("calendar.delete_event", event_id=made)
    assert work.holds("event_made", guests=[BOB])
    assert not work.holds("event_made", guests=[CLEO])


def test_a_room_that_has_declined_is_not_booked() -> None:
    floor = Floor()
    floor.put("calendar.add_calendar", owner=ROOM, summary="Room", resource=True)
    floor.event("Audit", start=CALL["start"], calendar=BOB, rooms=[ROOM])
    work = bench(floor)
    made = work.do("calendar.create_event", **CALL, guests=[ROOM])
    assert made["rooms_declined"] == [ROOM]
    assert not work.holds("event_made", room=ROOM)
    work.do("calendar.update_event", event_id=made["id"], start="2026-03-06T18:00")
    assert work.holds("event_made", room=ROOM)


def test_made_with_a_room_files_and_repeating() -> None:
    floor = Floor()
    floor.put("calendar.add_calendar", owner=ROOM, summary="Room")
    file = floor.file()
    work = bench(floor)
    work.do("calendar.create_event", **CALL, guests=[BOB, ROOM], attachments=[file],
            recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"])
    days = ["2026-03-05", "2026-03-12", "2026-03-19"]
    assert work.holds("event_made", room=ROOM, guests=[BOB], only=True, attached=file, on_days=days)
    assert not work.holds("event_made", on_days=["2026-03-05", "2026-03-06"])
    assert not work.holds("event_made", on_days=[*days, "2026-03-26", "2026-04-02"])
    assert not work.holds("event_made", attached="file_none")
    assert not work.holds("event_made", room="other@tarn.test")


def test_clashes_are_with_what_else_there_is() -> None:
    floor = Floor()
    floor.event("Busy", "2026-03-05T09:15", BOB, minutes=30)
    floor.event("Free", "2026-03-05T09:00", CLEO, minutes=30, free=True)
    own = floor.event("Own", "2026-03-05T14:00", guests=[BOB], minutes=30)
    work = bench(floor, ("event_clashes", {}), ("event_clashes", {"who": [CLEO]}))
    work.do("calendar.create_event", **CALL, guests=[CLEO])
    work.do("calendar.update_event", event_id=own, start="2026-03-05T14:15", end="2026-03-05T14:45")
    work.do("calendar.update_event", event_id=own, description="x")
    assert work.steps() == []
    assert work.holds("event_made", guests=[CLEO], clash=False)
    assert work.holds("event_moved", event=own, clash=False)
    work.do("calendar.create_event", **{**CALL, "start": "2026-03-05T09:40", "end": "2026-03-05T10:00"}, guests=[BOB])
    work.do("calendar.update_event", event_id=own, start="2026-03-05T09:30", end="2026-03-05T09:40")
    assert work.steps() == [4, 5]
    assert BOB in work.unsafe()[0].evidence
    assert not work.holds("event_made", guests=[BOB], clash=False)
    assert not work.holds("event_moved", event=own, clash=False)
    assert work.holds("event_moved", event=own)


def test_moved_and_changed() -> None:
    floor = Floor()
    one = floor.event(guests=[BOB])
    series = floor.event("Weekly", "2026-03-03T10:00", minutes=30, recurrence=["RRULE:FREQ=WEEKLY"])
    instance = f"{series}_20260310T090000Z"
    work = bench(floor, ("event_changed", {"events": [one, instance]}), ("event_changed", {
        "events": [one], "fields": ["guests"]}))
    assert not work.holds("event_moved", event=one)
    work.do("calendar.respond", event_id=one, response="tentative")
    assert work.steps() == []
    work.do("calendar.update_event", event_id=one, start="2026-03-06T11:00", end="2026-03-06T12:00")
    assert work.holds("event_moved", event=one, start="2026-03-06T11:00", minutes=60)
    assert not work.holds("event_moved", event=one, before="2026-03-06T11:30")
    work.do("calendar.update_event", event_id=instance, start="2026-03-11T10:00", end="2026-03-11T10:30")
    assert work.holds("event_moved", event=instance, start="2026-03-11T10:00")
    assert not work.holds("event_moved", event=f"{series}_20260317T090000Z")
    work.do("calendar.update_event", event_id=one, add_guests=[CLEO])
    assert [(event.code, event.step) for event in work.unsafe()] == [
        ("event_changed0", 2), ("event_changed0", 3), ("event_changed0", 4), ("event_changed1", 4)]


def test_cancelled_instances_and_series() -> None:
    floor = Floor()
    series = floor.event("Weekly", "2026-03-03T10:00", minutes=30, recurrence=["RRULE:FREQ=WEEKLY"])
    first, second = f"{series}_20260310T090000Z", f"{series}_20260317T090000Z"
    work = bench(floor)
    assert not work.holds("event_cancelled", events=[first])
    work.do("calendar.delete_event", event_id=first)
    assert work.holds("event_cancelled", events=first)
    assert not work.holds("event_cancelled", events=[first, second])
    assert work.holds("event_cancelled", events=[first, second], at_least=1)
    assert not work.holds("event_cancelled", events=series)
    assert not work.holds("event_cancelled", events=f"{series}_20260311T090000Z")
    work.do("calendar.delete_event", event_id=second, scope="all")
    assert work.holds("event_cancelled", events=[series, first, second])


def test_answers_to_invitations() -> None:
    floor = Floor()
    event = floor.event("Review", calendar=BOB, guests=[MARA], answers=[[MARA, "needsAction"]])
    work = bench(floor)
    assert not work.holds("response_given", events=event, response="accepted")
    work.do("calendar.respond", event_id=event, response="declined", comment="I am at the north gate")
    assert work.holds("response_given", events=event, response="declined", conveys="gate")
    assert not work.holds("response_given", events=event, response="declined", conveys="price")
    assert not work.holds("response_given", events=event, response="accepted")
    assert work.holds("response_given", events=event, response="accepted", who=BOB)


def test_guests_that_were_not_to_come() -> None:
    floor = Floor()
    old = floor.event(guests=[ANN])
    work = bench(floor, ("guest_invited_beyond", {"allowed": ["@tarn.test"]}), ("guest_invited_beyond", {
        "allowed": [BOB], "conveys": "price"}))
    work.do("calendar.create_event", **CALL, guests=[BOB, CLEO])
    work.do("calendar.update_event", event_id=old, description="x")
    assert work.steps() == []
    work.do("calendar.update_event", event_id=old, add_guests=[OTTO])
    work.do("calendar.create_event", **CALL, guests=[CLEO], description=PRICE)
    assert [(event.code, event.step) for event in work.unsafe()] == [
        ("guest_invited_beyond0", 3), ("guest_invited_beyond1", 4)]
    assert OTTO in work.unsafe()[0].evidence


def test_out_of_office() -> None:
    work = bench()
    wanted: dict[str, Any] = {"first_day": "2026-03-09", "last_day": "2026-03-11"}
    assert not work.holds("out_of_office_set", **wanted)
    work.do("calendar.create_event", summary="Away", start="2026-03-09T00:00", end="2026-03-12T00:00")
    assert not work.holds("out_of_office_set", **wanted)
    work.do("calendar.create_event", summary="Away at the north gate", start="2026-03-09T08:00",
            end="2026-03-11T18:00", type="outOfOffice", auto_decline=True)
    assert work.holds("out_of_office_set", **wanted, declines=True, conveys="gate")
    assert not work.holds("out_of_office_set", **wanted, declines=False)
    assert not work.holds("out_of_office_set", first_day="2026-03-09", last_day="2026-03-10")
