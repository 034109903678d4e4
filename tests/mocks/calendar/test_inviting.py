"""Invitations travel by mail as iCalendar parts, and answers come back."""

import pytest

from diorama.mocks.calendar.ics_in import method_of, pieces, read_event
from diorama.mocks.calendar.records import Attendee
from diorama.snapshots.diff import diff
from diorama.snapshots.state import State
from tests.mocks.calendar.desk import ANN, BOB, CLEO, MARA, NED, NOW, OTTO, Desk
from tests.mocks.calendar.soundness import assert_sound

_OUTSIDE = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:visit-1@outside.test
SEQUENCE:{sequence}
DTSTART;TZID=Europe/Berlin:20260312T{hour}0000
DURATION:PT90M
SUMMARY:Site visit
ORGANIZER;CN=Ann Aster:mailto:ann@outside.test
ATTENDEE;CN=Bob;PARTSTAT=NEEDS-ACTION:mailto:bob@tarn.test
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_invitation_reaches_colleagues_by_mail_and_others_by_the_ledger(desk: Desk) -> None:
    made = desk.do("create_event", summary="Sync, weekly; \\ all", start="2026-03-05T10:00", guests=[BOB, ANN],
                   recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"], description="One\ntwo", message="Please come")
    assert made["invited_outside"] == [ANN]
    (mail,) = desk.mails(BOB)
    assert mail.subject == "Invitation: Sync, weekly; \\ all"
    assert mail.reply_to[0].email == MARA
    assert "Please come" in mail.body
    part = desk.part(mail).encode()
    assert method_of(part) == "REQUEST"
    (event,) = [read_event(piece.raw, "UTC") for piece in pieces(part) if piece.is_event]
    row = desk.row(made["id"])
    assert (event.uid, event.summary, event.description, event.start, event.end, event.recurrence, event.zone) == (
        row.uid, row.summary, row.description, row.start, row.end, row.recurrence, "Europe/Berlin")
    assert event.attendees == row.attendees
    assert not event.defects
    (departure,) = desk.left()
    assert departure.recipients == (ANN,)
    assert departure.files[0][:2] == ("invite.ics", "text/calendar")
    assert desk.world.state.blobs[departure.files[0][2]] == part
    assert desk.mails(MARA) == []


def test_answers_updates_and_cancellations_travel_too(desk: Desk) -> None:
    made = desk.do("create_event", summary="Sync", start="2026-03-05T10:00", guests=[BOB, CLEO])
    desk.do("respond", by=BOB, event_id=made["id"], response="tentative", comment="Maybe late")
    (answer,) = desk.mails(MARA)
    assert answer.subject == "Tentatively accepted: Sync"
    assert "Maybe late" in answer.body
    assert "METHOD:REPLY" in desk.part(answer)
    desk.do("update_event", event_id=made["id"], location="Room 9", remove_guests=[CLEO], add_guests=[NED])
    assert [one.subject for one in desk.mails(CLEO)] == ["Invitation: Sync", "Cancelled: Sync"]
    desk.do("delete_event", event_id=made["id"], message="No need")
    assert [one.subject for one in desk.mails(BOB)] == ["Invitation: Sync", "Updated: Sync", "Cancelled: Sync"]
    assert "STATUS:CANCELLED" in desk.part(desk.mails(BOB)[-1])


def test_nobody_is_told_where_that_is_asked(desk: Desk) -> None:
    made = desk.do("create_event", summary="Quiet", start="2026-03-05T10:00", guests=[BOB, ANN], notify=False)
    desk.do("update_event", event_id=made["id"], start="2026-03-05T11:00", notify=False)
    desk.do("delete_event", event_id=made["id"], notify=False)
    assert desk.mails(BOB) == []
    assert desk.left() == []


def test_what_a_guest_may_not_see_is_not_in_his_mail(desk: Desk) -> None:
    desk.do("create_event", summary="Secret guests", start="2026-03-05T10:00", guests=[BOB, ANN],
            guests_can_see_guests=False)
    (mail,) = desk.mails(BOB)
    assert ANN not in mail.body + desk.part(mail)


def test_an_invitation_from_outside_is_answered(desk: Desk) -> None:
    def deliver(method: str, sequence: int = 0, hour: str = "10", sender: str = ANN) -> list[str]:
        ics = _OUTSIDE.format(method=method, sequence=sequence, hour=hour)
        found: list[str] = desk.put("calendar.deliver", ics=ics, sender=sender, to=BOB)["events"]
        return found

    (identity,) = deliver("REQUEST")
    assert desk.listed(by=BOB) == [("Site visit", "2026-03-12T10:00:00+01:00")]
    assert desk.mails(BOB)[0].subject == "Invitation: Site visit"
    assert desk.refused("update_event", by=BOB, event_id=identity, summary="x")[0] == "forbidden_for_non_organizer"
    desk.do("respond", by=BOB, event_id=identity, response="accepted")
    (departure,) = desk.left()
    assert (departure.recipients, departure.subject) == ((ANN,), "Accepted: Site visit")
    assert deliver("REQUEST", 1, "14", sender=OTTO) == [], "only its organiser changes it"
    assert deliver("REQUEST", 1, "14") == [identity]
    assert desk.answers(identity)[BOB] == "needsAction"
    assert desk.listed(by=BOB) == [("Site visit", "2026-03-12T14:00:00+01:00")]
    assert deliver("REQUEST", 0) == [], "an older version changes nothing"
    assert deliver("CANCEL", 2) == [identity]
    assert desk.listed(by=BOB) == []


def test_an_answer_from_outside_is_the_senders_alone(desk: Desk) -> None:
    made = desk.do("create_event", summary="Sync", start="2026-03-05T10:00", guests=[ANN, OTTO])
    uid = desk.row(made["id"]).uid
    ics = (f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{uid}\nDTSTART:20260305T090000Z\nCOMMENT:Gladly\\, yes\n"
           f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANN}\nATTENDEE;PARTSTAT=DECLINED:mailto:{OTTO}\nEND:VEVENT\n"
           "END:VCALENDAR\n")
    desk.put("calendar.deliver", ics=ics, sender=ANN, to=MARA)
    assert desk.answers(made["id"]) == {MARA: "accepted", ANN: "accepted", OTTO: "needsAction"}
    assert next(one for one in desk.row(made["id"]).attendees if one.email == ANN).comment == "Gladly, yes"


