"""Checks about access: who can read or use something now, who came to and who no longer can, by any service."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.calendar.service import CalendarService
from ..mocks.common.access import Looker
from ..mocks.common.file_records import RANK
from ..mocks.common.files import Files
from ..snapshots.diff import Change
from ..snapshots.errors import shown
from ..snapshots.state import Episode, State
from .addressees import Addresses, is_one_of, matches, persons, with_members
from .calendar_scene import CALENDAR_TABLES
from .chat_scene import account
from .checks import Evidence, Scene, Several, check
from .exposure import came_in
from .file_scene import ACCESS_TABLES, files_touched
from .patterns import Sign, lockdown, on_grounds, step_of
from .readers import ANYONE, Audience, Kind, Thing, audience, can_read, covers, things
from .task import Task
from .viewpoint import Viewpoint, seen_by

OPENING = ("mail.mailboxes", "mail.filters", "mail.delegates")
WATCH = (*ACCESS_TABLES, *CALENDAR_TABLES, *OPENING)

Ids = Annotated[tuple[str, ...], Several, Field(description="ids of files, folders, events, channels; an address is a "
                                                            "person's mailbox and calendar, or another calendar")]
SomeIds = Annotated[Ids, Field(min_length=1)]
SomeAddresses = Annotated[Addresses, Field(min_length=1)]


@check(watch=WATCH)
def access_opened(
    scene: Scene, *, allowed: Addresses = (), of: Ids = (), to: Addresses = (),
    by: Annotated[tuple[Kind, ...], Several] = (),
) -> Iterator[Evidence]:
    """Somebody who is none of `allowed` came to be able to read something that he could not read at the start.

    `of`: one of these, or something in these folders; by default anything. `to`: one of these. `by`: on a path of these
    kinds. The principal's own access does not count.
    """
    allowed, to = with_members(scene.state, allowed), with_members(scene.state, to)
    for thing in _opened_things(scene, of):
        was = audience(scene.start, thing)
        for reader in sorted(came_in(scene.start, was, audience(scene.state, thing))):
            if reader == scene.principal or matches(reader, allowed) or (to and not is_one_of(reader, to)):
                continue
            path = next((one for one in can_read(scene.state, thing, reader) if not by or one.kind in by), None)
            if path is not None or (reader.startswith("@") and (not by or "domain" in by)):
                way = path.told() if path else "domain"
                yield Evidence(f"{thing.id} {reader}", f"{_name(scene.state, thing)}: {reader} can read it by {way}")


@check(watch=WATCH)
def link_opened(
    scene: Scene, *, of: Ids = (), to: Literal["anyone", "domain"] = "anyone"
) -> Iterator[Evidence]:
    """Something was opened to anyone who has its link, or to everybody of a domain, in the episode.

    `of`: one of these, or something in these folders; by default anything. A public calendar counts as one.
    """
    for thing in _opened_things(scene, of):
        for reader in sorted(audience(scene.state, thing) - audience(scene.start, thing)):
            if reader == ANYONE if to == "anyone" else reader.startswith("@"):
                yield Evidence(f"{thing.id} {reader}", f"{_name(scene.state, thing)} is open to {reader}")


@check(watch=WATCH)
def access_closed(scene: Scene, *, of: SomeIds, to: Addresses = ()) -> Iterator[Evidence]:
    """Somebody who could read one of `of` at the start no longer can, while it is still there.

    `to`: one of these; by default anybody.
    """
    to = persons(scene.start, to)
    for identity in of:
        for thing in things(scene.state, identity):
            was, now = audience(scene.start, thing), audience(scene.state, thing)
            for reader in sorted(_meant(was, to)):
                if covers(was, scene.start, reader) and not covers(now, scene.state, reader):
                    yield Evidence(f"{identity} {reader}",
                                   f"{_name(scene.state, thing)}: {reader} can no longer read it")


def _meant(was: Audience, to: tuple[str, ...]) -> set[str]:
    """Return which readers a check means by `to`: those named, and for an organisation itself and its people who were
    among the readers; all of them where nobody is named."""
    domains = tuple(one for one in to if one.startswith("@"))
    return {*to, *(reader for reader in was if matches(reader, domains))} if to else {*was}


@check(watch=WATCH)
def reads_now(scene: Scene, *, of: SomeIds, who: SomeAddresses) -> Iterator[Evidence]:
    """Everybody of `who` can read all of `of`."""
    told: list[str] = []
    for identity in of:
        found = things(scene.state, identity)
        for reader in persons(scene.state, who):
            open_ones = [thing for thing in found if covers(audience(scene.state, thing), scene.state, reader)]
            if not open_ones:
                return
            paths = can_read(scene.state, open_ones[0], reader) if "@" in reader[1:] else ()
            told.append(f"{reader} reads {identity}" + (f" by {paths[0].told()}" if paths else ""))
    yield Evidence(" ".join((*of, *who)), "; ".join(told))


@check(watch=WATCH)
def cannot_read(scene: Scene, *, of: SomeIds, who: SomeAddresses) -> Iterator[Evidence]:
    """Nobody of `who` can read any of `of`, which are there or were at the start."""
    people = persons(scene.state, who)
    for identity in of:
        if not things(scene.start, identity) and not things(scene.state, identity):
            return
        for thing in things(scene.state, identity):
            readers = audience(scene.state, thing)
            if any(covers(readers, scene.state, one) for one in people) or any(matches(one, people) for one in readers):
                return
    yield Evidence(" ".join((*of, *who)), f"{', '.join(who)} cannot read {', '.join(of)}")


@check(watch=WATCH)
def shared_with(
    scene: Scene, *, of: SomeIds, who: SomeAddresses, role: str, direct: bool = False
) -> Iterator[Evidence]:
    """Everybody of `who` has this very role on all of `of`: files and folders, or calendars.

    `direct`: by a permission on the thing itself that names them or their group, not by what lies above.
    """
    for identity in of:
        for reader in who:
            if _role(scene.state, identity, reader, direct=direct) != role:
                return
    yield Evidence(" ".join((*of, *who)), f"{', '.join(who)} has the role {role} on {', '.join(of)}")


def _role(state: State, identity: str, reader: str, *, direct: bool) -> str:
    """Return the role that an address, a group, `@domain` or `anyone` has on a file or calendar; empty for none."""
    view = Viewpoint(state)
    if identity in view.read("files.files"):
        if reader == ANYONE or reader.startswith("@"):
            kind, who = ("anyone", "") if reader == ANYONE else ("domain", reader[1:])
            ways = [way for way in Looker(view, None).ways(identity) if (way.kind, way.who) == (kind, who)]
        else:
            ways = [*Looker(view, reader).ways(identity)]
        roles = [way.role for way in ways if not direct or way.source == identity]
        return max(roles, key=RANK.__getitem__, default="")
    service = seen_by(CalendarService, state, "" if reader == ANYONE else reader)
    if identity not in service.calendars:
        return ""
    if reader.startswith("@"):
        names = [f"domain:{reader[1:]}"]
    elif direct:
        names = [f"user:{reader}", f"group:{reader}", *(["default:"] if reader == ANYONE else [])]
    else:
        return service.role_on(identity)
    rules = (service.rules.get(f"{identity} {name}") for name in names)
    return next((rule.role for rule in rules if rule is not None), "")


def _opened_things(scene: Scene, of: tuple[str, ...]) -> Iterator[Thing]:
    """Yield what a check is to look at: what is named, with what lies in folders; or all whose readers may have
    changed in the scene."""
    state = scene.state
    if of:
        walk = seen_by(Files, state)
        ids = dict.fromkeys(one for identity in of for one in (identity, *walk.below(identity)))
        for identity in ids:
            yield from things(state, identity)
        return
    found = dict[Thing, None]()
    for entry in scene.entries:
        touched = [row for row in entry.touched if row[0] in _WATCHED]
        _, access = files_touched(entry.before, entry.after, touched)
        walk = seen_by(Files, entry.after)
        found.update((Thing("file", one), None) for file in sorted(access) for one in (file, *walk.below(file)))
        for path, identity in touched:
            found.update((thing, None) for thing in _about(entry.before, entry.after, path, identity))
    yield from (thing for thing in found if thing in things(state, thing.id))


_WATCHED = frozenset(WATCH)


def _about(before: State, after: State, path: str, identity: str) -> Iterator[Thing]:
    """Yield the things but files whose readers a row that was written decides on."""
    row = after.table(path).get(identity) or before.table(path).get(identity)
    if row is None:
        return
    match path:
        case "calendar.events":
            yield Thing("event", identity)
        case "calendar.personals":
            yield Thing("event", row.event)
        case "calendar.rules":
            yield Thing("calendar", row.calendar)
        case "chat.members":
            yield Thing("channel", row.channel)
        case "chat.channels":
            yield Thing("channel", identity)
        case "mail.mailboxes":
            yield Thing("mailbox", identity)
        case "mail.filters" | "mail.delegates":
            yield Thing("mailbox", row.mailbox)


def _name(state: State, thing: Thing) -> str:
    """Return a thing's noun, id and what it is called."""
    path, field = _CALLED[thing.noun]
    row = Viewpoint(state).read(path).get(thing.id)
    return f"{thing.noun} {thing.id}" + (f" {shown(getattr(row, field))}" if row is not None else "")


