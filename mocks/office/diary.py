"""Calendars of the offices: people, rooms, meetings that come again, invitations."""

from ...snapshots.calls import Call


def diary_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made."""
    return []
