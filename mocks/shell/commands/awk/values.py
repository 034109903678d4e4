"""Values: numbers are floats, strings are texts, and what was read may be either."""

import re
from collections.abc import Iterator
from math import copysign, inf, isfinite, isnan, nan
from typing import Final, TypeAlias

from ...errors import Killed
from ...numbers import c_format


class Maybe(str):
    """A text that was read: it counts as a number where it looks like one."""

    __slots__ = ()


class Unset(Maybe):
    """What a variable has before it is set: both the empty text and zero."""

    __slots__ = ()


Value: TypeAlias = float | str

UNSET: Final = Unset("")
NOT_A_NUMBER: Final = -nan
"""What sqrt(-1) gives on x86, which is printed as `-nan`."""

MOST: Final = 2_147_483_647
"""The greatest whole number that is printed as one."""

MOST_ELEMENTS: Final = 1_000_000
"""The elements that an array may have."""

_NUMBER = re.compile(r"[ \t\n\r\f\v]*([-+]?)(?:(0[xX][0-9a-fA-F]+)|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|"
                     r"(inf(?:inity)?)|(nan))", re.IGNORECASE)
_LOOKS = re.compile(r"[ \t\n\r\f\v]*[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
                    r"[ \t\n\r\f\v]*")


def number(value: Value) -> float:
    """Return a value as a number: of a text, the beginning that is one, else 0."""
    if isinstance(value, float):
        return value
    if value.isdecimal():
        return float(value)
    found = _NUMBER.match(value)
    if found is None:
        return 0.0
    sign, hexadecimal, decimal, infinite, _ = found.groups()
    size = float(decimal) if decimal else float(int(hexadecimal, 16)) if hexadecimal else inf if infinite else nan
    return -size if sign == "-" else size


def looks_numeric(text: str) -> bool:
    """Tell whether a text that was read counts as a number."""
    return text.isdecimal() or _LOOKS.fullmatch(text) is not None


def truth(value: Value) -> bool:
    """Tell whether a value counts as true."""
    if isinstance(value, float):
        return value != 0.0
    if isinstance(value, Maybe) and looks_numeric(value):
        return number(value) != 0.0
    return value != ""


def shown(value: float, form: str) -> str:
    """Return a number as a text: whole ones with their digits, others in CONVFMT or OFMT."""
    if -MOST <= value <= MOST and value == (whole := int(value)):
        return str(whole)
    if isnan(value):
        return "-nan" if copysign(1.0, value) < 0 else "nan"
    if not isfinite(value):
        return "inf" if value > 0 else "-inf"
    if form == "%.6g":
        return f"{value:.6g}"
    return directive(form, value)


def directive(form: str, value: float) -> str:
    """Return a number in a format with text around its directive."""
    found = re.search(r"%[-+ 0#]*[0-9]*(?:\.[0-9]*)?[a-zA-Z]", form)
    if found is None:
        return form
    return form[: found.start()] + c_format(found.group(), value) + form[found.end() :]


def compared(left: Value, right: Value) -> int:
    """Return -1, 0 or 1: as numbers where both are or look like ones, else as texts. 2 where a number is none."""
    if isinstance(left, float):
        if isinstance(right, float):
            return _order(left, right)
        if isinstance(right, Maybe) and (looks_numeric(right) or isinstance(right, Unset)):
            return _order(left, number(right))
        text = shown(left, "%.6g")
        return (text > right) - (text < right)
    if isinstance(right, float):
        if isinstance(left, Maybe) and (looks_numeric(left) or isinstance(left, Unset)):
            return _order(number(left), right)
        text = shown(right, "%.6g")
        return (left > text) - (left < text)
    if isinstance(left, Maybe) and isinstance(right, Maybe):
        numeric = [isinstance(one, Unset) or looks_numeric(one) for one in (left, right)]
        if all(numeric):
            return _order(number(left), number(right))
    return (left > right) - (left < right)


def _order(left: float, right: float) -> int:
    if left < right:
        return -1
    return 1 if left > right else 0 if left == right else 2


class Array:
    """An array. Its elements come in the order of mawk's hash table, which scripts that loop over it show.

    The table has one list a bucket for texts and one for whole numbers; what was used last is first in its list.
    """

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self._texts: dict[str, None] = {}
        self._wholes: dict[str, None] = {}
        self._by_text = False
        self._mask = 63

    def __len__(self) -> int:
        return len(self.values)

    def clear(self) -> None:
        """Take all elements away."""
        self.__init__()  # type: ignore[misc]

    def fill(self, parts: list[Value]) -> None:
        """Have the parts of a text as elements 1, 2, 3."""
        self.clear()
        self.values = {str(index): part for index, part in enumerate(parts, 1)}
        self._wholes = dict.fromkeys(self.values)
        while len(parts) > (self._mask + 1) * 12:
            self._mask = self._mask * 2 + 1

    def get(self, key: str, whole: bool) -> Value:
        """Return an element, which is made if it is not there; `whole` if the index is a whole number."""
        self._use(key, whole)
        return self.values.setdefault(key, UNSET)

    def set(self, key: str, whole: bool, value: Value) -> None:
        """Set an element."""
        self._use(key, whole)
        self.values[key] = value

    def has(self, key: str, whole: bool) -> bool:
        """Tell whether there is an element."""
        if key not in self.values:
            if self.values and not whole:
                self._list_texts()
            return False
        self._use(key, whole)
        return True

    def delete(self, key: str) -> None:
        """Take an element away."""
        if self.values.pop(key, None) is not None:
            self._texts.pop(key, None)
            self._wholes.pop(key, None)
            if not self.values:
                self.clear()

    def _use(self, key: str, whole: bool) -> None:
        if whole:
            if key in self._wholes:
                del self._wholes[key]
            elif self._by_text:
                self._use_text(key)
            else:
                self._count(key)
            self._wholes[key] = None
        else:
            self._list_texts()
            self._use_text(key)

    def _use_text(self, key: str) -> None:
        if key in self._texts:
            del self._texts[key]
        else:
            self._count(key)
        self._texts[key] = None

    def _count(self, key: str) -> None:
        if len(self.values) > MOST_ELEMENTS:
            raise Killed("out of memory", 137)
        if key not in self.values and len(self.values) + 1 > (self._mask + 1) * 12:
            self._mask = self._mask * 2 + 1

    def _list_texts(self) -> None:
        self._by_text = True
        if len(self._texts) < len(self.values):
            by_bucket = sorted(_last_first(self._wholes), key=lambda key: int(key) & self._mask)
            for key in by_bucket:
                self._texts.setdefault(key)

    def keys(self) -> Iterator[str]:
        """Return the indices in their order."""
        self._list_texts()
        return iter(sorted(_last_first(self._texts), key=lambda key: _hash(key) & self._mask))


def _last_first(keys: dict[str, None]) -> list[str]:
    return list(reversed(keys))


def _hash(text: str) -> int:
    """Return the FNV-1a hash, by which mawk puts texts in buckets."""
    value = 2_166_136_261
    for char in text:
        value = (value ^ ord(char)) * 16_777_619 & 0xFFFF_FFFF
    return value
