"""Calls that hit something: sampled arguments with real ids, addresses and times of a world in their place."""

import json
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.chat.base import ts_of
from diorama.mocks.common.file_records import DOCUMENT, FOLDER, File
from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.hits import exposed, takes_touches
from diorama.mocks.world import World
from diorama.snapshots.calls import Call, Spec
from diorama.snapshots.draw import Draw

_OWN = {
    "message_id": ("mail.messages", "by_mailbox"), "message_ids": ("mail.messages", "by_mailbox"),
    "reply_to_message": ("mail.messages", "by_mailbox"), "event_id": ("calendar.events", "by_number"),
}
"""Parameters that name rows of the principal's: their table, and its index by address."""

_ANY = {
    "filter_id": "mail.filters", "comment_id": "files.comments", "revision_id": "files.revisions",
    "drive_id": "files.drives", "request_id": "drive.proposals", "approval_id": "drive.approvals",
    "calendar_id": "calendar.calendars", "to_calendar": "calendar.calendars", "reminder_id": "chat.reminders",
    "invitation_id": "chat.invitations", "bookmark_id": "chat.bookmarks", "suggestion_id": "docs.suggestions",
    "group": "groups.groups", "person": "people.persons", "users": "chat.users", "user": "chat.users",
    "members": "chat.users", "posters": "chat.users", "channels": "chat.channels",
}
"""Parameters that name rows of a table."""

_PEOPLE = ("to", "cc", "bcc", "guests", "optional_guests", "add_guests", "remove_guests", "people", "reviewers", "who",
           "address", "new_owner", "assign_to", "for_person", "forward_to", "from_address")
_LATER = ("send_at", "at", "due", "until", "expires", "start", "time_max", "end")
LATER = ("2026-03-05T09:00", "2026-03-06T14:30", "2026-03-20")
COMMANDS = (
    "ls -la", "cat slots.csv | sort | head -1", "echo Tuesday,10 >> slots.csv", "cd /tmp && echo the plan > plan.txt",
    "for i in 1 2 3; do echo $i; done > /tmp/n; wc -l /tmp/n", "rm -f /tmp/plan.txt", "sed -i s/9/8/ slots.csv",
    "mkdir -p /tmp/a/b && mv /tmp/a /tmp/c$RANDOM", "export WHO=me; sleep 3", "bin/count slots.csv", "chmod 600 *.txt",
    "ln -sf slots.csv /tmp/now; readlink /tmp/now; stat -c %y .", "cat nothing", "sudo id", "grep -rn the . /etc",
)
"""Lines for a shell to run."""
KEYS = ("back", "home", "recents", "enter", "delete")
"""Keys of a phone: what else has a name there is an app."""

TEXTS = ("harbour", "plan", "the", "a note", "Tuesday", "")


