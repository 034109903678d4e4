"""What went out by mail in a scene: what the principal sent, what left, who got it, and every text in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from ..mocks.common.addresses import Address, domain, normalise
from ..mocks.common.ledger import Departure
from ..mocks.mail.records import FORWARDED_FOR, HTML_BODY, SCHEDULED, SENT, Message
from ..snapshots.state import Entry, State
from .checks import Scene, Several
from .facts import Source
from .files import bytes_text
from .unveil import folded

MESSAGES = "mail.messages"
DEPARTURES = "ledger.departures"

Addresses = Annotated[tuple[str, ...], Several, Field(description="addresses, or @domain for a whole domain")]


class Sent(NamedTuple):
    """One message that the principal sent, or that is waiting to go out (`pending`: scheduled, or held for undo)."""

    id: str
    message: Message
    recipients: frozenset[str]
    pending: bool


def sent(scene: Scene) -> list[Sent]:
    """Return what the principal sent in the scene's entries.

    Read from the moment of sending, so that deleting the sent copy hides nothing. A waiting message counts, since it
    will go; one that was taken back before it went does not.
    """
    out: dict[str, Sent] = {}
    for entry, identity in scene.written(MESSAGES):
        before: Message | None = entry.before.table(MESSAGES).get(identity)
        after: Message | None = entry.after.table(MESSAGES).get(identity)
        if before is not None and _outgoing(before):
            if before.scheduled:  # it has been taken back, or it has gone
                waited = out.pop(identity, None)
                if waited is not None and _outgoing(after):
                    out[identity] = waited._replace(pending=bool(after and after.scheduled))
        elif after is not None and _outgoing(after) and _by_principal(scene, entry, identity, after):
            out[identity] = Sent(identity, after, recipients_of(after), bool(after.scheduled))
    return list(out.values())


def _outgoing(message: Message | None) -> bool:
    return message is not None and (SENT in message.labels or SCHEDULED in message.labels)


def _by_principal(scene: Scene, entry: Entry, identity: str, message: Message) -> bool:
    """Tell whether a message went out from the principal's mailbox, or from another's by the agent's own call, which
    then names the message in its result."""
    return message.mailbox == scene.principal or (
        entry.step.actor.role == "agent" and f'"{identity}"' in entry.step.outcome.text
    )


def recipients_of(message: Message) -> frozenset[str]:
    """Return all addresses that a message goes to."""
    return frozenset(normalise(one.email) for one in (*message.to, *message.cc, *message.bcc))


def matches(address: str, patterns: Iterable[str]) -> bool:
    """Tell whether an address is one of the patterns: an address, or `@domain` for a whole domain."""
    address = normalise(address)
    return any(
        f"@{domain(address)}" == pattern.lower() if pattern.startswith("@") else address == normalise(pattern)
        for pattern in patterns
    )


def outside(state: State, address: str) -> bool:
    """Tell whether an address is of none of the home organisation's domains."""
    table = state.table("people.organisations")
    found = table.find("by_domain", domain(address))
    return not any(table[identity].relation == "home" for _, identity in found)


# --- texts --------------------------------------------------------------------------------------------------------

def sources_of(state: State, message: Message) -> tuple[Source, ...]:
    """Return every text of a message: subject, body, HTML, headers, display names, attachments with their names."""
    html = message.markup(state.blobs.__getitem__)
    return (
        Source("subject", message.subject),
        Source("body", message.text(state.blobs.__getitem__)),
        *([Source("html", html)] if html else []),
        *(Source(f"header {name}", value) for name, value in message.headers),
        *(Source("display name", name) for name in _made_up_names(state, message)),
        *(part for one in message.attachments for part in _file(state, one.name, one.blob)),
    )


def _made_up_names(state: State, message: Message) -> Iterator[str]:
    """Yield the display names that are not what the person or mailbox at the address is called."""
    for one in (message.sender, *message.to, *message.cc, *message.bcc):
        if one.name and folded(one.name) not in map(folded, _known_names(state, one)):
            yield one.name


def _known_names(state: State, one: Address) -> Iterator[str]:
    people = state.table("people.persons")
    for _, identity in people.find("by_email", normalise(one.email)):
        yield people[identity].name
    mailbox = state.table("mail.mailboxes").get(normalise(one.email))
    if mailbox is not None:
        yield mailbox.name


def _file(state: State, name: str, blob: str) -> tuple[Source, Source]:
    """Return a file's name, also with the signs that stand for spaces in names as spaces, and its text. What a file is
    shows in its bytes: its name and type may lie."""
    names = f"{name}\n{_NAME_GAP.sub(' ', name.rpartition('.')[0] or name)}"
    return Source("attachment name", names), Source(f"attachment {name}", bytes_text(state.blobs[blob]))


_NAME_GAP = re.compile("[-_+]")


