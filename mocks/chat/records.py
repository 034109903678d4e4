"""Chat records: Slack's object model, one row per thing."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.records import Record

UserRole: TypeAlias = Literal["owner", "admin", "member", "multi_guest", "single_guest", "external", "bot"]
"""`external` are people of other organisations, in shared channels and direct messages only (Slack Connect)."""

ADMINS = frozenset({"owner", "admin"})
FULL = frozenset({"owner", "admin", "member", "bot"})
"""Who may look at public channels that he is not in, and make channels."""

ChannelKind: TypeAlias = Literal["public", "private", "im", "mpim"]


class Workspace(Record):
    """The workspace and its policies. There is one, under the id `workspace`.

    `edit_minutes` is how long one's own messages can be edited: -1 always, 0 never.
    """

    name: str
    domain: str
    edit_minutes: int = -1
    members_delete: bool = True
    broadcasts: Literal["everyone", "admins"] = "everyone"
    """Who may use @channel, @here and @everyone."""
    outside_invites: Literal["everyone", "admins"] = "everyone"
    """Who may invite guests and people of other organisations."""
    user_groups: Literal["everyone", "admins"] = "everyone"


class User(Record):
    """An account in the workspace. `email` is the address by which the directory knows the person.

    The hours of do-not-disturb are minutes of the user's day, from and until; both 0: none.
    """

    handle: str
    name: str
    email: str
    role: UserRole = "member"
    title: str = ""
    time_zone: str = "UTC"
    deactivated: bool = False
    away: bool = False
    status_text: str = ""
    status_emoji: str = ""
    status_until: int = 0
    quiet_from: int = 0
    quiet_until: int = 0
    snoozed_until: int = 0
    phone: str = ""
    pronouns: str = ""
    display_name: str = ""
    """What the person is called beside the handle; empty where that is all."""
    photo: str = ""
    """The SHA-256 of the picture; empty where there is none."""
    roused_until: int = 0
    """Until when the hours of do-not-disturb do not hold, because they were ended early."""


class Channel(Record):
    """A conversation: channel, direct message (`im`) or group direct message (`mpim`).

    `shared_with` are the mail domains of other organisations that the channel is shared with. `posting` is who may
    start a conversation here: everyone, or admins and `posters` only. `last` is the newest ts given out here, in
    microseconds.
    """

    kind: ChannelKind
    name: str = ""
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    created: int = 0
    archived: bool = False
    general: bool = False
    shared_with: tuple[str, ...] = ()
    posting: Literal["everyone", "admins"] = "everyone"
    posters: tuple[str, ...] = ()
    inviting: tuple[str, ...] = ()
    """Of `shared_with`, the organisations whose people may invite others."""
    last: int = 0
    canvas: str = ""
    """The id of the canvas that the conversation has as its own."""


class Member(Record):
    """Somebody's place in a conversation; `last_read` is the ts (microseconds) up to which he has read it.

    Of a `muted` one he is told only where he is mentioned by name.
    """

    channel: str
    user: str
    joined: int = 0
    last_read: int = 0
    muted: bool = False
    closed: bool = False
    """Of a direct message: out of his list until somebody writes again."""


class Follow(Record):
    """Somebody's place in a thread, `root` being the id of its first message."""

    root: str
    user: str
    last_read: int = 0


class Attachment(Record):
    """A secondary part of a message, such as an unfurled link."""

    title: Annotated[str, Field(max_length=300)] = ""
    text: Annotated[str, Field(max_length=4_000)] = ""
    link: Annotated[str, Field(max_length=1_000)] = ""
    color: Annotated[str, Field(max_length=20)] = ""


class Message(Record):
    """A message; the id is its channel and ts. `at` is the ts in microseconds.

    `root` is the ts of the thread's first message where this answers one; `broadcast`: the answer is shown in the
    channel too. `blocks` is canonical JSON text, `fallback` the text in it. `files` are ids of the common files, which
    may be gone. `mentions` are the users whom it mentioned, by name, group or channel-wide. A deleted message with
    answers stays as a `tombstone`.
    """

    channel: str
    at: int
    user: str
    text: str = ""
    root: str = ""
    broadcast: bool = False
    subtype: str = ""
    blocks: str = ""
    fallback: str = ""
    attachments: tuple[Attachment, ...] = ()
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    edited: int = 0
    tombstone: bool = False
    attached: str = ""
    """Attachments as a program gave them, canonical JSON text; `attachments` says what is read in them."""
    metadata: str = ""
    """What programs tell each other with a message: canonical JSON text."""
    username: str = ""
    """The name under which a program posted it, with `icon`, an emoji or the link of a picture."""
    icon: str = ""
    streaming: bool = False
    """Still being written, piece by piece."""
    emote: bool = False
    """Says what its writer does, as Slack's /me."""