class Pointed:
    """Draws calls of tools, by turns for several people, and puts what the world has in place of what was sampled.

    One time in ten a sampled argument stays, so that what is not there is asked for too.
    """

    def __init__(self, specs: list[Spec], seed: int) -> None:
        self._space = CallSpace(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "pointed calls")

    def next(self, world: World, principal: str) -> Call:
        """Return the next call of somebody."""
        sample = json.loads(self._space.sample())
        tool = world.box.name_of(sample["tool"])
        service = tool.partition(".")[0]
        arguments = {name: self._known(world, principal, service, name, value)
                     for name, value in sample["arguments"].items()}
        self._fit(world, principal, service, arguments)
        return Call.of(tool, arguments)

    def _known(self, world: World, principal: str, service: str, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(world, principal, service, name, item) for item in value]
        if not isinstance(value, str) or self._draw.chance(10):
            return value
        found = self._one(world, principal, service, name)
        return value if found is None else found

    def _one(self, world: World, principal: str, service: str, name: str) -> str | None:
        if name in _OWN:
            path, index = _OWN[name]
            ids = [one for _, one in world.state.table(path).find(index, principal)]
            return self._draw.choice(ids) if ids else None
        if name in ("file_id", "folder", "folder_id", "target_id", "files", "attachments", "drive_files"):
            return self._file(world, principal, service, name)
        if name in ("calendar_id", "to_calendar") and self._draw.chance(60):
            return principal
        if name in _ANY:
            return self._of(world, _ANY[name])
        if name in _PEOPLE:
            addresses: list[str] = [one.emails[0] for one in world.state.table("people.persons").rows()]
            return self._draw.choice(addresses)
        if name in _LATER:
            return self._draw.choice(LATER)
        if service == "shell":
            return self._on_machine(world, name)
        if name in ("text", "find", "query", "q", "body", "subject", "replace_with"):
            return self._draw.choice(TEXTS)
        return "" if name in ("page_token", "mailbox", "tab_id", "segment_id", "required_revision", "blocks", "base64",
                              "target_revision", "time_min", "as_type") else None

    def _on_machine(self, world: World, name: str) -> str | None:
        if name == "path":
            return self._draw.choice((".", "new.txt", "/etc/hosts", *world.state.table("shell.files").ids()))
        given = {"command": COMMANDS, "glob": ("", "*.csv"), "old_text": ("the", "Tuesday")}.get(name)
        if given is not None:
            return self._draw.choice(given)
        return self._draw.choice(TEXTS) if name in ("text", "new_text", "pattern") else None

    def _touch(self, world: World, arguments: dict[str, Any]) -> None:
        """Point at something that is on the screen, by one of the ways of pointing, or open an app that is there."""
        boxes = [box for box in exposed(shown(world.state).layout) if takes_touches(box)]
        ways = [name for name in ("x", "element", "index", "id") if name in arguments]
        if ways and boxes and not self._draw.chance(10):
            box = self._draw.choice(boxes)
            for name in ("x", "y", "element", "index", "id"):
                arguments.pop(name, None)
            if "id" in ways and box.widget.key:
                arguments["id"] = box.widget.key
            else:
                arguments["x"], arguments["y"] = box.visible.centre
        for name, edge in (("x1", 1080), ("x2", 1080), ("y1", 2400), ("y2", 2400)):
            if name in arguments:
                arguments[name] %= edge
        if "name" in arguments and arguments["name"] not in KEYS:
            arguments["name"] = self._of(world, "phone.apps") or arguments["name"]

    def _of(self, world: World, path: str) -> str | None:
        ids = world.state.table(path).ids()
        return self._draw.choice(ids) if ids else None

    def _file(self, world: World, principal: str, service: str, name: str) -> str | None:
        table = world.state.table("files.files")
        types = {FOLDER} if name.startswith("folder") else {DOCUMENT} if service == "docs" else None
        own = [one for _, one in table.find("by_owner", principal) if _is_of(table[one], types)]
        ids = own if own and self._draw.chance(60) else [one for one in table.ids() if _is_of(table[one], types)]
        return self._draw.choice(ids) if ids else None

    def _fit(self, world: World, principal: str, service: str, arguments: dict[str, Any]) -> None:
        """Name things that belong together: a message and its channel, a file and its revision."""
        tables = world.state.tables
        if service == "phone":
            self._touch(world, arguments)
        if service == "chat":
            talk = [row.channel for row in tables["chat.members"].rows() if row.user in {
                identity for _, identity in tables["chat.users"].find("by_email", principal)}]
            channel = self._draw.choice(talk) if talk else ""
            found = [one for _, one in tables["chat.messages"].find("everything", channel)]
            if "channel" in arguments and channel:
                arguments["channel"] = channel
            for name in ("ts", "thread_ts", "before", "after"):
                if name in arguments and found:
                    arguments[name] = ts_of(tables["chat.messages"][self._draw.choice(found)].at)
        if "revision_id" in arguments and isinstance(arguments.get("file_id"), str):
            own = [one for _, one in tables["files.revisions"].find("by_file", arguments["file_id"])]
            arguments["revision_id"] = self._draw.choice(own) if own else arguments["revision_id"]
        if "thread_id" in arguments:
            mine = [one for _, one in tables["mail.messages"].find("by_mailbox", principal)]
            if mine:
                arguments["thread_id"] = tables["mail.messages"][self._draw.choice(mine)].thread
        if "draft_id" in arguments:
            drafts = [one for _, one in tables["mail.messages"].find("by_label", f"{principal} DRAFT")]
            arguments["draft_id"] = self._draw.choice(drafts) if drafts else arguments["draft_id"]


def _is_of(row: File, types: set[str] | None) -> bool:
    return row.type != FOLDER if types is None else row.type in types
