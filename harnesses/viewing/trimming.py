"""Trimming: values of any size cut to what a page can show at once, with what was cut told apart from the value.

A cut is told by its place: the keys and positions that lead there. So no value, whatever it holds, can look like a cut.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias, cast

from ...snapshots.digest import Json
from ...snapshots.errors import UsageError, shown

TEXT = 4_000
"""Characters of a text that are shown at first."""

ITEMS = 50
"""Items of a list or an object that are shown at first."""

DEPTH = 24
"""How deep lists and objects are shown at first."""

BUDGET = 60_000
"""About how many characters of one value are shown at first."""

SAFE = 2**53
"""From here on integers are no longer exact in a browser; they are told as text."""

Place: TypeAlias = tuple[str | int, ...]


class Trimmed(NamedTuple):
    """A value, and what was cut from it or is not told as it is."""

    value: Json
    cuts: tuple[dict[str, Json], ...]

    def told(self) -> dict[str, Json]:
        """Return what the page is told: the cuts only if there are any."""
        out: dict[str, Json] = {"value": self.value}
        return {**out, "cuts": list(self.cuts)} if self.cuts else out


def trimmed(value: Json, text: int = TEXT, items: int = ITEMS, budget: int = BUDGET) -> Trimmed:
    """Return a value with its long texts and lists cut, and what lies too deep or comes too late left out."""
    cutting = _Cutting(text, items, budget)
    return Trimmed(cutting.cut(value, ()), tuple(cutting.cuts))


class _Cutting:
    """Cuts one value. `left` is what of the budget is not used yet; when it is used up, little more is shown."""

    def __init__(self, text: int, items: int, budget: int) -> None:
        self._text = text
        self._items = items
        self._left = budget
        self.cuts: list[dict[str, Json]] = []

    def cut(self, value: Json, place: Place) -> Json:
        if isinstance(value, str):
            return self._short(value, place)
        if isinstance(value, bool) or value is None:
            self._left -= 4
            return value
        if isinstance(value, int):
            self._left -= 8
            if abs(value) < SAFE:
                return value
            self._note(place, "number", value.bit_length())
            return hex(value) if value.bit_length() > 8_000 else str(value)
        if isinstance(value, float):
            return value
        most = self._items if self._left > 0 and len(place) < DEPTH else 0
        if len(value) > most:
            self._note(place, "items", len(value))
        if isinstance(value, dict):
            return {key: self.cut(item, (*place, key)) for key, item in self._first(value, most)}
        return [self.cut(item, (*place, number)) for number, item in enumerate(value[:most])]

    def _first(self, value: dict[str, Json], most: int) -> list[tuple[str, Json]]:
        """Return the first pairs of an object. Keys are told whole, or the place of a cut could not be named: where
        they are longer than texts may be, none is told."""
        pairs = list(value.items())[:most]
        return pairs if all(len(key) <= TEXT for key, _ in pairs) else []

    def _short(self, value: str, place: Place) -> str:
        most = self._text if self._left > 0 else min(self._text, 200)
        kept = value[:most]
        self._left -= len(kept)
        if len(value) > most:
            self._note(place, "text", len(value))
        return kept

    def _note(self, place: Place, kind: str, size: int) -> None:
        self.cuts.append({"place": list(place), "kind": kind, "size": size})


def part(value: Json, place: Sequence[str | int], start: int, end: int) -> Json:
    """Return what lies at a place of a value, from one position to another: characters of a text, items of a list, or
    pairs of an object as [key, value]. UsageError if there is no such place."""
    for key in place:
        try:
            value = cast("dict[str, Json]", value)[key] if isinstance(key, str) else cast("list[Json]", value)[key]
        except (KeyError, IndexError, TypeError):
            raise UsageError(f"there is nothing at {shown(key)} there") from None
    if isinstance(value, dict):
        return [[key, item] for key, item in list(value.items())[start:end]]
    if isinstance(value, str | list):
        return value[start:end]
    return value
