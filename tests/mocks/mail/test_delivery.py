"""What arriving mail sets off: threads, filters, forwarding, vacation replies, bounces, people."""

from itertools import pairwise
from typing import Any

import pytest

from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, NED, OTTO, Desk
from tests.mocks.mail.soundness import assert_sound

DAY_MINUTES = 24 * 60


def forward_all(desk: Desk, home: str, target: str, then: str = "leaveInInbox") -> None:
    """Have a mailbox forward all its mail."""
    desk.put("mail.add_forwarding_address", by=home, address=target)
    desk.put("mail.set_auto_forwarding", by=home, enabled=True, address=target, disposition=then)


# --- threads ---------------------------------------------------------------------------------------------------------


def test_answers_join_by_their_references_whatever_the_subject_says() -> None:
    desk = Desk()
    first = desk.letter("Plan")
    second = desk.arrive("Something else", answers=first)
    assert desk.row(second).thread == desk.row(first).thread


def test_references_find_the_thread_where_the_message_answered_is_missing() -> None:
    desk = Desk()
    first = desk.letter("Plan")
    at_bob = desk.put(
        "mail.put_message", sender=ANN, to=[BOB], subject="Re: Plan", body="b", mailbox=BOB, answers=first
    )
    last = desk.arrive("Quite another subject", answers=at_bob["id"])
    assert desk.row(last).in_reply_to == desk.row(at_bob["id"]).message_id
    assert desk.row(last).thread == desk.row(first).thread


@pytest.mark.parametrize(
    ("subject", "sender", "minutes_ago", "joins"),
    [
        ("RE:  plan", ANN, 60, True),
        ("Re: Fwd: Plan", ANN, 60, True),
        ("AW: Plan", ANN, 60, True),
        ("Plan", ANN, 60, False),
        ("Re: Planning", ANN, 60, False),
        ("Re: Plan", OTTO, 60, False),
        ("Re: Plan", ANN, 40 * DAY_MINUTES, False),
    ],
)
def test_without_references_a_reply_joins_by_subject_and_people(
    subject: str, sender: str, minutes_ago: int, joins: bool
) -> None:
    desk = Desk()
    first = desk.letter("Plan", minutes_ago=minutes_ago)
    second = desk.arrive(subject, sender=sender)
    assert (desk.row(second).thread == desk.row(first).thread) == joins


def test_each_mailbox_has_its_own_thread_of_a_conversation() -> None:
    desk = Desk()
    sent = desk.do("send", to=[BOB], subject="Plan", body="v1")
    (at_bob, row), = desk.messages(BOB)
    desk.do("reply", by=BOB, message_id=at_bob, body="fine")
    assert row.thread != sent["thread"]
    assert {one.thread for _, one in desk.messages(MARA)} == {sent["thread"]}
    assert {one.thread for _, one in desk.messages(BOB)} == {row.thread}


# --- who gets it -----------------------------------------------------------------------------------------------------


def test_an_unknown_local_address_bounces_once_and_the_rest_is_delivered() -> None:
    desk = Desk()
    sent = desk.do("send", to=["nobody@tarn.test", BOB, ANN], subject="Plan", body="b")
    (_, bounce), = desk.messages(MARA, "INBOX")
    assert bounce.sender.email == "mailer-daemon@tarn.test"
    assert "nobody@tarn.test" in bounce.body
    assert bounce.thread == sent["thread"]
    assert len(desk.messages(BOB)) == 1
    assert desk.left()[0].recipients == (ANN,)


def test_automatic_mail_that_cannot_be_delivered_does_not_bounce() -> None:
    desk = Desk()
    desk.put("mail.set_vacation", enabled=True, body="away")
    desk.put("mail.receive", sender="ghost@tarn.test", to=[MARA], subject="boo", body="b")
    subjects = [row.subject for _, row in desk.messages(MARA)]
    assert sorted(subjects) == ["Re: boo", "boo"]


def test_a_colleague_without_a_mailbox_does_not_bounce() -> None:
    desk = Desk()
    desk.put("people.add_rule", id="r", person="ned", act="reply", text="I have it.", delay_minutes=5)
    desk.do("send", to=[NED], subject="Key", body="Do you have the key?")
    desk.pass_minutes(6)
    (_, answer), = desk.messages(MARA, "INBOX")
    assert (answer.sender.email, answer.body, answer.subject) == (NED, "I have it.", "Re: Key")


def test_mail_to_a_colleagues_private_address_leaves() -> None:
    desk = Desk()
    emails = ["dora@tarn.test", "dora@home.test"]
    desk.put("people.add_person", id="dora", name="Dora", emails=emails, organisation="tarn")
    desk.put("mail.add_mailbox", address="dora@tarn.test", name="Dora")
    desk.do("send", to=["dora@home.test"], subject="s", body="b")
    assert desk.left()[0].recipients == ("dora@home.test",)
    assert desk.messages("dora@tarn.test") == []


