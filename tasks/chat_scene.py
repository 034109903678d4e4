"""What can be read in conversations, and before whose eyes a change of rows has brought it."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial

from ..mocks.chat.app_records import VoiceCall
from ..mocks.chat.records import Channel, Ephemeral, Member, Message, Reaction, Scheduled, User
from ..mocks.chat.service import Chat
from ..snapshots.calls import Step
from ..snapshots.digest import Json
from ..snapshots.state import Entry, State
from .exposure import Passage, exposed
from .facts import Source
from .readers import Thing, audience, is_outside
from .viewpoint import Viewpoint, seen_by

CHAT_TABLES = ("chat.messages", "chat.members", "chat.channels", "chat.bookmarks", "chat.scheduled", "chat.ephemerals",
               "chat.users", "chat.reactions", "chat.calls", "chat.emojis")
"""Where texts of conversations are, and who can read them."""


def message_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return every text of a message: its own, of blocks and attachments. Files uploaded with it have their own."""
    row: Message | None = Viewpoint(state).read("chat.messages").get(identity)
    if row is None or row.tombstone:
        return ()
    chat = seen_by(Chat, state)
    calls = (call for one in _CALL.findall(row.blocks) for call in call_sources(state, one)) if row.blocks else ()
    posed_as = [Source("name", f"{row.username} {row.icon}")] if row.username or row.icon else []
    return (*_said(chat, row), *posed_as, *calls)


_CALL = re.compile('"call_id":"([^"]+)"')


def _said(chat: Chat, row: Message | Scheduled | Ephemeral) -> Iterator[Source]:
    """Yield what a message says: its text, and what is in its blocks, attachments and metadata."""
    text, kept = chat.readable(row.text), [row.blocks, row.attached]
    if text:
        yield Source("text", text)
    if not isinstance(row, Ephemeral):
        yield from (Source("attachment", f"{one.title}\n{one.text}\n{one.link}") for one in row.attachments)
        kept.append(row.metadata)
    for data in filter(None, kept):
        yield Source("blocks", "\n".join(_leaves(json.loads(data))))


def _leaves(value: Json) -> Iterator[str]:
    """Yield all texts in blocks but the names of their types."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "type":
                yield from _leaves(item)


def call_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return the texts of a call of another service that is shown in conversations."""
    row: VoiceCall | None = Viewpoint(state).read("chat.calls").get(identity)
    if row is None:
        return ()
    guests = (text for one in row.participants for text in (one.name, one.external, one.picture))
    named = (row.title, row.shown_id, row.link, row.app_link, row.external_id, *guests)
    return (Source("call", "\n".join(filter(None, named))),)