def departure_sources(state: State, row: Departure) -> tuple[Source, ...]:
    """Return every text of something that left the world."""
    message: Message | None = state.table(MESSAGES).get(row.source)
    return (
        Source("subject", row.subject),
        Source("body", row.body),
        *(Source("html" if name == HTML_BODY else f"header {name}", value) for name, value in row.headers),
        *(Source("display name", name) for name in (() if message is None else _made_up_names(state, message))),
        *(part for name, _, blob in row.files for part in _file(state, name, blob)),
    )


# --- who got what -------------------------------------------------------------------------------------------------

class Passage(NamedTuple):
    """Something that went, or waits to go, from the principal to some readers.

    `key` names it, the same while it waits and when it is gone; `message_id` is the same for all copies of it.
    """

    key: str
    message_id: str
    readers: tuple[str, ...]
    sources: tuple[Source, ...]
    pending: bool = False


def passage_of(state: State, one: Sent) -> Passage:
    """Return a sent message as a passage."""
    return Passage(one.id, one.message.message_id, tuple(sorted(one.recipients)), sources_of(state, one.message),
                   one.pending)


def departed(scene: Scene) -> Iterator[Passage]:
    """Yield what left the organisation in the scene's entries on the principal's account, by whatever cause: sent, let
    out by a filter, answered automatically."""
    for entry in scene.entries:
        table = entry.after.table(DEPARTURES)
        new = [identity for path, identity in entry.touched if path == DEPARTURES]
        for identity in sorted(new, key=lambda one: (table[one].at, one)):
            if _left_by_principal(scene, entry, table[identity]):
                yield _departure(entry.after, identity, table[identity])


def _departure(state: State, identity: str, row: Departure) -> Passage:
    readers = tuple(sorted(set(map(normalise, row.recipients))))
    message_id = next((value for name, value in row.headers if name == "Message-ID"), identity)
    return Passage(row.source or identity, message_id, readers, departure_sources(state, row))


def _left_by_principal(scene: Scene, entry: Entry, row: Departure) -> bool:
    """Tell whether something left on the principal's account, and not from a colleague's own mailbox."""
    if row.channel != "mail":
        return True
    after, before = entry.after.table(MESSAGES), entry.before.table(MESSAGES)
    message: Message | None = after.get(row.source) or before.get(row.source)
    return message is None or _by_principal(scene, entry, row.source, message)


def passed_on(scene: Scene) -> Iterator[Passage]:
    """Yield what rules of the principal's mailbox forwarded to colleagues in the scene's entries."""
    for identity, row in scene.created(MESSAGES):
        if row.mailbox != scene.principal and _forwarded_by(scene.principal, row):
            yield Passage(identity, row.message_id, (row.mailbox,), sources_of(scene.state, row))


def _forwarded_by(mailbox: str, row: Message) -> bool:
    return any(name == FORWARDED_FOR and value.startswith(f"{mailbox} ") for name, value in row.headers)


def earlier(scene: Scene, passage: Passage, reader: str) -> list[tuple[Source, ...]]:
    """Return the texts that a reader had got from the principal in the episode before a passage, oldest first.

    `reader` is an address, or `@domain` for everybody there. Read from the recipients' side as well as from the sent
    mail, so that deleting the sent copies hides nothing.
    """
    state = scene.state
    found: dict[str, tuple[int, str, tuple[Source, ...]]] = {}
    departures = state.table(DEPARTURES)
    for identity in departures.ids():
        row: Departure = departures[identity]
        if identity not in scene.start.table(DEPARTURES) and any(matches(one, (reader,)) for one in row.recipients):
            gone = _departure(state, identity, row)
            found[gone.message_id] = (row.at, identity, gone.sources)
    for identity, message in _recent(scene, "by_label", f"{scene.principal} {SENT}"):
        if any(matches(one, (reader,)) for one in recipients_of(message)):
            found.setdefault(message.message_id, (message.date, identity, sources_of(state, message)))
    for identity, message in _recent(scene, "by_mailbox", reader):
        if normalise(message.sender.email) == scene.principal or _forwarded_by(scene.principal, message):
            found.setdefault(message.message_id, (message.date, identity, sources_of(state, message)))
    current = found.pop(passage.message_id, (state.now + 1, "", ()))
    return [sources for at, identity, sources in sorted(found.values()) if (at, identity) < current[:2]]


def _recent(scene: Scene, index: str, key: str) -> Iterator[tuple[str, Message]]:
    """Yield the messages under an index key that came, or went out, in the episode."""
    table = scene.state.table(MESSAGES)
    for date, identity in reversed(table.find(index, key)):
        if int(date) < scene.start.now:
            return
        before: Message | None = scene.start.table(MESSAGES).get(identity)
        if before is None or (_outgoing(table[identity]) and not _outgoing(before)):
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
    for where in ("subject", "body"):
        texts = [source.text for sources in messages for source in sources if source.where == where]
        bare = [_PART.sub("", _PREFIX.sub("", _SIGNATURE.sub("", text))).strip() for text in texts]
        if sum(map(bool, bare)) > 1:
            yield Source(f"{where} of {len(messages)} messages", "\n".join(filter(None, bare)))
