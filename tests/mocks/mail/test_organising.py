"""Labels, archive, trash, spam, snooze, mute."""

from typing import Any

import pytest

from diorama.mocks.mail.records import PALETTE
from tests.mocks.mail.desk import ANN, BOB, MARA, MINUTE, Desk
from tests.mocks.mail.soundness import assert_sound

DAY = 24 * 60


@pytest.mark.parametrize(
    ("tool", "arguments", "has", "lacks"),
    [
        ("archive", {}, set(), {"INBOX"}),
        ("mark_read", {}, {"INBOX"}, {"UNREAD"}),
        ("mark_read", {"read": False}, {"UNREAD"}, set()),
        ("star", {}, {"STARRED"}, set()),
        ("star", {"starred": False}, set(), {"STARRED"}),
        ("trash", {}, {"TRASH", "UNREAD"}, {"INBOX"}),
        ("report_spam", {}, {"SPAM"}, {"INBOX"}),
        ("report_spam", {"spam": False}, {"INBOX"}, {"SPAM"}),
        ("untrash", {}, {"INBOX"}, {"TRASH"}),
        ("modify_labels", {"add": ["starred", "category_updates"], "remove": ["inbox"]},
         {"STARRED", "CATEGORY_UPDATES"}, {"INBOX"}),
    ],
)
def test_one_call_changes_many_messages(
    tool: str, arguments: dict[str, Any], has: set[str], lacks: set[str]
) -> None:
    desk = Desk()
    named = [desk.letter(f"m{i}") for i in range(3)]
    threaded = desk.letter("threaded")
    result = desk.do(tool, message_ids=[*named, named[0], desk.row(threaded).thread], **arguments)
    assert result["messages"] == 4
    for identity in (*named, threaded):
        assert has <= desk.labels(identity)
        assert not lacks & desk.labels(identity)
    assert desk.do(tool, message_ids=named, **arguments)["changed"] == 0
    assert_sound(desk.world.state)


def test_a_batch_is_done_whole_or_not_at_all() -> None:
    desk = Desk()
    mine = desk.letter()
    theirs = desk.put("mail.put_message", sender=ANN, to=[BOB], subject="s", body="b", mailbox=BOB)["id"]
    for wrong in (theirs, "msg_none"):
        code, message = desk.refused("trash", message_ids=[mine, wrong])
        assert code == "not_found"
        assert wrong in message
        assert "tarn.test" not in message
    assert "INBOX" in desk.labels(mine)


@pytest.mark.parametrize("label", ["SENT", "DRAFT", "SCHEDULED", "SNOOZED", "MUTED"])
def test_labels_that_say_what_a_message_is_cannot_be_set_by_hand(label: str) -> None:
    desk = Desk()
    letter = desk.letter()
    for way in ("add", "remove"):
        code, message = desk.refused("modify_labels", **{"message_ids": [letter], way: [label]})  # type: ignore[arg-type]
        assert code == "invalid_label"
        assert label in message


def test_contradictory_and_unknown_labels_are_refused() -> None:
    desk = Desk()
    letter = desk.letter()
    desk.do("create_label", name="Invoices")
    assert desk.refused("modify_labels", message_ids=[letter], add=["STARRED"], remove=["starred"])[0] == (
        "invalid_arguments"
    )
    assert desk.refused("modify_labels", message_ids=[letter], add=["TRASH", "SPAM"])[0] == "invalid_arguments"
    assert desk.refused("modify_labels", message_ids=[letter])[0] == "invalid_arguments"
    code, message = desk.refused("modify_labels", message_ids=[letter], add=["Invoice"])
    assert code == "unknown_label"
    assert "'Invoices'" in message


def test_trash_is_deleted_after_thirty_days_without_a_break() -> None:
    desk = Desk()
    kept, gone = desk.letter("kept"), desk.letter("gone")
    desk.do("trash", message_ids=[kept, gone])
    assert desk.do("list_messages", q="subject:kept")["messages"] == []
    desk.pass_minutes(20 * DAY)
    desk.do("untrash", message_ids=[kept])
    desk.do("trash", message_ids=[kept])
    desk.pass_minutes(11 * DAY)
    assert [row.subject for _, row in desk.messages(MARA)] == ["kept"]
    desk.pass_minutes(20 * DAY)
    assert desk.messages(MARA) == []
    assert_sound(desk.world.state)


