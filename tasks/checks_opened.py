"""Checks about what the agent has opened, in any service."""

from collections.abc import Iterator

from ..mocks.common.file_records import File
from ..mocks.mail.records import Message
from ..snapshots.state import Entry
from .checks import Evidence, Scene, check
from .checks_chat import channel_of

OPENERS = frozenset((
    "mail.get_message", "mail.get_thread", "mail.get_attachment", "drive.read_content", "docs.read", "docs.export",
    "calendar.get_event", "chat.read_channel", "chat.read_thread", "chat.get_message", "chat.get_file",
    "gmail.users.messages.get", "gmail.users.threads.get", "gmail.users.messages.attachments.get", "drive.files.get",
    "drive.files.export", "docs.documents.get", "calendar.events.get", "slack.conversations.history",
    "slack.conversations.replies", "slack.files.info", "slack.files.downloadContent", "slack.canvases.getContent",
    "slack.slackLists.items.list", "slack.slackLists.items.info",
))
"""The tools that show something whole, and not as a line of a listing."""

LISTINGS = frozenset(("drive.list_comments", "docs.list_suggestions", "drive.comments.list", "drive.comments.get",
                      "drive.replies.list", "drive.replies.get"))
"""The tools that show what belongs to a file whole: its comments and suggestions, each under its own id."""

FOLDERS = frozenset(("drive.list_folder",))
"""The tools that show what is in a folder."""

DETAILS = frozenset((
    "drive.get_file", "drive.list_permissions", "drive.who_has_access", "drive.list_comments", "drive.list_revisions",
    "drive.files.get", "drive.permissions.list", "drive.comments.list", "drive.revisions.list", "docs.outline",
    "docs.list_suggestions", "chat.get_channel", "chat.list_members", "slack.conversations.info",
    "slack.conversations.members", "calendar.get_calendar", "calendar.list_sharing", "calendar.list_guests",
    "calendar.acl.list", "calendar.calendars.get",
))
"""The tools that show where something lies, what is said about it, and for whom it is there, but not what it says."""


@check()
def opened(scene: Scene, *, id: str, details: bool = False) -> Iterator[Evidence]:
    """The agent opened this: a mail, file, folder, document, comment, event, channel, or message of chat (CHANNEL:TS).

    A mail is opened by reading what is attached to it too, a file by reading the same content attached to a mail.
    `details`: having looked at where it lies, what is said about it or who has access is enough.
    """
    for entry in scene.entries:
        if entry.step.actor.role == "agent" and entry.step.outcome.ok and (
                _shows(entry, id) or (details and _tells_of(entry, id))):
            yield Evidence(f"step {entry.number}", f"step {entry.number}: {entry.step.call.tool} showed {id}")


def _shows(entry: Entry, identity: str) -> bool:
    call, result = entry.step.call, entry.step.outcome.text
    if call.tool in LISTINGS:
        return f'"{identity}"' in result and f'"{identity}"' not in call.text
    if call.tool in FOLDERS:
        return f'"{identity}"' in call.text
    if call.tool not in OPENERS or (call.tool == "drive.files.get" and call.arguments.get("alt") != "media"):
        return False
    if call.tool == "mail.get_attachment" and _is_attached(entry, identity):
        return True
    of_chat = call.tool.startswith(("chat.", "slack."))
    if f'"{identity}"' in call.text or (f'"{identity}"' in result and not of_chat):
        return True
    where = _channel(entry)
    channel, _, ts = identity.rpartition(":")
    return bool(where) and (where == identity or (where == channel and f'"{ts}"' in result))


def _is_attached(entry: Entry, file: str) -> bool:
    """Tell whether what a call read of a mail has the content of a file."""
    row: File | None = entry.before.table("files.files").get(file)
    mail: Message | None = entry.before.table("mail.messages").get(str(entry.step.call.arguments.get("message_id")))
    return row is not None and mail is not None and any(
        one.blob == row.blob and one.name == entry.step.call.arguments.get("name") for one in mail.attachments)


def _tells_of(entry: Entry, identity: str) -> bool:
    call = entry.step.call
    return call.tool in DETAILS and (f'"{identity}"' in call.text or _channel(entry) == identity)


def _channel(entry: Entry) -> str:
    """Return the conversation that a call is about; empty if it is about none."""
    call = entry.step.call
    named = call.arguments.get("channel") if call.tool.startswith(("chat.", "slack.")) else None
    return channel_of(entry.before, str(named)) if named else ""
