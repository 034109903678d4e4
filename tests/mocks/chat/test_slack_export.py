"""Slack exports: all that is in a folder comes in and out again; all that chat holds goes out and comes in again."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.chat.service import Chat
from diorama.mocks.chat.slack_in import list_items
from diorama.mocks.chat.slack_out import export_slack
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State
from tests.mocks.chat.calls import RandomCalls
from tests.mocks.chat.room import ANN, BOB, GUS, MARA, NOW, Room
from tests.mocks.chat.soundness import assert_sound

Files = Mapping[str, bytes]

USERS = [
    {"id": "U01", "name": "mara", "real_name": "Mara Lind", "is_admin": True, "is_owner": True, "tz": "Europe/Berlin",
     "profile": {"email": "mara@tarn.test", "real_name": "Mara Lind", "title": "Operations", "image_72": "x"},
     "updated": 1_700_000_000, "color": "9f69e7"},
    {"id": "U02", "name": "bob.bell", "profile": {"email": "bob@tarn.test"}, "tz": "Mars/Base"},
    {"id": "U03", "name": "Åse", "deleted": True, "profile": {"real_name": "Åse Ås"}},
    {"id": "U04", "name": "builds", "is_bot": True, "profile": {"bot_id": "B04", "real_name": "Build bot"}},
    {"id": "U05", "name": "guest", "is_restricted": True, "is_ultra_restricted": True,
     "profile": {"email": "guest@other.test"}},
    {"name": "nobody"}, 17,
]
CHANNELS = [
    {"id": "C01", "name": "general", "created": "1433558319", "creator": "U01", "is_general": True,
     "members": ["U01", "U02", "U05"], "topic": {"value": "All of it", "creator": "U01", "last_set": 5},
     "purpose": {"value": "Talk", "creator": "", "last_set": 0},
     "pins": [{"id": "1772600000.000100", "type": "C", "created": 1_772_600_500, "user": "U02", "owner": "U02"},
              {"id": "1.000000", "type": "C"}]},
    {"id": "C02", "name": "büro", "created": 1_433_558_320, "creator": "U09", "is_archived": True, "members": []},
]
TALK: list[dict[str, Any]] = [
    {"type": "message", "subtype": "channel_join", "user": "U02", "ts": "1772599999.000000",
     "text": "<@U02> has joined the channel"},
    {"type": "message", "user": "U01", "ts": "1772600000.000100", "client_msg_id": "d3a1", "team": "T01",
     "text": "Hello <@U02|bob>, see <#C02|büro> &amp; <https://a.test/?x=1&y=2|the plan> &lt;now&gt; \U0001f600",
     "edited": {"user": "U01", "ts": "1772600100.000000"}, "thread_ts": "1772600000.000100", "reply_count": 2,
     "replies": [{"user": "U02", "ts": "1772600200.000000"}, {"user": "U07", "ts": "1772600300.000000"}],
     "reactions": [{"name": "thumbsup::skin-tone-2", "users": ["U02", "U05"], "count": 2},
                   {"name": "eyes", "users": ["U02"], "count": 9}],
     "blocks": [{"type": "rich_text", "block_id": "b", "elements": [{"type": "rich_text_section", "elements": [
         {"type": "text", "text": "Hello"}]}]}]},
    {"type": "message", "user": "U02", "ts": "1772600200.000000", "thread_ts": "1772600000.000100", "text": "Yes",
     "parent_user_id": "U01"},
    {"type": "message", "user": "U07", "ts": "1772600300.000000", "thread_ts": "1772600000.000100", "text": "Seen",
     "subtype": "thread_broadcast", "user_profile": {"name": "zoe", "real_name": "Zoe Zorn"}},
    {"type": "message", "user": "U01", "ts": "1772600400.000000", "text": "", "files": [
        {"id": "F01", "name": "plan.pdf", "mimetype": "application/pdf", "size": 12_345, "created": 1_772_600_399,
         "user": "U01", "url_private": "https://files.slack.test/F01/plan.pdf"}, {"id": "F02", "mode": "tombstone"}]},
    {"type": "message", "subtype": "bot_message", "bot_id": "B77", "username": "Gate", "ts": "1772600500.000000",
     "text": "", "attachments": [{"fallback": "Gate 3 open", "color": "36a64f", "id": 1, "fields": [{"title": "x"}]}]},
    {"type": "message", "user": "U01", "ts": "1772600600.000000", "text": "poll", "blocks": [{"type": "poll"}]},
    {"type": "message", "subtype": "huddle_thread", "user": "USLACKBOT", "ts": "1772600700.000000", "text": "A huddle",
     "room": {"id": "R01", "participants": ["U01"]}},
    {"type": "message", "subtype": "tombstone", "user": "U01", "ts": "1772600800.000000", "text": "deleted"},
    {"type": "message", "user": "U01", "text": "no ts"}, {"type": "message", "user": "U02", "ts": "1772600600.000000"},
    {"type": "message", "user": "U02", "ts": "1772600900.000000", "thread_ts": "1500000000.000000", "text": "late"},
    {"type": "message", "user": "U02", "ts": "1772601000.000000", "text": "half \ud83d of a pair"},
]


def written(value: object) -> bytes:
    """Return JSON as Slack writes it."""
    return json.dumps(value, indent=4).replace("/", "\\/").encode()


FOLDER: Files = {
    "users.json": written(USERS), "channels.json": written(CHANNELS), "integration_logs.json": written([{"x": 1.50}]),
    "groups.json": written([{"id": "G01", "name": "plans", "creator": "U01", "created": 7, "members": ["U01"]}]),
    "dms.json": written([{"id": "D01", "created": 9, "members": ["U01", "U02"]},
                         {"id": "D02", "created": 9, "members": ["U02", "U01"]}]),
    "mpims.json": written([{"id": "G02", "name": "mpdm-mara--bob.bell--guest-1", "created": 9, "creator": "U01",
                            "members": ["U01", "U02", "U05"]}]),
    "general/2026-03-04.json": written(TALK), "general/canvas.bin": b"\xff\x00",
    "büro/2015-06-05.json": written([{"type": "message", "user": "U01", "ts": "1433558400.000002", "text": "first"}]),
    "D01/2026-03-04.json": written([{"type": "message", "user": "U01", "ts": "1772600000.000001", "text": "psst"}]),
    "D02/2026-03-04.json": written([{"type": "message", "user": "U02", "ts": "1772600000.000002", "text": "what"}]),
    "lost/2026-03-04.json": written([{"type": "message", "user": "U02", "ts": "1772600000.000003", "text": "where"}]),
}


def landed(files: Files, world: World | None = None) -> tuple[World, dict[str, Any]]:
    """Return a world with an export in it, and what the import says."""
    if world is None:
        world = World([Chat, Drive], now=NOW)
        world.call(Call.of("chat.put_workspace", {"name": "Tarn", "domain": "tarn.slack.test"}), actor=setup())
    raw: list[Json] = [
        {"path": path, "content": base64.b64encode(data).decode()} for path, data in files.items()
    ]
    outcome = world.call(Call.of("chat.import_slack", {"source": "x", "files": raw}), actor=setup())
    assert outcome.ok, outcome.message
    said: Any = outcome.value
    return world, said


def exported(state: State) -> dict[str, bytes]:
    """Return the files of a state's export."""
    return {one.path: one.content for one in export_slack(state)}


