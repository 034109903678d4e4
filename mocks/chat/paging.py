"""Paging: a listing's part from where the page before ended."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from ...snapshots.digest import Json

V = TypeVar("V")


def paged(rows: Iterable[tuple[str, V]], limit: int, token: str, *, descending: bool = False
          ) -> tuple[list[V], dict[str, Json]]:
    """Return a page of rows, given with their keys in order, and what a result says of the next.

    The token is the key of the last row shown, so a page begins right whatever was written since.
    """
    rest = ((key, row) for key, row in rows if not token or (key < token if descending else key > token))
    page = list(islice(rest, limit + 1))
    more: dict[str, Json] = {"next_page_token": page[limit - 1][0]} if len(page) > limit else {}
    return [row for _, row in page[:limit]], more


def time_key(at: int, identity: str) -> str:
    """Return the key of a row in a listing by time."""
    return f"{at:020} {identity}"
