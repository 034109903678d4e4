"""Records: what is read, a record at a time, and the fields of the one that is current."""

from collections.abc import Callable
from typing import Final

from ...process import Process
from ...streams import Stream
from .patterns import cut, pattern
from .values import Maybe, Value

CHUNK: Final = 65_536


class Records:
    """A stream cut into records."""

    def __init__(self, process: Process, stream: Stream) -> None:
        self._process = process
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False

    def next(self, separator: str) -> str | None:
        """Return the next record with RS as it now is, or None at the end."""
        if separator == "":
            return self._paragraph()
        if len(separator) > 1:
            return self._by_pattern(separator)
        while True:
            end = self._text.find(separator, self._at)
            if end >= 0:
                out = self._text[self._at : end]
                self._at = end + 1
                return out
            if not self._more():
                return self._rest()

    def _more(self) -> bool:
        if self._ended:
            return False
        text = self._stream.read(CHUNK)
        self._ended = not text
        self._text = self._text[self._at :] + text
        self._at = 0
        self._process.tick(1 + len(text) // 4096)
        return bool(text)

    def _rest(self) -> str | None:
        out = self._text[self._at :]
        self._text, self._at = "", 0
        return out or None

    def _by_pattern(self, separator: str) -> str | None:
        regex = pattern(separator)
        while True:
            at = self._at
            while (found := regex.search(self._text, at)) is not None:
                start, end = found.span()
                if end > start:
                    break
                at = end + 1
            if found is not None and (self._ended or found.end() < len(self._text)):
                out = self._text[self._at : found.start()]
                self._at = found.end()
                return out
            if not self._more() and found is None:
                return self._rest()

    def _paragraph(self) -> str | None:
        while True:
            while self._text.startswith("\n", self._at):
                self._at += 1
            end = self._text.find("\n\n", self._at)
            if end >= 0 and (self._ended or self._text[end:].strip("\n")):
                out = self._text[self._at : end]
                self._at = end + 2
                return out
            if not self._more():
                rest = self._rest()
                return None if rest is None else rest.rstrip("\n") or None


class Current:
    """The current record: $0 and its fields, each made from the other when it is asked for."""

    def __init__(self, separator: Callable[[], str], joiner: Callable[[], str]) -> None:
        self._separator = separator
        self._joiner = joiner
        self._text: str | None = ""
        self._fields: list[str] | None = []
        self._cut_by = " "
        self._given: dict[int, Value] = {}

    def set(self, text: str) -> None:
        """Have a new record."""
        self._text = text
        self._fields = None
        self._cut_by = self._separator()
        if self._given:
            self._given = {}

    def whole(self) -> Value:
        """Return $0."""
        if self._text is None:
            assert self._fields is not None
            self._text = self._joiner().join(self._fields)
        return self._given.get(0) or Maybe(self._text)

    def _parts(self) -> list[str]:
        fields = self._fields
        if fields is None:
            assert self._text is not None
            fields = self._fields = cut(self._text, self._cut_by)
        return fields

    def count(self) -> float:
        """Return NF."""
        return float(len(self._parts()))

    def field(self, index: int) -> Value:
        """Return a field; $0 is the record."""
        if index == 0:
            return self.whole()
        fields = self._fields
        if fields is None:
            fields = self._parts()
        if self._given and index in self._given:
            return self._given[index]
        return Maybe(fields[index - 1]) if index <= len(fields) else Maybe("")

    def set_field(self, index: int, value: Value, text: str) -> None:
        """Set a field to a value, which is shown as a text, with empty ones before it where there are none."""
        if index == 0:
            self.set(text)
            self._given[0] = value if isinstance(value, Maybe) else text
            return
        fields = self._parts()
        if index > len(fields):
            fields += [""] * (index - len(fields))
        fields[index - 1] = text
        self._given[index] = value
        self._given.pop(0, None)
        self._text = None

    def set_count(self, count: int) -> None:
        """Set NF: fields are cut off or added."""
        fields = self._parts()
        del fields[count:]
        self._given = {index: value for index, value in self._given.items() if 0 < index <= count}
        fields += [""] * (count - len(fields))
        self._text = None