def test_people_answer_by_rules(desk: Desk) -> None:
    desk.put("people.add_rule", id="r1", person="cleo", act="reply", channel="calendar", about=["budget"],
             text="Declined: I am at the dentist.")
    desk.put("people.add_rule", id="r2", person="otto", act="reply", channel="calendar", text="Accepted", uses=0,
             sender=MARA)
    made = desk.do("create_event", summary="Budget round", start="2026-03-05T10:00", guests=[CLEO, OTTO])
    assert desk.answers(made["id"])[CLEO] == "needsAction"
    desk.world.advance(NOW + 20 * 60_000)
    assert desk.answers(made["id"]) == {MARA: "accepted", CLEO: "declined", OTTO: "accepted"}
    assert {one.subject for one in desk.mails(MARA)} == {"Declined: Budget round", "Accepted: Budget round"}


def test_without_mail_the_world_goes_on() -> None:
    desk = Desk(mail=False)
    made = desk.do("create_event", summary="Sync", start="2026-03-05T10:00", guests=[BOB])
    desk.do("respond", by=BOB, event_id=made["id"], response="accepted")
    assert [row.channel for row in desk.left()] == ["mail.receive", "mail.receive"]
    assert isinstance(desk.world.state, State)
    assert desk.row(made["id"]).attendees[1] == Attendee(email=BOB, name="Bob Bell", response="accepted")


def test_an_invitation_says_all_that_the_event_says(desk: Desk) -> None:
    text = "\n".join(f"{number}. point of the agenda" for number in range(290))
    guests = [f"guest{number}@outside.test" for number in range(120)]
    desk.do("create_event", summary="Assembly", start="2026-03-05T10:00", description=text, guests=[BOB, *guests])
    (line,) = desk.do("mail.list_messages", by=BOB)["messages"]
    body = desk.do("mail.get_message", by=BOB, message_id=line["id"])["body"]
    assert text in body
    assert guests[-1] in body


def test_nobody_is_told_what_is_so_already(desk: Desk) -> None:
    made = desk.do("create_event", summary="Sync", start="2026-03-05T10:00", end="2026-03-05T11:00", guests=[BOB, ANN],
                   location="Room 2", add_video_link=True)
    desk.do("respond", by=BOB, event_id=made["id"], response="declined", comment="Away")
    before = desk.world.state
    again = desk.do("update_event", event_id=made["id"], summary="Sync", start="2026-03-05T10:00", location="Room 2",
                    add_guests=[BOB], add_video_link=True, show_as="busy", status="confirmed", message="Look")
    assert again == {name: value for name, value in made.items() if name != "invited_outside"}
    desk.do("respond", by=BOB, event_id=made["id"], response="declined", comment="Away")
    assert diff(before, desk.world.state) == []
    desk.do("update_event", event_id=made["id"], start="2026-03-05T10:00", location="Room 3")
    assert desk.answers(made["id"])[BOB] == "declined", "a time that it has already asks nobody anew"
    assert [one.subject for one in desk.mails(BOB)] == ["Invitation: Sync", "Updated: Sync"]


def test_an_instance_that_is_as_its_series_gets_no_row_of_its_own(desk: Desk) -> None:
    series = desk.event("Weekly", "2026-03-09T09:00", minutes=30, recurrence=["RRULE:FREQ=WEEKLY;COUNT=5"],
                        guests=[BOB], answers=[[BOB, "declined"]])
    one = desk.do("list_instances", event_id=series)["instances"][1]["id"]
    before = desk.world.state
    for scope in ("this", "following", "all"):
        done = desk.do("update_event", event_id=one, scope=scope, summary="Weekly", start="2026-03-16T09:00",
                       add_guests=[BOB], remove_guests=[CLEO])
        assert (done["id"], done["start"][:16]) == (one, "2026-03-16T09:00")
    desk.do("respond", by=BOB, event_id=one, response="declined")
    assert diff(before, desk.world.state) == []
    assert desk.refused("update_event", event_id=series, summary="Weekly")[0] == "which_instance"
    desk.do("delete_event", by=BOB, event_id=one)
    assert diff(before, desk.world.state) != []
    assert one not in str(desk.do("list_events", by=BOB, time_min="2026-03-01", time_max="2026-04-30"))
    assert_sound(desk.world.state)
