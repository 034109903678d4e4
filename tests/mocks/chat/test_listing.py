"""Listings in pages, and what the set-up puts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.world import setup
from tests.mocks.chat.room import BOB, CLEO, GUS, MARA, NED, Room


def _room() -> Room:
    room = Room()
    for number in range(9):
        ts = room.old("#plans", f"text {number}", by=BOB, minutes_ago=100 - number)
        room.do("save_message", channel="#plans", ts=ts)
        room.do("post_message", by=BOB, channel="#plans", text=f"@mara {number}")
        time = f"2026-03-0{5 + number % 3}T09:00"
        room.do("add_reminder", text=f"reminder {number}", at=time)
        room.do("schedule_message", channel="#plans", text=f"later {number}", send_at=time)
        room.put("chat.put_user_group", handle=f"group-{number}", name=f"Group {number}", members=[BOB])
        room.do("upload_file", channel="#plans", name=f"{number}.txt", text=str(number))
        room.do("invite_outside", address=f"p{number}@far.test", channels=["#plans"])
    return room


_ROOM = _room()
_LISTS = {
    "list_channels": ("channels", "id"), "list_users": ("users", "id"), "list_saved": ("saved", "ts"),
    "list_activity": ("activity", "ts"), "list_reminders": ("reminders", "reminder_id"),
    "list_scheduled": ("scheduled", "scheduled_id"), "list_user_groups": ("user_groups", "handle"),
    "list_files": ("files", "id"), "list_invitations": ("invitations", "invitation_id"),
}


@settings(max_examples=30)
@given(tool=st.sampled_from(sorted(_LISTS)), size=st.integers(1, 9))
def test_pages_give_each_item_once_and_in_the_order_of_one_long_page(tool: str, size: int) -> None:
    field, key = _LISTS[tool]
    whole = [one[key] for one in _ROOM.do(tool, limit=100)[field]]
    assert len(whole) >= 7
    assert len(set(whole)) == len(whole)
    paged: list[str] = []
    token = ""
    while True:
        page = _ROOM.do(tool, limit=size, page_token=token)
        assert len(page[field]) <= size
        paged += [one[key] for one in page[field]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert paged == whole


def test_read_marks_say_what_is_unread() -> None:
    room = Room()
    for minutes in (90, 60, 30):
        room.old("#general", f"@bob {minutes} minutes ago", minutes_ago=minutes)
    assert [one["unread"] for one in room.do("list_unread", by=BOB)["channels"]] == [3]
    room.put("chat.put_read_mark", channel="#general", users=[BOB], minutes_ago=60)
    (line,) = room.do("list_unread", by=BOB)["channels"]
    assert (line["unread"], line["mentions"]) == (1, 1)
    room.put("chat.put_read_mark", channel="#general")
    assert room.do("list_unread", by=BOB)["channels"] == []
    second = room.do("read_channel", channel="#general")["messages"][1]["ts"]
    room.do("mark_read", by=BOB, channel="#general", ts=second)
    assert [one["unread"] for one in room.do("list_unread", by=BOB)["channels"]] == [1]


@pytest.mark.parametrize(("tool", "arguments", "says"), [
    ("put_user", {"address": BOB, "name": "Bob"}, "There is an account"),
    ("put_channel", {"members": [BOB], "name": "plans"}, "There is a channel 'plans' already"),
    ("put_user", {"address": "x@tarn.test", "name": "X", "handle": "crew"}, "There is a handle 'crew' already"),
    ("put_user", {"address": "x@tarn.test", "name": "X", "handle": "here"}, "'here' is no handle"),
    ("put_user_group", {"handle": "bob", "name": "X"}, "There is a handle 'bob' already"),
    ("put_channel", {"members": [BOB], "name": "The Plans"}, "'The Plans' is no channel name"),
    ("put_channel", {"members": [BOB]}, "A channel has a name"),
    ("put_channel", {"members": [MARA, BOB, CLEO], "kind": "im"}, "of one or two people, not 3"),
    ("put_message", {"channel": "#plans", "sender": BOB, "text": "x", "thread_ts": "1772613000.000000"}, "no message"),
    ("put_message", {"channel": "#nowhere", "sender": BOB, "text": "x"}, "no channel '#nowhere'"),
    ("put_message", {"channel": "#plans", "sender": "zoe", "text": "x"}, "no user 'zoe'"),
    ("put_message", {"channel": "#plans", "sender": BOB, "text": "x", "files": ["f"]}, "no file 'f'"),
    ("put_read_mark", {"channel": "#plans", "users": [NED]}, "@ned is not in #plans"),
    ("put_user_group", {"handle": "x", "name": "X", "group": "x@tarn.test"}, "no group 'x@tarn.test'"),
])
def test_a_set_up_that_does_not_fit_is_refused(tool: str, arguments: dict[str, object], says: str) -> None:
    outcome = Room().attempt(f"chat.{tool}", setup(), arguments)
    assert not outcome.ok
    assert says in outcome.message


def test_what_is_put_notifies_nobody_and_leaves_nothing() -> None:
    room = Room()
    room.put("people.add_rule", id="r", person="bob", act="reply", text="Yes", channel="chat", uses=0)
    room.old("#outside-work", "@bob @ann the figures", by=MARA)
    room.wait(60)
    assert room.told(BOB) == []
    assert room.left() == []
    assert room.read("#outside-work") == ["@bob @ann the figures"]
    ts = room.put("chat.receive", channel="#outside-work", sender=MARA, text="@bob now")["ts"]
    room.wait(60)
    assert room.told(BOB) == ["mention"]
    assert [row.body for row in room.left()] == ["@bob now", "Yes"]
    assert room.do("read_thread", channel="#outside-work", ts=ts)["answers"][0]["text"] == "Yes"


def test_a_directory_of_people_is_searched_by_words() -> None:
    room = Room()
    assert [one["handle"] for one in room.do("list_users", query="cleo carr")["users"]] == ["@cleo"]
    assert [one["name"] for one in room.do("list_channels", query="quarter")["channels"]] == ["#plans"]
    assert room.do("list_channels", query="quarter", by=GUS)["channels"][0]["joined"]
    assert {one["name"] for one in room.do("list_channels", kind="im")["channels"]} == {"@bob"}
    assert [one["name"] for one in room.do("list_channels", archived=True)["channels"]] == ["#old"]
    assert room.do("get_user", user="@ann")["outside"]
