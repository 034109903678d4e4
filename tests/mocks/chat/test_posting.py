"""Messages: posted, answered, edited, deleted, scheduled; blocks, mentions, notifications and what is unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.chat.blocks import read_blocks, text_in
from diorama.mocks.world import agent
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import ToolError
from tests.mocks.chat.room import ANN, BOB, BOT, CLEO, GUS, MARA, NED, OTTO, Room

HEADER = '[{"type": "header", "text": {"text": "The plan", "type": "plain_text"}}]'


def test_a_conversation_is_read_newest_first_in_pages_and_a_thread_oldest_first() -> None:
    room = Room()
    stamps = [room.say("#plans", f"number {number}") for number in range(7)]
    assert stamps == sorted(set(stamps))
    first = room.do("read_channel", channel="#plans", limit=4)
    assert [one["text"] for one in first["messages"]] == [f"number {number}" for number in (6, 5, 4, 3)]
    second = room.do("read_channel", channel="Cplans", limit=4, before=first["next_before"])
    assert [one["text"] for one in second["messages"]] == [f"number {number}" for number in (2, 1, 0)]
    assert "next_before" not in second
    answers = [room.say("#plans", f"answer {number}", by=BOB, thread_ts=stamps[2]) for number in range(3)]
    thread = room.do("read_thread", channel="#plans", ts=answers[1], limit=2)
    assert thread["root"]["text"] == "number 2"
    assert [one["text"] for one in thread["answers"]] == ["answer 0", "answer 1"]
    rest = room.do("read_thread", channel="#plans", ts=stamps[2], after=thread["next_after"])
    assert [one["text"] for one in rest["answers"]] == ["answer 2"]
    assert "answer 0" not in room.read("#plans")
    room.say("#plans", "shown twice", thread_ts=answers[0], broadcast=True)
    assert room.read("#plans")[0] == "shown twice"
    assert room.do("read_channel", channel="#plans", limit=9)["messages"][5]["replies"] == 4


@given(count=st.integers(2, 30), seed=st.integers(0, 99))
def test_stamps_are_unique_and_in_order_though_the_clock_stands(count: int, seed: int) -> None:
    room = Room(seed=seed)
    room.world.pace = 0
    stamps = [room.say("#plans", f"number {number}") for number in range(count)]
    assert stamps == sorted(set(stamps))
    assert all(int(stamp.partition(".")[0]) == room.world.state.now // 1000 for stamp in stamps)


def test_the_stamp_of_a_deleted_message_is_not_given_out_again() -> None:
    room = Room()
    room.world.pace = 0
    first = room.say("#plans", "one")
    room.do("delete_message", channel="#plans", ts=first)
    assert room.say("#plans", "two") > first


def test_blocks_are_kept_as_canonical_text_and_give_a_fallback() -> None:
    room = Room()
    ts = room.say("#plans", "", blocks=HEADER)
    assert room.row("Cplans", ts).blocks == '[{"text":{"text":"The plan","type":"plain_text"},"type":"header"}]'
    assert room.do("get_message", channel="#plans", ts=ts)["blocks"] == room.row("Cplans", ts).blocks
    assert len(room.do("search", query='"the plan"')["messages"]) == 1


@pytest.mark.parametrize(("text", "says"), [
    ("{", "is no JSON text"), ("{}", "a JSON list"), ("[]", "1 to 50"), ("[7]", "block 1"),
    ("[" * 30 + "]" * 30, "nested 30 levels"),
    ('[{"type": "poll"}]', "The types are section"), ('[{"type": "heder"}]', "Did you mean 'header'?"),
    ('[{"type": "image", "image_url": "x"}]', "needs alt_text"),
    ('[{"type": "section", "text": "plain"}]', "text is an object such as"),
    ('[{"type": "context", "elements": {"a": 1}}]', "elements is a list"),
    ('[{"type": "divider", "x": 1.5}]', "no JSON"), ('[{"type": "divider", "x": NaN}]', "no JSON"),
    ('[{"type": "divider", "x": "\\ud800"}]', "surrogate"),
])
def test_blocks_that_are_none_are_refused(text: str, says: str) -> None:
    with pytest.raises(ToolError, match="blocks cannot be taken") as caught:
        read_blocks(text)
    assert says in caught.value.message


_PIECES = ("[", "]", '{"type":', '"header"', ",", '"text":', "}", "1e9", '"\\ud800"')


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
       | st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_any_text_is_blocks_or_refused(text: str) -> None:
    room = _ROOM.world.fork()
    outcome = room.call(Call.of("chat.post_message", {"channel": "#plans", "text": "x", "blocks": text}),
                        actor=agent(MARA))
    assert outcome.ok or outcome.code == "invalid_blocks"
    if outcome.ok:
        kept = read_blocks(text)
        assert read_blocks(kept) == kept
        assert isinstance(text_in(kept), str)


_ROOM = Room()


def test_posting_a_file_says_who_cannot_open_it() -> None:
    room = Room()
    file = room.do("drive.create_file", name="plan.txt", text="x")["id"]
    posted = room.do("post_message", channel="#outside-work", text="the plan", files=[file])
    assert posted["cannot_open"] == [{"file": file, "name": "plan.txt", "people": ["@ann", "@bob", "@otto"]}]
    assert room.refused("get_file", by=ANN, file_id=file)[0] == "file_not_found"
    room.do("drive.share", file_id=file, to=[ANN, BOB, OTTO], notify=False)
    assert "cannot_open" not in room.do("post_message", channel="#outside-work", text="again", files=[file])
    assert "cannot_open" not in room.do("upload_file", channel="#outside-work", name="new.txt", text="y")


def test_a_name_that_several_have_is_answered_with_all_of_them() -> None:
    room = Room()
    for handle, name in (("sam.reed", "Sam Reed"), ("sam.rowe", "Sam Rowe")):
        room.put("chat.put_user", address=f"{handle}@tarn.test", name=name, handle=handle)
    code, says = room.refused("post_message", channel="@sam", text="Hello")
    assert code == "user_not_found"
    assert "Did you mean '@sam.reed' or '@sam.rowe'?" in says
    assert "Did you mean '@sam.rowe'?" in room.refused("search", query="from:rowe")[1]
    assert "Did you mean" not in room.refused("get_user", by=ANN, user="@sam")[1]


def test_mentions_notify_members_and_are_counted() -> None:
    room = Room()
    posted = room.do("post_message", channel="#plans", text="Hello @bob and @cleo, or <@UGUS>; not a@bob.test")
    assert posted["not_in_channel"] == ["@cleo"]
    assert room.told(BOB) == ["mention"]
    assert room.told(CLEO) == []
    assert room.told(GUS) == ["mention"]
    room.say("#general", "@crew please look")
    assert room.told(BOB) == ["group", "mention"]
    assert room.told(CLEO) == ["group"]
    assert room.told(NED) == []
    room.do("set_status", by=NED, away=True)
    room.say("#general", "@here lunch")
    assert room.told(NED) == []
    room.say("#general", "@channel lunch, really")
    assert room.told(NED) == ["channel"]
    unread = {one["name"]: one for one in room.do("list_unread", by=BOB)["channels"]}
    assert (unread["#general"]["unread"], unread["#general"]["mentions"]) == (3, 3)
    assert (unread["#plans"]["unread"], unread["#plans"]["mentions"]) == (1, 1)
    room.do("mark_read", by=BOB, channel="#general")
    assert "#general" not in {one["name"] for one in room.do("list_unread", by=BOB)["channels"]}
    assert room.do("get_channel", by=NED, channel="#general")["mentions"] == 1


def test_direct_messages_count_as_mentions_and_open_by_handle() -> None:
    room = Room()
    room.say("@cleo", "Hello")
    room.say("@cleo", "Are you there?")
    (line,) = room.do("list_unread", by=CLEO)["channels"]
    assert (line["name"], line["unread"], line["mentions"]) == ("@mara", 2, 2)
    assert room.do("open_conversation", by=CLEO, users=["@mara"])["channel"] == line["channel"]
    assert room.do("open_conversation", users=["@bob", "@cleo"])["channel"] == "Dcrew"
    assert room.do("open_conversation", users=["@bob", "@ned"])["kind"] == "mpim"
    assert room.told(CLEO) == ["direct", "direct"]


def test_who_is_in_a_thread_hears_of_answers_and_reads_them_apart() -> None:
    room = Room()
    ts = room.say("#general", "A question")
    room.say("#general", "An answer", by=BOB, thread_ts=ts)
    room.say("#general", "Another, @channel", by=CLEO, thread_ts=ts)
    assert room.told(MARA) == ["thread", "thread"]
    assert room.told(BOB) == ["thread"]
    assert room.told(NED) == [], "a channel-wide word tells nobody in a thread"
    (thread,) = room.do("list_unread", by=BOB)["threads"]
    assert (thread["ts"], thread["unread"]) == (ts, 1)
    room.do("mark_read", by=BOB, channel="#general", ts=ts, thread=True)
    assert room.do("list_unread", by=BOB)["threads"] == []


def test_do_not_disturb_holds_notifications_and_loses_nothing() -> None:
    room = Room()
    room.do("set_do_not_disturb", by=BOB, snooze_minutes=30)
    room.say("#plans", "@bob one")
    room.wait(31)
    room.say("#plans", "@bob two")
    assert [one.get("held", False) for one in room.do("list_activity", by=BOB)["activity"]] == [False, True]
    room.do("set_do_not_disturb", by=BOB, hours="09:00-11:00")
    room.say("#plans", "@bob three")
    room.wait(90)
    room.say("#plans", "@bob four")
    held = [one.get("held", False) for one in room.do("list_activity", by=BOB)["activity"]]
    assert held == [False, True, False, True]
    assert room.refused("set_do_not_disturb", hours="9 to 5")[0] == "invalid_hours"


def test_only_the_writer_edits_and_the_policy_limits_how_long() -> None:
    room = Room()
    ts = room.say("#plans", "@bob frist", by=BOB)
    room.do("edit_message", by=BOB, channel="#plans", ts=ts, text="@gus first")
    assert room.do("get_message", channel="#plans", ts=ts)["edited"]
    assert room.row("Cplans", ts).mentions == ("UGUS",)
    assert room.told(GUS) == []
    assert room.refused("edit_message", channel="#plans", ts=ts, text="mine") == (
        "cannot_edit_message", f"The message '{ts}' is by @bob; only one's own can be edited.")
    room.put("chat.put_workspace", name="Tarn", domain="tarn.slack.test", edit_minutes=5, members_delete=False)
    room.wait(6)
    assert room.refused("edit_message", by=BOB, channel="#plans", ts=ts, text="late")[0] == "edit_window_closed"
    assert room.refused("delete_message", by=BOB, channel="#plans", ts=ts)[0] == "restricted_action"
    room.do("delete_message", channel="#plans", ts=ts)
    assert room.read("#plans") == []


def test_a_deleted_message_goes_with_all_that_hangs_on_it_and_its_thread_stays() -> None:
    room = Room()
    ts = room.say("#plans", "@bob see")
    answer = room.say("#plans", "seen", by=BOB, thread_ts=ts)
    room.do("react", by=BOB, channel="#plans", ts=ts, emoji=":eyes:")
    room.do("pin_message", channel="#plans", ts=ts)
    room.do("save_message", by=BOB, channel="#plans", ts=ts)
    room.do("delete_message", channel="#plans", ts=ts)
    assert room.read("#plans") == ["(deleted)"]
    assert room.found("see") == []
    assert room.do("list_pinned", channel="#plans")["pins"] == []
    assert room.do("list_saved", by=BOB)["saved"] == []
    assert room.told(BOB) == []
    assert room.refused("react", channel="#plans", ts=ts, emoji="eyes")[0] == "message_not_found"
    assert room.do("read_thread", channel="#plans", ts=answer)["answers"][0]["text"] == "seen"
    room.do("delete_message", by=BOB, channel="#plans", ts=answer)
    assert room.read("#plans") == []
    assert len(room.world.state.table("chat.follows")) == 0


def test_a_scheduled_message_is_posted_at_its_time_unless_taken_back() -> None:
    room = Room()
    room.do("schedule_message", channel="#plans", text="Later @bob", send_at="2026-03-04T10:00")
    other = room.do("schedule_message", channel="#plans", text="Never", send_at="2026-03-04T10:00")["scheduled_id"]
    assert {one["text"] for one in room.do("list_scheduled")["scheduled"]} == {"Later @bob", "Never"}
    assert room.do("list_scheduled", by=BOB)["scheduled"] == []
    assert room.refused("cancel_scheduled", by=BOB, scheduled_id=other)[0] == "not_found"
    room.do("cancel_scheduled", scheduled_id=other)
    assert room.read("#plans") == []
    room.wait(31)
    assert room.read("#plans") == ["Later @bob"]
    assert room.told(BOB) == ["mention"]
    assert room.refused("schedule_message", channel="#plans", text="x", send_at="2026-03-04T09:00")[0] == "time_in_past"
    assert room.refused("schedule_message", channel="#plans", text="x", send_at="2026-09-04")[0] == "time_too_far"


def test_nobody_writes_to_somebody_who_has_left() -> None:
    room = Room()
    room.put("chat.put_user", address="gone@tarn.test", name="Gil Gone", id="UGONE", deactivated=True)
    room.put("chat.put_channel", id="Dgone", kind="im", members=[MARA, "gone@tarn.test"])
    for channel in ("@gone", "Dgone"):
        code, says = room.refused("post_message", channel=channel, text="Hello")
        assert (code, says) == ("user_not_found", "@gone is deactivated; nobody reads messages there.")
    room.do("post_message", channel="Dbob", text="Hello")


def test_a_long_scheduled_message_is_listed_as_cut() -> None:
    room = Room()
    for text in ("short", "x" * 2_001):
        room.do("schedule_message", channel="#plans", text=text, send_at="2026-03-05T09:00")
    said = [one.get("shown") for one in room.do("list_scheduled")["scheduled"]]
    assert sorted(map(str, said)) == ["None", "the first 2,000 of 2001 characters"]


def test_a_scheduled_message_of_somebody_who_has_left_is_not_posted() -> None:
    room = Room()
    room.do("schedule_message", by=BOB, channel="#plans", text="Later", send_at="2026-03-04T10:00")
    room.do("leave_channel", by=BOB, channel="#plans")
    room.do("schedule_message", channel="#plans", text="Archived", send_at="2026-03-04T10:00")
    room.do("archive_channel", channel="#plans")
    room.wait(40)
    assert [text for text in room.read("#plans") if "Later" in text or "Archived" in text] == []


def test_an_ephemeral_message_is_seen_by_one_and_kept_nowhere() -> None:
    room = Room()
    room.do("post_ephemeral", channel="#plans", user="@bob", text="Psst, zebra")
    assert room.read("#plans", by=BOB) == []
    assert room.found("zebra", by=BOB) == []
    assert [one["text"] for one in room.do("list_activity", by=BOB)["activity"]] == ["Psst, zebra"]
    assert room.do("list_activity", by=GUS)["activity"] == []
    assert room.refused("post_ephemeral", channel="#plans", user="@cleo", text="x")[0] == "user_not_in_channel"


def test_reactions_are_counted_and_each_user_has_one_of_a_kind() -> None:
    room = Room()
    ts = room.say("#plans", "Done")
    for who in (BOB, GUS):
        room.do("react", by=who, channel="#plans", ts=ts, emoji="tada")
    room.do("react", by=BOB, channel="#plans", ts=ts, emoji=":+1:")
    assert room.do("read_channel", channel="#plans")["messages"][0]["reactions"] == {"+1": 1, "tada": 2}
    assert room.do("get_message", channel="#plans", ts=ts)["reactions"]["tada"] == ["@bob", "@gus"]
    assert room.refused("react", by=BOB, channel="#plans", ts=ts, emoji="tada")[0] == "already_reacted"
    assert room.refused("react", channel="#plans", ts=ts, emoji="tada", remove=True)[0] == "no_reaction"
    assert room.refused("react", channel="#plans", ts=ts, emoji="Ta da")[0] == "invalid_name"
    room.do("react", by=BOB, channel="#plans", ts=ts, emoji="tada", remove=True)
    assert room.do("read_channel", channel="#plans")["messages"][0]["reactions"] == {"+1": 1, "tada": 1}


def test_a_message_says_something_and_goes_where_it_may() -> None:
    room = Room()
    assert room.refused("post_message", channel="#plans", text="  ")[0] == "no_text"
    assert room.refused("post_message", channel="#plans", text="x", thread_ts="17.1")[0] == "invalid_ts"
    assert room.refused("post_message", channel="#plans", text="x", thread_ts="1772613000.000001")[0] == (
        "message_not_found")
    assert room.refused("post_message", channel="#plans", text="x", broadcast=True)[0] == "invalid_arguments"
    assert room.refused("post_message", channel="#plans", text="x", files=["file_no"])[0] == "file_not_found"
    assert room.refused("post_message", by="who@tarn.test", channel="#plans", text="x")[0] == "no_account"


def test_long_texts_are_read_in_parts() -> None:
    room = Room()
    text = "".join(f"line {number}\n" for number in range(4_000))[:39_000]
    ts = room.say("#plans", text)
    line = room.do("read_channel", channel="#plans")["messages"][0]
    assert line["text"] == text[:2_000]
    assert line["text_continues"] == "chat.get_message with offset 2000"
    read, offset = "", 0
    while True:
        part = room.do("get_message", channel="#plans", ts=ts, offset=offset)
        read += part["text"]
        offset = part.get("next_offset", 0)
        if not offset:
            break
    assert read == text


def test_a_bot_posts_where_it_is_and_nobody_answers_it() -> None:
    room = Room()
    room.put("people.add_rule", id="r", person="bob", act="reply", text="Yes", channel="chat", uses=0)
    assert room.refused("post_message", by=BOT, channel="#plans", text="Built")[0] == "not_in_channel"
    room.do("join_channel", by=BOT, channel="#plans")
    room.say("#plans", "@bob built", by=BOT)
    room.wait(30)
    assert room.read("#plans")[0] == "@bob built"


def test_reminders_ring_and_can_be_done_or_deleted() -> None:
    room = Room()
    for text in ("Call", "Write", "Rest"):
        room.do("add_reminder", text=text, at="2026-03-04T10:00", user="@bob")
    mine = {one["text"]: one["reminder_id"] for one in room.do("list_reminders")["reminders"]}
    room.do("complete_reminder", by=BOB, reminder_id=mine["Write"])
    room.do("delete_reminder", reminder_id=mine["Rest"])
    room.wait(40)
    assert [one["text"] for one in room.do("list_activity", by=BOB)["activity"]] == ["Call"]
    assert {one["text"]: one["done"] for one in room.do("list_reminders", by=BOB)["reminders"]} == {
        "Call": False, "Write": True}
    assert room.refused("complete_reminder", by=CLEO, reminder_id=mine["Call"])[0] == "not_found"
    assert room.refused("add_reminder", text="x", at="2026-03-05", user="@ann")[0] == "cannot_add_others"
    room.do("delete_reminder", by=BOB, reminder_id=mine["Call"])
    assert room.told(BOB) == []


def test_a_status_goes_at_its_time_unless_another_was_set() -> None:
    room = Room()
    room.do("set_status", text="Lunch", emoji=":bento:", until="2026-03-04T10:00")
    room.do("set_status", by=BOB, text="Away", until="2026-03-04T10:00")
    room.do("set_status", by=BOB, text="Back", until="2026-03-04T12:00")
    assert room.do("get_user", by=BOB, user="@mara")["status"]["emoji"] == "bento"
    room.wait(40)
    assert room.do("get_user")["status"] == {}
    assert room.do("get_user", user=BOB)["status"]["text"] == "Back"


def test_people_answer_by_rules_in_the_thread_or_the_direct_message() -> None:
    room = Room()
    room.put("people.add_rule", id="r1", person="bob", act="approve", text="Approved.", channel="chat",
             about=["budget"], matter="budget", uses=0)
    ts = room.say("#plans", "@bob may I have the budget?")
    room.say("@bob", "The budget, please")
    room.wait(15)
    assert [one["text"] for one in room.do("read_thread", channel="#plans", ts=ts)["answers"]] == ["Approved."]
    assert room.read("@bob") == ["Approved.", "The budget, please"]
    assert [row.matter for row in room.world.state.table("people.decisions").rows()] == ["budget", "budget"]
    assert room.told(MARA) == ["direct", "thread"]


def test_who_is_one_of_many_answers_only_what_a_rule_speaks_of() -> None:
    room = Room()
    for name in ("bob", "cleo"):
        room.put("people.add_rule", id=f"r_{name}", person=name, act="reply", text=f"Here is {name}.", channel="chat",
                 about=["figures"], uses=0)
    room.say("#general", "@channel lunch is ready")
    room.wait(15)
    assert len(room.world.state.table("people.unmatched")) == 0
    ts = room.say("#general", "@crew who has the figures?")
    room.wait(15)
    answers = room.do("read_thread", channel="#general", ts=ts)["answers"]
    assert sorted(one["text"] for one in answers) == ["Here is bob.", "Here is cleo."]
    room.say("@bob", "Something else")
    room.wait(15)
    assert len(room.world.state.table("people.unmatched")) == 1
    assert "not sure what you need" in room.read("@bob")[0]


def test_an_external_person_answers_and_what_he_says_leaves_nothing() -> None:
    room = Room()
    room.put("people.add_rule", id="r", person="ann", act="reply", text="Thank you.", channel="chat", about=["draft"])
    ts = room.say("#outside-work", "@ann here is the draft")
    room.wait(15)
    (answer,) = room.do("read_thread", channel="#outside-work", ts=ts)["answers"]
    assert (answer["from"], answer["text"]) == ("@ann", "Thank you.")
    assert [row.body for row in room.left()] == ["@ann here is the draft"]
    assert ANN in room.left()[0].recipients
