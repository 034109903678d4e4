"""Invitations, updates, cancellations and answers come in by mail, and what is stale or forged changes nothing."""

from typing import Any

import pytest

from tests.mocks.together.house import ANN, BOB, CLEO, CREW, MARA, NOW, OTTO, STELLA, House

HEAD = "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{uid}\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\n"
BODY = "DTSTART:{start}\nDTEND:{end}\nSUMMARY:Site visit\nORGANIZER:mailto:{organizer}\n"
TAIL = "END:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def house() -> House:
    return House()


def ics(method: str = "REQUEST", *, organizer: str = ANN, sequence: int = 0, stamp: str = "20260304T080000Z",
        start: str = "20260312T100000Z", end: str = "20260312T110000Z", uid: str = "visit@outside.test",
        extra: str = "", guests: dict[str, str] | None = None) -> str:
    """Return an iCalendar part."""
    people = {BOB: "NEEDS-ACTION"} if guests is None else guests
    lines = "".join(f"ATTENDEE;PARTSTAT={said}:mailto:{who}\n" for who, said in people.items())
    text = HEAD + extra + BODY + lines + TAIL
    return text.format(method=method, uid=uid, sequence=sequence, stamp=stamp, start=start, end=end,
                       organizer=organizer)


def arrive(house: House, part: str, sender: str = ANN, to: str = BOB) -> Any:
    """Have a mail with a part come in; return the message."""
    file = {"name": "invite.ics", "type": "text/calendar", "text": part}
    made = house.put("mail.receive", sender=sender, to=[to], mailbox=to, subject="Visit", body="", attachments=[file])
    return house.row("mail.messages", made["id"])


def test_an_invitation_that_comes_by_mail_is_on_the_calendar_and_can_be_answered(house: House) -> None:
    arrive(house, ics())
    assert house.listed(BOB) == ["Site visit"]
    shown = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))["invitation"]
    assert (shown["organizer"], shown["your_answer"], shown["on_calendar"]) == (f"Ann Aster <{ANN}>", "needsAction",
                                                                               True)
    assert shown["start"] == "2026-03-12T11:00:00+01:00"
    house.do("calendar.respond", by=BOB, event_id=shown["event"], response="accepted", comment="Gladly")
    (reply,) = house.left()
    assert (reply.recipients, reply.subject) == ((ANN,), "Accepted: Site visit")
    part = house.world.state.blobs[reply.files[0][2]].decode()
    assert "METHOD:REPLY" in part
    assert "UID:visit@outside.test" in part
    again = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))["invitation"]
    assert again["your_answer"] == "accepted"


def test_an_invitation_from_somebody_unknown_waits_for_an_answer(house: House) -> None:
    arrive(house, ics(organizer=STELLA), STELLA)
    assert house.listed(BOB) == []
    shown = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))["invitation"]
    assert shown["on_calendar"] is False
    house.do("calendar.respond", by=BOB, event_id=shown["event"], response="tentative")
    assert house.listed(BOB) == ["Site visit"]


def test_who_has_been_written_to_is_known(house: House) -> None:
    house.do("mail.send", by=BOB, to=[STELLA], subject="Hello", body="When will you come?")
    arrive(house, ics(organizer=STELLA), STELLA)
    assert house.listed(BOB) == ["Site visit"]


@pytest.mark.parametrize(("setting", "sender", "on"), [
    ("everyone", STELLA, True), ("known", STELLA, False), ("known", ANN, True), ("answered", ANN, False),
])
def test_everybody_says_whose_invitations_are_shown(house: House, setting: str, sender: str, on: bool) -> None:
    house.do("calendar.update_settings", by=BOB, invitations_shown=setting)
    assert house.do("calendar.get_settings", by=BOB)["invitations_shown"] == setting
    arrive(house, ics(organizer=sender), sender)
    assert (house.listed(BOB) == ["Site visit"]) is on


