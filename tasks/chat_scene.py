"""What can be read in conversations, and before whose eyes a change of rows has brought it."""

from collections.abc import Iterable, Iterator
from functools import partial

from ..mocks.chat.records import Channel, Member, Message, Scheduled
from ..mocks.chat.service import Chat
from ..snapshots.calls import Step
from ..snapshots.state import Entry, State
from .exposure import Passage, exposed
from .facts import Source
from .readers import Thing, audience, is_outside
from .viewpoint import Viewpoint, seen_by

CHAT_TABLES = ("chat.messages", "chat.members", "chat.channels", "chat.bookmarks", "chat.scheduled", "chat.ephemerals",
               "chat.users")
"""Where texts of conversations are, and who can read them."""


def message_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return every text of a message: its own, of blocks and attachments. Files uploaded with it have their own."""
    row: Message | None = Viewpoint(state).read("chat.messages").get(identity)
    if row is None or row.tombstone:
        return ()
    chat = seen_by(Chat, state)
    return (
        *(Source("text", text) for text in (chat.readable(row.text), row.fallback) if text),
        *(Source("attachment", f"{one.title}\n{one.text}\n{one.link}") for one in row.attachments),
    )


def channel_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return the texts at the head of a channel: name, topic, purpose, bookmarks."""
    chat = seen_by(Chat, state)
    row: Channel | None = chat.channels.get(identity)
    if row is None:
        return ()
    marks = [f"{one.title} {one.link}" for one in chat.bookmarks.found("by_channel", identity)]
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
            reader = seen_by(Chat, after).users[row.to].email
            if not outside or is_outside(after, reader):
                yield Passage(identity, (reader,), (Source("text", row.text),), at=row.at // 1000)

        elif path == "chat.users" and identity == account(after, principal):
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


def _profile(before: State, after: State, user: str, *, outside: bool) -> Iterator[Passage]:
    """Yield a status as it reads now, for everybody who can see its user."""
    chat = seen_by(Chat, after)
    old, new = before.table("chat.users").get(user), chat.users[user]
    readers = tuple(sorted(
        row.email for identity in chat.users.table.ids() if identity != user and not (row := chat.users[
            identity]).deactivated and chat.knows(identity, user) and (not outside or is_outside(after, row.email))
    ))
    if readers and new.status_text and (old is None or old.status_text != new.status_text):
        yield Passage(user, readers, (Source("status", new.status_text),), at=after.now)


# --- what waits ---------------------------------------------------------------------------------------------------

def waiting_chat(entries: Iterable[Entry], state: State, principal: str) -> Iterator[Passage]:
    """Yield the messages that the principal has scheduled and that wait to be posted."""
    for entry in entries:
        for path, identity in entry.touched:
            row: Scheduled | None = state.table(path).get(identity) if path == "chat.scheduled" else None
            if row is not None and row.user == account(state, principal):
                readers = tuple(sorted(audience(state, Thing("channel", row.channel))))
                yield Passage(identity, readers, (Source("text", row.text),), pending=True, at=row.due)


def scheduled_key(step: Step, message: str) -> str:
    """Return what a message is known by: the id under which it waited if a step posted it from there, else its own."""
    for one in step.walk():
        if one.call.tool == "chat.send_scheduled" and message.endswith(f":{_posted(one)}"):
            return str(one.call.arguments["id"])
    return message


def _posted(step: Step) -> object:
    value = step.outcome.value if step.outcome.ok else None
    return value.get("ts") if isinstance(value, dict) else None
