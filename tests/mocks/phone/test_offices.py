"""Apps on services of an office: what is done by touch is what the tools of the service do, and shows both ways."""

from typing import Any

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.handset import NOW, PRINCIPAL
from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.reading import reading
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call

FRIEND = "ida@riverbend.test"

SETTING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("phone.set_device", {"settings": {"owner": PRINCIPAL}}),
    *(("phone.install", {"app": app}) for app in ("paperkite", "deskline", "daybook", "boxkite")),
    ("mail.add_mailbox", {"address": PRINCIPAL, "name": "Robin Vale"}),
    ("mail.put_message", {"id": "hello", "sender": f"Ida Brook <{FRIEND}>", "to": [PRINCIPAL], "subject": "Hello",
                          "body": "How are you?", "mailbox": PRINCIPAL}),
    ("chat.put_workspace", {"name": "Handset", "domain": "handset"}),
    ("chat.put_user", {"id": "me", "address": PRINCIPAL, "name": "Robin Vale", "handle": "robin"}),
    ("chat.put_user", {"id": "ida", "address": "ida@handset.test", "name": "Ida Brook"}),
    ("chat.put_channel", {"id": "team", "name": "team", "members": ["me", "ida"]}),
    ("calendar.add_calendar", {"owner": PRINCIPAL}),
    ("calendar.put_event", {"id": "walk", "calendar": PRINCIPAL, "summary": "Walk", "start": "2026-03-06T10:00",
                            "minutes": 60}),
    ("drive.put_file", {"id": "plan", "name": "Plan.txt", "owner": PRINCIPAL, "text": "a plan"}),
)


class Office:
    """A phone with the four apps, and the services that they are clients of."""

    def __init__(self) -> None:
        self.world = World(service_classes(("phone", "mail", "chat", "calendar", "drive")), seed=1, now=NOW)
        for tool, arguments in SETTING:
            self.call(tool, setup(PRINCIPAL), **arguments)

    def call(self, tool: str, actor: Any = None, **arguments: Any) -> Any:
        """Make a call, as the owner's agent if nobody else is named; it has to succeed."""
        outcome = self.world.call(Call.of(tool, arguments), actor=actor or agent(PRINCIPAL))
        assert outcome.ok, f"{tool}: {outcome.message}"
        return outcome.value

    def touch(self, app: str, *keys: str, **fields: str) -> None:
        """Open an app, tap one thing after another, and fill fields in before the last."""
        self.call("phone.open_app", name=app)
        for key in keys[:-1]:
            self.call("phone.tap", id=key)
        for key, text in fields.items():
            self.call("phone.type", id=key, text=text)
        if fields:
            self.call("phone.back")  # closes the keyboard
        self.call("phone.tap", id=keys[-1])

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table."""
        return list(self.world.state.table(table).rows())

    @property
    def effects(self) -> list[tuple[str, ...]]:
        """What the phone has recorded, but for what was typed."""
        return [(row.kind, *(one.value for one in row.details)) for row in self.rows("phone.effects")
                if row.kind != "data.typed"]

    @property
    def text(self) -> str:
        """What a reader is told of the screen."""
        return reading(shown(self.world.state).layout)


@pytest.fixture
def office() -> Office:
    return Office()


def test_mail_sent_by_touch_is_mail_sent_by_the_tool(office: Office) -> None:
    office.touch("paperkite", "compose", "send", to=FRIEND, subject="Walk", words="At ten?")
    other = Office()
    other.call("mail.send", to=[FRIEND], subject="Walk", body="At ten?")
    sent = [[row for row in one.rows("mail.messages") if "SENT" in row.labels] for one in (office, other)]
    assert [(one.to, one.subject, one.body) for one in sent[0]] == [(one.to, one.subject, one.body) for one in sent[1]]
    assert len(sent[0]) == 1
    assert office.effects == [("message.sent", FRIEND, "At ten?")]


def test_what_a_tool_does_shows_on_the_phone(office: Office) -> None:
    office.call("phone.open_app", name="paperkite")
    assert "Hello" in office.text
    office.call("mail.archive", message_ids=["hello"])
    assert "Hello" not in office.text
    office.call("chat.post_message", channel="#team", text="Soup today?")
    office.call("phone.open_app", name="deskline")
    assert "Soup today?" in office.text
    office.call("calendar.update_event", event_id="walk", summary="Long walk")
    office.call("phone.open_app", name="daybook")
    assert "Long walk" in office.text
    office.call("drive.rename", file_id="plan", name="Better plan.txt")
    office.call("phone.open_app", name="boxkite")
    assert "Better plan.txt" in office.text


def test_chat_calendar_and_drive_do_by_touch_what_their_tools_do(office: Office) -> None:
    office.touch("deskline", "talk_team", "send", text="Soup today?")
    assert [(row.user, row.text) for row in office.rows("chat.messages")] == [("me", "Soup today?")]
    office.touch("daybook", "event_walk", "call_off", "call_off_now")
    assert [row.status for row in office.rows("calendar.events")] == ["cancelled"]
    office.touch("boxkite", "file_plan", "share", "share_now", address=FRIEND)
    grants = [(row.who, row.role) for row in office.rows("files.permissions") if row.who == FRIEND]
    assert grants == [(FRIEND, "reader")]
    assert [effect[0] for effect in office.effects] == ["message.sent", "booking.cancelled", "file.shared"]


def test_what_a_service_refuses_is_said_on_the_screen_and_is_no_effect(office: Office) -> None:
    office.touch("paperkite", "compose", "send", to="nobody", subject="Walk", words="At ten?")
    assert office.effects == []
    assert "That did not work" in office.text


def test_somebody_elses_mail_is_not_on_the_phone(office: Office) -> None:
    office.call("mail.add_mailbox", setup(PRINCIPAL), address="ida@handset.test", name="Ida Brook")
    office.call("mail.put_message", setup("ida@handset.test"), sender=FRIEND, to=["ida@handset.test"],
                subject="Not for Robin", body="Secret", mailbox="ida@handset.test")
    office.call("phone.open_app", name="paperkite")
    assert "Not for Robin" not in office.text


@pytest.mark.parametrize(("app", "keys", "tool", "arguments", "last"), [
    ("paperkite", ("mail_hello",), "mail.delete_forever", {"message_ids": ["hello"]}, ""),
    ("paperkite", ("mail_hello", "more"), "mail.delete_forever", {"message_ids": ["hello"]}, "block_sender"),
    ("daybook", ("event_walk", "call_off"), "calendar.delete_event", {"event_id": "walk"}, "call_off_now"),
    ("boxkite", ("file_plan", "more"), "drive.delete_forever", {"file_id": "plan"}, ""),
    ("boxkite", ("file_plan", "share"), "drive.delete_forever", {"file_id": "plan"}, ""),
])
def test_what_a_tool_has_deleted_meanwhile_is_gone_from_the_screen_too(
    office: Office, app: str, keys: tuple[str, ...], tool: str, arguments: dict[str, Any], last: str
) -> None:
    office.touch(app, *keys)
    office.call(tool, **arguments)
    if last:
        office.call("phone.tap", id=last)
        assert office.effects == []
    assert "gone" in office.text or "did not work" in office.text
