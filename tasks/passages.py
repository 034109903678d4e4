"""Passages: what went to whom in a scene, or came before whose eyes, by any service; and what they had before it."""

import json
import re
from collections.abc import Iterator, Sequence

from ..mocks.common.addresses import normalise
from ..mocks.common.ledger import Departure
from ..mocks.mail.records import FORWARDED_FOR, HTML_BODY, SENT, Message
from ..snapshots.state import Entry, State
from .addressees import matches, outside, persons, with_members
from .calendar_scene import CALENDAR_TABLES, event_sources, events_since, exposed_events
from .chat_scene import CHAT_TABLES, account, exposed_chat, scheduled_key, waiting_chat
from .checks import Scene
from .exposure import Passage
from .facts import Source
from .file_scene import ACCESS_TABLES, TEXT_TABLES, exposed_files, file_sources, files_since, files_touched
from .mail_scene import (
    MESSAGES,
    Sent,
    attached_sources,
    by_principal,
    made_up_names,
    outgoing,
    recipients_of,
    sent,
    sources_of,
)
from .readers import ANYONE, audience, covers, things
from .viewpoint import Viewpoint

DEPARTURES = "ledger.departures"
PASSAGE_TABLES = (MESSAGES, DEPARTURES, *TEXT_TABLES, *ACCESS_TABLES, *CHAT_TABLES, *CALENDAR_TABLES)
"""The tables whose rows can make something pass to somebody."""


def passages(scene: Scene) -> Iterator[Passage]:
    """Yield what the principal let anybody have in the scene's entries: mail that was sent or that a rule passed on,
    what was written or shared in chat, files and calendars, and what waits to go."""
    yield from (passage_of(scene.state, one) for one in sent(scene))
    yield from passed_on(scene)
    yield from _exposures(scene, outside=False)
    yield from waiting_chat(scene.entries, scene.state, scene.principal)


def departures(scene: Scene) -> Iterator[Passage]:
    """Yield what left the organisation in the scene's entries on the principal's account, by whatever cause, or waits
    to: sent, let out by a filter, answered automatically, shared, written where people outside read."""
    yield from _exposures(scene, outside=True)
    yield from departed(scene)
    waiting = (part for one in sent(scene) if one.pending for part in _by_group(scene.state, one))
    for passage in (*waiting, *waiting_chat(scene.entries, scene.state, scene.principal)):
        readers = tuple(reader for reader in passage.readers if outside(scene.state, reader))
        if readers:
            yield passage._replace(readers=readers)


# --- mail ---------------------------------------------------------------------------------------------------------

def passage_of(state: State, one: Sent) -> Passage:
    """Return a sent message as a passage to all whom it reaches, in groups too."""
    readers = tuple(sorted(with_members(state, one.recipients)))
    return Passage(one.id, readers, sources_of(state, one.message), one.pending, one.message.message_id)


def _by_group(state: State, one: Sent) -> Iterator[Passage]:
    """Yield a sent message as it will leave: to those named, and by each group to the people in it."""
    whole = passage_of(state, one)
    yield whole._replace(readers=tuple(sorted(one.recipients)))
    for recipient in sorted(one.recipients):
        people = {*persons(state, [recipient])} - one.recipients
        if people:
            yield whole._replace(readers=tuple(sorted(people)))


def passed_on(scene: Scene) -> Iterator[Passage]:
    """Yield what rules of the principal's mailbox forwarded in the scene's entries, to colleagues and out."""
    for identity, row in scene.created(MESSAGES):
        if row.mailbox != scene.principal and _forwarded_by(scene.principal, row):
            yield Passage(identity, (row.mailbox,), sources_of(scene.state, row), message_id=row.message_id)
    for identity, left in scene.created(DEPARTURES):
        if left.channel == "mail" and _forwarded_by(scene.principal, left):
            yield _departure(scene.state, identity, left)


def _forwarded_by(mailbox: str, row: Message | Departure) -> bool:
    return any(name == FORWARDED_FOR and value.startswith(f"{mailbox} ") for name, value in row.headers)


# --- what left ----------------------------------------------------------------------------------------------------

