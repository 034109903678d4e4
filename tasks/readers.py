"""Readers: who can read what in a state, and through which path. The services' own rules decide, none is written anew.

An object is named by its id: a file or folder, an event, a channel, a message of chat or mail; an address is a
person's mailbox and calendar, or another calendar.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from ..mocks.calendar.base import shown_on
from ..mocks.calendar.records import RANK, Rule
from ..mocks.calendar.records import Role as CalendarRole
from ..mocks.calendar.service import CalendarService
from ..mocks.chat.service import Chat
from ..mocks.common.access import Looker, may
from ..mocks.common.addresses import domain, normalise
from ..mocks.common.file_records import Role
from ..mocks.common.groups import Reads, addresses_of, people_in
from ..mocks.mail.records import Message
from ..mocks.mail.service import Mail
from ..snapshots.errors import ToolError
from ..snapshots.state import State
from .addressees import outside
from .mail_scene import openings, recipients_of
from .viewpoint import Viewpoint, seen_by

ANYONE = "anyone"
"""Stands among readers for the whole internet, as `@domain` does for everybody of an organisation."""

Kind: TypeAlias = Literal[
    "owner", "direct", "group", "shared_drive", "inheritance", "domain", "link", "channel", "public_channel", "guest",
    "calendar", "delegate", "forwarding", "filter", "recipient",
]
Noun: TypeAlias = Literal["file", "event", "calendar", "channel", "chat message", "mail", "mailbox"]


class Path(NamedTuple):
    """One way in which somebody can read something: its kind, the ids on the way, the role where there is one."""

    kind: Kind
    via: tuple[str, ...] = ()
    role: str = ""

    def told(self) -> str:
        """Return the path in words."""
        via = f" via {' > '.join(self.via)}" if self.via else ""
        return f"{self.kind}{via}{f' as {self.role}' if self.role else ''}"


class Thing(NamedTuple):
    """An object: what it is, and its id."""

    noun: Noun
    id: str


_TABLES: tuple[tuple[Noun, str], ...] = (
    ("file", "files.files"), ("event", "calendar.events"), ("channel", "chat.channels"),
    ("chat message", "chat.messages"), ("mail", "mail.messages"), ("mailbox", "mail.mailboxes"),
    ("calendar", "calendar.calendars"),
)


def things(state: State, identity: str) -> list[Thing]:
    """Return the objects with an id: none, one, or for an address a mailbox and a calendar."""
    found = [Thing(noun, identity) for noun, path in _TABLES if path in state.tables and identity in state.table(path)]
    if not found and "calendar.events" in state.tables:  # one instance of a series has no row of its own
        series = identity.rpartition("_")[0]
        return [Thing("event", identity)] if series in state.table("calendar.events") else []
    return found


# --- by one reader ------------------------------------------------------------------------------------------------

def can_read(state: State, thing: Thing, reader: str) -> tuple[Path, ...]:
    """Return every path by which a reader (an address, or `anyone`) can read a thing; none if he cannot."""
    reader = "" if reader == ANYONE else normalise(reader)
    return tuple(dict.fromkeys(_PATHS[thing.noun](state, thing.id, reader)))


def _file_paths(state: State, file: str, reader: str) -> Iterator[Path]:
    for way in Looker(Viewpoint(state, reader), reader).ways(file):
        yield Path(way.path, (*([way.source] if way.source != file else []), *way.groups), way.role)
    chat = seen_by(Chat, state, reader)
    if len(chat.shares.find("by_file", file)) and _has_account(chat):
        for share in chat.uploads_seen(file):
            yield Path("channel", (share.channel, share.message))


def _has_account(chat: Chat) -> bool:
    try:
        return bool(chat.me())
    except ToolError:  # none, or one that is no longer in use
        return False


def _channel_paths(state: State, channel: str, reader: str) -> Iterator[Path]:
    chat = seen_by(Chat, state, reader)
    if channel in chat.channels and _has_account(chat) and chat.visible(channel, chat.me()):
        yield Path("channel" if chat.is_member(chat.me(), channel) else "public_channel", (channel,))


def _chat_message_paths(state: State, message: str, reader: str) -> Iterator[Path]:
    row = Viewpoint(state).read("chat.messages").get(message)
    if row is not None and not row.tombstone:
        yield from _channel_paths(state, row.channel, reader)


def _calendar_paths(state: State, calendar: str, reader: str) -> Iterator[Path]:
    service = seen_by(CalendarService, state, reader)
    if calendar in service.calendars:
        yield from (path for role, path in _roles(service, calendar) if RANK[role] >= RANK["reader"])


def _roles(service: CalendarService, calendar: str) -> Iterator[tuple[CalendarRole, Path]]:
    """Yield every role that the service's caller has on a calendar, with the path that gives it."""
    if service.calendars[calendar].owner in addresses_of(service.tx, service.principal):
        yield "owner", Path("owner", (calendar,), "owner")
    for rule in service.rules_reaching(calendar):
        via = (calendar, rule.value) if rule.scope == "group" else (calendar,)
        yield rule.role, Path(_RULES[rule.scope], via, rule.role)


