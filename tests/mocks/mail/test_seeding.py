"""Set-up tools: mailboxes, mail that is already there, mail that arrives."""

from typing import Any

import pytest

from diorama.mocks.world import setup
from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, NOW, OTTO, Desk
from tests.mocks.mail.soundness import assert_sound

LETTER: dict[str, Any] = {"sender": ANN, "to": [MARA], "subject": "s", "body": "b"}


def fault(desk: Desk, tool: str, **arguments: Any) -> str:
    """Return the code of a set-up call that fails."""
    outcome = desk.attempt(tool, setup(MARA), arguments)
    assert not outcome.ok
    return outcome.code


def test_a_message_is_put_as_it_was_without_setting_anything_off() -> None:
    desk = Desk()
    desk.put("mail.create_filter", subject="s", add_labels=["STARRED"])
    desk.put("people.add_rule", id="r", person="mara", act="reply", text="x")
    made = desk.put("mail.put_message", **LETTER, id="msg_given", date="2026-03-01T08:00", cc=[f"Bob <{BOB}>"],
                    labels=["INBOX", "Work/Deep"], message_id="<one@outside.test>", headers=[["X-Kind", "plain"]])
    row = desk.row("msg_given")
    assert made == {"id": "msg_given", "thread": row.thread}
    assert row.date == NOW - (3 * 24 * 60 + 90) * 60_000
    assert desk.do("get_message", message_id="msg_given")["labels"] == ["CATEGORY_PERSONAL", "INBOX", "Work/Deep"]
    assert (row.message_id, row.headers) == ("<one@outside.test>", (("X-Kind", "plain"),))
    assert not len(list(desk.world.state.queue))
    assert_sound(desk.world.state)


def test_default_labels_follow_who_wrote_it() -> None:
    desk = Desk()
    assert desk.labels(desk.letter()) == {"INBOX", "UNREAD", "CATEGORY_PERSONAL"}
    sent = desk.put("mail.put_message", sender=MARA, to=[ANN], bcc=[OTTO], subject="s", body="b")["id"]
    assert desk.labels(sent) == {"SENT"}
    assert desk.row(sent).bcc[0].email == OTTO


def test_a_seeded_draft_is_a_draft() -> None:
    desk = Desk()
    made = desk.put("mail.put_message", sender=MARA, to=[ANN], subject="s", body="b", labels=["DRAFT"])
    assert desk.do("send_draft", draft_id=made["draft"])["status"] == "sent"
    assert desk.left()[0].recipients == (ANN,)


def test_seeded_trash_goes_after_thirty_days() -> None:
    desk = Desk()
    desk.letter(labels=["TRASH"])
    desk.pass_minutes(31 * 24 * 60)
    assert desk.messages(MARA) == []


def test_a_conversation_may_be_put_in_two_mailboxes() -> None:
    desk = Desk()
    first = desk.letter("Plan", cc=[BOB])
    copy = desk.put("mail.put_message", sender=ANN, to=[MARA], cc=[BOB], subject="Plan", body="the words", mailbox=BOB,
                    message_id=desk.row(first).message_id)
    answer = desk.put("mail.put_message", sender=BOB, to=[ANN], subject="Re: Plan", body="b", mailbox=BOB,
                      answers=first)
    assert answer["thread"] == copy["thread"] != desk.row(first).thread


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"date": "2026-03-01", "minutes_ago": 3}, "invalid_arguments"),
        ({"bcc": [OTTO]}, "invalid_arguments"),
        ({"labels": ["SCHEDULED"]}, "invalid_label"),
        ({"labels": ["INBOX", "TRASH"]}, "invalid_label"),
        ({"answers": "msg_none"}, "not_found"),
        ({"id": "msg_there"}, "already_exists"),
        ({"mailbox": "nobody@tarn.test"}, "no_mailbox"),
        ({"to": ["Mara"]}, "invalid_address"),
    ],
)
def test_what_cannot_be_put_is_refused(arguments: dict[str, Any], code: str) -> None:
    desk = Desk()
    desk.letter(id="msg_there")
    assert fault(desk, "mail.put_message", **{**LETTER, **arguments}) == code


def test_a_mailbox_is_added_once_in_a_zone_that_exists() -> None:
    desk = Desk()
    assert fault(desk, "mail.add_mailbox", address=MARA.upper(), name="x") == "already_exists"
    assert fault(desk, "mail.add_mailbox", address="x@tarn.test", name="x", time_zone="Berlin") == "unknown_time_zone"


def test_mail_arrives_from_outside_for_all_who_have_a_mailbox() -> None:
    desk = Desk()
    people: dict[str, Any] = {"to": [MARA, OTTO], "cc": [BOB], "bcc": [CLEO]}
    made = desk.put("mail.receive", sender=ANN, subject="s", body="b", id="msg_x", **people)
    assert made["id"] == "msg_x"
    assert [len(desk.messages(home)) for home in (MARA, BOB, CLEO)] == [1, 1, 1]
    assert all(row.bcc == () for home in (MARA, BOB, CLEO) for _, row in desk.messages(home))
    assert desk.left() == []


def test_mail_from_a_colleague_comes_from_their_mailbox() -> None:
    desk = Desk()
    desk.put("mail.receive", sender=BOB, to=[MARA, OTTO], bcc=[CLEO], subject="s", body="b", id="msg_x")
    (_, sent), = desk.messages(BOB)
    assert sent.labels == ("SENT",)
    assert sent.bcc[0].email == CLEO
    assert desk.row("msg_x").mailbox == MARA
    assert desk.left()[0].recipients == (OTTO,)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [({"to": [OTTO]}, "invalid_arguments"), ({"to": [BOB], "id": "msg_x"}, "invalid_arguments")],
)
def test_what_cannot_arrive_is_refused(arguments: dict[str, Any], code: str) -> None:
    assert fault(Desk(), "mail.receive", **{**LETTER, **arguments}) == code


def test_an_arrival_can_be_scheduled() -> None:
    desk = Desk()
    desk.put("control.schedule", tool="mail.receive", arguments={**LETTER, "id": "msg_later"}, minutes=30)
    desk.do("wait", minutes=29)
    assert desk.messages(MARA) == []
    desk.do("wait", minutes=2)
    assert "INBOX" in desk.labels("msg_later")


@pytest.mark.parametrize("body", ["short", "long " * 4_000])
def test_a_text_can_be_planted_in_a_body_of_any_length_and_in_a_file(body: str) -> None:
    desk = Desk()
    desk.letter(body=body, id="msg_x", attachments=[{"name": "a.txt", "text": "first"}])
    for at, text in (("start", "before"), ("end", "after")):
        desk.put("control.insert_text", path="mail.messages.msg_x.body", at=at, text=text)
    desk.put("control.insert_text", path="mail.messages.msg_x.attachments.0.blob", at="end", text="second")
    offset = max(0, len(body) - 10)
    assert desk.do("get_message", message_id="msg_x")["body"].startswith(f"before\n{body[:5]}")
    assert desk.do("get_message", message_id="msg_x", offset=offset)["body"].endswith("\nafter")
    assert desk.do("get_attachment", message_id="msg_x", name="a.txt")["text"] == "first\nsecond"
    assert_sound(desk.world.state)