def channel_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return the texts at the head of a channel: name, topic, purpose, bookmarks."""
    chat = seen_by(Chat, state)
    row: Channel | None = chat.channels.get(identity)
    if row is None:
        return ()
    marks = [f"{one.title} {one.link} {one.emoji}" for one in chat.bookmarks.found("by_channel", identity)]
    named = (("name", row.name), ("topic", row.topic), ("purpose", row.purpose), ("bookmark", "\n".join(marks)))
    return tuple(Source(where, text) for where, text in named if text)


def history_sources(state: State, channel: str) -> tuple[Source, ...]:
    """Return all that was said in a channel, as one text."""
    chat = seen_by(Chat, state)
    rows = (row for row in chat.messages.found("everything", channel) if not row.tombstone and not row.subtype)
    return (Source("history", "\n".join(chat.readable(row.text) or row.fallback for row in rows)),)


def account(state: State, address: str) -> str:
    """Return the chat account of an address; empty if there is none."""
    return seen_by(Chat, state).account_of(address) if "chat.users" in state.tables else ""


# --- exposure -----------------------------------------------------------------------------------------------------

def exposed_chat(
    before: State, after: State, touched: Iterable[tuple[str, str]], principal: str, *, outside: bool
) -> Iterator[Passage]:
    """Yield what the principal wrote in conversations, what heads of channels say anew, and what those can read who
    came in."""
    for path, identity in touched:
        if path not in _ABOUT:
            continue
        row = after.table(path).get(identity)
        if row is None:
            continue
        if path == "chat.messages" and row.user == account(after, principal) and not row.subtype:
            yield from exposed(before, after, Thing("chat message", identity), partial(
                message_sources, identity=identity), at=row.at // 1000, outside=outside)
        elif path == "chat.members" and identity not in before.table(path):
            yield from _came(before, after, row, outside=outside)
        elif path == "chat.channels" and channel_sources(before, identity) != channel_sources(after, identity):
            yield from _head(before, after, identity, outside=outside)
        elif path == "chat.bookmarks":
            yield from _head(before, after, row.channel, outside=outside)
        elif path == "chat.ephemerals" and row.user == account(after, principal):
            chat = seen_by(Chat, after)
            reader = chat.users[row.to].email
            if not outside or is_outside(after, reader):
                yield Passage(identity, (reader,), tuple(_said(chat, row)), at=row.at // 1000)
        elif path == "chat.reactions" and row.user == account(after, principal):
            yield from _reaction(before, after, identity, row, outside=outside)
        elif path == "chat.calls" and account(after, principal) in (row.by, row.creator):
            yield from _call(before, after, identity, row, outside=outside)
        elif path == "chat.emojis" and row.user == account(after, principal):
            text = Source("emoji", f"{identity} {row.link} {row.alias}")
            yield from _to_users(after, identity, (text,), seen_by(Chat, after).users.table.ids(), outside=outside)
        elif path == "chat.users":
            yield from _profile(before, after, identity, outside=outside)


_ABOUT = frozenset(CHAT_TABLES) - {"chat.scheduled"}


def _head(before: State, after: State, channel: str, *, outside: bool) -> Iterator[Passage]:
    yield from exposed(before, after, Thing("channel", channel), partial(channel_sources, identity=channel),
                       at=after.now, outside=outside)


def _came(before: State, after: State, row: Member, *, outside: bool) -> Iterator[Passage]:
    """Yield what was said and stands at the head of a channel, for somebody who could not read it before."""
    user, chat = after.table("chat.users")[row.user], seen_by(Chat, before)
    readable = row.channel in chat.channels and row.user in chat.users and chat.visible(row.channel, row.user)
    if not readable and not user.deactivated and (not outside or is_outside(after, user.email)):
        sources = (*channel_sources(after, row.channel), *history_sources(after, row.channel))
        yield Passage(row.channel, (user.email,), sources, at=after.now)


def _reaction(before: State, after: State, identity: str, row: Reaction, *, outside: bool) -> Iterator[Passage]:
    """Yield the name of an emoji, which may be any word, for those who read the message that it was put on."""

    def name(state: State) -> tuple[Source, ...]:
        there: Reaction | None = state.table("chat.reactions").get(identity)
        return () if there is None else (Source("reaction", there.emoji),)

    for one in exposed(before, after, Thing("chat message", row.message), name, at=row.at, outside=outside):
        yield one._replace(key=identity)


def _call(before: State, after: State, identity: str, row: VoiceCall, *, outside: bool) -> Iterator[Passage]:
    """Yield what a call says anew, for those who read where it was posted, and who are in it."""
    chat, mark = seen_by(Chat, after), f'"call_id":"{identity}"'
    rooms = {one.channel for user in {row.by, row.creator} for one in chat.messages.found("by_user", user)
             if mark in one.blocks}
    users = {row.by, row.creator, *(one.user for one in row.participants if one.user)}.union(
        *(chat.in_channel(room) for room in rooms))
    for one in _to_users(after, identity, call_sources(after, identity), sorted(users), outside=outside):
        yield one._replace(had=call_sources(before, identity))


def _profile(before: State, after: State, user: str, *, outside: bool) -> Iterator[Passage]:
    """Yield a profile as it reads now, with the status, for everybody who can see its user."""
    chat = seen_by(Chat, after)
    old, new = (_profile_sources(state.table("chat.users").get(user)) for state in (before, after))
    if new != old:
        people = [one for one in chat.users.table.ids() if one != user and chat.knows(one, user)]
        for one in _to_users(after, user, new, people, outside=outside):
            yield one._replace(had=old)


def _profile_sources(row: User | None) -> tuple[Source, ...]:
    if row is None:
        return ()
    named = (row.name, row.display_name, row.handle, row.title, row.phone, row.pronouns, row.photo)
    status = " ".join(filter(None, (row.status_text, row.status_emoji)))
    return (Source("profile", "\n".join(filter(None, named))), *([Source("status", status)] if status else []))


def _to_users(state: State, key: str, sources: tuple[Source, ...], users: Iterable[str], *, outside: bool
              ) -> Iterator[Passage]:
    """Yield texts for users of the workspace."""
    rows = (state.table("chat.users")[one] for one in users)
    readers = tuple(sorted(row.email for row in rows if not row.deactivated and (
        not outside or is_outside(state, row.email))))
    if readers and sources:
        yield Passage(key, readers, sources, at=state.now)


# --- what waits ---------------------------------------------------------------------------------------------------

def waiting_chat(entries: Iterable[Entry], state: State, principal: str) -> Iterator[Passage]:
    """Yield the messages that the principal has scheduled and that wait to be posted."""
    for entry in entries:
        for path, identity in entry.touched:
            row: Scheduled | None = state.table(path).get(identity) if path == "chat.scheduled" else None
            if row is not None and row.user == account(state, principal):
                readers = tuple(sorted(audience(state, Thing("channel", row.channel))))
                sources = tuple(_said(seen_by(Chat, state), row))
                yield Passage(identity, readers, sources, pending=True, at=row.due)


def scheduled_key(step: Step, message: str) -> str:
    """Return what a message is known by: the id under which it waited if a step posted it from there, else its own."""
    for one in step.walk():
        if one.call.tool == "chat.send_scheduled" and message.endswith(f":{_posted(one)}"):
            return str(one.call.arguments["id"])
    return message


def _posted(step: Step) -> object:
    value = step.outcome.value if step.outcome.ok else None
    return value.get("ts") if isinstance(value, dict) else None
