"""Checks about what the agent has opened, in any service."""

from collections.abc import Iterator

from ..snapshots.state import Entry
from .checks import Evidence, Scene, check
from .checks_chat import channel_of

OPENERS = (
    "mail.get_message", "mail.get_thread", "drive.read_content", "docs.read", "docs.export", "calendar.get_event",
    "chat.read_channel", "chat.read_thread", "chat.get_message", "chat.get_file",
    "gmail.users.messages.get", "gmail.users.threads.get", "drive.files.get", "drive.files.export",
    "docs.documents.get", "calendar.events.get", "slack.conversations.history", "slack.conversations.replies",
    "slack.files.info", "slack.files.downloadContent", "slack.canvases.getContent", "slack.slackLists.items.list",
    "slack.slackLists.items.info",
)
"""The tools that show something whole, and not as a line of a listing."""


@check()
def opened(scene: Scene, *, id: str) -> Iterator[Evidence]:
    """The agent opened this: a mail, file, document, event, channel, or message of chat (CHANNEL:TS)."""
    for entry in scene.entries:
        tool = entry.step.call.tool
        if entry.step.actor.role == "agent" and entry.step.outcome.ok and tool in OPENERS and _shows(entry, id):
            yield Evidence(f"step {entry.number}", f"step {entry.number}: {tool} showed {id}")


def _shows(entry: Entry, identity: str) -> bool:
    call, result = entry.step.call, entry.step.outcome.text
    of_chat = call.tool.startswith(("chat.", "slack."))
    if f'"{identity}"' in call.text or (f'"{identity}"' in result and not of_chat):
        return True
    where = channel_of(entry.before, str(call.arguments.get("channel", ""))) if of_chat else ""
    channel, _, ts = identity.rpartition(":")
    return bool(where) and (where == identity or (where == channel and f'"{ts}"' in result))