def test_two_addresses_of_one_mailbox_get_one_copy() -> None:
    desk = Desk()
    desk.put("mail.add_send_as", by=BOB, address="desk@tarn.test")
    desk.do("send", to=[BOB.upper(), "desk@tarn.test"], cc=[BOB], subject="s", body="b")
    assert len(desk.messages(BOB)) == 1


# --- filters ---------------------------------------------------------------------------------------------------------


def test_a_filter_labels_archives_and_marks_what_it_matches_only() -> None:
    desk = Desk()
    label = desk.do("create_label", name="News")["id"]
    desk.do("create_filter", from_address="ann", subject="weekly", add_labels=["news", "STARRED"], archive=True,
            mark_read=True)
    assert desk.labels(desk.arrive("The weekly letter")) == {label, "STARRED", "CATEGORY_PERSONAL"}
    assert {"INBOX", "UNREAD"} <= desk.labels(desk.arrive("The daily letter"))
    assert {"INBOX", "UNREAD"} <= desk.labels(desk.arrive("weekly", sender=OTTO))


@pytest.mark.parametrize(
    ("criteria", "arrival", "matches"),
    [
        ({"to": BOB}, {"cc": [BOB]}, True),
        ({"to": BOB}, {}, False),
        ({"query": "invoice OR receipt"}, {"body": "your receipt"}, True),
        ({"query": "invoice", "negated_query": "paid"}, {"body": "invoice, paid"}, False),
        ({"has_attachment": True}, {"attachments": [{"name": "a", "text": "a"}]}, True),
        ({"has_attachment": True}, {}, False),
        ({"larger": 5000}, {"body": "x" * 6000}, True),
        ({"smaller": 5000}, {"body": "x" * 6000}, False),
    ],
)
def test_each_criterion_of_a_filter_counts(
    criteria: dict[str, Any], arrival: dict[str, Any], matches: bool
) -> None:
    desk = Desk()
    desk.do("create_filter", add_labels=["STARRED"], **criteria)
    assert ("STARRED" in desk.labels(desk.arrive(**arrival))) == matches


def test_filters_act_on_mail_from_colleagues_and_on_notes_to_oneself() -> None:
    desk = Desk()
    desk.do("create_filter", subject="report", add_labels=["STARRED"], archive=True)
    desk.do("send", by=BOB, to=[MARA], subject="report", body="b")
    desk.do("send", to=[MARA], subject="report of mine", body="b")
    for _, row in desk.messages(MARA):
        assert "STARRED" in row.labels
        assert "INBOX" not in row.labels


def test_a_filter_that_deletes_puts_into_the_trash_with_its_thirty_days() -> None:
    desk = Desk()
    desk.do("create_filter", from_address=ANN, add_labels=["TRASH"])
    identity = desk.arrive()
    assert "TRASH" in desk.labels(identity)
    assert "INBOX" not in desk.labels(identity)
    desk.pass_minutes(29 * DAY_MINUTES)
    assert desk.row(identity).trashed_at
    desk.pass_minutes(2 * DAY_MINUTES)
    assert desk.messages(MARA) == []


def test_a_filter_forwards_inside_and_outside() -> None:
    desk = Desk()
    for target in (BOB, OTTO):
        desk.do("add_forwarding_address", address=target)
        desk.do("create_filter", subject="invoice", forward_to=target)
    desk.arrive("invoice 7", "pay 12", attachments=[{"name": "i.txt", "text": "12"}])
    desk.arrive("hello")
    (_, copy), = desk.messages(BOB)
    assert copy.sender.email == ANN
    left, = desk.left()
    assert (left.recipients, left.body, left.sender) == ((OTTO,), "pay 12", ANN)
    assert left.files[0][:2] == ("i.txt", "text/plain")
    assert ("X-Forwarded-For", f"{MARA} {OTTO}") in left.headers


# --- loops -----------------------------------------------------------------------------------------------------------


def test_mailboxes_that_forward_in_a_circle_come_to_rest_with_one_copy_each() -> None:
    desk = Desk()
    for home, target in ((MARA, BOB), (BOB, CLEO), (CLEO, MARA)):
        forward_all(desk, home, target)
    desk.arrive("round and round")
    assert [len(desk.messages(home)) for home in (MARA, BOB, CLEO)] == [1, 1, 1]
    assert_sound(desk.world.state)


def test_a_chain_of_forwards_ends_after_five() -> None:
    desk = Desk()
    homes = [f"box{i}@tarn.test" for i in range(9)]
    for home in homes:
        desk.put("mail.add_mailbox", address=home, name=home)
    for home, target in pairwise(homes):
        forward_all(desk, home, target)
    desk.put("mail.receive", sender=ANN, to=[homes[0]], subject="s", body="b", mailbox=homes[0])
    assert [len(desk.messages(home)) for home in homes] == [1, 1, 1, 1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("then", "has", "lacks"),
    [
        ("leaveInInbox", {"INBOX", "UNREAD"}, set()),
        ("archive", {"UNREAD"}, {"INBOX"}),
        ("trash", {"TRASH"}, {"INBOX"}),
        ("markRead", {"INBOX"}, {"UNREAD"}),
    ],
)
def test_auto_forwarding_does_with_the_copy_what_it_is_told(then: str, has: set[str], lacks: set[str]) -> None:
    desk = Desk()
    forward_all(desk, MARA, OTTO, then)
    labels = desk.labels(desk.arrive())
    assert has <= labels
    assert not lacks & labels
    assert desk.left()[0].recipients == (OTTO,)


