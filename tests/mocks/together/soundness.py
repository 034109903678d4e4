"""What holds of a world with all services in every state that calls can lead to."""

from diorama.mocks.catalog import SERVICES
from diorama.mocks.world import toolbox
from diorama.snapshots.state import State
from tests.mocks.calendar import soundness as calendar
from tests.mocks.chat import soundness as chat
from tests.mocks.docs import soundness as docs
from tests.mocks.drive import soundness as drive
from tests.mocks.mail import soundness as mail


def assert_sound(state: State) -> None:
    """Assert that each service is sound, and that nothing dangles between them."""
    for service in (mail, calendar, drive, docs, chat):
        service.assert_sound(state)
    assert_alarms_wait(state)
    _check_people(state)
    _check_waiting(state)
    _check_blobs(state)


def assert_alarms_wait(state: State) -> None:
    """Assert that each alarm of the calendar is scheduled, and that each scheduled reminder has its alarm."""
    alarms = state.table("calendar.alarms")
    waiting = {item.number: item for item in state.queue if item.call.tool == "calendar.ring"}
    assert sorted(waiting) == sorted(row.number for row in alarms.rows())
    for identity in alarms.ids():
        row = alarms[identity]
        assert identity == row.key
        assert waiting[row.number].due == row.at >= state.now
        assert row.event in state.table("calendar.events")
        assert f"{row.user} {row.calendar}" in state.table("calendar.entries")


def _check_people(state: State) -> None:
    """Whoever is in a service is the same person in all of them."""
    persons, groups = state.table("people.persons"), state.table("groups.groups")
    boxes, calendars = state.table("mail.mailboxes"), state.table("calendar.calendars")
    for address in boxes.ids():
        person = boxes[address].person
        assert (person in persons and address in persons[person].emails) or (not person and address in groups)
    for row in calendars.rows():
        assert len(persons.find("by_email", row.owner)) == 1
    for event in state.table("calendar.events").rows():
        for guest in event.attendees:
            found = [email for _, one in persons.find("by_email", guest.email) for email in persons[one].emails]
            assert guest.email in calendars or not any(email in calendars for email in found), "not his own calendar"
            assert guest.email not in groups, "a group is invited as its people"
    for user in state.table("chat.users").rows():
        assert user.role == "bot" or len(persons.find("by_email", user.email)) == 1


def _check_waiting(state: State) -> None:
    """What is scheduled can be called, and is about something that is there or that the call asks after itself."""
    specs = toolbox(tuple(SERVICES.values())).specs
    rules = state.table("people.rules")
    for item in state.queue:
        assert item.call.tool in specs
        assert item.due >= state.now
        if item.call.tool == "people.carry_out":
            assert item.call.arguments["rule"] in rules


def _check_blobs(state: State) -> None:
    """Every content that a row names is kept, whichever service it came by."""
    for row in state.table("mail.messages").rows():
        assert all(file.blob in state.blobs for file in row.attachments)
        assert len({one.file for one in row.links}) == len(row.links)
        assert all(one.file and one.title for one in row.links)
    for row in state.table("ledger.departures").rows():
        assert all(blob in state.blobs for _, _, blob in row.files)
    for row in state.table("files.files").rows():
        assert not row.blob or row.blob in state.blobs