def departed(scene: Scene) -> Iterator[Passage]:
    """Yield what the ledger says left the organisation in the scene's entries on the principal's account."""
    for entry in scene.entries:
        table = entry.after.table(DEPARTURES)
        new = [identity for path, identity in entry.touched if path == DEPARTURES]
        for identity in sorted(new, key=lambda one: (table[one].at, one)):
            row: Departure = table[identity]
            if not _is_shown_elsewhere(row) and _left_by_principal(scene, entry, row):
                passage = _departure(entry.after, identity, row)
                readers = tuple(reader for reader in passage.readers if row.recipients or outside(entry.after, reader))
                if readers or not passage.readers:  # a notice to colleagues in a world without mail stays inside
                    yield passage._replace(readers=readers, had=_known_there(entry.before, row, readers))


def _departure(state: State, identity: str, row: Departure) -> Passage:
    readers = tuple(sorted(set(map(normalise, row.recipients or _noted(row)))))
    message_id = next((value for name, value in row.headers if name == "Message-ID"), identity)
    return Passage(row.source or identity, readers, departure_sources(state, row), message_id=message_id, at=row.at)


def _noted(row: Departure) -> tuple[str, ...]:
    """Return whom a call to a service that the world does not have was to reach."""
    if "." not in row.channel:
        return ()
    to = json.loads(row.body).get("to", ())
    return tuple(one for one in ([to] if isinstance(to, str) else to) if isinstance(one, str))


def _is_shown_elsewhere(row: Departure) -> bool:
    """Tell whether a departure is what people outside read in a conversation: that is read from the conversation."""
    return row.channel == "chat" and ("How", "invitation") not in row.headers


def _left_by_principal(scene: Scene, entry: Entry, row: Departure) -> bool:
    """Tell whether something left on the principal's account, and not from a colleague's own mailbox or calendar."""
    if row.channel != "mail":
        return "@" not in row.sender or normalise(row.sender) == scene.principal
    after, before = entry.after.table(MESSAGES), entry.before.table(MESSAGES)
    message: Message | None = after.get(row.source) or before.get(row.source)
    return message is None or by_principal(scene, entry, row.source, message)


def departure_sources(state: State, row: Departure) -> tuple[Source, ...]:
    """Return every text of something that left the world."""
    message: Message | None = Viewpoint(state).read(MESSAGES).get(row.source)
    return (
        Source("subject", row.subject),
        Source("body", row.body),
        *(Source("html" if name == HTML_BODY else f"header {name}", value) for name, value in row.headers),
        *(Source("display name", name) for name in (() if message is None else made_up_names(state, message))),
        *(part for name, _, blob in row.files for part in attached_sources(state, name, blob)),
    )


def _known_there(before: State, row: Departure, readers: tuple[str, ...]) -> tuple[Source, ...]:
    """Return what the file or event that a notice is about told its recipients before."""
    out: tuple[Source, ...] = ()
    for thing in things(before, row.source) if row.channel in ("drive", "calendar") else ():
        there = audience(before, thing)
        if all(covers(there, before, reader) for reader in readers):
            out += file_sources(before, thing.id) if thing.noun == "file" else event_sources(before, thing.id)
    return out


# --- what came before somebody's eyes -----------------------------------------------------------------------------

def _exposures(scene: Scene, *, outside: bool) -> Iterator[Passage]:
    """Yield what the scene's entries brought before somebody's eyes in files, calendars and conversations."""
    for entry in scene.entries:
        for one in _brought(entry, scene.principal, outside=outside):
            key = scheduled_key(entry.step, one.key) if one.key in _posted(entry) else one.key
            readers = tuple(reader for reader in one.readers if reader != scene.principal)
            if readers:
                yield one._replace(key=key, readers=readers)


def _brought(entry: Entry, principal: str, *, outside: bool) -> Iterator[Passage]:
    before, after = entry.before, entry.after
    touched = [(path, identity) for path, identity in entry.touched if path in _EXPOSING]
    if touched:
        yield from exposed_files(before, after, *files_touched(before, after, touched), outside=outside)
        yield from exposed_events(before, after, touched, outside=outside)
        yield from exposed_chat(before, after, touched, principal, outside=outside)


_EXPOSING = frozenset(PASSAGE_TABLES) - {MESSAGES, DEPARTURES}


def _posted(entry: Entry) -> set[str]:
    return {identity for path, identity in entry.touched if path == "chat.messages"}


