"""Chat of the offices: the workspace, its channels and people, what they have said."""

from ...snapshots.calls import Call


def talk_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made."""
    return []
