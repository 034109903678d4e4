"""Set-up tools: files that somebody has uploaded, messages that wait, reminders, invitations."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise, parse_address
from ..common.contents import content_of
from ..common.file_records import File, Revision
from ..service import INTERNAL, tool
from .personal import Personal
from .posting import Posting
from .records import Invitation, Reminder, Scheduled
from .seeding import Ago, Date, Seeding


class SeedingItems(Seeding, Posting, Personal):
    """What world builders and task files call for what is not a message that stands."""

    @tool("write", seconds=0, faces=INTERNAL)
    def put_upload(
        self,
        channel: str,
        sender: str,
        name: str,
        text: str = "",
        base64: str = "",
        type: str = "",
        comment: str = "",
        id: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
        thread_ts: str = "",
        pinned: bool = False,
    ) -> Json:
        """Put a file that somebody has uploaded into a conversation, with the message that it came in.

        It lies at the top of his Drive, and whoever reads the conversation can read it. `id` is the file's.
        """
        content = content_of(text, base64)
        if id in self.files:
            raise ToolError("already_exists", f"There is a file {shown(id)} already.")
        when, owner = self._then(date, minutes_ago), normalise(self.users[self._who(sender)].email)
        identity, revision, blob = id or self.tx.new_id("file"), self.tx.new_id("rev"), self.tx.put_blob(content)
        kind = type or ("application/octet-stream" if base64 else "text/plain")
        self.files.put(identity, File(
            name=name, type=kind, parent=self.my_root(owner), owner=owner, blob=blob, size=len(content), created=when,
            creator=owner, modified=when, modifier=owner, original_name=name, head=revision,
        ))
        self.revisions.put(revision, Revision(file=identity, number=1, blob=blob, size=len(content), type=kind,
                                              modified=when, modifier=owner, name=name))
        posted = self.put_message(channel, sender, comment, date=date, minutes_ago=minutes_ago, thread_ts=thread_ts,
                                  files=(identity,), pinned=pinned)
        return {**(posted if isinstance(posted, dict) else {}), "file": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_scheduled(self, channel: str, sender: str, text: str, send_at: Date, id: str = "", thread_ts: str = "",
                      date: Date = "", minutes_ago: Ago = 0) -> Json:
        """Put a message of somebody's that waits to be posted at `send_at`, local to him."""
        where, user = self._where(channel), self._who(sender)
        if id in self.scheduled:
            raise ToolError("already_exists", f"There is a scheduled message {shown(id)} already.")
        due = self.future(send_at, self.users[user].time_zone)
        return {"scheduled": self.plan(Scheduled(
            channel=where, user=user, text=text, root=self._root_of(where, thread_ts, standing=True), due=due, number=0,
            created=self._then(date, minutes_ago),
        ), id)}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_reminder(self, user: str, text: str, at: Date, id: str = "", creator: str = "") -> Json:
        """Put a reminder of somebody's that is to ring at `at`, local to him, set by himself or by `creator`."""
        who = self._who(user)
        if id in self.reminders:
            raise ToolError("already_exists", f"There is a reminder {shown(id)} already.")
        due = self.future(at, self.users[who].time_zone)
        return {"reminder": self.keep_reminder(Reminder(
            user=who, creator=self._who(creator) if creator else who, text=text, due=due, number=0,
        ), id)}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_invitation(
        self, address: str, channels: Annotated[tuple[str, ...], Field(min_length=1)], inviter: str,
        role: Literal["external", "multi_guest", "single_guest"] = "external", id: str = "", date: Date = "",
        minutes_ago: Ago = 0,
    ) -> Json:
        """Put an invitation of somebody outside into channels, which he has not answered and will not by himself."""
        if id in self.invitations:
            raise ToolError("already_exists", f"There is an invitation {shown(id)} already.")
        identity = id or self.tx.new_id("invite")
        self.invitations.put(identity, Invitation(
            email=normalise(parse_address(address).email), role=role, channels=tuple(map(self._where, channels)),
            by=self._who(inviter), at=self._then(date, minutes_ago),
        ))
        return {"invitation": identity}
