"""What find writes of a file: -printf and -ls."""

import re
from typing import TYPE_CHECKING, Final

from ..clock import strftime
from ..process import Process
from ..tree import inode
from .listing import HALF_A_YEAR
from .modes import blocks, letters_of
from .places import base, gid, links, uid, zone

if TYPE_CHECKING:
    from .finding_words import Found

_TOKEN = re.compile(r"\\([0-7]{1,3}|.)|%([-0+ #]*)([0-9]*)(?:\.([0-9]+))?([ABCT].|.)|\\\Z", re.DOTALL)
_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0", "\\": "\\"}
_LETTERS: Final = {"file": "f", "dir": "d", "link": "l", "char": "c"}


class Format:
    """A format of -printf."""

    def __init__(self, process: Process, form: str) -> None:
        self._process = process
        stop = re.search(r"(?<!\\)(?:\\\\)*\\c", form)
        self._form = form[: stop.end() - 2] if stop else form

    def text(self, found: "Found") -> str:
        """Return the format filled in for a file."""

        def one(token: "re.Match[str]") -> str:
            escape, flags, width, places, letter = token.groups()
            if letter is None:
                if escape is None:
                    return "\\"
                return chr(int(escape, 8) & 255) if escape[0] in "01234567" else _ESCAPES.get(escape, token.group())
            if letter == "%":
                return "%"
            text = self._value(letter, found)
            if text is None:
                return token.group()
            if places:
                text = text[: int(places)]
            if "#" in flags and letter == "m":
                text = "0" + text
            size = int(width or 0)
            return text.ljust(size) if "-" in flags else text.rjust(size, "0" if "0" in flags and text.isdecimal()
                                                                    else " ")

        return _TOKEN.sub(one, self._form)

    def _value(self, letter: str, found: "Found") -> str | None:
        process, node = self._process, found.node
        if letter in ("t", "a", "c"):
            moment = strftime("%a %b %e %H:%M:%S", node.mtime, zone(process))
            return f"{moment}.{node.mtime % 1000:03d}0000000 {strftime('%Y', node.mtime, zone(process))}"
        if letter[0] in "ABCT" and len(letter) == 2:
            return self._time(letter[1], node.mtime)
        if letter == "P":
            return found.path[len(found.start) :].lstrip("/")
        if letter == "h":
            path = found.path.rstrip("/")
            return path.rpartition("/")[0] or ("/" if path.startswith("/") and path.count("/") == 1 and path != "/"
                                               else ".") if (
                "/" in path) else "."
        if letter == "Y":
            target = process.files.stat(found.path)
            return "N" if target is None else _LETTERS[target.kind]
        if letter == "S":
            return f"{blocks(node) * 512 / node.length:g}" if node.length else "1"
        values = {
            "p": found.path, "f": base(found.path), "H": found.start, "d": str(found.depth), "s": str(node.length),
            "b": str(blocks(node)), "k": str(-(-blocks(node) // 2)), "m": f"{node.mode:o}", "M": letters_of(node),
            "u": node.owner,
            "g": node.group, "U": str(uid(process, node.owner)), "G": str(gid(process, node.group)),
            "y": _LETTERS[node.kind],
            "l": node.target if node.kind == "link" else "", "i": str(inode(found.where)), "D": "65024", "F": "ext4",
            "n": str(links(process.files, found.where, node)),
        }
        return values.get(letter)

    def _time(self, letter: str, moment: int) -> str:
        place = zone(self._process)
        fraction = f".{moment % 1000:03d}0000000"
        if letter == "@":
            return f"{moment // 1000}{fraction}"
        if letter == "+":
            return strftime("%Y-%m-%d+%H:%M:%S", moment, place) + fraction
        text = strftime(f"%{letter}", moment, place)
        if letter in "STXr":
            return re.sub(r"(\d\d)((?: [AP]M)?)$", rf"\g<1>{fraction}\2", text)
        if letter == "c":
            return strftime("%a %b %e %H:%M:%S", moment, place) + fraction + strftime(" %Y", moment, place)
        return text


def listed(process: Process, found: "Found") -> str:
    """Return a file as -ls writes it."""
    node, now = found.node, process.now
    recent = now - HALF_A_YEAR < node.mtime <= now
    moment = strftime("%b %e %H:%M" if recent else "%b %e  %Y", node.mtime, zone(process))
    name = re.sub(r"([ \\\"])", r"\\\1", found.path)
    arrow = f" -> {node.target}" if node.kind == "link" else ""
    return (f"{inode(found.where):9d} {-(-blocks(node) // 2):6d} {letters_of(node)} "
            f"{links(process.files, found.where, node):3d} {node.owner:<8} {node.group:<8} {node.length:8d} {moment} "
            f"{name}{arrow}\n")