def test_an_untouched_export_comes_out_byte_for_byte() -> None:
    world, said = landed(FOLDER)
    assert_sound(world.state)
    assert exported(world.state) == FOLDER
    assert said["items"] == sum(len(json.loads(data)) for path, data in FOLDER.items()
                                if path.endswith(".json") and path != "integration_logs.json")
    assert said["defects"] == {
        "a conversation is in no list": 1, "a direct message is of the same people as another": 1,
        "a file's content is not in the export": 1, "a message answers one that is not there": 1,
        "a message has blocks that cannot be shown": 1, "a message has no ts": 1,
        "a message has the ts of another": 1, "a message is deleted": 1, "a pin is of a message that is not there": 1,
        "a reaction does not name everybody": 1, "a user has no id": 1, "a user has no mail address": 2,
        "a user's name cannot be a handle here, or is taken": 1, "is no object": 1,
        "somebody is in no list of users": 4,
    }
    assert said["kept"] == said["items"] - 5  # no id, no object, no ts, the same ts, deleted


def test_what_is_imported_can_be_read() -> None:
    world, _ = landed(FOLDER)
    state = world.state
    row = state.table("chat.messages")["C01:1772600000.000100"]
    assert row.text == TALK[1]["text"]
    assert row.edited == 1_772_600_100_000
    assert row.mentions == ("U02",)
    reactions = [(one.emoji, one.user) for one in state.table("chat.reactions").rows()]
    assert sorted(reactions) == [("eyes", "U02"), ("thumbsup::skin-tone-2", "U02"), ("thumbsup::skin-tone-2", "U05")]
    assert state.table("chat.messages")["C01:1772600300.000000"].broadcast
    assert state.table("chat.messages")["C01:1772600500.000000"].attachments[0].text == "Gate 3 open"
    assert state.table("chat.messages")["C01:1772601000.000000"].text == "half \ufffd of a pair"
    assert state.table("files.files")["F01"].name == "plan.pdf"
    assert state.table("chat.users")["B77"].role == "bot"
    assert (state.table("chat.users")["U07"].name, state.table("chat.users")["U07"].deactivated) == ("Zoe Zorn", True)
    assert state.table("chat.channels")["lost"].kind == "private", "nobody else may read what lay in no channel"
    found = world.call(Call.of("chat.search", {"query": "hello from:@bob.bell"}), actor=agent("mara@tarn.test"))
    assert found.ok, found.message
    thread = world.call(Call.of("chat.read_thread", {"channel": "#general", "ts": "1772600000.000100"}),
                        actor=agent("mara@tarn.test"))
    assert thread.ok, thread.message
    assert "Yes" in thread.text