_RULES: dict[str, Kind] = {"user": "calendar", "group": "group", "domain": "domain", "default": "link"}


def _event_paths(state: State, event: str, reader: str) -> Iterator[Path]:
    service = seen_by(CalendarService, state, reader)
    try:
        one = service.occurrence(event)
    except ToolError:
        return
    mine = addresses_of(service.tx, reader) if reader else ()
    for where in shown_on(one.row):
        if where in service.calendars:
            for role, path in _roles(service, where):
                if not service.is_busy_only(where, role, one):
                    invited = path.kind == "owner" and where != one.row.calendar
                    yield Path("guest", (where,)) if invited else path
        elif where in mine:
            yield Path("guest", (where,))


def _mail_paths(state: State, message: str, reader: str) -> Iterator[Path]:
    row: Message | None = Viewpoint(state).read("mail.messages").get(message)
    if row is None:
        return
    if any(path.kind in ("owner", "delegate") for path in _mailbox_paths(state, row.mailbox, reader)):
        yield Path("owner" if row.mailbox == reader else "delegate", (row.mailbox,))
    sent = not any(one.message == message for one in Viewpoint(state).read("mail.drafts").rows()) and not row.scheduled
    if reader and sent and reader in recipients_of(row):
        yield Path("recipient", (row.message_id,))


def _mailbox_paths(state: State, mailbox: str, reader: str) -> Iterator[Path]:
    mail = seen_by(Mail, state, reader)
    if mailbox not in mail.mailboxes or not reader:
        return
    if mail.may_use(mailbox):
        yield Path("owner" if mailbox == reader else "delegate", (mailbox,))
    for kind, identity, address in openings(state, mailbox):
        if normalise(address) == reader and kind in ("auto_forward", "filter"):
            yield Path("filter" if kind == "filter" else "forwarding", (mailbox, identity))


_PATHS: dict[Noun, Callable[[State, str, str], Iterator[Path]]] = {
    "file": _file_paths, "event": _event_paths, "calendar": _calendar_paths, "channel": _channel_paths,
    "chat message": _chat_message_paths, "mail": _mail_paths, "mailbox": _mailbox_paths,
}


# --- all readers --------------------------------------------------------------------------------------------------

Audience: TypeAlias = frozenset[str]
"""Who can read something: addresses, `@domain` for all of an organisation, `anyone`. Groups are their people."""


def audience(state: State, thing: Thing) -> Audience:
    """Return everybody who can read a thing."""
    return frozenset(_AUDIENCES[thing.noun](state, thing.id))


def covers(readers: Audience, state: State, reader: str) -> bool:
    """Tell whether a reader is among others: by an address of the same person, with the organisation, with all."""
    if ANYONE in readers or reader in readers:
        return True
    if reader == ANYONE or reader.startswith("@"):
        return False
    return any(one in readers or f"@{domain(one)}" in readers for one in addresses_of(Viewpoint(state), reader))


def is_outside(state: State, reader: str) -> bool:
    """Tell whether a reader is not of the home organisation."""
    return reader == ANYONE or outside(state, f"x{reader}" if reader.startswith("@") else reader)