class Emoji(Record):
    """An emoji of the workspace's own; the row's id is its name. It has a picture, or is a second name of another."""

    user: str
    at: int
    link: str = ""
    alias: str = ""


class Ephemeral(Record):
    """A message that one user alone saw. It is in no history and no search."""

    channel: str
    at: int
    user: str
    to: str
    text: str
    blocks: str = ""
    attached: str = ""
    root: str = ""


class Scheduled(Record):
    """A message that will be sent at `due`; `number` is the event that sends it."""

    channel: str
    user: str
    text: str
    root: str = ""
    due: int
    number: int
    created: int
    broadcast: bool = False
    blocks: str = ""
    attachments: tuple[Attachment, ...] = ()
    attached: str = ""
    metadata: str = ""


class Reaction(Record):
    """One user's emoji on a message."""

    message: str
    emoji: str
    user: str
    at: int


class Pin(Record):
    """A message pinned to its channel; the id is the message's."""

    channel: str
    user: str
    at: int


class Bookmark(Record):
    """A link at a channel's head."""

    channel: str
    title: str
    link: str
    user: str
    at: int
    emoji: str = ""
    updated: int = 0


class Share(Record):
    """A file in a conversation: who put it there, with which message.

    `uploaded` here, it is readable to whoever reads the conversation; else the files' own permissions decide. A canvas
    or list is shared without a message; `level` is what the members of the conversation may do with it.
    """

    file: str
    channel: str
    message: str
    user: str
    at: int
    uploaded: bool = False
    level: Literal["", "read", "write"] = ""


class Upload(Record):
    """What chat alone knows of a file that a program uploaded: the row's id is the file's.

    `length` is what was announced, `blob` the SHA-256 of what came; `done` once the file is there. `ticket` names the
    address that takes the bytes, `secret` the public one that gives them.
    """

    user: str
    ticket: str
    name: str
    title: str
    length: int
    at: int
    blob: str = ""
    done: bool = False
    alt_text: str = ""
    kind: str = ""
    """Slack's word for what is in it, such as `python`; empty: after the name."""
    secret: str = ""


class RemoteFile(Record):
    """A file that lies elsewhere and is known here by its link; the row's id stands where a file's does."""

    external_id: str
    link: str
    title: str
    user: str
    at: int
    kind: str = ""
    text: str = ""
    """What search finds in it."""
    preview: str = ""
    """The SHA-256 of its picture."""


class UserGroup(Record):
    """A handle that stands for people. With `group`, an address of the directory, those in it belong too."""

    handle: str
    name: str
    description: str = ""
    members: tuple[str, ...] = ()
    group: str = ""
    creator: str = ""
    disabled: bool = False
    channels: tuple[str, ...] = ()
    """The channels that its members are meant to be in."""
    created: int = 0
    updated: int = 0
    updater: str = ""
    disabled_at: int = 0
    disabler: str = ""


Frequency: TypeAlias = Literal["", "daily", "weekly", "monthly", "yearly"]


class Reminder(Record):
    """A reminder that `creator` set for `user`, due at `due`; `number` is the event that rings.

    One with a `frequency` rings again and again, weekly on `weekdays` (0 is Monday) or on that of its first day.
    """

    user: str
    creator: str
    text: str
    due: int
    number: int
    rung: bool = False
    completed: int = 0
    frequency: Frequency = ""
    weekdays: tuple[int, ...] = ()


class Later(Record):
    """A message that a user has saved for later."""

    user: str
    message: str
    at: int
    due: int = 0
    done: bool = False


class Favourite(Record):
    """A conversation or file that a user has starred; the row's id is the user's and the thing's."""

    user: str
    at: int
    channel: str = ""
    file: str = ""


class Invitation(Record):
    """An invitation of somebody outside: a guest, or a person of another organisation into a shared channel."""

    email: str
    role: UserRole
    channels: tuple[str, ...]
    by: str
    at: int
    status: Literal["pending", "accepted", "withdrawn"] = "pending"


class Notification(Record):
    """What a user was notified of; `held` while do-not-disturb kept it silent.

    `message` is a message's id; for a reminder or an ephemeral message, which are none, `item` is theirs.
    """

    user: str
    message: str = ""
    item: str = ""
    kind: Literal["mention", "group", "channel", "direct", "thread", "reminder", "ephemeral"]
    at: int
    held: bool = False
