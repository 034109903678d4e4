"""Filters, forwarding addresses, delegates, send-as addresses, signature, vacation reply, language."""

import re
from typing import Any

import pytest

from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, OTTO, Desk
from tests.mocks.mail.soundness import assert_sound


def code_in(body: str) -> str:
    """Return the confirmation code of a mail."""
    found = re.search(r"\b\d{9}\b", body)
    assert found is not None, body
    return found[0]


def test_settings_show_all_that_was_set() -> None:
    desk = Desk()
    desk.do("set_signature", signature="Mara\nOps")
    desk.do("set_language", language="de")
    desk.do("set_vacation", enabled=True, subject="Away", body="Back soon.", end="2026-03-20T09:00", inside_only=True)
    desk.do("add_forwarding_address", address=OTTO.upper())
    desk.do("set_auto_forwarding", enabled=True, address=OTTO, disposition="archive")
    desk.do("add_delegate", address=BOB)
    desk.put("mail.add_send_as", address="ops@tarn.test", name="Ops", signature="Desk", reply_to=CLEO, default=True)
    desk.do("create_filter", subject="x", archive=True)
    shown = desk.do("get_settings")
    assert shown == {
        "email": MARA, "name": "Mara Lind", "language": "de", "time_zone": "Europe/Berlin", "signature": "Mara\nOps",
        "undo_send_s": 0, "imap_enabled": True, "pop_enabled": False, "filters": 1,
        "vacation": {"enabled": True, "subject": "Away", "body": "Back soon.", "inside_only": True,
                     "end": "2026-03-20T09:00:00+01:00"},
        "auto_forwarding": {"enabled": True, "address": OTTO, "disposition": "archive"},
        "forwarding_addresses": [{"address": OTTO, "status": "accepted"}],
        "delegates": [{"address": BOB, "status": "accepted"}],
        "send_as": [{"address": "ops@tarn.test", "name": "Ops", "status": "accepted", "reply_to": CLEO,
                     "signature": "Desk", "default": True}],
    }
    desk.do("set_vacation", enabled=False)
    assert desk.do("get_settings")["vacation"]["enabled"] is False


# --- filters ---------------------------------------------------------------------------------------------------------


def test_filters_are_made_listed_and_deleted_by_their_owner() -> None:
    desk = Desk()
    made = desk.do("create_filter", from_address=ANN, query="has:attachment", negated_query="draft", larger=1000,
                   add_labels=["IMPORTANT"], remove_labels=["UNREAD"], archive=True)
    assert made["matches"] == f"from:({ANN}) (has:attachment) -(draft) larger:1000"
    assert made["remove_labels"] == ["INBOX", "UNREAD"]
    assert desk.do("list_filters")["filters"] == [made]
    assert desk.refused("delete_filter", by=BOB, filter_id=made["id"])[0] == "not_found"
    desk.do("delete_filter", filter_id=made["id"])
    assert desk.do("list_filters") == {"filters": []}
    assert desk.refused("delete_filter", filter_id=made["id"])[0] == "not_found"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"archive": True}, "invalid_filter"),
        ({"subject": "x"}, "invalid_filter"),
        ({"query": "form:ann", "archive": True}, "invalid_query"),
        ({"from_address": "a) (b", "archive": True}, "invalid_query"),
        ({"query": "label:nowhere", "archive": True}, "invalid_query"),
        ({"subject": "x", "add_labels": ["SPAM"]}, "invalid_label"),
        ({"subject": "x", "add_labels": ["nowhere"]}, "unknown_label"),
        ({"subject": "x", "remove_labels": ["STARRED"]}, "invalid_label"),
        ({"subject": "x", "forward_to": OTTO}, "not_a_forwarding_address"),
    ],
)
def test_filters_that_match_all_or_do_nothing_are_refused(arguments: dict[str, Any], code: str) -> None:
    assert Desk().refused("create_filter", **arguments)[0] == code


