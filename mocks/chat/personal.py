"""Chat tools for what is one's own: status, presence, do-not-disturb, reminders, saved messages; and user groups."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.lines import clipped, listed
from ..common.moments import MINUTE
from ..common.words import words
from ..common.zones import local, to_ms
from ..service import INTERNAL, REST, tool
from .base import HANDLE, RESERVED, ChannelName, Moment, PageSize, PageToken, Ts, UserName
from .delivery import Delivery
from .paging import paged, time_key
from .records import FULL, Later, Reminder, UserGroup
from .reminder_times import following as next_time

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)

ReminderId = Annotated[str, Field(min_length=1, max_length=80)]


class Personal(Delivery):
    """Changes what belongs to the caller, and the handles that stand for several people."""

    @tool("write", faces=REST)
    def set_status(
        self,
        text: Annotated[str, Field(max_length=100)] = "",
        emoji: Annotated[str, Field(max_length=100)] = "",
        until: Annotated[str, Field(max_length=40, description="local time at which it goes; empty: it stays")] = "",
        away: Annotated[bool | None, Field(description="show you as away, or again as active")] = None,
    ) -> Json:
        """Set your status text and emoji, both empty to clear them, and whether you are shown as away."""
        me = self.me()
        moment = self.future(until, self.users[me].time_zone) if until else 0
        if away is not None:
            self.show_away(away)
        self.put_status(me, text, emoji, moment)
        return {"status": text, "emoji": emoji.strip(":"), "presence": "active" if self.is_active(me) else "away"}

    def show_away(self, away: bool) -> None:
        """Show the caller as away, or again as active."""
        self.users.update(self.me(), away=away)

    def put_status(self, user: str, text: str, emoji: str, until: int) -> None:
        """Give somebody a status, up to a time (ms) if that is not 0."""
        self.users.update(user, status_text=text, status_emoji=emoji.strip(":"), status_until=until)
        if until:
            self._due("chat.clear_status", until, user, user=user, until=until)

    @tool("write", seconds=0, faces=INTERNAL)
    def clear_status(self, user: str, until: int) -> Json:
        """Clear a status whose time is over, unless another was set since."""
        over = self.users[user].status_until == until
        if over:
            self.users.update(user, status_text="", status_emoji="", status_until=0)
        return {"cleared": over}

    def _due(self, name: str, due: int, caller: str, /, **arguments: Json) -> int:
        actor = Actor(role="scheduler", principal=self.users[caller].email)
        return self.tx.schedule(Call.of(name, arguments), due=due, actor=actor)

    @tool("write", faces=REST)
    def set_do_not_disturb(
        self,
        snooze_minutes: Annotated[
            int | None, Field(ge=0, le=10_080, description="silence notifications from now on; 0 ends the snooze")
        ] = None,
        hours: Annotated[
            str | None, Field(max_length=20, description="quiet hours of every day such as 22:00-08:00; empty for none")
        ] = None,
    ) -> Json:
        """Snooze notifications for some minutes, or set the daily hours in which none come. Nothing is lost."""
        me = self.me()
        changes: dict[str, object] = {}
        if snooze_minutes is not None:
            changes["snoozed_until"] = self.tx.now + snooze_minutes * MINUTE if snooze_minutes else 0
        if hours is not None:
            changes |= read_hours(hours)
        if not changes:
            raise ToolError("invalid_arguments", "Give snooze_minutes, hours or both.")
        self.users.update(me, **changes)
        row = self.users[me]
        return {"snoozed_until": self.when(row.snoozed_until) if row.snoozed_until else "", "quiet": self.is_quiet(me)}

    # --- reminders -----------------------------------------------------------------------------------------------

    @tool("write")
    def add_reminder(self, text: Annotated[str, Field(min_length=1, max_length=1_000)], at: Moment,
                     user: UserName = "me") -> Json:
        """Set a reminder for yourself or a colleague; it comes as a notification at its time."""
        me, to = self.me(), self.user_id(user)
        if to != me and (self.is_outside(to) or self.is_outside(me) or self.users[to].role == "bot"):
            raise ToolError("cannot_add_others", f"You cannot set a reminder for {self.at(to)}, only for yourself and "
                                                 "for colleagues.")
        due = self.future(at, self.users[me].time_zone)
        identity = self.keep_reminder(Reminder(user=to, creator=me, text=text, due=due, number=0))
        return {"reminder_id": identity, "for": self.at(to), "at": self.when(due)}

    def keep_reminder(self, row: Reminder, identity: str = "") -> str:
        """Write a reminder, and have it ring at its time; return its id."""
        identity = identity or self.tx.new_id("reminder")
        number = self._due("chat.ring", row.due, row.creator, id=identity)
        self.reminders.put(identity, row.replace(number=number))
        return identity

    @tool("write", seconds=0, faces=INTERNAL)
    def ring(self, id: str) -> Json:
        """Tell a user of a reminder that is due; one that comes again is set anew."""
        row = self.reminders.update(id, rung=True)
        self.notify(row.user, "reminder", self.tx.now * 1000, item=id)
        if row.frequency:
            where = self.users[row.user].time_zone
            following = next_time(local(row.due, where), local(self.tx.now, where), row.frequency, row.weekdays)
            self.keep_reminder(row.replace(due=to_ms(following)), id)
        return {"rung": id}

    @tool("read")
    def list_reminders(self, limit: PageSize = 20, page_token: PageToken = "") -> Json:
        """List the reminders for you and those that you set for others, by time."""
        me = self.me()
        both = {one for index in ("by_user", "by_creator") for _, one in self.reminders.find(index, me)}
        rows = sorted((time_key(self.reminders[one].due, one), (one, self.reminders[one])) for one in sorted(both))
        page, token = paged(rows, limit, page_token)
        lines: list[Json] = [{
            "reminder_id": one, "text": row.text, "at": self.when(row.due), "for": self.at(row.user),
            "by": self.at(row.creator), "done": bool(row.completed), "rung": row.rung,
        } for one, row in page]
        return {"reminders": lines, **token}

    @tool("write", faces=REST)
    def complete_reminder(self, reminder_id: ReminderId) -> Json:
        """Mark a reminder of yours as done; it does not ring any more."""
        row = self.my_reminder(reminder_id)
        if row.frequency:
            raise ToolError("cannot_complete_recurring", "The reminder comes again and again; delete it to end it.")
        if row.completed:
            raise ToolError("already_complete", "The reminder is done already.")
        self.tx.cancel(row.number)
        self.reminders.update(reminder_id, completed=self.tx.now)
        return {"completed": reminder_id}

    @tool("destroy")
    def delete_reminder(self, reminder_id: ReminderId) -> Json:
        """Delete a reminder for you or set by you."""
        row = self.my_reminder(reminder_id)
        self.tx.cancel(row.number)
        for _, one in list(self.notifications.find("by_user", row.user)):
            if self.notifications[one].item == reminder_id:
                self.notifications.remove(one)
        self.reminders.remove(reminder_id)
        return {"deleted": reminder_id}

    def my_reminder(self, identity: str) -> Reminder:
        """Return a reminder that is for the caller or that he has set."""
        row, me = self.reminders.get(identity), self.me()
        if row is None or me not in (row.user, row.creator):
            raise ToolError("not_found", f"You have no reminder {shown(identity)}.")
        return row

    # --- later ---------------------------------------------------------------------------------------------------

    @tool("write", faces=REST)
    def save_message(
        self, channel: ChannelName, ts: Ts, saved: bool = True,
        done: Annotated[bool, Field(description="keep it, marked as done")] = False,
        due: Annotated[str, Field(max_length=40, description="local time by which to look at it")] = "",
    ) -> Json:
        """Save a message for later (a star), mark a saved one as done, or with saved=false take it off the list."""
        identity, row = self.message_at(channel, ts)
        me = self.me()
        key = f"{me} {identity}"
        if not saved:
            if key not in self.laters:
                raise ToolError("not_saved", f"You have not saved the message {shown(ts)}.")
            self.laters.remove(key)
            return {"ts": ts, "saved": False}
        if row.tombstone:
            raise ToolError("message_not_found", f"The message {shown(ts)} is deleted.")
        moment = self.future(due, self.users[me].time_zone) if due else 0
        self.laters.put(key, Later(user=me, message=identity, at=self.tx.now, due=moment, done=done))
        return {"ts": ts, "saved": True, "done": done}

    @tool("read", faces=REST)
    def list_saved(self, limit: PageSize = 20, page_token: PageToken = "") -> Json:
        """List the messages that you have saved for later, newest saved first."""
        me = self.me()
        found = ((one, self.laters[one]) for _, one in reversed(self.laters.find("by_user", me)))
        rows = [(time_key(row.at, one), row) for one, row in found
                if self.visible(self.messages[row.message].channel, me)]
        page, token = paged(rows, limit, page_token, descending=True)
        lines: list[Json] = []
        for row in page:
            line = self.line(row.message, self.messages[row.message], width=300, place=True)
            line |= {"done": row.done, **({"due": self.when(row.due)} if row.due else {})}
            lines.append(line)
        return {"saved": lines, **token}

    # --- user groups ---------------------------------------------------------------------------------------------

    @tool("read")
    def list_user_groups(
        self, query: Annotated[str, Field(max_length=200)] = "", limit: PageSize = 20, page_token: PageToken = "",
    ) -> Json:
        """List the user groups (@handles for several people) with their first members."""
        me, wanted = self.me(), words(query).split()
        rows = sorted(
            (f"{row.handle} {one}", (one, row)) for one, row in
            ((one, self.user_groups[one]) for one in self.user_groups.table.ids())
            if all(f" {word}" in words(f"{row.handle} {row.name} {row.description}") for word in wanted)
        )
        page, token = paged(rows if self.is_full(me) else [], limit, page_token)
        lines: list[Json] = [{
            "id": one, "handle": f"@{row.handle}", "name": row.name, "description": clipped(row.description, 200),
            "members": listed([self.at(user) for user in self.group_members(row)], 30, 80), "disabled": row.disabled,
        } for one, row in page]
        return {"user_groups": lines, **token}

    @tool("write")
    def set_user_group(
        self,
        handle: Annotated[str, Field(min_length=1, max_length=61, examples=["ops-team"])],
        name: Annotated[str | None, Field(max_length=100)] = None,
        members: Annotated[tuple[UserName, ...] | None, Field(max_length=200)] = None,
        description: Annotated[str | None, Field(max_length=250)] = None,
        disabled: bool | None = None,
    ) -> Json:
        """Create a user group, or change the one with this handle; `members` replaces all. What is left out stays."""
        self.may_change_groups()
        label = self.group_label(handle)
        people = None if members is None else self.group_people([self.user_id(user) for user in members])
        identity = next((one for _, one in self.user_groups.find("by_handle", label)), "")
        given = {"name": name, "members": people, "description": description, "disabled": disabled}
        identity = self.change_group(identity, label, **{
            field: value for field, value in given.items() if value is not None
        })
        row = self.user_groups[identity]
        return {"id": identity, "handle": f"@{label}", "members": len(self.group_members(row))}

    def may_change_groups(self) -> None:
        """Raise ToolError if the caller may not change user groups."""
        me = self.me()
        if self.users[me].role not in FULL or (self.workspace.user_groups == "admins" and not self.is_admin(me)):
            raise ToolError("restricted_action", "You may not change user groups; ask an admin.")

    def group_label(self, handle: str) -> str:
        """Return the handle of a user group without its @; ToolError if it is none, or somebody's."""
        label = handle.strip().removeprefix("@")
        if not HANDLE.fullmatch(label) or label in RESERVED:
            raise ToolError("invalid_handle", f"{shown(handle)} is no handle; take lower-case letters, digits, dots, "
                                              "hyphens and underscores.")
        if self.handled(label):
            raise ToolError("handle_taken", f"{shown(label)} is the handle of a person.")
        return label

    def group_people(self, users: Sequence[str]) -> tuple[str, ...]:
        """Return users as the members of a user group; ToolError if one is from outside."""
        for user in users:
            if self.is_outside(user):
                raise ToolError("user_is_restricted", f"{self.at(user)} is from outside; user groups hold colleagues.")
        return tuple(dict.fromkeys(users))

    def change_group(self, identity: str, label: str, **fields: object) -> str:
        """Write a user group, a new one where it has no id yet; return its id."""
        me, now = self.me(), self.tx.now
        old = self.user_groups.get(identity) or UserGroup(handle=label, name=label, creator=me, created=now)
        new = old.replace(handle=label, updated=now, updater=me, **fields)
        if new.disabled != old.disabled:
            new = new.replace(disabled_at=now if new.disabled else 0, disabler=me if new.disabled else "")
        identity = identity or self.tx.new_id("group")
        self.user_groups.put(identity, new)
        return identity


def read_hours(hours: str) -> dict[str, object]:
    """Return the fields of a user that quiet hours such as `22:00-08:00` set; empty hours are none."""
    if not hours:
        return {"quiet_from": 0, "quiet_until": 0}
    found = _HOURS.fullmatch(hours)
    if not found:
        raise ToolError("invalid_hours", f"{shown(hours)} are no hours; write 22:00-08:00.")
    first, last = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return {"quiet_from": first, "quiet_until": last}
