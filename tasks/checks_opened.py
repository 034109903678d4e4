"""Checks about what the agent has opened, in any service."""

from collections.abc import Iterator

from ..snapshots.state import Entry
from .checks import Evidence, Scene, check
from .checks_chat import channel_of

OPENERS = (
    "mail.get_message", "mail.get_thread", "drive.read_content", "docs.read", "docs.export", "calendar.get_event",
    "chat.read_channel", "chat.read_thread", "chat.get_message", "chat.get_file",
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
    if f'"{identity}"' in call.text or (f'"{identity}"' in result and not call.tool.startswith("chat.")):
        return True
    where = channel_of(entry.before, str(call.arguments.get("channel", ""))) if call.tool.startswith("chat.") else ""
    channel, _, ts = identity.rpartition(":")
    return bool(where) and (where == identity or (where == channel and f'"{ts}"' in result))
