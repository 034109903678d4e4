"""Any sequence of Slack's own methods: only Outcomes in Slack's words, nothing dangling, no read that changes."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.world import World, agent
from diorama.snapshots.diff import diff
from tests.mocks.chat.calls import RandomCalls
from tests.mocks.chat.room import ANN, BOB, BOT, GUS, MARA, STRANGER, Room
from tests.mocks.chat.soundness import assert_sound
from tests.mocks.chat.test_random_calls import furnished

STEPS = 40

_ATTACHED = '[{"title": "Plan", "text": "<@UANN> see", "fields": [{"title": "a", "value": "b"}]}]'
_VALUES: dict[str, tuple[str, ...]] = {
    "attachments": (_ATTACHED, "[]", "[["), "metadata": ('{"event_type": "x", "event_payload": {"a": 1}}', "{}"),
    "unfurls": ('{"https://plans.test/x": {"title": "Plan"}}', "{}"), "external_id": ("one", "two"),
    "profile": ('{"status_text": "Out", "status_emoji": ":sun:"}', '{"display_name": "Bo", "nothing": 1}', ""),
    "external_url": ("https://plans.test/a", "no link"), "emails": (STRANGER, ANN, "nobody"), "email": (ANN, BOB),
    "name": ("plans-2", "thumbsup", "phone", "general"), "presence": ("away", "auto"), "type": ("link",),
    "types": ("public_channel", "im", "all"), "target_team": ("team_outside.test", "team_home"), "sort_dir": ("asc",),
    "sort": ("score", "timestamp"), "image": ("iVBORw0KGgo=", "???"), "indexable_file_contents": ("aGVsbG8=",),
    "preview_image": ("aGVsbG8=",), "cursor": ("", "bmV4dDp4", "x"), "chunks": ("", '[{"type": "markdown_text"}]'),
    "text": ("short", "See https://plans.test/x", "@bob and @crew", "<!here>"), "blocks": ("", "[]"),
    "parent_id": ("",), "path": ("files-pri/file_plan/plan.txt", "files-pub/x-y", "avatars/UBOB/0"),
}
_ROWS = {"invite_id": "invitations", "scheduled_message_id": "scheduled", "reminder": "reminders", "bookmark_id":
         "bookmarks", "usergroup": "user_groups", "bot": "users", "user_ids": "users", "user_id": "users"}
_SELDOM = ("oldest", "latest", "ts_from", "ts_to", "markdown_text", "file_comment", "user_auth_required", "blocks",
           "parent_id", "user_ids", "thread_ts", "file_ids")
"""Arguments that are left out most of the time, for hardly a call goes through with them."""


class SlackCalls(RandomCalls):
    """Draws calls of Slack's methods, with what the workspace has under Slack's names of arguments."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed, "slack.")

    def _fit(self, arguments: dict[str, Any]) -> None:
        messages = self._world.state.table("chat.messages")
        row = messages[self._draw.choice(messages.ids())]
        for name in ("ts", "timestamp", "message_ts", "thread_ts"):
            if name in arguments and self._draw.chance(85):
                arguments[name], arguments["channel"] = f"{row.at // 1_000_000}.{row.at % 1_000_000:06}", row.channel
        for name in _SELDOM:
            if name in arguments and self._draw.chance(80):
                del arguments[name]
        if "timestamp" in arguments and self._draw.chance(80):
            arguments.pop("file", None)
        if "post_at" in arguments:
            arguments["post_at"] = self._world.state.now // 1000 + 60

    def _options(self, name: str) -> tuple[str, ...]:
        if name in _VALUES:
            return _VALUES[name]
        if name in _ROWS:
            return (*self._ids(_ROWS[name]), "none")
        if name in ("channel", "channels", "channel_id", "channel_ids"):
            return (*self._ids("channels"), "Cplans", "Cplans", "Cshared", "UCLEO", "Cnone")
        if name in ("file", "file_ids", "file_id"):
            return (*self._world.state.table("files.files").ids(), *self._ids("remotes"), *self._ids("uploads"))
        uploads = self._world.state.table("chat.uploads")
        if name == "files":
            return tuple(f'[{{"id": "{one}"}}]' for one in uploads.ids())
        if name == "ticket":
            return tuple(row.ticket for row in uploads.rows())
        return super()._options(name)


def room_with_programs() -> Room:
    """Return a furnished room that programs have worked in."""
    room = furnished()
    room.do("invite_to_channel", channel="Cplans", users=["UBOT"])
    room.do("invite_outside", address=STRANGER, channels=["Cshared"])
    made = [room.do("slack.files.getUploadURLExternal", filename="a.txt", length=5) for _ in range(3)]
    for one in made[:2]:
        ticket = one["upload_url"].rpartition("/")[2]
        room.do("slack.files.uploadContent", ticket=ticket, base64="aGVsbG8=")
    room.do("slack.files.completeUploadExternal", files=[{"id": made[0]["file_id"]}])
    room.do("slack.files.remote.add", by=BOT, external_id="one", external_url="https://a.test", title="One")
    root = room.do("slack.chat.postMessage", by=BOT, channel="Cplans", text="See https://plans.test/x")["ts"]
    room.do("slack.chat.startStream", by=BOT, channel="Cplans", thread_ts=root)
    return room


_TURNS = st.lists(st.sampled_from([MARA, MARA, MARA, BOB, BOT, GUS, ANN]), min_size=STEPS, max_size=STEPS)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_methods_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    room = room_with_programs()
    calls = SlackCalls(room.world, seed)
    for principal in who:
        before, call = room.world.state, calls.next()
        outcome = room.world.call(call, actor=agent(principal), face="rest")
        if not outcome.ok:
            assert room.world.state is before
            assert re.fullmatch("[a-z_]+", outcome.code)
        else:
            assert outcome.text.startswith("{")
        if room.world.box.specs[call.tool].effect == "read" and not room.world.log[-1].step.effects:
            assert diff(before, room.world.state) == []
            assert room.world.state.counters == before.counters
    assert_sound(room.world.state)
    room.wait(60 * 24 * 40)
    assert_sound(room.world.state)


_OTHERS = ("slack.calls.", "slack.canvases.", "slack.slackLists.", "slack.conversations.requestSharedInvite.")
_REFUSED = ("slack.conversations.approveSharedInvite", "slack.files.comments.delete")


def test_random_calls_reach_nearly_every_method() -> None:
    """What the property above rests on."""
    done: set[str] = set()
    for seed in range(40):
        room = room_with_programs()
        calls = SlackCalls(room.world, seed)
        for step in range(100):
            call = calls.next()
            if room.world.call(call, actor=agent((MARA, BOT, BOB)[step % 3]), face="rest").ok:
                done.add(call.tool)
    wanted = {spec.name for spec in room.world.box.offered("rest") if spec.name.startswith("slack.")
              and not spec.name.startswith(_OTHERS) and spec.name not in _REFUSED}
    assert len(wanted - done) < 16, sorted(wanted - done)
