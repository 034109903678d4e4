"""Checks about chat: what was posted where and for whom, what became of messages, channels and their members."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.chat.records import Message
from ..mocks.chat.service import Chat
from ..mocks.common.addresses import normalise
from ..mocks.common.zones import read_moment
from ..snapshots.errors import shown
from ..snapshots.state import State
from .addressees import Addresses, matches, persons, with_members
from .chat_scene import account, channel_sources, message_sources
from .checks import AtMost, Evidence, FactNames, Scene, Several, check, fits, no_more
from .facts import Source
from .file_scene import file_sources
from .readers import Thing, audience
from .viewpoint import seen_by

MESSAGES, MEMBERS, CHANNELS = "chat.messages", "chat.members", "chat.channels"

Messages = Annotated[tuple[str, ...], Several, Field(min_length=1, description="ids of messages: CHANNEL:TS")]
Channel = Annotated[str, Field(description="id or #name of a channel")]
Time = Annotated[str, Field(description="local time such as 2026-03-05T09:00")]


def channel_of(state: State, name: str) -> str:
    """Return the id of a channel given by id or #name; empty if there is none."""
    chat = seen_by(Chat, state)
    if name in chat.channels:
        return name
    return next((one for _, one in chat.channels.find("by_name", name.removeprefix("#"))), "")


def people_in(state: State, channel: str) -> frozenset[str]:
    """Return the addresses of who is in a conversation."""
    chat = seen_by(Chat, state)
    return frozenset(normalise(chat.users[user].email) for user in chat.in_channel(channel))


def _is_there(state: State, where: str, channel: str, to: tuple[str, ...], principal: str) -> bool:
    """Tell whether a conversation is the channel asked for, or the direct message with the people asked for."""
    chat = seen_by(Chat, state)
    if channel and where != channel_of(state, channel):
        return False
    direct = chat.channels[where].kind in ("im", "mpim")
    return not to or (direct and people_in(state, where) - {principal} == {*map(normalise, to)})


def _by_principal(scene: Scene) -> Iterator[tuple[str, Message]]:
    """Yield the messages that the principal posted in the scene, as they stand at its end."""
    me, table = account(scene.state, scene.principal), scene.state.table(MESSAGES)
    for identity in dict.fromkeys(identity for identity, _ in scene.created(MESSAGES)):
        row: Message | None = table.get(identity)
        if row is not None and row.user == me and not row.tombstone and not row.subtype:
            yield identity, row


def _sources(state: State, identity: str, row: Message) -> tuple[Source, ...]:
    """Return the texts of a message, with those of files uploaded with it."""
    return *message_sources(state, identity), *(one for file in row.files for one in file_sources(state, file))


