"""The chat tables and their indexes."""

import re
from collections.abc import Iterable

from ...snapshots.tables import Index
from ..common.addresses import domain
from ..common.files import FileTables
from ..common.words import words
from ..service import Rows
from .app_records import Export, Item, Sheet, VoiceCall
from .records import (
    Bookmark,
    Channel,
    Emoji,
    Ephemeral,
    Favourite,
    Follow,
    Invitation,
    Later,
    Member,
    Message,
    Notification,
    Pin,
    Reaction,
    Reminder,
    RemoteFile,
    Scheduled,
    Share,
    Upload,
    User,
    UserGroup,
    Workspace,
)


def spoken_of(row: Message) -> str:
    """Return what search looks words up in, part by part as words() gives them."""
    parts = (row.text, row.fallback, *(f"{one.title}\n{one.text}" for one in row.attachments))
    return "".join(words(part) for part in parts if part)


LINK = ""
"""Stands in the index of words for a message that holds a link."""

_LINK = re.compile(r"https?://", re.IGNORECASE)


def has_link(row: Message) -> bool:
    """Tell whether a message holds a link, in its text or as an attachment."""
    return bool(_LINK.search(row.text) or _LINK.search(row.fallback)) or any(one.link for one in row.attachments)


def words_in(row: Message) -> list[str]:
    """Return the keys of a message in the index of words."""
    return [*dict.fromkeys(spoken_of(row).split()), *([LINK] if has_link(row) else [])]


EXTERNAL = "external"
"""Stands in the index of domains for the accounts whose role says that they come from outside."""


def _domains(row: User) -> Iterable[str]:
    if row.role == "bot":
        return ()
    return (domain(row.email), EXTERNAL) if row.role == "external" else (domain(row.email),)


DELETED = ""
"""Stands in the index of authors for whoever wrote what is deleted."""


def _author(row: Message) -> Iterable[str]:
    if row.root and not row.broadcast:
        return ()
    return (f"{row.channel} {DELETED if row.tombstone else row.user}",)


class ChatTables(FileTables):
    """The tables of the chat service beside those of files, for the classes that its tools are in."""

    name = "chat"
    workspaces = Rows(Workspace)
    users = Rows(
        User,
        by_email=Index[User](lambda row: (row.email,), lambda row: row.handle),
        by_handle=Index[User](lambda row: (row.handle,), lambda row: row.email),
        by_domain=Index[User](_domains, lambda row: row.email),
    )
    channels = Rows(Channel, by_name=Index[Channel](lambda row: (row.name,) if row.name else (),
                                                    lambda row: row.created))
    members = Rows(
        Member,
        by_channel=Index[Member](lambda row: (row.channel,), lambda row: row.user),
        by_user=Index[Member](lambda row: (row.user,), lambda row: row.channel),
    )
    follows = Rows(
        Follow,
        by_root=Index[Follow](lambda row: (row.root,), lambda row: row.user),
        by_user=Index[Follow](lambda row: (row.user,), lambda row: row.root),
    )
    messages = Rows(
        Message,
        by_channel=Index[Message](lambda row: (row.channel,) if row.broadcast or not row.root else (),
                                  lambda row: row.at),
        by_author=Index[Message](_author, lambda row: row.at),
        by_thread=Index[Message](lambda row: (f"{row.channel}:{row.root}",) if row.root else (), lambda row: row.at),
        everything=Index[Message](lambda row: (row.channel,), lambda row: row.at),
        by_user=Index[Message](lambda row: (row.user,), lambda row: row.at),
        by_mention=Index[Message](lambda row: [f"{user} {row.channel}" for user in row.mentions], lambda row: row.at),
        by_file=Index[Message](lambda row: row.files, lambda row: row.at),
        by_word=Index[Message](words_in, lambda row: row.at, lambda row: (row.text, row.fallback, row.attachments)),
    )
    emojis = Rows(Emoji, by_alias=Index[Emoji](lambda row: (row.alias,) if row.alias else (), lambda row: row.at))
    ephemerals = Rows(Ephemeral, by_user=Index[Ephemeral](lambda row: (row.to,), lambda row: row.at))
    scheduled = Rows(Scheduled, by_user=Index[Scheduled](lambda row: (row.user,), lambda row: row.due))
    reactions = Rows(Reaction, by_message=Index[Reaction](lambda row: (row.message,), lambda row: row.at))
    pins = Rows(Pin, by_channel=Index[Pin](lambda row: (row.channel,), lambda row: row.at))
    bookmarks = Rows(Bookmark, by_channel=Index[Bookmark](lambda row: (row.channel,), lambda row: row.at))
    shares = Rows(
        Share,
        by_file=Index[Share](lambda row: (row.file,), lambda row: row.at),
        by_channel=Index[Share](lambda row: (row.channel,), lambda row: row.at),
        by_message=Index[Share](lambda row: (row.message,) if row.message else (), lambda row: row.file),
    )
    uploads = Rows(
        Upload,
        by_ticket=Index[Upload](lambda row: (row.ticket,), lambda row: row.at),
        by_user=Index[Upload](lambda row: (row.user,), lambda row: row.at),
    )
    remotes = Rows(RemoteFile, by_external_id=Index[RemoteFile](lambda row: (row.external_id,), lambda row: row.at))
    user_groups = Rows(UserGroup, by_handle=Index[UserGroup](lambda row: (row.handle,), lambda row: 0))
    reminders = Rows(Reminder, by_user=Index[Reminder](lambda row: (row.user,), lambda row: row.due),
                     by_creator=Index[Reminder](lambda row: (row.creator,), lambda row: row.due))
    laters = Rows(Later, by_user=Index[Later](lambda row: (row.user,), lambda row: row.at),
                  by_message=Index[Later](lambda row: (row.message,), lambda row: row.user))
    favourites = Rows(
        Favourite,
        by_user=Index[Favourite](lambda row: (row.user,), lambda row: row.at),
        by_file=Index[Favourite](lambda row: (row.file,) if row.file else (), lambda row: row.user),
    )
    calls = Rows(VoiceCall, by_external_id=Index[VoiceCall](lambda row: (row.external_id,), lambda row: row.started))
    sheets = Rows(Sheet)
    items = Rows(
        Item,
        by_sheet=Index[Item](lambda row: (row.sheet,), lambda row: row.number),
        by_parent=Index[Item](lambda row: (row.parent,) if row.parent else (), lambda row: row.number),
    )
    exports = Rows(Export, by_sheet=Index[Export](lambda row: (row.sheet,), lambda row: row.at))
    invitations = Rows(Invitation, by_email=Index[Invitation](lambda row: (row.email,), lambda row: row.at))
    notifications = Rows(
        Notification,
        by_user=Index[Notification](lambda row: (row.user,), lambda row: row.at),
        by_message=Index[Notification](lambda row: (row.message,) if row.message else (), lambda row: row.user),
    )
