"""Random calls that hit something: schema-valid, with ids, addresses and times that the world has."""

import json
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.calendar.base import instance_id
from diorama.mocks.calendar.recurrence import starts
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.calendar.desk import ANN, BOB, CLEO, CREW, MARA, NED, OTTO

_ADDRESSES = (MARA, BOB, CLEO, NED, ANN, OTTO, CREW, "Nobody <nobody@tarn.test>", "not an address")
_TIMES = ("2026-03-05T09:00", "2026-03-04T08:00", "soon", "2026-03-29T02:30", "", "2026-03-06", "2027-01-01T00:00Z",
          "2026-03-10T09:00", "2099-12-31", "9000-01-01")
_SERIES = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nDTSTART:20260306T100000Z\nSUMMARY:A\nRRULE:FREQ=DAILY;COUNT=4\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:u1\nRECURRENCE-ID:20260307T100000Z\nDTSTART:20260307T120000Z\nSUMMARY:B\nEND:VEVENT\n"
    "END:VCALENDAR\n"
)
_ICS = (_SERIES, "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260401\nEND:VEVENT", "BEGIN:VEVENT\nEND:VEVENT\n", "nothing")
_RULES = ("RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH", "EXDATE:20260305T080000Z", "RRULE:FREQ=YEARLY",
          "RDATE:20260310T090000Z", "RRULE:FREQ=HOURLY", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231", "x")
_QUICK = ("Review tomorrow 14:00-15:00", f"Talk with {BOB} Friday at 3pm", "Trip 2026-02-30", "at", "Off on 5 March")


class RandomCalls:
    """Draws calls from a tool's schema and puts what the world has in place of most sampled ids and texts."""

    def __init__(self, world: World, seed: int) -> None:
        specs = [spec for spec in (*world.box.offered("agent"), *world.box.offered("rest"))
                 if spec.name.startswith("calendar.")]
        self._world = world
        self._space = CallSpace(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "random calls")

    def next(self) -> Call:
        """Return the next call."""
        call = json.loads(self._space.sample())
        while call["tool"] == "calendar__clear_calendar" and self._draw.chance(90):
            call = json.loads(self._space.sample())  # else there is soon nothing left to call for
        arguments = {name: self._known(name, value) for name, value in call["arguments"].items()}
        return Call.of(call["tool"].replace("__", ".", 1), arguments)

    def _known(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(name, item) for item in value]
        if not isinstance(value, str) or self._draw.chance(10):
            return value
        options = self._options(name)
        return self._draw.choice(options) if options else value

    def _options(self, name: str) -> tuple[str, ...]:
        match name:
            case "event_id":
                return self._events()
            case "calendar_id" | "to_calendar":
                return ("", "", "primary", *self._world.state.table("calendar.calendars").ids())
            case "guests" | "optional_guests" | "add_guests" | "remove_guests" | "people" | "who":
                return (*_ADDRESSES, "tarn.test", "public") if name == "who" else _ADDRESSES
            case "start" | "end" | "time_min" | "time_max" | "updated_min":
                return _TIMES
            case "recurrence":
                return _RULES
            case "time_zone":
                return ("", "", "America/New_York", "Nowhere/Land", "Asia/Kathmandu")
            case "attachments":
                return tuple(self._world.state.table("files.files").ids()[:3])
            case "ics":
                return _ICS
            case "text":
                return _QUICK
            case "page_token":
                return ("", "1772613000000.x", "nonsense", "1")
        return ()

    def _events(self) -> tuple[str, ...]:
        table = self._world.state.table("calendar.events")
        out = list(table.ids())
        for identity in table.ids():
            row = table[identity]
            if row.recurrence:
                every = starts(row.recurrence, row.start, row.zone, row.all_day, 2026)
                out += [instance_id(identity, row, one) for one in every[:4]]
        return tuple(out)
