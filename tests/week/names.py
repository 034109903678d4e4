"""Names things of the played week as its readers know them: people by name, files by title, messages by subject."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast as as_type

from diorama.mocks.common.addresses import parse_address
from diorama.mocks.common.zones import local, read_moment
from diorama.mocks.office.cast import cast
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State

from .player import ZONE

LONG = 220
"""Characters of a text that is quoted; what is longer ends in an ellipsis."""

MANY = 3
"""Items of a list that are named; the rest is counted."""


def quote(text: str, limit: int = LONG) -> str:
    """Return a text in quotation marks, on one line, with nothing that Markdown would read."""
    line = " ".join(text.split())
    if len(line) > limit:
        line = line[:limit].rpartition(" ")[0].rstrip(",;:") + " …"
    for mark in "\\*_<`|":
        line = line.replace(mark, f"\\{mark}")
    return f"“{line}”"


def moment(ms: int) -> datetime:
    """Return a time of the simulation as it is in Berlin."""
    return local(ms, ZONE)


def day_of(when: datetime) -> str:
    """Return a day as `Wednesday 4 March`."""
    return f"{when:%A} {when.day} {when:%B}"


def time_of(iso: str, zone: str = ZONE) -> str:
    """Return an ISO time, local to a zone if it has no offset, or a day, as `Friday 6 March, 10:00` in Berlin."""
    if len(iso) == 10:
        return day_of(datetime.fromisoformat(f"{iso}T00:00:00+00:00"))
    when = moment(read_moment(iso, zone))
    return f"{day_of(when)}, {when:%H:%M}"


def joined(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


class Names:
    """The names of things in one state, as somebody (an address) would say them."""

    def __init__(self, state: State, viewer: str) -> None:
        self._state = state
        self._viewer = viewer

    def who(self, address: str) -> str:
        """Return the name of an address, a handle or a calendar; what nobody has stays as it is."""
        text = address.removeprefix("@")
        email = text if "@" in text and "<" not in text else (parse_address(text).email if "@" in text else text)
        for party in cast().parties.values():
            if email in (party.email, party.email.partition("@")[0]):
                return party.name
        calendars = self._state.table("calendar.calendars")
        if email in calendars:
            return str(calendars[email].summary)
        return parse_address(text).name or text if "@" in text else text

    def file(self, identity: str) -> str:
        """Return a file's title, or where it is: the folder at the top is the own drive."""
        files = self._state.table("files.files")
        if identity in ("", "root"):
            return "My Drive"
        return quote(files[identity].name) if identity in files else "a file that is not there"

    def event(self, identity: str) -> str:
        """Return the title of an event, of a series for one of its instances."""
        events = self._state.table("calendar.events")
        found = identity if identity in events else identity.rpartition("_")[0]
        return quote(events[found].summary) if found in events else "an event"

    def mail(self, identity: str) -> str:
        """Return the subject of a message and whose it is."""
        row = self._state.table("mail.messages").get(identity)
        return f"{quote(row.subject)} ({self.who(row.sender.email)})" if row is not None else "a message"

    def draft(self, identity: str) -> str:
        """Return whom a draft goes to, before it has gone or after."""
        row = self._state.table("mail.drafts").get(identity)
        message = None if row is None else self._state.table("mail.messages").get(row.message)
        return "nobody" if message is None else joined([self.who(one.email) for one in message.to])

    def channel(self, given: str) -> str:
        """Return a channel's name with its mark, or whom a direct message is with."""
        row = self._state.table("chat.channels").get(given)
        if row is None or row.name:
            return given if row is None else f"#{row.name}"
        users = self._state.table("chat.users")
        members = [users[one.user] for one in self._state.table("chat.members").rows() if one.channel == given]
        others = sorted(str(one.name) for one in members if one.email != self._viewer)
        return f"the direct message with {joined(others)}"

    def post(self, channel: str, ts: str) -> str:
        """Return the words of a chat message."""
        named = (one for one in self._state.table("chat.channels").ids()
                 if self._state.table("chat.channels")[one].name == channel.removeprefix("#"))
        row = self._state.table("chat.messages").get(f"{next(named, channel)}:{ts}")
        return "a message" if row is None else quote(row.text, 60)

    def item(self, one: Json) -> str:
        """Return one item of a listing in a few words."""
        if not isinstance(one, dict):
            return str(one)
        text = {key: str(value) for key, value in one.items()}
        sender = self.who(text["from"]) if "from" in text else ""
        if "subject" in one:
            return f"{quote(text['subject'])} from {sender}"
        if "summary" in one:
            return f"{quote(text['summary'])} ({time_of(text['start'])})"
        if "response" in one:
            said = {"needsAction": "no answer yet", "tentative": "perhaps"}.get(text["response"], text["response"])
            return f"{self.who(text['email'])} ({said})"
        if "ways" in one:
            ways = as_type("list[dict[str, Json]]", one["ways"])
            return f"{self.who(text['person'])} ({text['role']}, by {str(ways[0]['by']).replace('_', ' ')})"
        if "unread" in one:
            return f"{self.channel(text['channel'])} ({text['unread']} unread, mentions: {text['mentions']})"
        if "message" in one:
            return f"{self.who(text['for'])} ({text['role']}): {quote(text['message'])}"
        if "text" in one:
            return f"{quote(text['text'], 90)}{f' from {sender}' if sender else ''}"
        if "name" in one:
            return quote(text["name"])
        return f"{time_of(text['modified'])} by {self.who(text['by'])}, {text['size']} bytes"

    def access(self, people: Sequence[Json]) -> str:
        """Return who can open something: how many, the first of them, and who of them is outside the company."""
        outside = [self.who(str(one["person"])) for one in people if isinstance(one, dict) and one["outside"]]
        return f"{self.listed(people)}. From outside: {joined(outside) or 'nobody'}"

    def closed(self, files: Sequence[Json]) -> str:
        """Return who cannot open which of some linked files."""
        found = as_type("list[dict[str, Json]]", files)
        return "; ".join(f"{joined([self.who(str(who)) for who in as_type('list[str]', one['people'])])} cannot open "
                         f"{quote(str(one['name']))}" for one in found)

    def listed(self, items: Sequence[Json]) -> str:
        """Return a listing: how many, and the first of them."""
        if not items:
            return "Nothing"
        rest = f", and {len(items) - MANY} more" if len(items) > MANY else ""
        return f"{len(items)}: " + "; ".join(map(self.item, items[:MANY])) + rest