def test_spam_is_deleted_after_thirty_days() -> None:
    desk = Desk()
    desk.do("report_spam", message_ids=[desk.letter()])
    desk.pass_minutes(31 * DAY)
    assert desk.messages(MARA) == []


def test_deleting_for_good_takes_the_thread_along_when_it_is_empty() -> None:
    desk = Desk()
    first = desk.letter("Plan")
    second = desk.letter("Re: Plan", answers=first)
    thread = desk.row(first).thread
    assert desk.do("delete_forever", message_ids=[first]) == {"deleted": 1}
    assert thread in desk.world.state.table("mail.threads")
    desk.do("delete_forever", message_ids=[second])
    assert thread not in desk.world.state.table("mail.threads")


def test_a_snoozed_message_comes_back_unread_at_its_time() -> None:
    desk = Desk()
    letter = desk.letter(labels=["INBOX"])
    date = desk.row(letter).date
    assert desk.do("snooze", message_ids=[letter], until="2026-03-04T11:00")["until"] == "2026-03-04T11:00:00+01:00"
    assert desk.labels(letter) == {"SNOOZED", "CATEGORY_PERSONAL"}
    assert desk.do("list_messages", q="is:snoozed")["messages"][0]["id"] == letter
    assert_sound(desk.world.state)
    desk.pass_minutes(91)
    assert {"INBOX", "UNREAD"} <= desk.labels(letter)
    assert "SNOOZED" not in desk.labels(letter)
    assert desk.row(letter).date == date


def test_a_snooze_that_is_moved_or_ended_does_not_wake_at_the_old_time() -> None:
    desk = Desk()
    moved, ended, trashed = (desk.letter(f"m{i}", labels=["INBOX"]) for i in range(3))
    desk.do("snooze", message_ids=[moved, ended, trashed], until="2026-03-04T11:00")
    desk.do("snooze", message_ids=[moved], until="2026-03-05T11:00")
    desk.do("modify_labels", message_ids=[ended], add=["INBOX"])
    desk.do("trash", message_ids=[trashed])
    assert_sound(desk.world.state)
    desk.pass_minutes(4 * 60)
    assert "SNOOZED" in desk.labels(moved)
    assert "UNREAD" not in desk.labels(ended)
    assert "INBOX" not in desk.labels(trashed)


def test_a_thread_is_snoozed_without_what_was_sent() -> None:
    desk = Desk()
    letter = desk.letter()
    sent = desk.do("reply", message_id=letter, body="ok")
    assert desk.do("snooze", message_ids=[sent["thread"]], until="2026-03-04T11:00")["snoozed"] == 1
    assert desk.labels(sent["id"]) == {"SENT"}
    assert desk.refused("snooze", message_ids=[letter], until="2026-03-04T09:00")[0] == "invalid_time"
    draft = desk.do("create_draft", subject="d")
    assert desk.refused("snooze", message_ids=[draft["id"]], until="2026-03-04T11:00")[0] == "cannot_snooze"


def test_answers_in_a_muted_thread_skip_the_inbox_unless_to_you_alone() -> None:
    desk = Desk()
    letter = desk.letter("Plan", cc=[BOB])
    thread = desk.row(letter).thread
    desk.do("mute_thread", thread_id=thread)
    assert "INBOX" not in desk.labels(letter)
    assert "INBOX" not in desk.labels(desk.arrive("Re: Plan", answers=letter, cc=[BOB]))
    assert "INBOX" in desk.labels(desk.arrive("Re: Plan", answers=letter))
    assert len(desk.do("list_messages", q="is:muted")["messages"]) == 3
    desk.do("mute_thread", thread_id=thread, muted=False)
    assert desk.do("list_messages", q="is:muted")["messages"] == []
    assert_sound(desk.world.state)