def file_audience(state: State, file: str, role: Role = "reader") -> Audience:
    """Return everybody who has at least a role on a file; whoever reads where it was uploaded is a reader."""
    return frozenset(_file_audience(state, file, role))


def _file_audience(state: State, file: str, role: Role = "reader") -> Iterator[str]:
    view = Viewpoint(state)
    row = view.read("files.files").get(file)
    drive = view.read("files.drives").get(row.drive) if row is not None and row.drive else None
    for way in Looker(view, None).ways(file):
        for who in _named(view, way.kind, way.who) if may(way, role) else ():
            # Whom a shared drive does not let in depends on the person, not on the grant alone.
            wide = who == ANYONE or who.startswith("@")
            if drive is None or (not drive.members_only if wide else Looker(view, who).access(file) is not None):
                yield who
    for share in seen_by(Chat, state).shares.found("by_file", file) if role == "reader" else ():
        if share.uploaded:
            yield from _channel_audience(state, share.channel)


def _named(view: Reads, kind: str, who: str) -> Iterator[str]:
    """Yield whom a grant or rule of some kind names."""
    if kind == "group":
        yield from (one for one, _ in people_in(view, who))
    elif kind in ("anyone", "default"):
        yield ANYONE
    else:
        yield f"@{who}" if kind == "domain" else who


def _channel_audience(state: State, channel: str) -> Iterator[str]:
    chat = seen_by(Chat, state)
    row = chat.channels.get(channel)
    if row is None:
        return
    users = chat.users.table.ids() if row.kind == "public" else chat.in_channel(channel)
    for user in users:
        if not chat.users[user].deactivated and chat.visible(channel, user):
            yield chat.users[user].email


def _chat_message_audience(state: State, message: str) -> Iterator[str]:
    row = Viewpoint(state).read("chat.messages").get(message)
    if row is not None and not row.tombstone:
        yield from _channel_audience(state, row.channel)


def _calendar_audience(state: State, calendar: str) -> Iterator[str]:
    service = seen_by(CalendarService, state)
    if calendar in service.calendars:
        yield from (who for role, who in _rules(service, calendar) if RANK[role] >= RANK["reader"])


def _rules(service: CalendarService, calendar: str) -> Iterator[tuple[CalendarRole, str]]:
    yield "owner", service.calendars[calendar].owner
    rules: list[Rule] = service.rules.found("by_calendar", calendar)
    for rule in rules:
        for who in _named(service.tx, rule.scope, rule.value):
            yield rule.role, who


def _event_audience(state: State, event: str) -> Iterator[str]:
    service = seen_by(CalendarService, state)
    try:
        one = service.occurrence(event)
    except ToolError:
        return
    for where in shown_on(one.row):
        if where not in service.calendars:
            yield where
            continue
        for role, who in _rules(service, where):
            if not service.is_busy_only(where, role, one):
                yield who


def _mail_audience(state: State, message: str) -> Iterator[str]:
    row: Message | None = Viewpoint(state).read("mail.messages").get(message)
    if row is not None:
        people = (row.mailbox, *recipients_of(row), *_delegates(state, row.mailbox))
        yield from (who for who in people if any(_mail_paths(state, message, who)))


def _mailbox_audience(state: State, mailbox: str) -> Iterator[str]:
    if mailbox in Viewpoint(state).read("mail.mailboxes"):
        people = (mailbox, *(normalise(address) for _, _, address in openings(state, mailbox)))
        yield from (who for who in people if any(_mailbox_paths(state, mailbox, who)))


def _delegates(state: State, mailbox: str) -> Iterator[str]:
    return (address for kind, _, address in openings(state, mailbox) if kind == "delegate")


_AUDIENCES: dict[Noun, Callable[[State, str], Iterator[str]]] = {
    "file": _file_audience, "event": _event_audience, "calendar": _calendar_audience, "channel": _channel_audience,
    "chat message": _chat_message_audience, "mail": _mail_audience, "mailbox": _mailbox_audience,
}