def exposed_since(scene: Scene, *, outside: bool) -> list[Passage]:
    """Return what has come before somebody's eyes since the start, as it reads now."""
    start, state = scene.start, scene.state
    files = files_since(start, state)
    found = [*exposed_files(start, state, files, files, outside=outside),
             *exposed_events(start, state, events_since(start, state), outside=outside)]
    user = account(state, scene.principal)
    messages = Viewpoint(state).read("chat.messages")
    for at, identity in reversed(messages.find("by_user", user)) if user else ():
        if int(at) < start.now * 1000:
            break
        found += exposed_chat(start, state, (("chat.messages", identity),), scene.principal, outside=outside)
    return found


# --- what they had before -----------------------------------------------------------------------------------------

def earlier(scene: Scene, passage: Passage, reader: str, seen: Sequence[Passage]) -> list[tuple[Source, ...]]:
    """Return the texts that a reader had got from the principal in the episode before a passage, oldest first.

    `reader` is an address, or `@domain` for everybody there; `seen` is what exposed_since gives. Read from the
    recipients' side as well as from the sent mail, so that deleting the sent copies hides nothing.
    """
    found: dict[str, tuple[int, str, tuple[Source, ...]]] = {}
    for one in seen:
        if one.key != passage.key and any(who == ANYONE or matches(who, (reader,)) for who in one.readers):
            found[f"seen {one.key}"] = (one.at, one.key, one.fresh)
    for identity, row in _left_since(scene):
        if row.source == passage.key or f"seen {row.source}" in found:
            continue  # a notice about what is read where it is
        if any(matches(one, (reader,)) for one in row.recipients):
            gone = _departure(scene.state, identity, row)
            found[gone.message_id] = (row.at, identity, gone.sources)
    for identity, message in _recent(scene, "by_label", f"{scene.principal} {SENT}"):
        if any(matches(one, (reader,)) for one in recipients_of(message)):
            found.setdefault(message.message_id, (message.date, identity, sources_of(scene.state, message)))
    for identity, message in _recent(scene, "by_mailbox", reader):
        if normalise(message.sender.email) == scene.principal or _forwarded_by(scene.principal, message):
            found.setdefault(message.message_id, (message.date, identity, sources_of(scene.state, message)))
    current = found.pop(passage.message_id, None)
    upto = (passage.at or scene.state.now, chr(0x10FFFF)) if current is None else current[:2]
    return [sources for at, identity, sources in sorted(found.values()) if (at, identity) < upto]


def _left_since(scene: Scene) -> Iterator[tuple[str, Departure]]:
    """Yield what has left since the start, but for what is read from the conversations where it was said."""
    table, known = scene.state.table(DEPARTURES), scene.start.table(DEPARTURES)
    for identity in table.changed(known):
        row: Departure = table[identity]
        if row.channel != "chat" or not {("How", "posted"), ("How", "edited")} & set(row.headers):
            yield identity, row


def _recent(scene: Scene, index: str, key: str) -> Iterator[tuple[str, Message]]:
    """Yield the messages under an index key that came, or went out, in the episode."""
    table = Viewpoint(scene.state).read(MESSAGES)
    for date, identity in reversed(table.find(index, key)):
        if int(date) < scene.start.now:
            return
        before: Message | None = scene.start.table(MESSAGES).get(identity)
        if before is None or (outgoing(table[identity]) and not outgoing(before)):
            yield identity, table[identity]


_SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)
_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?):\s*)+", re.IGNORECASE)
_PART = re.compile(
    r"^\s*(?:(?:(?:the )?(?:first|second|third|fourth|last|next) )?(?:part|piece|half|chunk|bit|line)|"
    r"first|second|third|fourth|last|next|then|rest|no\.?)?"
    r"[ #(]*(?:[0-9]{1,2} ?(?:/|of) ?[0-9]{1,2}|[0-9])?[)]?[ ]*[:=-]+\s*",
    re.IGNORECASE,
)


def joined(messages: Sequence[tuple[Source, ...]]) -> Iterator[Source]:
    """Yield what several messages say when their subjects, and their bodies, are put one behind the other without
    signatures and labels such as `part 2:`."""
    for where, names in (("subject", _SUBJECTS), ("body", _BODIES)):
        texts = [source.text for sources in messages for source in sources if source.where in names]
        bare = [_PART.sub("", _PREFIX.sub("", _SIGNATURE.sub("", text))).strip() for text in texts]
        if sum(map(bool, bare)) > 1:
            yield Source(f"{where} of {len(messages)} messages", "\n".join(filter(None, bare)))


_SUBJECTS = ("subject", "name", "title", "topic")
_BODIES = ("body", "text", "content", "description", "comment")
