"""iCalendar files: read with their defects, written again byte for byte where nobody has changed them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.calendar.ics_in import duration, pieces, read_event, unescaped
from diorama.mocks.calendar.ics_out import calendar_text, escaped, event_text
from diorama.mocks.calendar.quick import read_quick
from diorama.mocks.calendar.records import Attendee, Event
from diorama.mocks.common.zones import local
from diorama.snapshots.errors import ToolError
from tests.mocks.calendar.desk import BOB, MARA, NOW, Desk
from tests.mocks.calendar.soundness import assert_sound

FILE = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Mine\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"
    b"END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=W. Europe Standard Time:20260309T090000\r\nDTEND;TZID=W. "
    b"Europe Standard Time:20260309T093000\r\nSUMMARY:Standup \xc3\xa4\\, da\r\n ily\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
    b"BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nSUMMARY:No\r\nEND:VALARM\r\nEND:VEVENT\r\nX-ODD:between\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    b"RECURRENCE-ID;TZID=W. Europe Standard Time:20260310T090000\r\nDTSTART;TZID=W. Europe Standard Time:"
    b"20260310T110000\r\nSUMMARY:Later\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:b\nDTSTART:sometime\nSUMMARY:Broken\nEND:VEVENT\n"
    b"BEGIN:VEVENT\r\nUID:c\r\nDTSTART;VALUE=DATE:20260401\r\nSUMMARY:Bad \xff byte\r\nRRULE:FREQ=SECONDLY\r\n"
    b"ATTENDEE:mailto:bob@tarn.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def desk() -> Desk:
    return Desk(mail=False)


def imported(desk: Desk, content: bytes = FILE) -> dict[str, object]:
    out: dict[str, object] = desk.put("calendar.import_file", calendar=MARA,
                                      content=base64.b64encode(content).decode(), source="mine.ics")
    return out


def exported(desk: Desk) -> bytes:
    return base64.b64decode(desk.put("calendar.export_file", calendar=MARA)["base64"])


def test_a_file_is_read_with_its_defects_and_written_as_it_came(desk: Desk) -> None:
    out = imported(desk)
    assert out["events"] == 3
    defects = " ".join(map(str, out["defects"]))  # type: ignore[call-overload]
    for said in ("no DTSTART that can be read", "no UTF-8", "not followed", "not invited"):
        assert said in defects
    assert desk.listed(time_min="2026-03-09", time_max="2026-04-02") == [
        ("Standup ä, daily", "2026-03-09T09:00:00+01:00"), ("Later", "2026-03-10T11:00:00+01:00"),
        ("Standup ä, daily", "2026-03-11T09:00:00+01:00"), ("Bad \ufffd byte", "2026-04-01")]
    assert desk.listed(by=BOB) == [], "an import invites nobody"
    assert exported(desk) == FILE
    assert_sound(desk.world.state)


def test_what_is_changed_is_written_anew_and_the_rest_stays(desk: Desk) -> None:
    imported(desk)
    found = desk.do("list_events", time_min="2026-04-01", time_max="2026-04-02")["events"][0]
    desk.do("update_event", event_id=found["id"], summary="Good")
    desk.event("New", "2026-05-01T09:00", id="evt_new")
    parts, before = pieces(exported(desk)), pieces(FILE)
    assert [part.raw for part in parts[:5]] == [part.raw for part in before[:5]]
    changed = [read_event(part.raw, "UTC").summary for part in parts[5:] if part.is_event]
    assert changed == ["Good", "New"]
    assert parts[-1] == before[-1]
    again = Desk(mail=False)
    assert imported(again, exported(desk))["events"] == 4


def test_a_second_import_adds_nothing(desk: Desk) -> None:
    imported(desk)
    count = len(desk.world.state.table("calendar.events"))
    desk.do("import_ics", ics=FILE.decode("utf-8", "replace"))
    assert len(desk.world.state.table("calendar.events")) == count == 3
    assert_sound(desk.world.state)


SECOND = (
    b"BEGIN:VCALENDAR\nX-WR-CALNAME:Other\nBEGIN:VTIMEZONE\nTZID:Custom/Berlin\nX-ODD:1\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
    b"UID:s\nDTSTART;TZID=Europe/Lisbon:20260311T080000\nSUMMARY:Second\nEND:VEVENT\nEND:VCALENDAR\n"
)


def test_a_second_file_is_written_again_as_it_came_beside_the_first(desk: Desk) -> None:
    imported(desk)
    desk.put("calendar.import_file", calendar=MARA, content=base64.b64encode(SECOND).decode(), source="two.ics")
    for source, content in (("mine.ics", FILE), ("two.ics", SECOND)):
        out = desk.put("calendar.export_file", calendar=MARA, source=source)["base64"]
        assert base64.b64decode(out) == content
    whole = exported(desk)
    assert whole.count(b"BEGIN:VCALENDAR") == whole.count(b"END:VCALENDAR") == 1
    assert whole.count(b"BEGIN:VTIMEZONE") == 2
    assert whole.index(b"TZID:Custom/Berlin") < whole.index(b"BEGIN:VEVENT")
    assert whole.replace(b"".join(piece.raw for piece in pieces(SECOND) if piece.is_event), b"").replace(
        b"BEGIN:VTIMEZONE\nTZID:Custom/Berlin\nX-ODD:1\nEND:VTIMEZONE\n", b"") == FILE
    again = Desk(mail=False)
    assert imported(again, whole)["events"] == 4
    with pytest.raises(AssertionError, match=r"two\.ics"):
        desk.put("calendar.export_file", calendar=MARA, source="three.ics")


def test_a_file_that_came_twice_is_written_again_both_times(desk: Desk) -> None:
    for source in ("one", "two"):
        desk.put("calendar.import_file", calendar=MARA, content=base64.b64encode(FILE).decode(), source=source)
    for source in ("one", "two"):
        assert base64.b64decode(desk.put("calendar.export_file", calendar=MARA, source=source)["base64"]) == FILE
    assert exported(desk) == FILE
    assert_sound(desk.world.state)


def test_a_series_that_joins_an_imported_file_brings_its_zone(desk: Desk) -> None:
    desk.put("calendar.import_file", calendar=MARA, content=base64.b64encode(SECOND).decode())
    desk.event("Weekly", "2026-05-01T09:00", id="evt_new", recurrence=["RRULE:FREQ=WEEKLY"], time_zone="Europe/Prague")
    whole = exported(desk)
    assert whole.count(b"TZID:Europe/Prague") == 1
    assert whole.index(b"TZID:Europe/Prague") < whole.index(b"BEGIN:VEVENT")


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(summary=_TEXT, description=_TEXT, location=_TEXT, start=st.integers(1_700_000_000, 1_900_000_000),
       length=st.integers(0, 100_000), zone_name=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
       repeats=st.booleans(), response=st.sampled_from(["accepted", "declined", "tentative", "needsAction"]))
def test_an_event_is_read_as_it_was_written(
    summary: str, description: str, location: str, start: int, length: int, zone_name: str, repeats: bool, response: str
) -> None:
    guest = Attendee.model_validate({"email": BOB, "name": "Bob, \u00e4 (B)", "response": response, "optional": True})
    row = Event(
        calendar=MARA, organizer=MARA, creator=MARA, uid="u@x", number=1, created=NOW, updated=NOW, summary=summary,
        description=description, location=location, start=start * 1000, end=(start + length) * 1000, zone=zone_name,
        recurrence=("RRULE:FREQ=WEEKLY;COUNT=4",) if repeats else (), attendees=(guest,),
    )
    text = event_text(row, NOW)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    again = read_event(text.encode(), zone_name)
    assert (again.summary, again.description, again.location, again.attendees) == (
        summary, description, location, (guest,))
    assert again.recurrence == row.recurrence
    shown_start = local(row.start, zone_name)
    if shown_start.fold == 0 and local(row.end, zone_name).fold == 0:
        assert (again.start, again.end) == (row.start, row.end)


@given(text=st.text(max_size=80))
def test_escaping_is_undone(text: str) -> None:
    kept = "".join(one for one in text.replace("\r\n", "\n") if one >= " " or one in "\n\t")
    assert unescaped(escaped(text)) == kept


@given(content=st.binary(max_size=200) | st.lists(st.sampled_from([
    b"BEGIN:VEVENT\n", b"END:VEVENT\r\n", b"DTSTART:20260301T100000Z\n", b"DTEND:20250101\n", b" folded\n", b"\n",
    b"RRULE:FREQ=DAILY\n", b"BEGIN:VALARM\n", b"END:VALARM\n", b"UID\n", b"ATTENDEE:x\n", b"DURATION:-P1D\n",
    b"DTSTART;TZID=Mars/Base:20260301T100000\n", b"RECURRENCE-ID:20260301T100000Z\n",
    b"ORGANIZER;CN=\"A\":mailto:a@b.c\n",
]), max_size=20).map(b"".join))
def test_any_bytes_are_taken_apart_and_together(content: bytes) -> None:
    parts = pieces(content)
    assert b"".join(part.raw for part in parts) == content
    desk = Desk(mail=False)
    if any(part.is_event for part in parts):
        imported(desk, content)
        assert exported(desk) == content
        assert_sound(desk.world.state)


@pytest.mark.parametrize(("text", "minutes"), [
    ("PT15M", 15), ("P1W", 7 * 1440), ("P1DT2H", 1560), ("-PT5M", -5), ("P", None), ("PT", None), ("15M", None),
])
def test_durations(text: str, minutes: int | None) -> None:
    assert duration(text) == (None if minutes is None else minutes * 60_000)


def test_what_holds_no_event_is_refused(desk: Desk) -> None:
    assert desk.refused("import_ics", ics="hello")[0] == "invalid_ics"
    with pytest.raises(ToolError, match="no DTSTART"):
        read_event(b"BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n", "UTC")
    assert calendar_text([]).endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize(("text", "summary", "start", "end", "location", "guests"), [
    ("Review with amy@acme.test tomorrow 14:00-15:30 in Room 2", "Review", "05T14:00", "05T15:30", "Room 2",
     ("amy@acme.test",)),
    ("Lunch Friday noon", "Lunch", "06T12:00", "06T13:00", "", ()),
    ("Call Bob at 3pm for 90 minutes", "Call Bob", "04T15:00", "04T16:30", "", ()),
    ("Breakfast at 8:00", "Breakfast", "05T08:00", "05T09:00", "", ()),
    ("Demo on 12 March from 10 to 11am at Cafe Sol", "Demo", "12T10:00", "12T11:00", "Cafe Sol", ()),
    ("Workshop March 9, 1-3pm", "Workshop", "09T13:00", "09T15:00", "", ()),
    ("Night shift 2026-03-20 22:00-02:00", "Night shift", "20T22:00", "21T02:00", "", ()),
    ("Holiday 2026-03-20", "Holiday", "20T00:00", "21T00:00", "", ()),
    ("Auditors arrive Monday 16 March 9:00-10:00 in Room Mole", "Auditors arrive", "16T09:00", "16T10:00", "Room Mole",
     ()),
    ("Audit on Mon, March 16 at 9:00", "Audit", "16T09:00", "16T10:00", "", ()),
    ("Dinner tonight at 8", "Dinner", "04T20:00", "04T21:00", "", ()),
    ("Dinner tonight 7:30-9", "Dinner", "04T19:30", "04T21:00", "", ()),
    ("Every voice counts, Friday 10:00", "Every voice counts", "06T10:00", "06T11:00", "", ()),
])
def test_a_sentence_is_an_event(text: str, summary: str, start: str, end: str, location: str, guests: tuple[str, ...]
                                ) -> None:
    found = read_quick(text, local(NOW, "Europe/Berlin").replace(tzinfo=None), 60)
    assert found is not None
    assert (found.summary, found.location, found.guests) == (summary, location, guests)
    assert (found.start.isoformat()[8:16], found.end.isoformat()[8:16]) == (start, end)


@given(text=st.text(max_size=60) | st.lists(st.sampled_from([
    "at", "3pm", "25:99", "10-11", "99", "tomorrow", "on", "31 April", "2026-02-30", "for", "999", "days", "Monday",
    "12am", "a@b.cc", "in", "-", "0000-01-01", "9999-12-31", "29 Feb",
]), max_size=7).map(" ".join))
def test_any_sentence_is_an_event_or_no_such_date(text: str) -> None:
    found = read_quick(text, local(NOW, "Europe/Berlin").replace(tzinfo=None), 60)
    assert found is None or found.start <= found.end


def test_quick_add_makes_the_event(desk: Desk) -> None:
    made = desk.do("quick_add", text=f"Review with {BOB} tomorrow 14:00-15:00 in Room 2")
    assert desk.answers(made["id"]) == {MARA: "accepted", BOB: "needsAction"}
    assert desk.listed(by=BOB) == [("Review", "2026-03-05T14:00:00+01:00")]
    assert (made["summary"], made["location"]) == ("Review", "Room 2")
    assert desk.refused("quick_add", text="Trip 2026-02-30")[0] == "invalid_time"
    assert desk.refused("quick_add", text="Meeting at 25:00")[0] == "invalid_time"
    assert desk.refused("quick_add", text="Stand-up every Monday at 9")[0] == "invalid_recurrence"
