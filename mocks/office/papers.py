"""Drive and Docs of the offices: folders, shared drives, files, documents, who may read them, what is said of them."""

from ...snapshots.calls import Call


def papers_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made."""
    return []