def test_what_changes_is_written_anew_and_nothing_else() -> None:
    world, _ = landed(FOLDER)
    mara = agent("mara@tarn.test")
    for tool, arguments in (
        ("chat.edit_message", {"channel": "C01", "ts": "1772600000.000100", "text": "Hello again"}),
        ("chat.post_message", {"channel": "#general", "text": "new <b> &"}),
        ("chat.delete_message", {"channel": "C01", "ts": "1772600200.000000"}),
        ("chat.update_channel", {"channel": "C01", "topic": "Less"}),
    ):
        outcome = world.call(Call.of(tool, arguments), actor=mara)
        assert outcome.ok, (tool, outcome.message)
    out = exported(world.state)
    assert {path for path in FOLDER if out[path] != FOLDER[path]} == {"channels.json", "general/2026-03-04.json"}
    day = json.loads(out["general/2026-03-04.json"])
    first = next(one for one in day if one.get("ts") == "1772600000.000100")
    before: dict[str, Any] = dict(TALK[1])
    assert first["text"] == "Hello again"
    assert first["reply_count"] == 1
    for name in ("client_msg_id", "team", "blocks", "thread_ts", "reactions"):
        assert first[name] == before[name], name
    assert not any(one.get("ts") == "1772600200.000000" for one in day)
    assert day[-1]["text"] in ("new <b> &", "new &lt;b&gt; &amp;")
    general = json.loads(out["channels.json"])[0]
    assert (general["topic"]["value"], general["pins"], general["purpose"]) == (
        "Less", CHANNELS[0]["pins"], CHANNELS[0]["purpose"])
    again, _ = landed(out)
    assert_sound(again.state)
    assert exported(again.state) == out


CARRIED: dict[str, tuple[str, ...]] = {
    "chat.users": ("handle", "name", "email", "role", "title", "time_zone", "deactivated", "status_text",
                   "status_emoji"),
    "chat.channels": ("kind", "name", "topic", "purpose", "creator", "archived", "general", "shared_with"),
    "chat.members": ("channel", "user"),
    "chat.messages": ("channel", "at", "user", "text", "root", "broadcast", "subtype", "blocks", "fallback",
                      "attachments", "files", "edited", "tombstone"),
    "chat.reactions": ("message", "emoji", "user"),
    "chat.pins": ("channel", "user"),
}
"""What the format of Slack's exports can carry of each table: it has no do-not-disturb, drafts, reminders or groups."""


