"""Sending, answering, forwarding, drafts, scheduled sending and undo."""

import base64
from typing import Any

import pytest

from diorama.mocks.mail.records import BODY_INLINE
from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, OTTO, Desk
from tests.mocks.mail.soundness import assert_sound


def test_a_message_reaches_colleagues_and_outsiders_and_its_sender_keeps_a_copy() -> None:
    desk = Desk()
    sent = desk.do("send", to=[f"Bob Bell <{BOB}>"], cc=[ANN], bcc=[CLEO, OTTO], subject="Figures", body="See below.")
    assert sent["status"] == "sent"
    own = desk.row(sent["id"])
    assert own.labels == ("SENT",)
    assert [one.email for one in own.bcc] == [CLEO, OTTO]
    for home in (BOB, CLEO):
        (_, copy), = desk.messages(home)
        assert {"INBOX", "UNREAD"} <= set(copy.labels)
        assert copy.bcc == ()
        assert copy.message_id == own.message_id
        assert copy.body == "See below."
    left, = desk.left()
    assert left.recipients == (ANN, OTTO)
    assert (left.sender, left.subject, left.body, left.source) == (MARA, "Figures", "See below.", sent["id"])
    assert OTTO not in str(left.headers)


def test_no_recipient_ever_sees_bcc() -> None:
    desk = Desk()
    desk.do("send", to=[BOB], bcc=[CLEO], subject="Quiet", body="for two")
    for by in (BOB, CLEO):
        (identity, _), = desk.messages(by)
        shown = desk.do("get_message", by=by, message_id=identity, include_headers=True)
        assert "bcc" not in shown
        assert CLEO not in str(shown["to"]) + str(shown["headers"])
    assert desk.do("list_messages", by=BOB, q=f"bcc:{CLEO}")["messages"] == []
    assert len(desk.do("list_messages", q=f"bcc:{CLEO}")["messages"]) == 1


def test_the_signature_stands_below_once() -> None:
    desk = Desk(signature="Mara\nOperations")
    plain = desk.row(desk.do("send", to=[BOB], subject="a", body="Hello.", html="<p>Hello.</p>")["id"])
    assert plain.body == "Hello.\n\n-- \nMara\nOperations"
    assert plain.html.endswith("-- <br>Mara<br>Operations")
    draft = desk.do("create_draft", to=[BOB], body="Hello.")
    desk.do("update_draft", draft_id=draft["draft_id"], body=desk.row(draft["id"]).body)
    assert desk.row(draft["id"]).body.count("Operations") == 1


def test_a_reply_goes_to_reply_to_and_joins_the_conversation() -> None:
    desk = Desk()
    letter = desk.letter(reply_to=[OTTO], cc=[BOB])
    reply = desk.row(desk.do("reply", message_id=letter, body="Yes.")["id"])
    asked = desk.row(letter)
    assert [one.email for one in reply.to] == [OTTO]
    assert reply.cc == ()
    assert reply.subject == "Re: Plan"
    assert (reply.in_reply_to, reply.references) == (asked.message_id, (asked.message_id,))
    assert reply.thread == asked.thread


def test_reply_all_leaves_oneself_out_and_nobody_twice() -> None:
    desk = Desk()
    desk.put("mail.add_send_as", address="ops@tarn.test")
    letter = desk.letter(to=[MARA, BOB], cc=[CLEO, "ops@tarn.test", BOB, ANN])
    reply = desk.row(desk.do("reply", message_id=letter, body="All of you.", reply_all=True)["id"])
    assert [one.email for one in reply.to] == [ANN, BOB]
    assert [one.email for one in reply.cc] == [CLEO]


def test_a_reply_to_ones_own_message_goes_where_that_went() -> None:
    desk = Desk()
    sent = desk.do("send", to=[ANN], cc=[BOB], subject="Plan", body="v1")
    again = desk.row(desk.do("reply", message_id=sent["id"], body="v2", reply_all=True)["id"])
    assert [one.email for one in (*again.to, *again.cc)] == [ANN, BOB]
    assert again.thread == sent["thread"]


