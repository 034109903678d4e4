"""Modes: permission bits, as GNU programs show them and as they let them be changed."""

import re
from typing import NamedTuple

from ..files import SET_GROUP, SET_USER, STICKY
from ..tree import Node

ALL = 0o7777
_LETTERS = {"file": "-", "dir": "d", "link": "l", "char": "c"}
_WHO = {"u": SET_USER | 0o700, "g": SET_GROUP | 0o070, "o": STICKY | 0o007, "a": ALL}
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": SET_USER | SET_GROUP, "t": STICKY}
_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[ugo]|[0-7]+|[rwxXst]*))+)")
_STEP = re.compile(r"([-+=])([ugo]|[0-7]+|[rwxXst]*)")


class Change(NamedTuple):
    """One step of a change of mode: which bits it is about, and what happens to them."""

    sign: str
    affected: int
    value: int
    mentioned: int
    copied: int = 0
    if_executable: bool = False


def read_mode(text: str) -> tuple[Change, ...] | None:
    """Return a mode, octal or symbolic, as steps; None if it is none."""
    if re.fullmatch("[0-7]+", text):
        value = int(text, 8)
        if value > ALL:
            return None
        mentioned = ALL if len(text) >= 5 else value & 0o7000 | 0o777
        return (Change("=", ALL, value, mentioned),)
    out: list[Change] = []
    for clause in text.split(","):
        found = _CLAUSE.fullmatch(clause)
        if found is None:
            return None
        affected = 0
        for letter in found.group(1):
            affected |= _WHO[letter]
        for sign, letters in _STEP.findall(found.group(2)):
            if letters.isdecimal():
                if affected or int(letters, 8) > ALL:
                    return None
                out.append(Change(sign, ALL, int(letters, 8), ALL))
            elif letters in ("u", "g", "o"):
                bits = {"u": 0o700, "g": 0o070, "o": 0o007}[letters]
                out.append(Change(sign, affected, bits, affected & bits if affected else bits, copied=bits))
            else:
                value = 0
                for letter in letters:
                    value |= _BITS.get(letter, 0)
                out.append(Change(sign, affected, value, affected & value if affected else value,
                                  if_executable="X" in letters))
    return tuple(out)


def changed(mode: int, changes: tuple[Change, ...], *, directory: bool, umask: int) -> int:
    """Return a mode after the steps. Set-id bits of directories stay unless a step names them."""
    for one in changes:
        left = (SET_USER | SET_GROUP if directory else 0) & ~one.mentioned
        value = one.value
        if one.copied:
            value &= mode
            for bits in (0o444, 0o222, 0o111):
                if value & bits:
                    value |= bits
        elif one.if_executable and (directory or mode & 0o111):
            value |= 0o111
        value &= (one.affected or ~umask & ALL) & ~left
        if one.sign == "=":
            kept = (ALL & ~one.affected if one.affected else 0) | left
            mode = mode & kept | value
        elif one.sign == "+":
            mode |= value
        else:
            mode &= ~value
    return mode & ALL


def permissions(mode: int) -> str:
    """Return permission bits as nine letters: `rwxr-xr-x`."""
    out = ""
    for shift, special, letter in ((6, SET_USER, "s"), (3, SET_GROUP, "s"), (0, STICKY, "t")):
        bits = mode >> shift
        out += "r" if bits & 4 else "-"
        out += "w" if bits & 2 else "-"
        if mode & special:
            out += letter if bits & 1 else letter.upper()
        else:
            out += "x" if bits & 1 else "-"
    return out


def letters_of(node: Node) -> str:
    """Return the ten letters that `ls -l` begins with."""
    return _LETTERS[node.kind] + permissions(node.mode)


def described(node: Node) -> str:
    """Return what kind of file something is, in words."""
    if node.kind == "file":
        return "regular file" if node.length else "regular empty file"
    return {"dir": "directory", "link": "symbolic link"}.get(node.kind, "character special file")


def blocks(node: Node) -> int:
    """Return the blocks of 512 bytes that something takes on the disk: whole pages of 4096 bytes."""
    return -(-node.length // 4096) * 8 if node.kind == "file" else 8 if node.kind == "dir" else 0
