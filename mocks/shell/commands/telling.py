"""Programs that tell what is known of a file: stat."""

import re

from ..clock import strftime
from ..errors import FileError
from ..process import Process, Program
from ..tree import Node, inode
from .modes import blocks, described, letters_of
from .options import Given, Refused, Spec, program
from .places import device, gid, links, uid, zone
from .quoting import quoteaf, quotef
from .space import BLOCKS, FREE, FREE_INODES, INODES

_DEVICE = 65_024
"""The number of the disk that everything lies on (254:0)."""


@program(Spec("Lfc:t", "dereference=L file-system=f format=c printf: terse=t cached:"))
def stat(process: Process, given: Given) -> int:
    """Write what is known of files."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    how = given.last("c", "printf")
    code = 0
    for path in given.operands:
        process.tick()
        try:
            if "f" in given:
                process.files.find(path)
                process.out(_file_system(process, path, given))
                continue
            where, node = process.files.find(path, follow="L" in given)
        except FileError as error:
            what = "read file system information for" if "f" in given else "statx"
            code = process.complain(f"cannot {what} {quoteaf(path)}: {error.text}")
            continue
        facts = _facts(process, path, where, node)
        if how == "printf":
            process.out(_filled(_unescaped(given.get("printf")), facts))
        elif how == "c":
            process.out(_filled(given.get("c"), facts) + "\n")
        elif "t" in given:
            process.out(_filled("%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o", facts) + "\n")
        else:
            process.out(_filled(_FORM, facts | {"N": _named(path, node, plain=True), "d": _device_kind(node, where)}))
    return code


_FORM = ("  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: 254,0\tInode: %-10i  Links: %h%d\n"
         "Access: (%04a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n")


def _device_kind(node: Node, where: str) -> str:
    if node.kind != "char":
        return ""
    major, minor = device(where)
    return f"     Device type: {major},{minor}"


def _named(path: str, node: Node, *, plain: bool = False) -> str:
    name = quotef(path) if plain else quoteaf(path)
    if node.kind == "link":
        return f"{name} -> {quotef(node.target) if plain else quoteaf(node.target)}"
    return name


def _facts(process: Process, path: str, where: str, node: Node) -> dict[str, str]:
    """Return what each letter of a format stands for. Times of access and change are those of the last change."""
    kinds = {"file": 0o100000, "dir": 0o040000, "link": 0o120000, "char": 0o020000}
    moment = strftime("%Y-%m-%d %H:%M:%S.%N %z", node.mtime, zone(process))
    seconds = str(node.mtime // 1000)
    major, minor = device(where) if node.kind == "char" else (0, 0)
    return {
        "a": f"{node.mode:o}", "A": letters_of(node), "b": str(blocks(node)), "B": "512", "C": "?", "d": str(_DEVICE),
        "D": f"{_DEVICE:x}", "f": f"{kinds[node.kind] | node.mode:x}", "F": described(node),
        "g": str(gid(process, node.group)),
        "G": node.group, "h": str(links(process.files, where, node)), "i": str(inode(where)), "m": "/", "n": path,
        "N": _named(path, node), "o": "4096", "s": str(node.length), "t": f"{major:x}", "T": f"{minor:x}",
        "r": f"{major * 256 + minor}", "R": f"{major * 256 + minor:x}",
        "u": str(uid(process, node.owner)), "U": node.owner, "w": moment, "W": seconds, "x": moment, "X": seconds,
        "y": moment, "Y": seconds, "z": moment, "Z": seconds, "%": "%",
    }


def _filled(form: str, facts: dict[str, str]) -> str:
    def one(found: "re.Match[str]") -> str:
        flags, width, places, letter = found.groups()
        text = facts.get(letter, "?")
        if letter in "XYZW" and places is not None:
            text += "." + "0" * int(places or 9) if places != "0" else ""
        elif places:
            text = text[: int(places)]
        if letter == "%":
            return "%"
        if "#" in flags and letter == "a":
            text = "0" + text
        size = int(width or 0)
        if "-" in flags:
            return text.ljust(size)
        return text.rjust(size, "0" if "0" in flags else " ")

    return re.sub(r"%([-#0+ ]*)([0-9]*)(?:\.([0-9]*))?([a-zA-Z%])", one, form)


def _unescaped(text: str) -> str:
    from ..formats import echoed

    return echoed(["-ne", text], bash=True)


def _file_system(process: Process, path: str, given: Given) -> str:
    facts = {"a": str(FREE - 524_288), "b": str(BLOCKS), "c": str(INODES), "d": str(FREE_INODES), "f": str(FREE),
             "i": "3f21c9a07be45d18", "l": "255", "n": path, "s": "4096", "S": "4096", "t": "ef53", "T": "ext2/ext3",
             "%": "%"}
    if "c" in given:
        return _filled(given.get("c"), facts) + "\n"
    return _filled(f'  File: "{path}"\n    ID: %i Namelen: %-7l Type: %T\nBlock size: %-10s '
                   "Fundamental block size: %S\n"
                   "Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n", facts)


PROGRAMS: dict[str, Program] = {"stat": stat}