def test_a_reply_to_a_note_to_oneself_goes_to_oneself() -> None:
    desk = Desk()
    note = desk.do("send", to=[MARA], subject="Note", body="milk")
    assert {"SENT", "INBOX", "UNREAD"} <= desk.labels(note["id"])
    assert len(desk.messages(MARA)) == 1
    again = desk.row(desk.do("reply", message_id=note["id"], body="and bread")["id"])
    assert [one.email for one in again.to] == [MARA]


def test_a_forward_carries_the_text_and_the_files() -> None:
    desk = Desk()
    table = {"name": "a.csv", "type": "text/csv", "text": "1,2"}
    letter = desk.letter(cc=[BOB], html="<b>the words</b>", attachments=[table])
    sent = desk.row(desk.do("forward", message_id=letter, to=[CLEO], body="For you.")["id"])
    assert sent.subject == "Fwd: Plan"
    assert sent.body.startswith("For you.\n\n---------- Forwarded message ----------\nFrom: Ann Aster <ann@outside")
    assert sent.body.endswith("\n\nthe words")
    assert "<b>the words</b>" in sent.html
    assert [file.name for file in sent.attachments] == ["a.csv"]
    (identity, _), = desk.messages(CLEO)
    assert desk.do("get_attachment", by=CLEO, message_id=identity, name="a.csv")["text"] == "1,2"
    bare = desk.row(desk.do("forward", message_id=letter, to=[CLEO], include_attachments=False)["id"])
    assert bare.attachments == ()


def test_attachments_come_as_text_as_base64_and_as_copies() -> None:
    desk = Desk()
    letter = desk.letter(attachments=[{"name": "plan.txt", "text": "week 1"}])
    files = [
        {"name": "note.txt", "text": "héllo"},
        {"name": "raw.bin", "type": "application/octet-stream", "base64": base64.b64encode(b"\x00\xff").decode()},
        {"name": "plan.txt", "from_message": letter},
    ]
    sent = desk.do("send", to=[BOB], subject="Files", body="three", attachments=files)
    (identity, row), = desk.messages(BOB)
    assert [(file.name, file.size) for file in row.attachments] == [("note.txt", 6), ("raw.bin", 2), ("plan.txt", 6)]
    assert row.size == len("three") + 14
    assert desk.do("get_attachment", by=BOB, message_id=identity, name="raw.bin")["base64"] == "AP8="
    assert desk.do("list_messages", q="filename:plan.txt in:sent")["messages"][0]["id"] == sent["id"]


@pytest.mark.parametrize(
    ("file", "word"),
    [
        ({"name": "a", "text": "x", "base64": "eA=="}, "more than one"),
        ({"name": "a", "base64": "%%%"}, "cannot be read"),
        ({"name": "b", "from_message": "LETTER"}, "'plan.txt'"),
    ],
)
def test_an_attachment_that_is_not_right_is_named(file: dict[str, str], word: str) -> None:
    desk = Desk()
    letter = desk.letter(attachments=[{"name": "plan.txt", "text": "week 1"}])
    given = {key: letter if value == "LETTER" else value for key, value in file.items()}
    code, message = desk.refused("send", to=[BOB], subject="s", body="b", attachments=[given])
    assert code == "invalid_attachment"
    assert word in message


def test_a_file_of_somebody_elses_message_cannot_be_attached() -> None:
    desk = Desk()
    theirs = desk.put("mail.put_message", sender=ANN, to=[BOB], subject="s", body="b", mailbox=BOB,
                      attachments=[{"name": "pay.txt", "text": "secret"}])["id"]
    code, _ = desk.refused("send", to=[ANN], subject="s", body="b",
                           attachments=[{"name": "pay.txt", "from_message": theirs}])
    assert code == "not_found"


