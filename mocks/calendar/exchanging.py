"""Calendars as files: export and import."""

import base64
import binascii
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json, sha256_hex
from ...snapshots.errors import ToolError, shown
from ..common.addresses import is_email
from ..common.lines import TEXT_PAGE, page_of
from ..service import INTERNAL, tool
from .base import CalendarId, instance_id
from .calendars import Calendars
from .ics_in import Read, pieces, read_event, zone_blocks
from .ics_out import calendar_text, event_text, zone_text
from .keeping import MAX_GUESTS
from .records import RANK, Event, Piece
from .recurrence import starts, year_of

MAX_FILE = 10 * 1024 * 1024
"""Bytes of an imported file. Ours."""

_BEGIN, _END = b"BEGIN:VCALENDAR", b"END:VCALENDAR"


class Exchanging(Calendars):
    """Writes and reads iCalendar files."""

    @tool("read")
    def export_ics(
        self,
        calendar_id: CalendarId = "",
        event_id: Annotated[str, Field(max_length=200, description="only this event or series")] = "",
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> Json:
        """Export a calendar, or one event, as iCalendar text. Long texts come in parts (`next_offset`)."""
        if event_id:
            found = self.found_event(event_id, calendar_id)
            if self.is_busy_only(found.where, found.role, found.one):
                raise ToolError("permission_denied", "You see of this event only that its owner is busy.")
            series = found.row.series or found.row_id
            rows = [self._seen(one) for one in (self.events[series], *self.events.found("by_series", series))
                    if found.where in (one.calendar, *(person.email for person in one.attendees))]
            text = calendar_text([event_text(row, row.updated) for row in rows], zones=self.zones_in(rows))
        else:
            where, _ = self.calendar_for(calendar_id, "reader")
            text = self.calendar_bytes(where, full=RANK[self.role_on(where)] >= RANK["writer"]).decode(
                "utf-8", "replace")
        part, following = page_of(text, offset, TEXT_PAGE)
        out: dict[str, Json] = {"ics": part}
        if following:
            out["next_offset"] = following
        return out

    def _seen(self, row: Event) -> Event:
        """Return an event without the guests that the caller may not see."""
        if row.guests_can_see or self.is_organizer(row):
            return row
        return row.replace(attendees=tuple(one for one in row.attendees if one.email in (row.organizer,
                                                                                         self.home(self.principal))))

    def calendar_bytes(self, where: str, *, full: bool = True) -> bytes:
        """Return the events that a calendar has as a file: an imported one as it came, but for what has changed.

        What came by other files, and what is new, joins the first file with its time zones. Not `full` is for readers:
        without private events, and in our own writing.
        """
        pieces_here = self.pieces.found("by_calendar", where) if full else []
        frame = [piece for piece in pieces_here if piece.source == pieces_here[0].source]
        in_frame = {piece.event for piece in frame if piece.event}
        ids = [identity for _, identity in self.events.find("by_home", where) if identity not in in_frame]
        rows = [self.events[one] for one in sorted(ids)]
        rows = [row for row in rows if row.status != "cancelled" or row.series]
        if not full:
            rows = [self._seen(row) for row in rows if row.visibility in ("default", "public")]
            return calendar_text([event_text(row, row.updated) for row in rows],
                                 zones=self.zones_in(rows)).encode("utf-8", "replace")
        written = [self._event_bytes(row) for row in rows]
        if not frame:
            empty = calendar_text([], zones=self.zones_in(rows)).encode()
            cut = empty.rindex(b"END:VCALENDAR")
            return empty[:cut] + b"".join(written) + empty[cut:]
        others = pieces_here[len(frame) :]
        known = {piece.raw for piece in frame}
        unread = dict.fromkeys(one.raw for one in others if one.is_event and one.raw not in known and self._unread(one))
        written += [self.tx.blob(raw) for raw in unread]
        ours = [*rows, *(self.events[piece.event] for piece in frame if piece.event)]
        return b"".join(self._framed(frame, written, self._more_zones(frame, others, ours)))

    def _framed(self, frame: list[Piece], events: list[bytes], zones: list[bytes]) -> Iterator[bytes]:
        """Yield the parts of an imported file: zones before its first event, more events before what it ends with.

        Where a UID came twice, both parts stand as they came until the event is changed; from then on it is there once.
        """
        first = next((piece for piece in frame if piece.is_event), None)
        if first is None:
            whole = b"".join(self.tx.blob(piece.raw) for piece in frame)
            cut = whole.upper().rindex(_END)
            yield from (whole[:cut], *zones, *events, whole[cut:])
            return
        written: set[str] = set()
        for piece in frame:
            if piece is first:
                yield from zones
            if piece is frame[-1] and not piece.is_event:
                yield from events
            if not piece.is_event or self._unread(piece):
                yield self.tx.blob(piece.raw)
            elif piece.event and self.events[piece.event].status != "cancelled":
                row = self.events[piece.event]
                if row.raw:
                    yield self.tx.blob(piece.raw)
                elif piece.event not in written:
                    yield self._event_bytes(row)
                written.add(piece.event)

    def _more_zones(self, frame: list[Piece], others: list[Piece], rows: list[Event]) -> list[bytes]:
        """Return the time zones that a file needs beside its own: those of other files, and of what we write."""
        def blocks(parts: list[Piece]) -> dict[str, bytes]:
            return {name: block for piece in parts if not piece.is_event
                    for name, block in zone_blocks(self.tx.blob(piece.raw))}

        own, more = blocks(frame), blocks(others)
        for name, year in self.zones_in(row for row in rows if not row.raw):
            more.setdefault(name, zone_text(name, year).encode())
        return [block for name, block in more.items() if name not in own]

    def _unread(self, piece: Piece) -> bool:
        """Tell whether an event of a file could not be read, and so was never one of ours."""
        if piece.event:
            return False
        try:
            read_event(self.tx.blob(piece.raw), "UTC")
        except ToolError:
            return True
        return False

    def _event_bytes(self, row: Event) -> bytes:
        return self.tx.blob(row.raw) if row.raw else event_text(row, row.updated).encode("utf-8", "replace")

    @tool("write", seconds=3)
    def import_ics(
        self,
        ics: Annotated[str, Field(min_length=1, max_length=200_000, description="iCalendar text: BEGIN:VCALENDAR ...")],
        calendar_id: CalendarId = "",
    ) -> Json:
        """Put the events of iCalendar text onto a calendar, as private copies: nobody is invited, nothing is mailed.

        What could not be read or followed is listed under `defects`.
        """
        where, _ = self.calendar_for(calendar_id, "writer")
        return self.import_bytes(where, ics.encode("utf-8", "replace"))

    @tool("write", seconds=0, faces=INTERNAL)
    def import_file(self, calendar: str, content: str, source: str = "") -> Json:
        """Import an ICS file, given as base64, onto a calendar; `source` names it."""
        try:
            data = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise ToolError("invalid_ics", "The content is no base64.") from None
        where, _ = self.calendar_for(calendar, "writer")
        return self.import_bytes(where, data, source)

    @tool("read", seconds=0, faces=INTERNAL)
    def export_file(self, calendar: str, source: str = "") -> Json:
        """Return a calendar as an ICS file, as base64: the bytes of an imported file, but for what has changed.

        With a `source`, that imported file alone, even where the calendar has got others and more.
        """
        where, _ = self.calendar_for(calendar, "writer")
        content = self._file_bytes(where, source) if source else self.calendar_bytes(where)
        return {"base64": base64.b64encode(content).decode()}

    def _file_bytes(self, where: str, source: str) -> bytes:
        frame = [piece for piece in self.pieces.found("by_calendar", where) if piece.source == source]
        if not frame:
            names = dict.fromkeys(piece.source for piece in self.pieces.found("by_calendar", where))
            raise ToolError("not_found", f"No file {shown(source)} was imported to this calendar; there are "
                                         f"{', '.join(names) or 'none'}.")
        rows = [self.events[piece.event] for piece in frame if piece.event]
        return b"".join(self._framed(frame, [], self._more_zones(frame, [], rows)))

    def import_bytes(self, where: str, content: bytes, source: str = "") -> Json:
        """Import a file, with a piece for every part of it so that it can be written again as it came."""
        parts = pieces(content)
        if not any(part.is_event for part in parts) and not _is_calendar(content):
            raise ToolError("invalid_ics", "The text holds no event (BEGIN:VEVENT ... END:VEVENT) and is no calendar "
                                           "(BEGIN:VCALENDAR ... END:VCALENDAR).")
        if len(content) > MAX_FILE:
            raise ToolError("too_large", f"The file has {len(content)} bytes; the limit is {MAX_FILE}.")
        source = self._source_name(where, source or f"import {sha256_hex(content)[:12]}")
        last = next(reversed(self.pieces.find("by_calendar", where)), (0, ""))
        order = int(last[0])
        kept: dict[str, str] = {}
        new: list[str] = []
        skipped: list[str] = []
        defects: list[str] = []
        zone_name = self.calendars[where].time_zone
        read: list[tuple[int, Read, bytes]] = []
        for number, part in enumerate(parts):
            if part.is_event:
                try:
                    read.append((number, read_event(part.raw, zone_name), part.raw))
                except ToolError as error:
                    defects.append(error.message)
        owners: dict[int, str] = {}
        for number, event, raw in sorted(read, key=lambda one: (one[1].original is not None, one[0])):
            identity = self._import_event(where, event, raw, kept)
            owners[number] = identity or self._same(where, event, raw)
            if identity:
                new.append(identity)
            else:
                skipped.append(event.uid)
            said = self.events[identity].defects if identity else event.defects
            defects += [f"{shown(event.summary, 60)} {one}" for one in said]
        for number, part in enumerate(parts):
            order += 1
            self.pieces.put(f"{where} {order:09}", Piece(
                calendar=where, source=source, order=order, raw=self.tx.put_blob(part.raw),
                event=owners.get(number, ""), is_event=part.is_event,
            ))
        out: dict[str, Json] = {"calendar": where, "events": len(new), "ids": list[Json](new[:50])}
        if skipped:
            out["already_there"] = len(skipped)
        if defects:
            out["defects"] = [*defects[:20], *([f"and {len(defects) - 20} more"] if defects[20:] else [])]
        return out

    def _source_name(self, where: str, wanted: str) -> str:
        """Return a name for a file that no other file of the calendar has."""
        taken = {piece.source for piece in self.pieces.found("by_calendar", where)}
        number = 2
        name = wanted
        while name in taken:
            name, number = f"{wanted} ({number})", number + 1
        return name

    def _import_event(self, where: str, event: Read, raw: bytes, kept: dict[str, str]) -> str:
        """Write an imported event as a row; return its id, or nothing if the calendar has it already."""
        uid = _uid(event, raw)
        series = kept.get(uid, "")
        if event.original is None or not series:
            there = [row for row in self.events.found("by_uid", uid) if row.calendar == where]
            if there:
                return ""
        row = self.row_of(event, where, uid)
        identity = self.tx.new_id("evt")
        if event.original is not None and series:
            master = self.events[series]
            if not master.recurrence or event.original not in starts(
                master.recurrence, master.start, master.zone, master.all_day, year_of(event.original)
            ) or instance_id(series, master, event.original) in self.events:
                row = row.replace(defects=(*row.defects, "replaces an instance that the series does not have"),
                                  uid=f"{identity.removeprefix('evt_')}+{uid}"[:300])
            else:
                identity = instance_id(series, master, event.original)
                row = row.replace(series=series, original=event.original, recurrence=())
        elif event.original is None:
            kept[uid] = identity
        self.keep(identity, row, raw=self.tx.put_blob(raw))
        return identity

    def _same(self, where: str, event: Read, raw: bytes) -> str:
        """Return what a calendar has already of an event that comes again."""
        found = ((identity, self.events[identity]) for _, identity in self.events.find("by_uid", _uid(event, raw)))
        return next((identity for identity, row in found if row.calendar == where
                     and (row.original if row.series else None) == event.original), "")

    def row_of(self, event: Read, where: str, uid: str) -> Event:
        """Return the row of an event from a file, organised by the calendar that it is imported to.

        Guests of a file are kept as text for the reader only: an import invites nobody.
        """
        guests = tuple(one for one in event.attendees if is_email(one.email))[:MAX_GUESTS]
        note = ", ".join(f"{one.email} ({one.response})" for one in guests)
        description = event.description
        defects = event.defects
        if note:
            defects = (*defects, f"is a copy: its guests are not invited ({note[:2_000]})")
        return Event(
            calendar=where, organizer=where, organizer_name=self.name_of(where), creator=self.principal, uid=uid,
            sequence=event.sequence, number=0, created=self.tx.now, updated=self.tx.now, status=event.status,
            summary=event.summary, description=description, location=event.location, start=event.start, end=event.end,
            all_day=event.all_day, zone=event.zone, recurrence=event.recurrence, visibility=event.visibility,
            transparency="transparent" if event.transparent else "opaque", defects=defects,
        )


def _is_calendar(content: bytes) -> bool:
    """Tell whether a file is a calendar even though no event may be in it, such as one of tasks alone."""
    text = content.upper()
    return 0 <= text.find(_BEGIN) < text.rfind(_END)


def _uid(event: Read, raw: bytes) -> str:
    """Return an event's UID; one without gets one made of its bytes."""
    return event.uid or f"{sha256_hex(raw)[:24]}@import.calendar.test"