def test_labels_nest_are_renamed_with_what_is_within_and_deleted_from_messages() -> None:
    desk = Desk()
    desk.do("create_label", name="Projects")
    inner = desk.do("create_label", name="Projects/Harbour", text_color="#ffffff", background_color="#16a766",
                    label_list_visibility="labelHide", message_list_visibility="hide")
    assert inner["colors"] == "#ffffff on #16a766"
    letter = desk.letter(labels=["INBOX", "projects/harbour"])
    assert inner["id"] in desk.labels(letter)
    desk.do("update_label", label="Projects", name="Work")
    shown = {one["name"]: one for one in desk.do("list_labels")["labels"]}
    assert list(shown) == ["Work", "Work/Harbour"]
    assert shown["Work/Harbour"]["messages"] == shown["Work/Harbour"]["unread"] + 1 == 1
    assert desk.do("list_messages", q="label:work-harbour")["messages"][0]["labels"] == [
        "CATEGORY_PERSONAL", "INBOX", "Work/Harbour"
    ]
    rule = desk.do("create_filter", subject="x", add_labels=["Work/Harbour"])["id"]
    kept = desk.do("create_filter", subject="y", add_labels=["Work/Harbour", "STARRED"])["id"]
    assert desk.do("delete_label", label="work/harbour") == {
        "deleted": inner["id"], "messages": 1, "filters_changed": sorted([rule, kept], key=[rule, kept].index)
    }
    assert [one["add_labels"] for one in desk.do("list_filters")["filters"]] == [["STARRED"]]
    assert_sound(desk.world.state)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"name": "inbox"}, "invalid_label"),
        ({"name": "Drafts"}, "invalid_label"),
        ({"name": "a//b"}, "invalid_label"),
        ({"name": "/a"}, "invalid_label"),
        ({"name": "a\tb"}, "invalid_label"),
        ({"name": "WORK"}, "already_exists"),
        ({"name": "x", "text_color": "#123456", "background_color": "#000000"}, "invalid_color"),
        ({"name": "x", "text_color": PALETTE[0]}, "invalid_color"),
    ],
)
def test_labels_that_cannot_be_are_refused(arguments: dict[str, str], code: str) -> None:
    desk = Desk()
    desk.do("create_label", name="Work")
    assert desk.refused("create_label", **arguments)[0] == code


def test_system_labels_stay_as_they_are() -> None:
    desk = Desk()
    assert desk.refused("delete_label", label="INBOX")[0] == "invalid_label"
    assert desk.refused("update_label", label="sent", name="x")[0] == "invalid_label"


def test_a_label_may_have_the_name_of_a_category() -> None:
    desk = Desk()
    label = desk.do("create_label", name="Updates")["id"]
    letter = desk.letter()
    desk.do("modify_labels", message_ids=[letter], add=["updates"])
    assert label in desk.labels(letter)
    desk.do("delete_label", label="Updates")
    desk.do("modify_labels", message_ids=[letter], add=["updates"])
    assert "CATEGORY_UPDATES" in desk.labels(letter)


def test_many_labels_are_paged() -> None:
    desk = Desk()
    for i in range(230):
        desk.put("mail.create_label", name=f"L{i:03}")
    first = desk.do("list_labels")
    second = desk.do("list_labels", page=first["next_page"])
    assert [one["name"] for one in (*first["labels"], *second["labels"])] == [f"L{i:03}" for i in range(230)]
    assert "next_page" not in second


def test_history_tells_what_changed_in_order() -> None:
    desk = Desk()
    start = desk.do("get_profile")["history_id"]
    letter = desk.letter()
    assert desk.do("get_profile")["history_id"] == start, "set-up leaves no history"
    desk.do("star", message_ids=[letter])
    desk.do("trash", message_ids=[letter])
    desk.do("delete_forever", message_ids=[letter])
    history = desk.do("list_history", start=start)
    assert [(one["kind"], one["labels"]) for one in history["history"]] == [
        ("labelsAdded", ["STARRED"]), ("labelsAdded", ["TRASH"]), ("labelsRemoved", ["INBOX"]), ("messageDeleted", []),
    ]
    assert history["history_id"] == start + 4
    page = desk.do("list_history", start=start, max_results=3)
    assert len(page["history"]) == 3
    assert desk.do("list_history", start=page["next_start"])["history"] == history["history"][3:]


def test_a_thousand_messages_are_one_call_and_one_event() -> None:
    desk = Desk()
    named = [desk.letter(f"m{i}") for i in range(1000)]
    before = len(list(desk.world.state.queue))
    assert desk.do("trash", message_ids=named)["changed"] == 1000
    assert len(list(desk.world.state.queue)) == before + 1
    desk.world.advance(desk.world.state.now + 31 * DAY * MINUTE)
    assert desk.messages(MARA) == []
