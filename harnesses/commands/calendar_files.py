"""`diorama import ics` and `diorama export ics`: calendars as iCalendar files."""

import base64
import json
import re
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ...mocks.calendar.ics_in import pieces, properties, read_event
from ...mocks.calendar.recurrence import read_stamp
from ...mocks.common.addresses import normalise
from ...mocks.common.moments import HOUR, MINUTE
from ...mocks.common.zones import zone_names
from ...snapshots.errors import ToolError, UsageError
from .landing import (
    Counts,
    IntoOption,
    Landing,
    NameOption,
    NowOption,
    OutOption,
    SeedOption,
    address_of,
    moment_of,
    refuse_new_only,
    world_file,
)
from .options import AsJson, WorldArgument, opened

CalendarOption = Annotated[
    str, typer.Option("--calendar", help="The calendar: its owner's address, or its id in the world.")
]


def import_ics(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The ICS file.")],
    calendar: CalendarOption,
    out: OutOption = None,
    world: IntoOption = "",
    name: NameOption = "",
    time_zone: Annotated[
        str, typer.Option("--time-zone", help="The owner's IANA time zone; else as the file has it, or UTC.")
    ] = "",
    now: NowOption = "",
    seed: SeedOption = 0,
    as_json: AsJson = False,
) -> None:
    """Put the events of an ICS file onto a calendar, as private copies: nobody is invited.

    What is no event, or cannot be read as one, is kept for the export alone and counted as a defect.
    """
    address = address_of(calendar, "--calendar")
    refuse_new_only(world, now=now, seed=seed)
    out = world_file(source, out)
    try:
        data = source.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    zone = time_zone or _zone_in(data)
    landing = Landing(("calendar",), address, into=world, now=moment_of(now, zone, _newest(data, zone) + HOUR),
                      seed=seed)
    if not landing.has("calendar.calendars", address):
        landing.settle(address, name, zone)
        landing.call("calendar.add_calendar", owner=address, time_zone=zone)
    before = set(landing.world.state.table("calendar.events").ids())
    value = landing.call("calendar.import_file", address, calendar=address, content=base64.b64encode(data).decode(),
                         source=source.name)
    landing.write(out)
    events = landing.world.state.table("calendar.events")
    defects = Counter(_kind(said) for one in events.ids() if one not in before for said in events[one].defects)
    defects["is on the calendar already"] += int(value.get("already_there", 0))
    items = 0
    for part in pieces(data):
        if part.is_event:
            items += 1
            try:
                read_event(part.raw, zone)
            except ToolError as error:
                defects[_kind(error.message)] += 1
        else:
            for one in re.findall(rb"(?mi)^BEGIN:(VTODO|VJOURNAL|VFREEBUSY)\s*$", part.raw):
                items += 1
                defects[f"{one.decode().upper()} is kept for the export alone"] += 1
    counts = Counts(items, int(value["events"]), {defect: count for defect, count in defects.items() if count})
    landing.report(source, out, counts, f"entries are events on the calendar {address}", as_json=as_json)


def _kind(sentence: str) -> str:
    """Return a defect without what it says of one event only."""
    plain = re.sub(r"""^An event ('[^']*'|"[^"]*") """, "", sentence)
    return re.split(r": | \(| '", plain, maxsplit=1)[0].rstrip(".")


def _zone_in(data: bytes) -> str:
    names = (one.value.strip() for part in pieces(data) if not part.is_event for one in properties(part.raw)
             if one.name == "X-WR-TIMEZONE")
    return next((one for one in names if one in zone_names()), "UTC")


def _newest(data: bytes, zone: str) -> int:
    """Return when an event was last written, to the next full minute: by its stamps, or else when the last starts."""
    written, starts = [0], [0]
    for part in pieces(data):
        if not part.is_event:
            continue
        for one in properties(part.raw):
            if one.name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
                written.append(read_stamp(one.value.strip(), "UTC") or 0)
        try:
            starts.append(read_event(part.raw, zone).start)
        except ToolError:
            continue
    return -(-(max(written) or max(0, *starts)) // MINUTE) * MINUTE


def export_ics(
    world: WorldArgument,
    calendar: CalendarOption,
    out: Annotated[Path, typer.Option("--out", help="The ICS file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a calendar as an ICS file: an imported one as it came, but for the events that have changed since."""
    address = normalise(calendar)
    landing = Landing(("calendar",), address, into=world)
    if "calendar" not in opened(world).services or not landing.has("calendar.calendars", address):
        raise UsageError(f"this world has no calendar {address!r}")
    data = base64.b64decode(landing.call("calendar.export_file", address, calendar=address)["base64"])
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    items = sum(part.is_event for part in pieces(data))
    if as_json:
        typer.echo(json.dumps({"world": world, "calendar": address, "items": items, "bytes": len(data),
                               "out": str(out)}, indent=1))
    else:
        typer.echo(f"{items} events, {len(data)} bytes: {out}")
