"""Lists, messages, threads, attachments: paged, compact, complete."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.common.lines import page_of
from diorama.mocks.world import agent, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import canonical
from tests.mocks.mail.desk import ANN, BOB, MARA, Desk


def paged(desk: Desk, tool: str, key: str, **arguments: Any) -> list[Any]:
    """Return all lines of a listing, page by page."""
    out: list[Any] = []
    token = ""
    while True:
        page = desk.do(tool, page_token=token, **arguments)
        out += page[key]
        token = page.get("next_page_token", "")
        if not token:
            return out


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_give_every_message_once_newest_first(size: int) -> None:
    desk = Desk()
    for i in range(12):
        desk.letter(f"m{i}", minutes_ago=i // 2)
    seen = [line["subject"] for line in paged(desk, "list_messages", "messages", max_results=size)]
    assert sorted(seen) == sorted(f"m{i}" for i in range(12))
    assert [int(subject[1:]) // 2 for subject in seen] == sorted(int(subject[1:]) // 2 for subject in seen)


@pytest.mark.parametrize("size", [1, 2, 50])
def test_pages_of_threads_give_every_thread_once(size: int) -> None:
    desk = Desk()
    for i in range(6):
        first = desk.letter(f"t{i}", minutes_ago=100 + i)
        desk.letter(f"Re: t{i}", minutes_ago=50 - i, answers=first)
    lines = paged(desk, "list_threads", "threads", max_results=size)
    assert [line["subject"] for line in lines] == [f"Re: t{i}" for i in reversed(range(6))]
    assert all(line["messages"] == line["unread"] == 2 for line in lines)


def test_spam_and_trash_are_left_out_unless_asked_for() -> None:
    desk = Desk()
    for label in ("INBOX", "SPAM", "TRASH"):
        desk.letter(label.lower(), labels=[label])
    for q, subjects in (("", {"inbox"}), ("in:trash", {"trash"}), ("in:anywhere", {"inbox", "spam", "trash"})):
        assert {line["subject"] for line in desk.do("list_messages", q=q)["messages"]} == subjects
    assert desk.do("list_messages", label="spam")["messages"][0]["subject"] == "spam"


def test_reading_changes_nothing() -> None:
    desk = Desk()
    letter = desk.letter(attachments=[{"name": "a.txt", "text": "a"}])
    before = desk.world.state.tables
    desk.do("get_message", message_id=letter)
    desk.do("get_thread", thread_id=desk.row(letter).thread)
    desk.do("get_attachment", message_id=letter, name="a.txt")
    desk.do("list_threads")
    assert desk.world.state.tables == before
    assert "UNREAD" in desk.labels(letter)


def test_long_lists_of_recipients_are_read_in_parts() -> None:
    desk = Desk()
    people = [f"p{i}@outside.test" for i in range(120)]
    letter = desk.letter(to=[MARA, *people])
    line = desk.do("list_messages")["messages"][0]
    assert line["to"][-1] == "and 116 more"
    seen: list[str] = []
    page = desk.do("get_message", message_id=letter)
    while True:
        seen += [one for one in page["to"] if not one.startswith("and ")]
        if "next_recipients_from" not in page:
            break
        page = desk.do("get_message", message_id=letter, recipients_from=page["next_recipients_from"])
    assert seen == [MARA, *people]


def test_a_thread_shows_the_beginning_of_long_bodies_and_says_where_the_rest_is() -> None:
    desk = Desk()
    first = desk.letter("Plan", "w " * 5_000)
    for i in range(11):
        desk.letter("Re: Plan", f"answer {i}", answers=first, minutes_ago=30 - i)
    thread = desk.row(first).thread
    page = desk.do("get_thread", thread_id=thread)
    assert len(page["messages"]) == 10
    head = page["messages"][0]
    assert head["body_continues"] == "mail.get_message with offset 4000"
    rest = desk.do("get_message", message_id=first, offset=4000)["body"]
    assert head["body"] + rest == "w " * 5_000
    second = desk.do("get_thread", thread_id=thread, page=page["next_page"])
    assert [one["body"] for one in second["messages"]] == ["answer 9", "answer 10"]
    assert "next_page" not in second


def test_html_is_shown_when_asked_for() -> None:
    desk = Desk()
    letter = desk.letter(html="<p>the words</p>")
    shown = desk.do("get_message", message_id=letter)
    assert shown["has_html"]
    assert "html" not in shown
    assert desk.do("get_message", message_id=letter, html=True)["html"] == "<p>the words</p>"


def test_an_attachment_that_is_not_there_is_named_with_those_that_are() -> None:
    desk = Desk()
    letter = desk.letter(attachments=[{"name": "plan.txt", "text": "x"}])
    assert "'plan.txt'" in desk.refused("get_attachment", message_id=letter, name="plan.doc")[1]


@given(text=st.text(max_size=3_000), size=st.integers(1, 700))
def test_the_parts_of_a_text_are_the_text(text: str, size: int) -> None:
    parts, offset = "", 0
    while True:
        part, offset = page_of(text, offset, size)
        assert len(part) <= size
        assert len(canonical(part)) <= 2 * size + 1_000
        parts += part
        if not offset:
            break
    assert parts == text


def test_no_result_is_too_long_however_the_mail_is_made() -> None:
    desk = Desk()
    odd = '\\"\x01' * 80
    people = [f'"{"q" * 60}{i}" <{"e" * 50}{i}@{"d" * 60}.test>' for i in range(300)]
    files = [{"name": f"{i}{odd}"[:255], "text": ""} for i in range(50)]
    labels = [f"{i} {'n' * 200}" for i in range(60)]
    first = ""
    for i in range(55):
        made = desk.put(
            "mail.put_message", sender=people[0], to=people, cc=people, reply_to=people, subject=f"Re: {i}{odd * 20}",
            body="\x01" * 60_000, html="\x02" * 60_000, attachments=files, labels=["INBOX", *labels],
            headers=[[f"X-{j}{odd * 20}", odd * 50] for j in range(100)], answers=first,
        )
        first = first or made["id"]
    for i in range(20):
        desk.put("mail.add_send_as", address=f"a{i}@tarn.test", signature='"' * 4_000)
    desk.do("set_signature", signature='"' * 4_000)
    desk.do("set_vacation", enabled=True, body='"' * 10_000)
    thread = desk.row(first).thread
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("list_messages", {"max_results": 50}), ("list_threads", {"max_results": 50}), ("get_settings", {}),
        ("get_message", {"message_id": first, "include_headers": True}), ("get_thread", {"thread_id": thread}),
        ("get_message", {"message_id": first, "include_headers": True, "html": True}), ("list_labels", {}),
    )
    for tool, arguments in calls:
        outcome = desk.world.call(Call.of(f"mail.{tool}", arguments), actor=agent(MARA))
        assert outcome.ok, outcome.message
        assert len(outcome.text) <= MAX_RESULT, (tool, len(outcome.text))


def test_the_set_up_may_look_into_any_mailbox() -> None:
    desk = Desk()
    desk.put("mail.put_message", sender=ANN, to=[BOB], subject="s", body="b", mailbox=BOB)
    outcome = desk.world.call(Call.of("mail.list_messages", {"mailbox": BOB}), actor=setup(MARA))
    assert '"subject":"s"' in outcome.text


def test_attachments_of_one_name_are_all_read() -> None:
    desk = Desk()
    letter = desk.letter(attachments=[{"name": "scan.txt", "text": text} for text in ("one", "two")])
    assert [desk.do("get_attachment", message_id=letter, name="scan.txt", number=i)["text"] for i in (1, 2)] == [
        "one", "two"
    ]
    assert "number 3" in desk.refused("get_attachment", message_id=letter, name="scan.txt", number=3)[1]
