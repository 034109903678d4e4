"""Chat of the offices: the workspace, its channels and people, what they have said.

Who and where is in rooms.py and talk.yaml, what is said in sayings.py and the other files talk_*.yaml. From `WRITTEN`
on people's talk is written by hand, before it there are series and what tells of larger events; programs report by
series all the time.
"""

from datetime import date, timedelta

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import StateError
from ..chat.base import ts_of
from ..common.moments import DAY
from ..common.zones import local
from .cast import read_seed
from .facts import NOW, SEED, office_facts
from .rooms import mark_calls, room_calls, rooms_of, user_id, workspace_calls
from .sayings import Saying, repeated_sayings, written_sayings
from .threads import ZONE

RECENT = ("talk_house", "talk_harbour", "talk_meridian", "talk_direct")
PAST = "talk_past"
PROGRAMS, PEOPLE = "talk_programs", ("talk_people", "talk_projects")
WRITTEN = date(2026, 2, 18)

TOLD = 5 * DAY
"""For how long back people's activity lists what concerns them (ms)."""

DAYS = {"office-small": 13, "office-large": 730}
"""How many days of series each office holds."""


def talk_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made."""
    said = sayings_of(office)
    saved = (Call.of("chat.save_message", {"channel": one.room, "ts": _ts(one.at)}) for one in said if one.saved)
    return [
        *workspace_calls(office), *room_calls(office, office_facts()), *map(_call, said), *mark_calls(office), *saved,
    ]


def sayings_of(office: str) -> list[Saying]:
    """Return all messages of an office, the oldest first; StateError if two would get the same id."""
    facts, rooms = office_facts(), dict(rooms_of(office))
    last = local(NOW, ZONE).date()
    first = last - timedelta(DAYS[office])
    out: list[Saying] = []
    for file in (*RECENT, *((PAST,) if office == "office-large" else ())):
        out += written_sayings(read_seed(file), facts, rooms, SEED)
    for file in (PROGRAMS, *PEOPLE):
        until = last if file == PROGRAMS else WRITTEN - timedelta(1)
        out += repeated_sayings(read_seed(file), facts, rooms, first=first, last=until, now=NOW, seed=SEED)
    out.sort(key=lambda one: (one.at, one.room))
    places = [(one.room, one.at) for one in out]
    if len(set(places)) < len(places):
        raise StateError("two messages of the talk files come in one conversation at the same millisecond")
    return out


def _call(saying: Saying) -> Call:
    arguments: dict[str, Json] = {
        "channel": saying.room, "sender": user_id(saying.sender), "text": saying.text,
        "date": local(saying.at, "UTC").isoformat(timespec="milliseconds"), **saying.more,
    }
    if saying.root:
        arguments["thread_ts"] = _ts(saying.root)
    if saying.at > NOW - TOLD:
        arguments["notified"] = True
    return Call.of("chat.put_message", arguments)


def _ts(at: int) -> str:
    return ts_of(at * 1000)