def test_the_newest_version_of_an_event_stands(house: House) -> None:
    arrive(house, ics(sequence=1, start="20260312T140000Z", end="20260312T150000Z"))
    (event,) = house.world.state.table("calendar.events").ids()
    late = arrive(house, ics(sequence=0))
    assert "newer version" in late.defects[0]
    assert house.row("calendar.events", event).sequence == 1
    older = arrive(house, ics(sequence=1, stamp="20260303T080000Z"))
    assert "newer version" in older.defects[0]
    same = arrive(house, ics(sequence=1, start="20260312T140000Z", end="20260312T150000Z"))
    assert same.defects == ()
    house.do("calendar.respond", by=BOB, event_id=event, response="accepted")
    arrive(house, ics(sequence=1, stamp="20260304T090000Z", start="20260312T140000Z", end="20260312T150000Z"))
    assert house.answers(event)[BOB] == "accepted", "the same time, so the answer holds"
    arrive(house, ics(sequence=2, start="20260313T140000Z", end="20260313T150000Z"))
    assert house.answers(event)[BOB] == "needsAction"
    arrive(house, ics("CANCEL", sequence=3))
    assert house.listed(BOB) == []
    assert len(house.world.state.table("calendar.events")) == 1


@pytest.mark.parametrize(("part", "sender", "why"), [
    (ics(organizer=ANN), OTTO, "its organiser is"),
    (ics(organizer=OTTO, sequence=5), OTTO, "the event is of ann@outside.test"),
    (ics("CANCEL", organizer=OTTO, sequence=5), OTTO, "the event is of ann@outside.test"),
    (ics("CANCEL", uid="other@outside.test"), ANN, "no event with its UID"),
    (ics("REPLY", guests={OTTO: "DECLINED"}), OTTO, "is no guest"),
    (ics("PUBLISH"), ANN, "the method is"),
])
def test_what_is_forged_changes_nothing(house: House, part: str, sender: str, why: str) -> None:
    arrive(house, ics())
    before = house.world.state.table("calendar.events")
    row = arrive(house, part, sender)
    assert why in row.defects[0]
    assert house.world.state.table("calendar.events") is before
    shown = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))
    assert why in shown["not_followed"][0]


def test_nobody_outside_changes_an_event_of_ours(house: House) -> None:
    event = house.do("calendar.create_event", summary="Board", start="2026-03-05T10:00", guests=[BOB, ANN])["id"]
    uid = house.row("calendar.events", event).uid
    row = arrive(house, ics(uid=uid, organizer=ANN, sequence=9), ANN)
    assert "the event is of mara@tarn.test" in row.defects[0]
    row = arrive(house, ics(uid=uid, organizer=MARA, sequence=9), ANN)
    assert "comes from ann@outside.test" in row.defects[0]
    row = arrive(house, ics(uid=uid, organizer=MARA, sequence=9), "calendar-notification@calendar.test")
    assert house.row("calendar.events", event).summary == "Board"


def test_our_own_invitations_do_not_double(house: House) -> None:
    event = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[CREW, ANN])["id"]
    assert list(house.world.state.table("calendar.events").ids()) == [event]
    for person in (BOB, CLEO):
        assert house.subjects(person) == ["Invitation: Sync"]
        assert house.listed(person) == ["Sync"]
        assert house.do("mail.get_message", by=person, message_id=house.newest(person))["invitation"]["event"] == event
        assert house.mails(person)[0].defects == ()
    house.do("calendar.respond", by=BOB, event_id=event, response="declined")
    assert "METHOD:REPLY" in house.part(house.mails(MARA)[-1])
    assert house.mails(MARA)[-1].defects == ()