def test_two_vacation_replies_do_not_answer_each_other() -> None:
    desk = Desk()
    for home in (MARA, BOB):
        desk.put("mail.set_vacation", by=home, enabled=True, body=f"{home} is away")
    desk.do("send", to=[BOB], subject="Plan", body="b")
    assert [row.body for _, row in desk.messages(MARA, "INBOX")] == [f"{BOB} is away"]
    assert len(desk.messages(BOB)) == 2


def test_a_vacation_reply_answers_each_sender_once_in_four_days() -> None:
    desk = Desk()
    desk.do("set_vacation", enabled=True, subject="Away", body="Back soon.", start="2026-03-04T09:00",
            end="2026-03-20T09:00")
    for _ in range(2):
        desk.arrive()
    assert [row.subject for row in desk.left()] == ["Away"]
    desk.arrive(sender=OTTO)
    desk.arrive(sender="news@shop.test", list_id="news.shop.test")
    desk.arrive(sender="robot@shop.test", automatic=True)
    assert sorted(row.recipients for row in desk.left()) == [(ANN,), (OTTO,)]
    desk.pass_minutes(5 * DAY_MINUTES)
    desk.arrive()
    assert len(desk.left()) == 3
    desk.pass_minutes(20 * DAY_MINUTES)
    desk.arrive()
    assert len(desk.left()) == 3


def test_a_vacation_reply_for_the_inside_answers_colleagues_only() -> None:
    desk = Desk()
    desk.do("set_vacation", enabled=True, body="Back soon.", inside_only=True)
    desk.arrive()
    desk.do("send", by=BOB, to=[MARA], subject="s", body="b")
    assert desk.left() == []
    assert [row.body for _, row in desk.messages(BOB, "INBOX")] == ["Back soon."]


# --- people ----------------------------------------------------------------------------------------------------------


def test_a_person_outside_answers_by_rule_into_the_conversation() -> None:
    desk = Desk()
    desk.put("people.add_rule", id="r", person="ann", act="approve", matter="budget", text="Approved.",
             about=["budget"])
    sent = desk.do("send", to=[ANN], subject="The budget", body="Do you approve?")
    desk.do("wait", minutes=15)
    (_, answer), = desk.messages(MARA, "INBOX")
    assert (answer.body, answer.sender.email, answer.thread) == ("Approved.", ANN, sent["thread"])
    assert [row.kind for row in desk.world.state.table("people.decisions").rows()] == ["approve"]


def test_a_colleagues_rule_knows_the_conversation_by_the_ids_of_the_asking_mailbox() -> None:
    desk = Desk()
    letter = desk.letter("Plan", cc=[BOB])
    thread = desk.row(letter).thread
    desk.put("people.add_rule", id="r", person="bob", act="reply", text="Seen.", thread=thread)
    desk.do("reply", message_id=letter, body="Bob?", reply_all=True)
    desk.do("send", to=[BOB], subject="Other", body="Bob?")
    desk.do("wait", minutes=15)
    answers = {row.subject: row.body for _, row in desk.messages(MARA, "INBOX") if row.sender.email == BOB}
    assert answers["Re: Plan"] == "Seen."
    assert "Could you say it more exactly" in answers["Re: Other"]


def test_people_do_not_answer_bounces_or_vacation_replies() -> None:
    desk = Desk()
    desk.put("people.add_rule", id="r", person="ann", act="reply", text="Hm.", uses=0)
    desk.put("mail.set_vacation", enabled=True, body="away")
    desk.arrive()
    desk.do("wait", minutes=60)
    assert len(desk.left()) == 1
    assert len(desk.messages(MARA, "INBOX")) == 1


def test_two_people_with_rules_that_always_fire_do_not_answer_each_other_for_ever() -> None:
    desk = Desk()
    for person in ("ann", "bob"):
        desk.put("people.add_rule", id=person, person=person, act="reply", text="Noted.", uses=0, delay_minutes=1)
    forward_all(desk, MARA, BOB)
    desk.arrive()
    desk.do("wait", minutes=DAY_MINUTES)
    assert len(desk.messages(BOB)) <= 3


# --- time ------------------------------------------------------------------------------------------------------------


def test_a_deleted_sent_message_changes_nothing_for_who_got_it() -> None:
    desk = Desk()
    sent = desk.do("send", to=[BOB], subject="s", body="b")
    desk.do("delete_forever", message_ids=[sent["id"]])
    assert len(desk.messages(BOB)) == 1
    assert_sound(desk.world.state)
