"""What holds of the chat tables in every state that calls can lead to."""

import json

from diorama.mocks.chat.base import message_id, root_key, ts_of
from diorama.mocks.chat.blocks import text_in
from diorama.mocks.chat.service import Chat
from diorama.mocks.world import toolbox
from diorama.snapshots.state import State


def assert_sound(state: State) -> None:
    """Assert that nothing dangles in the chat tables, and that each rule of the model holds."""
    _check_messages(state)
    _check_hangers_on(state)
    _check_people(state)
    _check_waiting(state)
    _check_indexes(state)


def _check_messages(state: State) -> None:
    users, channels, messages = (state.table(f"chat.{name}") for name in ("users", "channels", "messages"))
    for identity in messages.ids():
        row = messages[identity]
        assert identity == message_id(row.channel, row.at)
        assert row.user in users
        assert row.at <= channels[row.channel].last
        assert all(user in users for user in row.mentions)
        assert len(set(row.mentions)) == len(row.mentions)
        assert row.user not in row.mentions
        assert not row.blocks or isinstance(json.loads(row.blocks), list)
        assert row.fallback == text_in(row.blocks)
        if row.root:
            first = messages[root_key(row)]
            assert not first.root, "a thread begins with a message that is in none"
            assert first.at < row.at
        if row.tombstone:
            assert len(messages.find("by_thread", identity))
            assert not row.text
            assert not row.files
        assert row.tombstone or row.text or row.blocks or row.files or row.attachments or row.streaming
        for file in row.files:
            assert f"{identity} {file}" in state.table("chat.shares")
    ephemerals = state.table("chat.ephemerals")
    for identity in ephemerals.ids():
        row = ephemerals[identity]
        assert identity == f"{row.channel}:{ts_of(row.at)}"
        assert identity not in messages


def _check_hangers_on(state: State) -> None:
    messages, channels, users = (state.table(f"chat.{name}") for name in ("messages", "channels", "users"))
    for name in ("reactions", "laters", "notifications", "shares"):
        for row in state.table(f"chat.{name}").rows():
            assert not row.message or not messages[row.message].tombstone, (name, row)
            assert row.user in users
    for identity in state.table("chat.pins").ids():
        assert messages[identity].channel == state.table("chat.pins")[identity].channel
        assert not messages[identity].tombstone
    for row in state.table("chat.shares").rows():
        if not row.message:
            assert row.level, "only canvases and lists are shared without a message"
            continue
        assert row.file in messages[row.message].files
        assert row.channel == messages[row.message].channel
    sheets, items = state.table("chat.sheets"), state.table("chat.items")
    for identity in items.ids():
        row = items[identity]
        columns = {one.id for one in sheets[row.sheet].columns}
        assert {cell.column for cell in row.cells} <= columns
        assert not row.parent or (items[row.parent].sheet == row.sheet and not items[row.parent].parent)
    for row in state.table("chat.bookmarks").rows():
        assert row.channel in channels
    follows = state.table("chat.follows")
    for identity in follows.ids():
        row = follows[identity]
        assert identity == f"{row.root} {row.user}"
        assert row.root in messages
        assert not messages[row.root].root
        assert f"{messages[row.root].channel} {row.user}" in state.table("chat.members"), "he would hear what is said"
    for row in state.table("chat.notifications").rows():
        if not row.message:
            assert row.item in state.table("chat.reminders") or row.item in state.table("chat.ephemerals")


def _check_people(state: State) -> None:
    members, channels, users = (state.table(f"chat.{name}") for name in ("members", "channels", "users"))
    for identity in members.ids():
        row = members[identity]
        assert identity == f"{row.channel} {row.user}"
        channel, user = channels[row.channel], users[row.user]
        if user.role == "external" and channel.name:
            assert user.email.rpartition("@")[2] in channel.shared_with
    for identity in users.ids():
        rooms = [row.channel for row in members.rows() if row.user == identity and channels[row.channel].name]
        assert users[identity].role != "single_guest" or len(rooms) <= 1
    handles = [row.handle for row in users.rows()]
    names = [row.name for row in channels.rows() if row.name]
    groups = [row.handle for row in state.table("chat.user_groups").rows()]
    assert len({*handles, *groups}) == len(handles) + len(groups)
    assert len(set(names)) == len(names)
    for identity in channels.ids():
        row = channels[identity]
        assert bool(row.name) == (row.kind in ("public", "private"))
        assert all(one in users for one in (*row.posters, row.creator))
    rooms = [tuple(sorted(one.user for one in members.rows() if one.channel == identity))
             for identity in channels.ids() if not channels[identity].name]
    assert len(set(rooms)) == len(rooms), "one direct message for the same people"
    for row in state.table("chat.user_groups").rows():
        assert all(user in users for user in row.members)
    for row in state.table("chat.invitations").rows():
        assert all(channel in channels for channel in row.channels)
        assert row.by in users


def _check_waiting(state: State) -> None:
    waiting = {item.number: item.call for item in state.queue}
    scheduled, reminders = state.table("chat.scheduled"), state.table("chat.reminders")
    for identity in scheduled.ids():
        row = scheduled[identity]
        assert waiting[row.number].arguments == {"id": identity}
        assert f"{row.channel} {row.user}" in state.table("chat.members")
        assert not row.root or f"{row.channel}:{row.root}" in state.table("chat.messages")
    for identity in reminders.ids():
        row = reminders[identity]
        assert (row.number in waiting) == (not row.rung and not row.completed)
    for call in waiting.values():
        if call.tool == "chat.send_scheduled":
            assert call.arguments["id"] in scheduled
        if call.tool == "chat.ring":
            assert call.arguments["id"] in reminders


def _check_indexes(state: State) -> None:
    """A state that was written and read again finds the same rows: indexes are rebuilt then."""
    schemas = {path: table.schema for path, table in state.tables.items()}
    again = State.from_json(state.to_json(), schemas)
    assert again.digest() == state.digest()
    for path in toolbox((Chat,)).schemas:
        table, other = state.table(path), again.table(path)
        for index in table.schema.indexes:
            assert table.keys(index) == other.keys(index), (path, index)
