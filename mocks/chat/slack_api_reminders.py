"""Slack's Web API: reminders.*."""

from typing import Annotated, TypeAlias, cast

from pydantic import Field, JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.moments import DAY
from ..common.vendor import method, text_in, texts_in
from ..common.zones import local, to_ms
from .personal import Personal
from .records import Frequency, Reminder
from .reminder_times import DAYS, Due, following, read_due
from .slack_api_shapes import SlackId, SlackShapes

FURTHEST = 5 * 366 * DAY
"""How far ahead a reminder may be."""

WITHIN_A_DAY = 86_400
"""Numbers up to this one are seconds from now, greater ones times."""

Said: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Recurrence: TypeAlias = Annotated[dict[str, JsonValue], Field(
    description="frequency: daily, weekly, monthly or yearly; if weekly, the weekdays by name")]

_FREQUENCIES = ("daily", "weekly", "monthly", "yearly")


class SlackReminders(SlackShapes, Personal):
    """Reminders, also such as come again."""

    @method("write", "slack.reminders.add")
    def slack_reminders_add(
        self, text: Annotated[str, Field(min_length=1, max_length=1_000)], time: Said | int, team_id: SlackId = "",
        user: SlackId = "", recurrence: Recurrence | None = None,
    ) -> Json:
        """Set a reminder: at a time in seconds since 1970, in some seconds, or when the words say."""
        me = self.me()
        to = self.seen_user(user) if user else me
        due = self._due_at(str(time), to)
        if recurrence is not None:
            due = _again(due, recurrence)
        if self.users[to].role == "bot":
            raise ToolError("cannot_add_bot", f"{self.at(to)} is a bot; it takes no reminders.")
        if to != me and (self.is_outside(to) or self.is_outside(me) or not self.is_full(me)):
            raise ToolError("cannot_add_others", f"You cannot set a reminder for {self.at(to)}.")
        if to != me and due.frequency:
            raise ToolError("cannot_add_others_recurring", "A reminder for somebody else comes once.")
        identity = self.keep_reminder(Reminder(
            user=to, creator=me, text=text, due=to_ms(due.at), number=0, frequency=due.frequency, weekdays=due.weekdays,
        ))
        return {"reminder": self._reminder_shape(identity)}

    def _due_at(self, text: str, user: str) -> Due:
        now, where = self.tx.now, self.users[user].time_zone
        plain = text.strip()
        if plain.isascii() and plain.isdecimal() and len(plain) < 12:
            seconds = int(plain)
            moment = now + seconds * 1000 if seconds <= WITHIN_A_DAY else seconds * 1000
            due: Due | None = Due(local(moment, where)) if moment - now <= FURTHEST else None
        else:
            due = read_due(plain, local(now, where))
        if due is None or not 0 < to_ms(due.at) - now <= FURTHEST:
            raise ToolError("cannot_parse", f"{shown(text)} says no time to come within five years; write such as `in "
                                            "5 minutes`, `tomorrow at 3:30pm`, `on Tuesday` or a time in seconds.")
        return due

    @method("write", "slack.reminders.complete")
    def slack_reminders_complete(self, reminder: SlackId, team_id: SlackId = "") -> Json:
        """Mark a reminder of the caller's as done."""
        row = self.my_reminder(reminder)
        if row.user != self.me():
            raise ToolError("cannot_complete_others", f"The reminder is for {self.at(row.user)}.")
        self.complete_reminder(reminder)
        return {}

    @method("destroy", "slack.reminders.delete")
    def slack_reminders_delete(self, reminder: SlackId, team_id: SlackId = "") -> Json:
        """Delete a reminder for the caller or set by him."""
        self.delete_reminder(reminder)
        return {}

    @method("read", "slack.reminders.info")
    def slack_reminders_info(self, reminder: SlackId, team_id: SlackId = "") -> Json:
        """Return a reminder for the caller or set by him."""
        self.my_reminder(reminder)
        return {"reminder": self._reminder_shape(reminder)}

    @method("read", "slack.reminders.list")
    def slack_reminders_list(self, team_id: SlackId = "") -> Json:
        """List the reminders for the caller or set by him, by time."""
        me = self.me()
        found = {str(one) for index in ("by_user", "by_creator") for _, one in self.reminders.find(index, me)}
        rows = sorted((self.reminders[one].due, one) for one in found)
        return {"reminders": [self._reminder_shape(one) for _, one in rows]}

    def _reminder_shape(self, identity: str) -> Json:
        row = self.reminders[identity]
        out: dict[str, Json] = {"id": identity, "creator": row.creator, "user": row.user, "text": row.text,
                                "recurring": bool(row.frequency)}
        if row.frequency:
            days: list[Json] = [DAYS[number] for number in row.weekdays]
            return {**out, "recurrence": {"frequency": row.frequency, **({"weekdays": days} if days else {})}}
        return {**out, "time": row.due // 1000, "complete_ts": row.completed // 1000}


def _again(due: Due, recurrence: dict[str, JsonValue]) -> Due:
    """Return when a reminder is due first that comes again so; ToolError if that is not said rightly."""
    frequency, named = text_in(recurrence, "frequency"), [one.lower() for one in texts_in(recurrence, "weekdays")]
    if frequency not in _FREQUENCIES or any(one not in DAYS for one in named) or (named and frequency != "weekly"):
        raise ToolError("cannot_parse", f"The recurrence {shown(str(recurrence))} is none; frequency is one of "
                                        f"{', '.join(_FREQUENCIES)}, weekdays are for weekly ones.")
    days = tuple(sorted({DAYS.index(one) for one in named}))
    often = cast("Frequency", frequency)
    first = due.at if not days or due.at.weekday() in days else following(due.at, due.at, often, days)
    return Due(first, often, days)