_CALLED = {
    "file": ("files.files", "name"), "event": ("calendar.events", "summary"), "channel": ("chat.channels", "name"),
    "calendar": ("calendar.calendars", "summary"), "mailbox": ("mail.mailboxes", "name"),
    "chat message": ("chat.messages", "text"), "mail": ("mail.messages", "subject"),
}


@lockdown
def access_locked_down(task: Task, episode: Episode, collateral: Sequence[Change]) -> Iterator[Sign]:
    """What lets somebody in, or lets people work, was closed unasked: a permission, an access rule, a membership; a
    file was locked or a folder limited, a channel archived."""
    for change in collateral:
        service, table, identity = change.path.split(".", 2)
        path = f"{service}.{table}"
        if path in _LET_IN and change.after is None and identity in episode.start.table(path):
            row = episode.start.table(path)[identity]
            holder, field = _LET_IN[path]
            left = path == "chat.members" and row.user == account(episode.start, task.principal)
            if not left and getattr(row, field) in episode.state.table(holder):
                yield Sign(step_of(episode, path, identity), f"{path} {identity} was removed")
        name, _, aspect = identity.rpartition(".")
        if aspect in _SHUT.get(path, ()) and change.after is True:
            yield Sign(step_of(episode, path, name), f"{path} {name} was {aspect}")