def carried(state: State) -> dict[str, dict[str, Any]]:
    """Return of a state what an export carries."""
    out: dict[str, dict[str, Any]] = {}
    for path, fields in CARRIED.items():
        table = state.table(path)
        out[path] = {one: {name: getattr(table[one], name) for name in fields} for one in table.ids()}
    for row in out["chat.channels"].values():
        if row["kind"] == "im":
            del row["creator"]  # a list of direct messages does not say who began them
    return out


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), who=st.lists(st.sampled_from([MARA, MARA, BOB, GUS, ANN]), min_size=30, max_size=30))
def test_a_world_goes_out_and_comes_in_the_same(seed: int, who: list[str]) -> None:
    room = Room(seed=seed % 100)
    root = room.say("Cgeneral", "Start <@UBOB> *now* &amp; <https://a.test|then>")
    room.say("Cgeneral", "An answer", by=BOB, thread_ts=root)
    calls = RandomCalls(room.world, seed)
    for principal in who:
        room.world.call(calls.next(), actor=agent(principal))
    out = exported(room.world.state)
    again, said = landed(out)
    assert carried(again.state) == carried(room.world.state)
    assert set(said["defects"]) <= {"a file's content is not in the export"}
    assert exported(again.state) == out
    assert_sound(again.state)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(
        ["U01", "C01", "1772600000.000100", "message", "tombstone", "\ud800", "general"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "name", "user", "ts", "thread_ts", "text", "members", "created", "profile", "email", "files", "blocks",
         "attachments", "reactions", "users", "edited", "subtype", "pins", "topic", "value", "creator", "count",
         "bot_id", "file", "comment", "mode", "title"]), inner, max_size=6),
    max_leaves=12,
)


@settings(max_examples=20, deadline=None)
@given(path=st.sampled_from(sorted(FOLDER)), values=st.lists(_ANY, max_size=4), cut=st.integers(0, 400),
       junk=st.binary(max_size=6))
def test_any_garbage_is_kept_and_never_raises(path: str, values: list[Any], cut: int, junk: bytes) -> None:
    whole = json.dumps(values).encode()
    place = cut % (len(FOLDER[path]) + 1)
    for data in (whole, FOLDER[path][:place], FOLDER[path][:place] + junk + FOLDER[path][place:]):
        files = {**FOLDER, path: data}
        world, said = landed(files)
        assert_sound(world.state)
        assert said["kept"] <= said["items"]
        assert exported(world.state) == files


@pytest.mark.parametrize(("text", "count", "defects"), [
    ("[]", 0, ()), (" [ 1 , {} ] ", 2, ()), ("[1, 2", 2, ("is cut short or garbled",)),
    ("[1 2]", 1, ("is cut short or garbled",)), ("{}", 0, ("is no JSON list",)), ("", 0, ("is no JSON list",)),
    ("[1] x", 1, ("goes on behind its end",)), ("[" * 100_000, 0, ("is cut short or garbled",)),
])
def test_a_list_is_read_as_far_as_it_goes(text: str, count: int, defects: tuple[str, ...]) -> None:
    found = list_items(text)
    assert (len(found.items), found.defects) == (count, defects)


def test_a_second_import_of_the_same_export_adds_nothing_to_the_chat() -> None:
    world, _ = landed(FOLDER)
    before = carried(world.state)
    raw: list[Json] = [
        {"path": path, "content": base64.b64encode(data).decode()} for path, data in FOLDER.items()
        if not path.startswith("lost")
    ]
    outcome = world.call(Call.of("chat.import_slack", {"source": "y", "files": raw}), actor=setup())
    assert outcome.ok, outcome.message
    assert_sound(world.state)
    after = carried(world.state)
    assert after["chat.messages"] == before["chat.messages"]
    assert after["chat.users"] == before["chat.users"]