def test_guests_outside_answer_by_mail(house: House) -> None:
    event = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[ANN, OTTO])["id"]
    uid = house.row("calendar.events", event).uid

    def reply(said: str, stamp: str, sender: str = ANN, sequence: int = 0, of: str = "") -> Any:
        part = ics("REPLY", uid=uid, organizer=MARA, stamp=stamp, sequence=sequence, guests={of or sender: said},
                   extra="COMMENT:By train\n")
        return arrive(house, part, sender, MARA)

    assert reply("ACCEPTED", "20260304T090000Z").defects == ()
    assert house.answers(event)[ANN] == "accepted"
    assert "newer answer" in reply("DECLINED", "20260304T083000Z").defects[0]
    assert "no answer of" in reply("ACCEPTED", "20260304T100000Z", OTTO, of=ANN).defects[0]
    assert house.answers(event) == {MARA: "accepted", ANN: "accepted", OTTO: "needsAction"}
    house.do("calendar.update_event", event_id=event, start="2026-03-05T12:00")
    assert "answers version 0" in reply("ACCEPTED", "20260304T110000Z").defects[0]
    assert reply("TENTATIVE", "20260304T120000Z", sequence=1).defects == ()
    assert house.answers(event)[ANN] == "tentative"


def test_another_time_that_a_guest_proposes_is_a_note(house: House) -> None:
    event = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[ANN])["id"]
    uid = house.row("calendar.events", event).uid
    arrive(house, ics("COUNTER", uid=uid, organizer=MARA, guests={ANN: "TENTATIVE"}, start="20260306T130000Z",
                      end="20260306T140000Z"), ANN, MARA)
    row = house.row("calendar.events", event)
    entry = row.attendees[1]
    assert entry.response == "tentative"
    assert entry.comment.startswith("Proposes 2026-03-06T14:00:00+01:00 to 2026-03-06T15:00:00+01:00")
    assert row.start == NOW + 24 * 3_600_000 + 30 * 60_000


def test_people_outside_who_answer_by_rules_do_so_by_mail(house: House) -> None:
    house.put("people.add_rule", id="r", person="ann", act="reply", channel="calendar", text="Accepted. See you there.")
    event = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[ANN])["id"]
    house.pass_minutes(20)
    assert house.answers(event)[ANN] == "accepted"
    (mail,) = house.mails(MARA)
    assert (mail.sender.email, mail.subject) == (ANN, "Accepted: Sync")
    assert "METHOD:REPLY" in house.part(mail)
    assert mail.defects == ()


def test_an_instance_of_a_series_from_outside_is_moved_and_cancelled(house: House) -> None:
    series = ics(extra="RRULE:FREQ=DAILY;COUNT=3\n")
    arrive(house, series)
    assert house.listed(BOB) == ["Site visit"] * 3
    moved = ics(extra="RECURRENCE-ID:20260313T100000Z\n", sequence=1, start="20260313T140000Z", end="20260313T150000Z")
    assert arrive(house, moved).defects == ()
    assert arrive(house, ics("CANCEL", extra="RECURRENCE-ID:20260314T100000Z\n", sequence=1)).defects == ()
    starts = [one["start"] for one in house.do("calendar.list_events", by=BOB)["events"]]
    assert starts == ["2026-03-12T11:00:00+01:00", "2026-03-13T15:00:00+01:00"]
    wrong = arrive(house, ics(extra="RECURRENCE-ID:20260320T100000Z\n", sequence=1))
    assert "no such instance" in wrong.defects[0]


def test_an_event_is_on_the_calendars_that_its_mail_has_reached(house: House) -> None:
    both = ics(guests={BOB: "ACCEPTED", CLEO: "NEEDS-ACTION"})
    arrive(house, both)
    (event,) = house.world.state.table("calendar.events").ids()
    assert house.answers(event) == {BOB: "needsAction", CLEO: "needsAction"}, "nobody answers for a colleague"
    assert (house.listed(BOB), house.listed(CLEO)) == (["Site visit"], [])
    arrive(house, both, to=CLEO)
    assert house.listed(CLEO) == ["Site visit"]
    assert list(house.world.state.table("calendar.events").ids()) == [event]
