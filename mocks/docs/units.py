"""UTF-16 code units: what indexes in a document count."""

import re
from functools import lru_cache

from .records import PLAIN, Run

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_STRIPPED = re.compile("[\x00-\x08\x0c-\x1f\ud800-\udfff\ue000-\uf8ff]")


def units(text: str) -> int:
    """Return how many UTF-16 code units a text has."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def wide(text: str) -> str:
    """Return a text with a surrogate pair for each character beyond the first plane: one character a code unit."""
    return text if text.isascii() else _ASTRAL.sub(_pair, text)


def _pair(found: re.Match[str]) -> str:
    number = ord(found[0]) - 0x10000
    return chr(0xD800 + (number >> 10)) + chr(0xDC00 + (number & 0x3FF))


def narrow(text: str) -> str:
    """Return a text of code units as text again."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def splits_pair(text: str, offset: int) -> bool:
    """Tell whether an offset into a text of code units lies within a surrogate pair."""
    return 0 < offset < len(text) and "\udc00" <= text[offset] <= "\udfff"


def cleaned(text: str) -> str:
    """Return a text without what no document takes: control characters and those for private use."""
    return _STRIPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=4096)
def plain_runs(length: int) -> tuple[Run, ...]:
    """Return the runs of a plain text."""
    return (Run(length=length),)


def runs_of(runs: tuple[Run, ...], length: int) -> tuple[Run, ...]:
    """Return the runs of a paragraph of some length, written out."""
    return runs or plain_runs(length)


def split(runs: tuple[Run, ...], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return the runs before an offset and those from there on."""
    for number, run in enumerate(runs):
        if at < run.length:
            if not at:
                return runs[:number], runs[number:]
            first, second = run.replace(length=at), run.replace(length=run.length - at)
            return (*runs[:number], first), (second, *runs[number + 1 :])
        at -= run.length
    return runs, ()


def joined(*parts: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return runs one after the other, equal neighbours made one; nothing at all for plain text."""
    out: list[Run] = []
    for part in parts:
        for run in part:
            last = out[-1] if out else None
            if last is not None and last.element is None and run.element is None and alike(last, run):
                out[-1] = last.replace(length=last.length + run.length)
            else:
                out.append(run)
    return () if len(out) == 1 and is_plain(out[0]) else tuple(out)


def alike(one: Run, other: Run) -> bool:
    """Tell whether two runs differ in length only."""
    return (one.style is other.style or one.style == other.style) and one.element == other.element and (
        one.inserted == other.inserted and one.deleted == other.deleted and one.restyled == other.restyled
    )


def is_plain(run: Run) -> bool:
    """Tell whether a run says nothing but its length."""
    return run.element is None and not (run.inserted or run.deleted or run.restyled) and (
        run.style is PLAIN or run.style == PLAIN
    )
