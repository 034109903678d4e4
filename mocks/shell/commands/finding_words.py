"""The words of a find expression, what is found, and tests joined by operators."""

from collections.abc import Callable
from typing import TypeAlias

from ..process import Process
from ..streams import Nothing
from ..tree import Node, split
from .launching import launch
from .options import Refused


class Quit(Exception):
    """-quit: nothing more is looked at."""


class Found:
    """One file on the way: its path as it is written, and what it is."""

    def __init__(self, path: str, start: str, depth: int, where: str, node: Node) -> None:
        self.path = path
        self.start = start
        self.depth = depth
        self.where = where
        self.node = node
        self.pruned = False


Test: TypeAlias = Callable[[Found], bool]


class Words:
    """The words of an expression, and what reading them has settled."""

    def __init__(self, process: Process, words: list[str], *, follow: bool) -> None:
        self._process = process
        self._words = words
        self._at = 0
        self._syntax = "emacs"
        self._finishing: list[Callable[[], None]] = []
        self._day_end = 0
        self._acts = False
        self.follow = follow
        self.depth_first = False
        self.maxdepth, self.mindepth = -1, 0
        self.code = 0

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _more(self) -> bool:
        return self._at < len(self._words)

    def _value(self, word: str) -> str:
        if not self._more():
            raise Refused(f"missing argument to `{word}'")
        self._at += 1
        return self._words[self._at - 1]

    def _run(self, words: list[str], found: Found, inside: bool) -> int:
        process, files = self._process, self._process.files
        process.tick(2)
        view = files
        if inside:
            view = files.tree.view(files.who, split(files.resolve(found.path, follow=False)[0])[0], files.umask)
        return launch(process, words, "{quoted}", files=view, stdin=None if not inside else Nothing())


def both(left: Test, right: Test) -> Test:
    """Return the test that holds where two do."""
    return lambda found: left(found) and right(found)


def either(left: Test, right: Test) -> Test:
    """Return the test that holds where one of two does."""
    return lambda found: left(found) or right(found)


def after(left: Test, right: Test) -> Test:
    """Return the test that is the second one, with the first done before it."""
    def both(found: Found) -> bool:
        left(found)
        return right(found)

    return both


def always(found: Found) -> bool:
    """Hold for everything."""
    return True


def doing(act: Callable[[Found], None]) -> Test:
    """Return the test that does something, and holds."""
    def run(found: Found) -> bool:
        act(found)
        return True

    return run


def compared(sign: str, value: float, limit: float) -> bool:
    """Tell whether a value is more or less than a limit, as its sign says, or the same."""
    return value > limit if sign == "+" else value < limit if sign == "-" else value == limit
