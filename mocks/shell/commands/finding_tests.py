"""The tests of find: names, kinds, sizes, times, modes, owners."""

import re
from collections.abc import Callable
from typing import Final

from ..errors import FileError
from ..regex import BadPattern
from ..regex import compiled as regex
from ..tree import inode
from .dates import BadDate, read_date
from .finding_words import Found, Test, Words, compared
from .modes import changed, read_mode
from .options import Refused
from .places import gid, links, uid, zone

_TYPES: Final = {"f": "file", "d": "dir", "l": "link", "c": "char", "b": "block", "p": "pipe", "s": "socket"}
SIZES: Final = {"b": 512, "c": 1, "w": 2, "k": 1024, "M": 1 << 20, "G": 1 << 30, "": 512}
_DAY: Final = 86_400_000


SYNTAXES: Final = ("findutils-default", "ed", "emacs", "gnu-awk", "grep", "posix-awk", "awk", "posix-basic",
                    "posix-egrep", "egrep",
                    "posix-extended", "posix-minimal-basic", "sed")


class Tests(Words):
    """Makes tests of words and their values."""

    def _empty(self, found: Found) -> bool:
        if found.node.kind == "dir":
            try:
                return not self._process.files.names(found.path)
            except FileError as error:
                self.code = self._process.complain(f"'{found.path}': {error.text}")
                return False
        return found.node.kind == "file" and found.node.length == 0

    def _number(self, word: str, value: str) -> Test:
        process = self._process
        found = re.fullmatch(r"([-+]?)([0-9]+(?:\.[0-9]+)?)", value)
        if found is None:
            raise Refused(f"invalid argument `{value}' to `{word}'")
        sign, digits = found.groups()
        number = float(digits)
        if word in ("-uid", "-gid", "-links", "-inum", "-used"):
            measures: dict[str, Callable[[Found], int]] = {
                "-uid": lambda one: uid(process, one.node.owner), "-gid": lambda one: gid(process, one.node.group),
                "-links": lambda one: links(process.files, one.where, one.node), "-inum": lambda one: inode(one.where),
                "-used": lambda one: 0}
            measure = measures[word]
            return lambda one: compared(sign, measure(one), number)
        unit = _DAY if word.endswith("time") else 60_000
        end = self._day_end or process.now
        if unit == _DAY:
            return lambda one: compared(sign, (end - one.node.mtime) // unit, number)
        if sign == "+":
            return lambda one: end - one.node.mtime > number * unit
        if sign == "-":
            return lambda one: end - one.node.mtime < number * unit
        return lambda one: 0 <= number * unit - (end - one.node.mtime) < unit

    def _newer(self, word: str, value: str) -> Test:
        if word.endswith("t") and word.startswith("-newer"):
            try:
                limit = read_date(value, self._process.now, zone(self._process))
            except BadDate:
                raise Refused(f"I cannot figure out how to interpret '{value}' as a date or time") from None
        else:
            try:
                limit = self._process.files.find(value)[1].mtime
            except FileError as error:
                raise Refused(f"'{value}': {error.text}") from None
        return lambda found: found.node.mtime > limit

    def _type(self, word: str, value: str) -> Test:
        if not value:
            raise Refused(f"Arguments to {word} should contain at least one letter")
        kinds: set[str] = set()
        for i, letter in enumerate(value.split(",")):
            if not letter:
                raise Refused(f"Last file type in list argument to {word} is missing, i.e., list is ending on: ','" if i
                              else f"Arguments to {word} should contain at least one letter")
            if len(letter) > 1 and letter[0] in _TYPES:
                raise Refused(f"Must separate multiple arguments to {word} using: ','")
            if letter not in _TYPES:
                raise Refused(f"Unknown argument to {word}: {letter[0]}")
            kinds.add(_TYPES[letter])
        files = self._process.files

        def other(found: Found) -> bool:
            node = files.stat(found.path) or files.stat(found.path, follow=False)
            return node is not None and node.kind in kinds

        return other if word == "-xtype" else lambda found: found.node.kind in kinds

    def _perm(self, value: str) -> Test:
        text = value[1:] if value[:1] in ("-", "/") else value
        steps = read_mode(text)
        if steps is None and value[:1] == "-":
            steps = read_mode(value)
            value = ""
        if steps is None:
            raise Refused(f"invalid mode '{value}'")
        mode = changed(0, steps, directory=False, umask=0)
        if value[:1] == "-":
            return lambda found: found.node.mode & mode == mode
        if value[:1] == "/":
            return lambda found: not mode or bool(found.node.mode & mode)
        return lambda found: found.node.mode == mode

    def _regex(self, value: str, *, ignore_case: bool) -> Test:
        extended = self._syntax not in ("emacs", "findutils-default", "posix-basic", "posix-minimal-basic", "grep",
                                        "ed", "sed")
        text = value
        if self._syntax in ("emacs", "findutils-default"):
            text = re.sub(r"(\\.)|(\[\^?\]?[^\]]*\])|([+?])", lambda m: f"\\{m[3]}" if m[3] else m[0], value,
                          flags=re.DOTALL)
        try:
            pattern = regex(text, extended=extended, ignore_case=ignore_case)
        except BadPattern as error:
            raise Refused(f"failed to compile regular expression '{value}': {error}") from None
        return lambda found: pattern.whole(found.path)