def test_long_bodies_are_blobs_and_read_whole() -> None:
    desk = Desk()
    text = "long words " * BODY_INLINE
    desk.do("send", to=[BOB], subject="Long", body=text)
    (identity, row), = desk.messages(BOB)
    assert row.body == ""
    parts, offset = "", 0
    while True:
        page = desk.do("get_message", by=BOB, message_id=identity, offset=offset)
        parts += page["body"]
        if "next_offset" not in page:
            break
        offset = page["next_offset"]
    assert parts == text
    assert len(desk.do("list_messages", by=BOB, q='"words long"')["messages"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"to": []}, "no_recipients"),
        ({"to": ["nobody"]}, "invalid_address"),
        ({"to": ["ann@acme.test\r\nBcc: zoe@away.test"]}, "invalid_address"),
        ({"to": ["team: ann@acme.test;"]}, "invalid_address"),
        ({"send_at": "2026-03-04T09:00"}, "invalid_time"),
        ({"send_at": "tomorrow"}, "invalid_time"),
        ({"from_address": BOB}, "unknown_sender"),
        ({"mailbox": BOB}, "permission_denied"),
        ({"subject": "two\nlines"}, "invalid_arguments"),
        ({"attachments": [{"name": "big", "text": "x" * 26_300_000}]}, "message_too_large"),
    ],
)
def test_what_cannot_be_sent_is_refused(arguments: dict[str, Any], code: str) -> None:
    desk = Desk()
    assert desk.refused("send", **{"to": [BOB], "subject": "s", "body": "b", **arguments})[0] == code


def test_a_scheduled_message_goes_out_at_its_time_in_the_zone_of_the_mailbox() -> None:
    desk = Desk()
    sent = desk.do("send", to=[BOB, ANN], subject="Later", body="b", send_at="2026-03-04T10:00")
    assert sent["status"] == "scheduled"
    assert sent["send_at"] == "2026-03-04T10:00:00+01:00"
    assert desk.labels(sent["id"]) == {"SCHEDULED"}
    assert_sound(desk.world.state)
    desk.pass_minutes(29)
    assert desk.messages(BOB) == []
    desk.pass_minutes(2)
    assert desk.labels(sent["id"]) == {"SENT"}
    assert [row.recipients for row in desk.left()] == [(ANN,)]
    assert len(desk.messages(BOB)) == 1


def test_a_cancelled_message_is_a_draft_and_can_go_out_after_all() -> None:
    desk = Desk()
    sent = desk.do("send", to=[BOB], subject="Later", body="b", send_at="2026-03-04T10:00")
    draft = desk.do("cancel_scheduled", message_id=sent["id"])
    assert desk.labels(sent["id"]) == {"DRAFT"}
    desk.pass_minutes(60)
    assert desk.messages(BOB) == []
    assert desk.refused("cancel_scheduled", message_id=sent["id"])[0] == "not_scheduled"
    assert desk.do("send_draft", draft_id=draft["draft_id"])["status"] == "sent"
    assert len(desk.messages(BOB)) == 1
    assert desk.drafts() == []


def test_people_set_for_how_long_their_mail_is_held() -> None:
    desk = Desk()
    assert desk.do("send", to=[BOB], subject="At once", body="x")["status"] == "sent"
    assert desk.do("set_undo_time", seconds=10) == {"undo_send_s": 10}
    held = desk.do("send", to=[BOB], subject="Held", body="x")
    assert held["status"] == "held"
    desk.do("undo_send", message_id=held["id"])
    assert desk.refused("set_undo_time", seconds=11)[0] == "invalid_arguments"
    assert desk.do("send", by=BOB, to=[MARA], subject="Others' mail leaves at once", body="x")["status"] == "sent"


def test_a_message_can_be_undone_within_the_delay_only() -> None:
    desk = Desk(undo_send_s=10)
    sent = desk.do("send", to=[BOB, ANN], subject="Oops", body="b")
    assert sent["status"] == "held"
    assert desk.messages(BOB) == []
    undone = desk.do("undo_send", message_id=sent["id"])
    assert desk.labels(sent["id"]) == {"DRAFT"}
    desk.pass_minutes(1)
    assert desk.messages(BOB) == []
    assert desk.left() == []
    again = desk.do("send_draft", draft_id=undone["draft_id"])
    desk.pass_minutes(1)
    assert len(desk.messages(BOB)) == 1
    code, message = desk.refused("undo_send", message_id=again["id"])
    assert code == "too_late"
    assert "10 seconds" in message


def test_deleting_a_held_message_does_not_stop_it() -> None:
    desk = Desk(undo_send_s=30)
    sent = desk.do("send", to=[BOB], subject="Gone", body="b")
    desk.do("delete_forever", message_ids=[sent["id"]])
    assert len(desk.messages(BOB)) == 1
    assert_sound(desk.world.state)


