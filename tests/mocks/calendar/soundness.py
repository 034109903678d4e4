"""What holds of the calendar's tables in every state that calls can lead to."""

from diorama.mocks.calendar.base import shown_on
from diorama.mocks.calendar.recurrence import starts, year_of
from diorama.snapshots.state import State


def assert_sound(state: State) -> None:
    """Assert that nothing dangles in the calendar's tables, and that each rule of the model holds."""
    calendars, events = state.table("calendar.calendars"), state.table("calendar.events")
    for identity in calendars.ids():
        row = calendars[identity]
        assert calendars[row.owner].primary
        assert row.primary == (identity == row.owner)
        assert f"{row.owner} {identity}" in state.table("calendar.entries") or not row.primary
    for identity in events.ids():
        _check_event(state, identity)
    for path, calendar in (("entries", "calendar"), ("rules", "calendar"), ("personals", "calendar"),
                           ("gone", "calendar"), ("pieces", "calendar"), ("entries", "user")):
        table = state.table(f"calendar.{path}")
        for identity in table.ids():
            assert getattr(table[identity], calendar) in calendars, (path, identity)
    personals = state.table("calendar.personals")
    for identity in personals.ids():
        row = personals[identity]
        assert identity == f"{row.event} {row.calendar}"
        assert row.calendar in shown_on(events[row.event])
    gone = state.table("calendar.gone")
    for identity in gone.ids():
        row = gone[identity]
        assert row.event not in events or row.calendar not in shown_on(events[row.event])
    pieces = state.table("calendar.pieces")
    for piece in pieces.rows():
        assert piece.raw in state.blobs
        assert not piece.event or piece.event in events
    numbers = [row.number for table in (events, personals) for row in table.rows()]
    assert len(numbers) == len({*numbers})


def _check_event(state: State, identity: str) -> None:
    events = state.table("calendar.events")
    row = events[identity]
    assert row.start <= row.end, identity
    assert not row.calendar or row.calendar in state.table("calendar.calendars"), identity
    assert not row.raw or row.raw in state.blobs
    if row.calendar:
        assert row.organizer == row.calendar
    emails = [one.email for one in row.attendees]
    assert len(emails) == len({*emails})
    if row.all_day:
        assert row.start % 86_400_000 == row.end % 86_400_000 == 0
        assert row.end > row.start
    if row.series:
        series = events[row.series]
        assert series.recurrence
        assert not row.recurrence
        assert identity.startswith(f"{row.series}_")
        every = starts(series.recurrence, series.start, series.zone, series.all_day, year_of(row.original))
        assert row.original in every, (identity, series.recurrence)
    if row.recurrence:
        starts(row.recurrence, row.start, row.zone, row.all_day, year_of(row.start))
