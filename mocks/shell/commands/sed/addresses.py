"""The parser of addresses."""

from .script_text import ScriptText
from .syntax import Address, End, Every, Further, Last, Like, Line, Multiple


class Addresses(ScriptText):
    """Reads which lines a command is for."""

    def _address(self) -> Address | None:
        char = self._peek()
        if char.isdecimal() and char:
            first = self._number()
            self._spaces()
            if self._peek() == "~":
                self._at += 1
                return Every(first, self._number())
            return Line(first)
        if char == "$":
            self._at += 1
            return Last()
        if char in ("/", "\\"):
            return self._like()
        return None

    def _like(self) -> Like:
        delimiter = self._take()
        if delimiter == "\\":
            delimiter = self._take()
        pattern = self._delimited(delimiter, pattern=True)
        if pattern is None:
            raise self._wrong("unterminated address regex")
        flags = ""
        while self._peek() in ("I", "M"):
            flags += self._take()
        return Like(self._regex(pattern, flags))

    def _end(self) -> End:
        if self._peek() in ("+", "~"):
            sign = self._take()
            number = self._number()
            return Further(number) if sign == "+" else Multiple(number)
        address = self._address()
        if address is None:
            self._at += 1
            raise self._wrong("unexpected `,'")
        return Line(address.first) if isinstance(address, Every) else address