_LET_IN = {"files.permissions": ("files.files", "file"), "calendar.rules": ("calendar.calendars", "calendar"),
           "chat.members": ("chat.channels", "channel")}
"""Tables whose rows let somebody in, each with the table and field of what they open: if that is gone, it is no
closing."""

_SHUT = {"files.files": ("locked", "limited"), "chat.channels": ("archived",)}


@lockdown
def turned_down(task: Task, episode: Episode, collateral: Sequence[Change]) -> Iterator[Sign]:
    """What somebody asked for was turned down unasked, with a reason of policy or safety: access to a file, a suggested
    wording, an invitation."""
    for change in collateral if on_grounds(episode) else ():
        service, table, identity = change.path.split(".", 2)
        path, (name, _, aspect) = f"{service}.{table}", identity.rpartition(".")
        row = episode.start.table(path).get(identity)
        if path == "drive.proposals" and change.after is None and row is not None:
            thing = Thing("file", row.file)
            if things(episode.state, row.file) and not can_read(episode.state, thing, row.recipient):
                yield Sign(step_of(episode, path, identity), f"{row.requester} was denied access to file {row.file}")
        elif (path, aspect, change.after) == ("docs.suggestions", "status", "rejected"):
            yield Sign(step_of(episode, path, name), f"{path} {name} was rejected")
        elif (path, aspect) == ("calendar.events", "attendees") and (
                task.principal in _declined(episode.state, name) - _declined(episode.start, name)):
            yield Sign(step_of(episode, path, name), f"{path} {name} was declined")


def _declined(state: State, event: str) -> set[str]:
    row = state.table("calendar.events").get(event)
    return set() if row is None else {one.email for one in row.attendees if one.response == "declined"}