def test_a_held_note_to_oneself_that_was_thrown_away_stays_in_the_trash() -> None:
    desk = Desk(undo_send_s=30)
    sent = desk.do("send", to=[MARA], subject="Note", body="b")
    desk.do("trash", message_ids=[sent["id"]])
    desk.pass_minutes(1)
    assert desk.labels(sent["id"]) >= {"SENT", "TRASH"}
    assert "INBOX" not in desk.labels(sent["id"])
    assert_sound(desk.world.state)


@pytest.mark.parametrize("tool", ["trash", "report_spam", "delete_forever"])
def test_a_scheduled_message_that_is_thrown_away_is_not_sent(tool: str) -> None:
    desk = Desk()
    sent = desk.do("send", to=[BOB], subject="Later", body="b", send_at="2026-03-04T10:00")
    desk.do(tool, message_ids=[sent["thread"]])
    assert_sound(desk.world.state)
    desk.pass_minutes(60)
    assert desk.messages(BOB) == []


def test_drafts_are_messages_that_are_written_changed_listed_and_deleted() -> None:
    desk = Desk()
    letter = desk.letter()
    draft = desk.do("create_draft", reply_to_message=letter, body="First", bcc=[CLEO])
    assert draft["thread"] == desk.row(letter).thread
    desk.do("update_draft", draft_id=draft["draft_id"], body="Second", cc=[BOB],
            attachments=[{"name": "n.txt", "text": "n"}])
    shown = desk.do("get_draft", draft_id=draft["draft_id"])
    assert (shown["body"], shown["to"], shown["cc"], shown["bcc"], shown["subject"]) == (
        "Second", [f"Ann Aster <{ANN}>"], [BOB], [CLEO], "Re: Plan"
    )
    assert desk.do("get_draft", draft_id=draft["id"]) == shown
    assert desk.do("list_messages", q="in:drafts")["messages"][0]["id"] == draft["id"]
    assert desk.refused("get_draft", by=BOB, draft_id=draft["draft_id"])[0] == "not_found"
    assert desk.refused("reply", message_id=draft["id"], body="x")[0] == "not_sent"
    desk.do("trash", message_ids=[draft["id"]])
    assert desk.do("list_drafts")["drafts"] == []
    assert desk.refused("send_draft", draft_id=draft["draft_id"])[0] == "in_trash"
    desk.do("delete_draft", draft_id=draft["draft_id"])
    assert desk.drafts() == []
    assert_sound(desk.world.state)


def test_drafts_are_paged_newest_first() -> None:
    desk = Desk()
    for i in range(5):
        desk.do("create_draft", subject=f"d{i}")
    seen: list[str] = []
    token = ""
    while True:
        page = desk.do("list_drafts", max_results=2, page_token=token)
        seen += [line["subject"] for line in page["drafts"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert seen == ["d4", "d3", "d2", "d1", "d0"]


def test_a_default_send_as_address_is_who_mail_is_from() -> None:
    desk = Desk(signature="Mara")
    desk.put("mail.add_send_as", address="ops@tarn.test", name="Operations", reply_to=CLEO, signature="Ops desk",
             default=True)
    sent = desk.row(desk.do("send", to=[ANN], subject="s", body="b")["id"])
    assert (sent.sender.name, sent.sender.email) == ("Operations", "ops@tarn.test")
    assert sent.reply_to[0].email == CLEO
    assert sent.body.endswith("-- \nOps desk")
    own = desk.row(desk.do("send", to=[ANN], subject="s", body="b", from_address=MARA)["id"])
    assert own.sender.email == MARA
    desk.do("send", by=BOB, to=["ops@tarn.test"], subject="to the alias", body="b")
    assert [row.subject for _, row in desk.messages(MARA, "INBOX")] == ["to the alias"]


def test_a_delegates_mail_is_from_the_owner_and_says_who_sent_it() -> None:
    desk = Desk()
    desk.put("mail.add_delegate", by=BOB, address=MARA)
    sent = desk.do("send", to=[CLEO], subject="s", body="b", mailbox=BOB)
    own = desk.row(sent["id"])
    assert own.mailbox == BOB
    assert own.sender.email == BOB
    assert ("Sender", MARA) in own.headers
    (_, copy), = desk.messages(CLEO)
    assert ("Sender", MARA) in copy.headers