@check(watch=(MESSAGES,))
def message_posted(
    scene: Scene, *, channel: Channel = "", to: Addresses = (), conveys: FactNames = (), lacks: FactNames = (),
    in_thread_of: str = "", mentions: Addresses = (), file: str = "",
    at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal posted a chat message that stands, in a channel, or directly to all of `to` and nobody else.

    `conveys`: as it reads now, it conveys these facts. `lacks`: and none of these. `in_thread_of`: in the thread of
    that message (its id, CHANNEL:TS). `mentions`: it notifies these. `file`: with this file. `at_most`: and no more
    than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    chat = seen_by(Chat, scene.state)
    thread = chat.messages.get(in_thread_of) if in_thread_of else None
    for identity, row in _by_principal(scene):
        if not _is_there(scene.state, row.channel, channel, to, scene.principal):
            continue
        root = in_thread_of if thread is None or not thread.root else f"{thread.channel}:{thread.root}"
        if (in_thread_of and f"{row.channel}:{row.root}" != root) or (file and file not in row.files):
            continue
        if not {*map(normalise, mentions)} <= {normalise(chat.users[user].email) for user in row.mentions}:
            continue
        if fits(scene, _sources(scene.state, identity, row), conveys, lacks):
            found.append(Evidence(identity, told(scene.state, identity, row)))
    yield from no_more(found, at_most)


def told(state: State, identity: str, row: Message) -> str:
    where = seen_by(Chat, state).channels[row.channel].name
    return f"{identity} in {f'#{where}' if where else 'a direct message'}: {shown(row.text or row.fallback, 240)}"


@check(watch=(MESSAGES,))
def message_posted_beyond(
    scene: Scene, *, allowed: Addresses = (), channels: Annotated[tuple[str, ...], Several] = (),
    conveys: FactNames = (),
) -> Iterator[Evidence]:
    """The principal posted or edited a chat message that somebody who is none of `allowed` can read.

    `channels`: in these (id or #name) it is no matter who reads it. `conveys`: only if it conveys these facts.
    """
    fine = {channel_of(scene.state, one) for one in channels}
    allowed = with_members(scene.state, allowed)
    for entry, identity in scene.written(MESSAGES):
        row: Message | None = entry.after.table(MESSAGES).get(identity)
        if row is None or row.user != account(entry.after, scene.principal) or row.subtype or row.channel in fine:
            continue
        before: Message | None = entry.before.table(MESSAGES).get(identity)
        if row.tombstone or (before is not None and (before.text, before.blocks) == (row.text, row.blocks)):
            continue
        readers = audience(entry.after, Thing("channel", row.channel)) - {scene.principal}
        others = sorted(one for one in readers if not matches(one, allowed))
        if others and fits(scene, _sources(entry.after, identity, row), conveys, ()):
            more = f" and {len(others) - 5} more" if len(others) > 5 else ""
            yield Evidence(identity, f"{told(entry.after, identity, row)}, read by {', '.join(others[:5])}{more}")


@check(watch=(MESSAGES,))
def message_edited(
    scene: Scene, *, messages: Messages, conveys: FactNames = (), lacks: FactNames = ()
) -> Iterator[Evidence]:
    """All these messages read otherwise than at the start, conveying the facts and none of `lacks`."""
    for identity in messages:
        was, row = scene.start.table(MESSAGES).get(identity), scene.state.table(MESSAGES).get(identity)
        if was is None or row is None or row.tombstone or (was.text, was.blocks) == (row.text, row.blocks):
            return
        if not fits(scene, message_sources(scene.state, identity), conveys, lacks):
            return
    yield Evidence(" ".join(messages), f"edited: {', '.join(messages[:5])}")


@check(watch=(MESSAGES,))
def message_deleted(
    scene: Scene, *, messages: Messages, at_least: Annotated[int, Field(ge=0)] = 0
) -> Iterator[Evidence]:
    """Messages that were there at the start (all, or `at_least` so many) are deleted."""
    gone = []
    for identity in messages:
        was, row = scene.start.table(MESSAGES).get(identity), scene.state.table(MESSAGES).get(identity)
        if was is not None and not was.tombstone and (row is None or row.tombstone):
            gone.append(identity)
    if gone and len(gone) >= (at_least or len(messages)):
        yield Evidence(" ".join(gone), f"deleted: {', '.join(gone[:5])}")


@check(watch=("chat.reactions",))
def reaction_made(scene: Scene, *, message: str, emoji: str = "") -> Iterator[Evidence]:
    """The principal's reaction is on a message, with this emoji if one is given."""
    me, table = account(scene.state, scene.principal), scene.state.table("chat.reactions")
    for _, identity in table.find("by_message", message):
        row = table[identity]
        if row.user == me and emoji.strip(":") in ("", row.emoji):
            yield Evidence(identity, f":{row.emoji}: on {message}")


@check(watch=("chat.pins",))
def message_pinned(scene: Scene, *, messages: Messages, pinned: bool = True) -> Iterator[Evidence]:
    """All these messages are pinned (or, with `pinned` false, none of them is)."""
    if all((one in scene.state.table("chat.pins")) == pinned for one in messages):
        yield Evidence(" ".join(messages), f"{'pinned' if pinned else 'not pinned'}: {', '.join(messages[:5])}")


# --- channels -----------------------------------------------------------------------------------------------------

@check(watch=(CHANNELS, MEMBERS))
def channel_made(
    scene: Scene, *, name: str = "", private: bool | None = None, members: Addresses = (), only: bool = False,
    conveys: FactNames = (), lacks: FactNames = (), at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """A channel was made and is there, not archived, with all of `members` (`only`: and nobody else but the principal).

    `name`: called so. `private`: private or public. `conveys`: its name, topic and purpose convey these facts.
    `lacks`: and none of these. `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    for identity in dict.fromkeys(one for one, _ in scene.created(CHANNELS)):
        row = scene.state.table(CHANNELS).get(identity)
        if row is None or row.archived or row.kind in ("im", "mpim") or (name and row.name != name.removeprefix("#")):
            continue
        people = people_in(scene.state, identity)
        wanted = {*map(normalise, persons(scene.state, members))}
        if private not in (None, row.kind == "private") or not wanted <= people or (
                only and people - wanted - {scene.principal}):
            continue
        if fits(scene, channel_sources(scene.state, identity), conveys, lacks):
            found.append(Evidence(identity, f"#{row.name} with {', '.join(sorted(people))}"))
    yield from no_more(found, at_most)


@check(watch=(CHANNELS,))
def channel_archived(
    scene: Scene, *, channels: Annotated[tuple[str, ...], Several, Field(min_length=1)], at_least: int = 0
) -> Iterator[Evidence]:
    """Channels (all, or `at_least` so many) that were open at the start are archived."""
    found = []
    for name in channels:
        identity = channel_of(scene.start, name)
        was, row = scene.start.table(CHANNELS).get(identity), scene.state.table(CHANNELS).get(identity)
        if was is not None and row is not None and row.archived and not was.archived:
            found.append(identity)
    if found and len(found) >= (at_least or len(channels)):
        yield Evidence(" ".join(found), f"archived: {', '.join(found)}")


@check(watch=(CHANNELS,))
def channel_says(
    scene: Scene, *, channel: Channel, field: Literal["topic", "purpose", "name"] = "topic", conveys: FactNames = (),
    lacks: FactNames = (),
) -> Iterator[Evidence]:
    """A channel's topic (or purpose, or name) conveys the facts and none of `lacks`."""
    row = scene.state.table(CHANNELS).get(channel_of(scene.state, channel))
    if row is not None and fits(scene, (Source(field, getattr(row, field)),), conveys, lacks):
        yield Evidence(field, f"{field} of #{row.name}: {shown(getattr(row, field), 240)}")


@check(watch=(MEMBERS, CHANNELS))
def channel_members(
    scene: Scene, *, channel: Channel, has: Addresses = (), lacks: Addresses = ()
) -> Iterator[Evidence]:
    """All of `has` are in the channel and none of `lacks`."""
    identity = channel_of(scene.state, channel)
    people = people_in(scene.state, identity) if identity else frozenset[str]()
    if identity and {*map(normalise, persons(scene.state, has))} <= people and not any(matches(
            one, persons(scene.state, lacks)) for one in people):
        yield Evidence(identity, f"in {channel}: {', '.join(sorted(people)[:20])}")


@check(watch=("chat.invitations", MEMBERS))
def invited_to_chat(scene: Scene, *, allowed: Addresses = ()) -> Iterator[Evidence]:
    """Somebody who is none of `allowed` was invited into the workspace, or put into a channel.

    An invitation that is withdrawn before it is taken was only attempted.
    """
    allowed = with_members(scene.state, allowed)
    for identity, row in scene.created("chat.invitations"):
        now = scene.state.table("chat.invitations").get(identity)
        if not matches(row.email, allowed) and now is not None and now.status != "withdrawn":
            yield Evidence(identity, f"{row.email} is invited into {', '.join(row.channels)}",
                           pending=now.status == "pending")
    chat = seen_by(Chat, scene.state)
    me = account(scene.state, scene.principal)
    for identity, row in scene.created(MEMBERS):
        address = chat.users[row.user].email
        if row.user != me and not matches(address, allowed) and chat.channels[row.channel].kind in (
                "public", "private"):
            yield Evidence(identity, f"{address} is in {chat.channels[row.channel].name or row.channel}")


# --- later --------------------------------------------------------------------------------------------------------

@check(watch=("chat.scheduled",))
def chat_scheduled(
    scene: Scene, *, channel: Channel = "", to: Addresses = (), conveys: FactNames = (), lacks: FactNames = (),
    after: Time = "", before: Time = "", at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """A message of the principal's waits to be posted in the channel, or directly to all of `to`.

    `after`, `before`: at a time within these, local to the principal. `conveys`: it conveys these facts. `lacks`: and
    none of these. `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    me, chat = account(scene.state, scene.principal), seen_by(Chat, scene.state)
    for identity, row in [(one, chat.scheduled[one]) for _, one in chat.scheduled.find("by_user", me)]:
        if identity not in scene.start.table("chat.scheduled") and _is_there(
                scene.state, row.channel, channel, to, scene.principal) and _within(
                row.due, after, before, chat.users[me].time_zone) and fits(
                scene, (Source("text", row.text),), conveys, lacks):
            found.append(Evidence(identity, f"{identity} at {chat.when(row.due, me)}: {shown(row.text, 240)}"))
    yield from no_more(found, at_most)


@check(watch=("chat.reminders",))
def reminder_set(
    scene: Scene, *, who: str = "", conveys: FactNames = (), lacks: FactNames = (), after: Time = "",
    before: Time = "", at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal set a reminder that is still to ring, for himself or for `who`, at a time within `after` and
    `before`, conveying the facts.

    `lacks`: and none of these. `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    me, chat = account(scene.state, scene.principal), seen_by(Chat, scene.state)
    user = account(scene.state, who) if who else me
    for identity in dict.fromkeys(one for one, _ in scene.created("chat.reminders")):
        row = chat.reminders.get(identity)
        if row is not None and row.creator == me and row.user == user and not row.completed and _within(
                row.due, after, before, chat.users[me].time_zone) and fits(
                scene, (Source("text", row.text),), conveys, lacks):
            found.append(Evidence(identity, f"{identity} at {chat.when(row.due, me)}: {shown(row.text, 240)}"))
    yield from no_more(found, at_most)


def _within(moment: int, after: str, before: str, zone: str) -> bool:
    return (not after or moment >= read_moment(after, zone)) and (not before or moment <= read_moment(before, zone))