def test_many_and_long_filters_are_paged() -> None:
    desk = Desk()
    made = [desk.put("mail.create_filter", query=f"w{i} " + "x" * 900, archive=True)["id"] for i in range(130)]
    seen: list[str] = []
    token, pages = "", 0
    while True:
        page = desk.do("list_filters", page_token=token)
        pages += 1
        seen += [one["id"] for one in page["filters"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert seen == made
    assert pages == 3


# --- forwarding ------------------------------------------------------------------------------------------------------


def test_a_forwarding_address_is_pending_until_its_code_is_given() -> None:
    desk = Desk(verify_forwarding=True)
    assert desk.do("add_forwarding_address", address=BOB)["status"] == "pending"
    assert desk.refused("set_auto_forwarding", enabled=True, address=BOB)[0] == "not_verified"
    assert desk.refused("create_filter", subject="x", forward_to=BOB)[0] == "not_verified"
    (_, mail), = desk.messages(BOB)
    code = code_in(mail.body)
    assert code not in str(desk.do("get_settings"))
    assert desk.refused("confirm_address", address=BOB, code="000")[0] == "wrong_code"
    assert desk.refused("confirm_address", by=CLEO, address=BOB, code=code)[0] == "not_found"
    desk.do("confirm_address", address=BOB, code=code)
    desk.do("set_auto_forwarding", enabled=True, address=BOB)
    desk.arrive("onward")
    assert [row.subject for _, row in desk.messages(BOB)][-1] == "onward"
    assert_sound(desk.world.state)


def test_the_code_for_an_outside_address_leaves_and_is_seen_by_nobody_inside() -> None:
    desk = Desk(verify_forwarding=True)
    desk.do("add_forwarding_address", address=OTTO)
    left, = desk.left()
    assert left.recipients == (OTTO,)
    assert code_in(left.body)
    assert desk.messages(MARA) == []


def test_removing_a_forwarding_address_ends_what_used_it() -> None:
    desk = Desk()
    desk.do("add_forwarding_address", address=OTTO)
    desk.do("set_auto_forwarding", enabled=True, address=OTTO)
    only = desk.do("create_filter", subject="x", forward_to=OTTO)["id"]
    both = desk.do("create_filter", subject="y", forward_to=OTTO, archive=True)["id"]
    removed = desk.do("remove_forwarding_address", address=OTTO)
    assert removed == {"removed": OTTO, "filters_changed": [only, both], "auto_forwarding_ended": True}
    assert [one["id"] for one in desk.do("list_filters")["filters"]] == [both]
    desk.arrive("x y")
    assert desk.left() == []
    assert_sound(desk.world.state)


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
    [
        ("add_forwarding_address", {"address": MARA}, "invalid_arguments"),
        ("add_forwarding_address", {"address": "ghost@tarn.test"}, "not_found"),
        ("add_forwarding_address", {"address": "nonsense"}, "invalid_address"),
        ("remove_forwarding_address", {"address": OTTO}, "not_found"),
        ("set_auto_forwarding", {"enabled": True}, "invalid_arguments"),
        ("set_auto_forwarding", {"enabled": True, "address": OTTO}, "not_a_forwarding_address"),
        ("confirm_address", {"address": OTTO, "code": "1"}, "not_found"),
        ("set_vacation", {"enabled": True}, "invalid_arguments"),
        ("set_vacation", {"enabled": True, "body": "b", "end": "2026-03-01"}, "invalid_time"),
        ("set_language", {"language": "german"}, "invalid_arguments"),
        ("set_signature", {"signature": "bell\x07"}, "invalid_arguments"),
        ("add_delegate", {"address": OTTO}, "not_found"),
        ("add_delegate", {"address": MARA}, "invalid_arguments"),
        ("remove_delegate", {"address": BOB}, "not_found"),
        ("update_send_as", {"address": OTTO, "name": "x"}, "not_found"),
        ("update_send_as", {"address": MARA, "reply_to": BOB}, "invalid_arguments"),
        ("remove_send_as", {"address": OTTO}, "not_found"),
    ],
)
def test_settings_that_cannot_be_are_refused(tool: str, arguments: dict[str, Any], code: str) -> None:
    assert Desk().refused(tool, **arguments)[0] == code


@pytest.mark.parametrize("tool", ["add_forwarding_address", "add_delegate", "add_send_as"])
def test_an_address_is_added_once(tool: str) -> None:
    desk = Desk()
    desk.do(tool, address=BOB)
    assert desk.refused(tool, address=f"Bob <{BOB.upper()}>")[0] == "already_exists"


def test_there_are_so_many_addresses_and_no_more() -> None:
    desk = Desk()
    for i in range(25):
        desk.do("add_forwarding_address", address=f"a{i}@outside.test")
    assert desk.refused("add_forwarding_address", address=OTTO)[0] == "too_many"


# --- delegates -------------------------------------------------------------------------------------------------------


def test_a_delegate_works_in_the_mailbox_until_removed_and_nobody_else_does() -> None:
    desk = Desk()
    letter = desk.letter("For Mara")
    desk.do("add_delegate", address=BOB)
    assert desk.do("list_messages", by=BOB, mailbox=MARA)["messages"][0]["id"] == letter
    desk.do("archive", by=BOB, message_ids=[letter])
    assert desk.row(desk.do("reply", by=BOB, message_id=letter, body="for her")["id"]).sender.email == MARA
    for tool, arguments in (
        ("list_messages", {"mailbox": MARA}), ("get_settings", {"mailbox": MARA}), ("list_drafts", {"mailbox": MARA}),
        ("create_label", {"mailbox": MARA, "name": "x"}),
    ):
        assert desk.refused(tool, by=CLEO, **arguments)[0] == "permission_denied"
    assert desk.refused("get_message", by=CLEO, message_id=letter)[0] == "not_found"
    desk.do("remove_delegate", address=BOB)
    assert desk.refused("get_message", by=BOB, message_id=letter)[0] == "not_found"
    assert desk.refused("list_messages", by=BOB, mailbox=MARA)[0] == "permission_denied"


def test_an_unknown_mailbox_and_a_forbidden_one_look_alike() -> None:
    desk = Desk()
    real = desk.refused("list_messages", by=CLEO, mailbox=MARA)
    none = desk.refused("list_messages", by=CLEO, mailbox="mora@tarn.test")
    assert real[1].replace(MARA, "X") == none[1].replace("mora@tarn.test", "X")
    thread = desk.row(desk.letter()).thread
    assert desk.refused("get_thread", by=CLEO, thread_id=thread)[1].replace(thread, "X") == (
        desk.refused("get_thread", by=CLEO, thread_id="thr_0")[1].replace("thr_0", "X")
    )


# --- send-as ---------------------------------------------------------------------------------------------------------


def test_ones_own_address_can_be_sent_from_at_once_and_any_other_needs_its_code() -> None:
    desk = Desk()
    emails = ["eve@tarn.test", "e.vance@tarn.test"]
    desk.put("people.add_person", id="eve", name="Eve", emails=emails, organisation="tarn")
    desk.put("mail.add_mailbox", address="eve@tarn.test", name="Eve", person="eve")
    assert desk.do("add_send_as", by="eve@tarn.test", address="e.vance@tarn.test")["status"] == "accepted"
    pending = desk.do("add_send_as", by="eve@tarn.test", address=BOB, name="Bob Bell", default=True)
    assert pending["status"] == "pending"
    assert "default" not in pending
    assert desk.refused("send", by="eve@tarn.test", to=[CLEO], subject="s", body="b", from_address=BOB)[0] == (
        "unknown_sender"
    )
    assert desk.refused("update_send_as", by="eve@tarn.test", address=BOB, default=True)[0] == "not_verified"
    (_, mail), = desk.messages(BOB)
    desk.do("confirm_address", by="eve@tarn.test", address=BOB, code=code_in(mail.body))
    desk.do("send", by="eve@tarn.test", to=[CLEO], subject="s", body="b", from_address=BOB)
    assert desk.messages(CLEO)[0][1].sender.email == BOB
    desk.do("send", to=[BOB], subject="still to Bob", body="b")
    assert [row.subject for _, row in desk.messages(BOB)][-1] == "still to Bob"


def test_one_address_is_the_default_and_the_primary_can_be_it_again() -> None:
    desk = Desk()
    for name in ("a", "b"):
        desk.put("mail.add_send_as", address=f"{name}@tarn.test", default=True)
    assert [one.get("default", False) for one in desk.do("get_settings")["send_as"]] == [False, True]
    desk.do("update_send_as", address="a@tarn.test", default=True, signature="A", reply_to=BOB)
    assert desk.row(desk.do("send", to=[CLEO], subject="s", body="b")["id"]).sender.email == "a@tarn.test"
    desk.do("update_send_as", address="a@tarn.test", reply_to="")
    desk.do("update_send_as", address=MARA, default=True, name="Mara L.")
    sender = desk.row(desk.do("send", to=[CLEO], subject="s", body="b")["id"]).sender
    assert (sender.name, sender.email) == ("Mara L.", MARA)
    desk.do("remove_send_as", address="a@tarn.test")
    assert [one["address"] for one in desk.do("get_settings")["send_as"]] == ["b@tarn.test"]
