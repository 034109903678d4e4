"""Who sees and may do what: private channels, guests, people outside; and what is on the ledger."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.world import agent
from tests.mocks.chat.room import ANN, BOB, BOT, CLEO, GUS, MARA, NED, OTTO, STRANGER, Room

SEEN = {
    MARA: {"#general", "#plans", "#secret", "#outside-work", "#news", "@bob", "@bob, @cleo"},
    CLEO: {"#general", "#plans", "#outside-work", "#news", "@mara, @bob", "@bob, @mara"},
    NED: {"#general", "#plans", "#outside-work", "#news"},
    BOT: {"#general", "#plans", "#outside-work", "#news"},
    GUS: {"#plans"},
    ANN: {"#outside-work"},
}
_SUGGESTION = re.compile(r" Did you mean '[^']+'\?")
HIDDEN = {NED: ["Csecret", "#secret", "Dbob", "Dcrew"], GUS: ["#general", "Csecret", "Cshared", "#news"],
          ANN: ["#general", "#plans", "Csecret", "Dbob"]}


@pytest.mark.parametrize("who", SEEN)
def test_everybody_sees_his_conversations(who: str) -> None:
    names = {one["name"] for one in Room().do("list_channels", by=who)["channels"]}
    assert names <= SEEN[who]
    assert len(names) == len(SEEN[who]) - (who == CLEO)


@pytest.mark.parametrize(("who", "where"), [(who, where) for who, places in HIDDEN.items() for where in places])
def test_what_one_may_not_see_is_not_found_whoever_else_sees_it(who: str, where: str) -> None:
    room = Room()
    ts = room.old(where, "zebra", by=BOB)
    for tool, arguments in (
        ("get_channel", {}), ("read_channel", {}), ("list_members", {}), ("list_pinned", {}), ("join_channel", {}),
        ("post_message", {"text": "x"}), ("get_message", {"ts": ts}), ("react", {"ts": ts, "emoji": "eyes"}),
        ("pin_message", {"ts": ts}), ("save_message", {"ts": ts}), ("mark_read", {}), ("list_files", {}),
    ):
        code, message = room.refused(tool, by=who, channel=where, **arguments)
        assert code == "channel_not_found", tool
        assert "you can see" in message
        missing = room.refused(tool, by=who, channel="Cnowhere", **arguments)[1]
        assert _SUGGESTION.sub("", message).replace(where, "Cnowhere") == _SUGGESTION.sub("", missing)
        assert f"mean '{where}'" not in message
    assert room.found("zebra", by=who) == []


def test_a_public_channel_is_read_before_one_joins_it_and_posted_in_after() -> None:
    room = Room()
    room.old("#plans", "hello", by=BOB)
    assert room.read("#plans", by=CLEO) == ["hello"]
    assert room.refused("post_message", by=CLEO, channel="#plans", text="x")[0] == "not_in_channel"
    ts = room.old("#plans", "hello")
    assert room.refused("react", by=CLEO, channel="#plans", ts=ts, emoji="x")[0] == "not_in_channel"
    room.do("join_channel", by=CLEO, channel="#plans")
    room.say("#plans", "hello too", by=CLEO)
    assert room.read("#plans")[0] == "hello too"
    room.do("leave_channel", by=CLEO, channel="#plans")
    assert room.refused("post_message", by=CLEO, channel="#plans", text="x")[0] == "not_in_channel"


def test_a_private_channel_opens_by_invitation_only_and_closes_on_leaving() -> None:
    room = Room()
    room.old("#secret", "between us", by=BOB)
    assert room.refused("invite_to_channel", by=CLEO, channel="Csecret", users=["@cleo"])[0] == "channel_not_found"
    room.do("invite_to_channel", by=BOB, channel="#secret", users=["@cleo", "@mara"])
    assert "between us" in room.read("#secret", by=CLEO)
    room.do("remove_from_channel", channel="#secret", user="@cleo")
    assert room.refused("read_channel", by=CLEO, channel="#secret")[0] == "channel_not_found"


def test_who_has_left_hears_no_more_of_threads_there() -> None:
    room = Room()
    ts = room.say("#secret", "A question", by=BOB)
    room.say("#secret", "An answer", thread_ts=ts)
    room.do("leave_channel", by=BOB, channel="#secret")
    room.say("#secret", "Between us: zebra", thread_ts=ts)
    assert room.do("list_unread", by=BOB)["threads"] == []
    assert room.do("list_activity", by=BOB)["activity"] == []
    assert {row.user for row in room.world.state.table("chat.follows").rows()} == {"UMARA"}


def test_in_an_announcement_channel_few_begin_and_all_answer() -> None:
    room = Room()
    assert room.refused("post_message", by=BOB, channel="#news", text="x")[0] == "restricted_action"
    ts = room.say("#news", "News")
    room.say("#news", "Thanks", by=BOB, thread_ts=ts)
    room.do("update_channel", channel="#news", posters=["@bob"])
    room.say("#news", "Mine too", by=BOB)
    assert room.refused("update_channel", by=BOB, channel="#news", posting="everyone")[0] == "restricted_action"


def test_an_archived_channel_is_read_and_nothing_else() -> None:
    room = Room()
    ts = room.old("#old", "past", by=BOB)
    assert room.read("#old", by=BOB) == ["past"]
    for tool, arguments in (("post_message", {"text": "x"}), ("react", {"ts": ts, "emoji": "eyes"}),
                            ("edit_message", {"ts": ts, "text": "y"}), ("pin_message", {"ts": ts}),
                            ("invite_to_channel", {"users": ["@gus"]}), ("update_channel", {"topic": "x"}),
                            ("add_bookmark", {"title": "x", "link": "https://x.test"})):
        assert room.refused(tool, by=BOB, channel="#old", **arguments)[0] == "is_archived", tool
    assert "#old" not in {one["name"] for one in room.do("list_channels", by=BOB)["channels"]}
    room.do("archive_channel", channel="#old", archived=False)
    room.say("#old", "again", by=BOB)
    assert room.refused("archive_channel", channel="#general")[0] == "cant_archive_general"
    assert room.refused("archive_channel", by=BOB, channel="#old")[0] == "restricted_action"


@pytest.mark.parametrize("who", [GUS, ANN])
def test_guests_and_outsiders_may_little(who: str) -> None:
    room = Room()
    place = "#plans" if who == GUS else "#outside-work"
    room.say(place, "Hello", by=who)
    for tool, arguments in (
        ("create_channel", {"name": "mine"}), ("invite_to_channel", {"channel": place, "users": ["@bob"]}),
        ("update_channel", {"channel": place, "topic": "x"}), ("set_user_group", {"handle": "mine"}),
        ("invite_outside", {"address": STRANGER, "channels": [place]}),
        ("post_message", {"channel": place, "text": "@channel hello"}),
        ("add_bookmark", {"channel": place, "title": "x", "link": "https://x.test"}),
    ):
        assert room.refused(tool, by=who, **arguments)[0] == "restricted_action", tool
    known = {one["handle"] for one in room.do("list_users", by=who)["users"]}
    assert known == ({"@mara", "@bob", "@gus"} if who == GUS else {"@mara", "@bob", "@ann", "@otto"})
    assert room.refused("get_user", by=who, user="@cleo")[0] == "user_not_found"
    assert room.refused("post_message", by=who, channel="@cleo", text="x")[0] == "user_not_found"


def test_a_guest_of_one_channel_is_put_into_no_second() -> None:
    room = Room()
    assert room.refused("invite_to_channel", channel="#general", users=["@gus"])[0] == "user_is_restricted"
    assert room.refused("invite_to_channel", channel="#plans", users=["@ann"])[0] == "not_shared"


# --- the ledger ------------------------------------------------------------------------------------------------------


def test_what_is_posted_where_outsiders_read_is_on_the_ledger_by_organisation() -> None:
    room = Room()
    room.put("chat.put_user", address="zoe@third.test", name="Zoe", role="external", id="UZOE")
    room.put("chat.put_channel", name="both", id="Cboth", members=[MARA, ANN, OTTO, "zoe"])
    posted = room.do("post_message", channel="#both", text="The figures: 41", blocks='[{"type": "header", "text": '
                     '{"type": "plain_text", "text": "Secret header"}}]')
    assert posted["readers_outside"] == 3
    ours, third = sorted(room.left(), key=lambda row: row.recipients)
    assert ours.recipients == (ANN, OTTO)
    assert third.recipients == ("zoe@third.test",)
    for row in (ours, third):
        assert (row.channel, row.sender, row.subject) == ("chat", MARA, "#both")
        assert row.body == "The figures: 41\nSecret header"
        assert row.source == f"Cboth:{posted['ts']}"
    room.say("#plans", "inside")
    room.say("#both", "from outside", by=ANN)
    assert len(room.left()) == 2


def test_edits_answers_direct_messages_files_and_topics_leave_too() -> None:
    room = Room()
    ts = room.say("#outside-work", "one")
    room.do("edit_message", channel="#outside-work", ts=ts, text="two")
    room.say("#outside-work", "three", thread_ts=ts)
    room.say("@ann", "four")
    room.do("update_channel", channel="#outside-work", topic="five")
    room.do("post_ephemeral", channel="#outside-work", user="@otto", text="six")
    room.do("schedule_message", channel="#outside-work", text="seven", send_at="2026-03-04T10:00")
    room.do("upload_file", channel="#outside-work", name="eight.txt", text="the eighth", comment="eight")
    room.do("add_bookmark", channel="#outside-work", title="nine", link="https://nine.test/")
    room.wait(60)
    left = room.left()
    assert sorted(row.body for row in left) == sorted(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine\nhttps://nine.test/"])
    by_body = {row.body: row for row in left}
    assert by_body["four"].recipients == (ANN,)
    assert by_body["six"].recipients == (OTTO,)
    ((name, kind, blob),) = by_body["eight"].files
    assert (name, kind, room.world.state.blobs[blob]) == ("eight.txt", "text/plain", b"the eighth")


def test_an_invitation_leaves_and_when_taken_the_history_with_it() -> None:
    room = Room()
    room.old("#secret", "The old secret", by=BOB)
    room.do("upload_file", by=BOB, channel="#secret", name="s.txt", text="inside")
    invited = room.do("invite_outside", by=BOB, address=f"Stella <{STRANGER}>", channels=["#secret"])
    assert [(row.recipients, row.subject) for row in room.left()] == [((STRANGER,), "Invitation to Tarn")]
    assert room.refused("read_channel", by=STRANGER, channel="Csecret")[0] == "no_account"
    room.wait(31)
    assert "The old secret" in room.read("Csecret", by=STRANGER)
    history = [row for row in room.left() if ("How", "history") in row.headers]
    assert [row.recipients for row in history] == [(STRANGER,)]
    assert "The old secret" in history[0].body
    assert [name for name, _, _ in history[0].files] == ["s.txt"]
    assert room.do("get_channel", channel="#secret")["shared_with"] == ["elsewhere.test"]
    assert room.refused("withdraw_invitation", by=BOB, invitation_id=invited["invitation_id"])[0] == "already_settled"


def test_an_invitation_that_is_taken_back_or_that_nobody_gets_opens_nothing() -> None:
    room = Room()
    first = room.do("invite_outside", address=STRANGER, channels=["#plans"])["invitation_id"]
    room.do("withdraw_invitation", invitation_id=first)
    room.do("invite_outside", address="nobody@nowhere.test", channels=["#plans"], kind="single_guest")
    room.wait(120)
    assert {row.status for row in room.world.state.table("chat.invitations").rows()} == {"withdrawn", "pending"}
    assert len(room.do("list_members", channel="#plans")["members"]) == 3
    assert room.refused("invite_outside", address=CLEO, channels=["#plans"])[0] == "invalid_address"
    room.put("chat.put_workspace", name="Tarn", domain="t.test", outside_invites="admins", broadcasts="admins")
    assert room.refused("invite_outside", by=BOB, address=STRANGER, channels=["#plans"])[0] == "restricted_action"
    assert room.refused("post_message", by=BOB, channel="#plans", text="@here")[0] == "restricted_action"


_PLACES = ("Cgeneral", "Cplans", "Csecret", "Cshared", "Dbob", "@ann", "@cleo")


@given(posts=st.lists(st.tuples(st.sampled_from(_PLACES), st.sampled_from([MARA, BOB, ANN, OTTO])), max_size=8))
def test_the_ledger_holds_each_post_of_ours_that_an_outsider_reads_and_no_other(posts: list[tuple[str, str]]) -> None:
    room = Room()
    expected: dict[str, set[str]] = {}
    for number, (place, by) in enumerate(posts):
        outcome = room.attempt("chat.post_message", agent(by), {"channel": place, "text": f"text {number}"})
        readers = {ANN, OTTO} if place == "Cshared" else {ANN} if place == "@ann" else set[str]()
        if outcome.ok and readers and by in (MARA, BOB):
            expected[f"text {number}"] = readers
    assert {row.body: set(row.recipients) for row in room.left()} == expected


# --- files -----------------------------------------------------------------------------------------------------------


def test_an_uploaded_file_is_read_by_who_reads_the_conversation() -> None:
    room = Room()
    file = room.do("upload_file", channel="#secret", name="zebra.txt", text="striped")["file_id"]
    assert room.do("get_file", by=BOB, file_id=file)["text"] == "striped"
    assert room.refused("get_file", by=CLEO, file_id=file)[0] == "file_not_found"
    assert room.refused("post_message", by=CLEO, channel="#general", text="x", files=[file])[0] == "file_not_found"
    assert room.do("list_files", by=CLEO)["files"] == []
    assert [one["name"] for one in room.do("list_files", by=BOB, query="zebra")["files"]] == ["zebra.txt"]
    assert room.do("drive.get_file", file_id=file)["name"] == "zebra.txt", "it is the same file as in Drive"
    assert room.refused("remove_file", by=BOB, file_id=file)[0] == "file_not_found"
    room.do("remove_file", file_id=file)
    assert room.read("#secret") == []
    assert room.do("drive.get_file", file_id=file)["name"] == "zebra.txt"


def test_a_shared_drive_file_keeps_its_own_permissions() -> None:
    room = Room()
    room.put("drive.put_file", name="plan.txt", owner=BOB, text="the plan", id="file_plan")
    assert room.refused("post_message", channel="#plans", text="x", files=["file_plan"])[0] == "file_not_found"
    room.say("#plans", "see", by=BOB, files=["file_plan"])
    assert room.do("read_channel", channel="#plans")["messages"][0]["files"] == [
        {"id": "file_plan", "no_access": True}]
    assert room.refused("get_file", file_id="file_plan")[0] == "file_not_found"
    room.put("drive.put_permission", file="file_plan", who=MARA, role="reader")
    assert room.do("get_file", file_id="file_plan")["text"] == "the plan"
    room.say("#outside-work", "see", by=BOB, files=["file_plan"])
    room.put("drive.put_permission", file="file_plan", who=OTTO, role="reader")
    room.say("#outside-work", "see again", by=BOB, files=["file_plan"])
    assert [(row.body, len(row.files)) for row in room.left()] == [("see", 0), ("see again", 1)]
    room.do("drive.trash", by=BOB, file_id="file_plan")
    room.do("drive.delete_forever", by=BOB, file_id="file_plan")
    assert room.do("read_channel", channel="#plans")["messages"][0]["files"] == [{"id": "file_plan", "gone": True}]


# --- groups ----------------------------------------------------------------------------------------------------------


def test_user_groups_hold_colleagues_and_those_of_a_directory_group() -> None:
    room = Room()
    room.put("groups.add_group", address="ops@tarn.test", name="Ops", members=[NED])
    room.put("chat.put_user_group", handle="ops", name="Ops", members=[BOB], group="ops@tarn.test")
    room.say("#general", "@ops look")
    assert room.told(NED) == room.told(BOB) == ["group"]
    assert room.do("set_user_group", handle="crew", members=["@ned"])["members"] == 1
    assert room.refused("set_user_group", handle="crew", members=["@ann"])[0] == "user_is_restricted"
    assert room.refused("set_user_group", handle="bob", members=[])[0] == "handle_taken"
    room.do("set_user_group", handle="crew", disabled=True)
    room.say("#general", "@crew look")
    assert room.told(NED) == ["group"]
    listed = {one["handle"]: one for one in room.do("list_user_groups")["user_groups"]}
    assert listed["@ops"]["members"] == ["@bob", "@ned"]
    assert listed["@crew"]["disabled"]
