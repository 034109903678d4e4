"""Names the things of a world as a reader would: people, mail, files, events, channels, messages and times."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from ...mocks.common.addresses import is_email
from ...mocks.common.moments import MINUTE, MONTHS, WEEKDAYS
from ...mocks.common.zones import local
from ...mocks.docs.service import Docs
from ...snapshots.state import State
from ...tasks.viewpoint import seen_by

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})?)?")
_FOLDER = "application/vnd.google-apps.folder"
_KINDS = {_FOLDER: "folder", "application/vnd.google-apps.document": "document"}


def quoted(text: str, limit: int = 0) -> str:
    """Return a text in quotation marks, on one line, with nothing that Markdown would read; cut if a limit is given."""
    return f"“{plain(text, limit)}”"


def plain(text: str, limit: int = 0) -> str:
    """Return a text on one line, with nothing that Markdown would read; cut if a limit is given."""
    line = " ".join(text.split())
    if limit and len(line) > limit:
        line = line[:limit].rpartition(" ")[0].rstrip(",;:") + " …"
    return re.sub(r"([\\*_<>`|\[\]#])", r"\\\1", line)


def joined(names: Iterable[str], word: str = "and") -> str:
    """Return names as a list in a sentence."""
    several = list(names)
    return f"{', '.join(several[:-1])} {word} {several[-1]}" if len(several) > 1 else "".join(several)


def day_of(day: date) -> str:
    """Return a day as `Wednesday 4 March 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def time_of(text: str) -> str:
    """Return an ISO day or time in words; what is none stays as it is."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return f"`{text}`"
    clock = f", {found[2]}" if found[2] else ""
    return f"{day_of(date.fromisoformat(found[1]))}{clock}{f' ({found[3]})' if found[3] else ''}"


class Things:
    """The names of things in one state."""

    def __init__(self, state: State, principal: str) -> None:
        self._state = state
        self._persons = state.table("people.persons")
        found = self._persons.find("by_email", principal.lower())
        self.zone = self._persons[next(iter(found))[1]].time_zone if len(found) else "UTC"
        self.home = self._persons[next(iter(found))[1]].organisation if len(found) else ""

    def moment(self, ms: int) -> str:
        """Return a time of the world as it is where the account is."""
        when: datetime = local(ms, self.zone)
        return f"{day_of(when.date())}, {when:%H:%M}"

    def ago(self, minutes: int) -> str:
        """Return the time so many minutes before the world's present."""
        return self.moment(self._state.now - minutes * MINUTE)

    def who(self, address: str) -> str:
        """Return whose address it is; all of a domain as such; an address that nobody has as it stands."""
        if address.startswith("@"):
            return f"anybody at {address[1:]}"
        found = self._persons.find("by_email", address.lower())
        if not len(found):
            return f"`{address}`"
        row = self._persons[next(iter(found))[1]]
        away = "" if row.organisation == self.home else f" of {row.organisation}"
        return f"{row.name}{away}"

    def people(self, addresses: Sequence[str], word: str = "and") -> str:
        """Return several addresses as a list in a sentence."""
        return joined(map(self.who, addresses), word)

    def channel(self, given: str) -> str:
        """Return a channel's name with its mark, or whom a direct message is with."""
        row = self._get("chat.channels", given)
        if row is None:
            return given if given.startswith("#") else f"`{given}`"
        if row.name:
            return f"#{row.name}"
        members, users = self._state.table("chat.members"), self._state.table("chat.users")
        inside = sorted(users[one.user].name for one in members.rows() if one.channel == given)
        return f"the direct message of {joined(inside)}"

    def name(self, identity: str) -> str:
        """Return what an id stands for: a mail, file, event, calendar, channel, message, comment or suggestion."""
        for path, told in self._told.items():
            if path in self._state.tables and (row := self._state.table(path).get(identity)) is not None:
                return told(identity, row)
        series, _, start = identity.rpartition("_")
        if re.fullmatch(r"\d{8}(T\d{6}Z)?", start) and (row := self._get("calendar.events", series)) is not None:
            when = f"{start[:4]}-{start[4:6]}-{start[6:8]}"
            return f"the event {quoted(row.summary)} of {time_of(when)}"
        if is_email(identity):
            return f"what {self.who(identity)} has in mailbox and calendar"
        return f"`{identity}`"

    def names(self, identities: Sequence[str], word: str = "and") -> str:
        """Return what several ids stand for, as a list in a sentence."""
        return joined(map(self.name, identities), word)

    @cached_property
    def _told(self) -> dict[str, Callable[[str, Any], str]]:
        return {
            "mail.messages": self._mail, "files.files": self._file, "calendar.events": self._event,
            "calendar.calendars": lambda _, row: f"the calendar {quoted(row.summary)}",
            "chat.channels": lambda identity, _: self.channel(identity),
            "chat.messages": lambda _, row: f"the message {quoted(row.text, 60)} in {self.channel(row.channel)}",
            "files.comments": self._comment, "files.replies": lambda _, row: f"the answer {quoted(row.text, 60)}",
            "files.revisions": lambda _, row: f"an earlier state of {self.name(row.file)}",
            "chat.bookmarks": lambda _, row: f"the bookmark {quoted(row.title, 60)} in {self.channel(row.channel)}",
            "docs.suggestions": self._suggestion,
            "calendar.rules": lambda _, row: f"the access of {self.who(row.value)} to {self.name(row.calendar)}",
            "files.permissions": lambda _, row: f"the access of {self.who(row.who)} to {self.name(row.file)}",
            "mail.mailboxes": lambda identity, _: f"the mailbox of {self.who(identity)}",
            "mail.drafts": lambda _, row: f"the draft {self.name(row.message)}",
        }

    def _get(self, path: str, identity: str) -> Any:
        return self._state.table(path).get(identity) if path in self._state.tables else None

    def _mail(self, identity: str, row: Any) -> str:
        same = self._mails[row.mailbox, row.subject, row.sender.email]
        when = f" of {self.moment(row.date)}" if same > 1 else ""
        return f"the mail {quoted(row.subject)} from {self.who(row.sender.email)}{when}"

    @cached_property
    def _mails(self) -> Counter[tuple[str, str, str]]:
        rows = self._state.table("mail.messages")
        return Counter((row.mailbox, row.subject, row.sender.email) for row in rows.rows())

    def _file(self, identity: str, row: Any) -> str:
        kind = _KINDS.get(row.type, "file")
        above = self._get("files.files", row.parent)
        where = "" if above is None else f" in {quoted(above.name)}" if above.parent else f" of {self.who(row.owner)}"
        return f"the {kind} {quoted(row.name)}{where if self._files[row.name] > 1 else ''}"

    @cached_property
    def _files(self) -> Counter[str]:
        rows = self._state.table("files.files")
        return Counter(row.name for row in rows.rows())

    def _event(self, identity: str, row: Any) -> str:
        day = self.moment(row.start) if not row.all_day else day_of(local(row.start, row.zone or self.zone).date())
        when = f" of {day}" if self._events[row.summary] > 1 or row.series else ""
        return f"the event {quoted(row.summary)}{when}"

    @cached_property
    def _events(self) -> Counter[str]:
        rows = self._state.table("calendar.events")
        return Counter(row.summary for row in rows.rows() if not row.series)

    def _comment(self, identity: str, row: Any) -> str:
        return f"the comment {quoted(row.text, 60)} of {self.who(row.author)} on {self.name(row.file)}"

    def _suggestion(self, identity: str, row: Any) -> str:
        listed: Any = seen_by(Docs, self._state, row.author).list_suggestions(row.file)
        changes = next((one["changes"] for one in listed["suggestions"] if one["id"] == identity), ())
        does = joined(f"{one['does']} {quoted(one['text'], 80)}" for one in changes)
        return f"the suggestion of {self.who(row.author)} to {does or 'change something'} in {self.name(row.file)}"
