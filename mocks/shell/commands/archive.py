"""An archive of tar: where it is, which names are left out, and what is said of it."""

import re
import tarfile

from ..clock import strftime
from ..errors import FileError
from ..patterns import compiled
from ..process import Process
from ..regex import Regex
from ..regex import compiled as regex
from ..tree import Node
from .modes import letters_of
from .options import Given, Refused
from .places import zone


class Fatal(Exception):
    """An archive that cannot be written or read."""


class Archive:
    """What writing and reading an archive have in common."""

    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._given = given
        self._files = process.files
        if "C" in given:
            files = process.files
            for path in given.all("C"):
                try:
                    where, node = files.find(path)
                    if node.kind != "dir":
                        raise FileError("ENOTDIR", path)
                    if not files.may(node, "x"):
                        raise FileError("EACCES", path)
                except FileError as error:
                    raise Fatal(f"{path}: Cannot open: {error.text}") from None
                files = files.tree.view(files.who, where, files.umask)
            self._files = files
        self._archive = given.get("f", "-")
        self._excluded = given.all("exclude")
        for path in given.all("X"):
            self._excluded += [line for line in process.text(path).splitlines() if line]
        if "exclude-vcs" in given:
            self._excluded += [".git", ".gitignore", ".svn", "CVS"]
        self._code = 0
        self._said: set[str] = set()

    def _complain(self, message: str) -> None:
        self._process.complain(message)
        self._code = 2

    def _end(self) -> int:
        if self._code:
            self._process.complain("Exiting with failure status due to previous errors")
        return self._code

    def _child(self, name: str) -> None:
        """Say that the program for another compression is not there."""
        self._process.err(f"tar (child): {name}: Cannot exec: No such file or directory\n"
                          "tar (child): Error is not recoverable: exiting now\n")

    def _verbose(self, text: str) -> None:
        if self._archive == "-" and ("c" in self._given or "O" in self._given):
            self._process.err(text + "\n")
        else:
            self._process.out(text + "\n")

    def _is_excluded(self, path: str) -> bool:
        parts = path.rstrip("/").split("/")
        tails = ["/".join(parts[at:]) for at in range(len(parts))]
        return any(compiled(one.rstrip("/"), extended=False).match(tail) for one in self._excluded for tail in tails)

    def _stored(self, name: str) -> str:
        """Return a name as it is stored: below the place where it will be taken out."""
        if "P" in self._given:
            return self._renamed(name)
        found = re.match(r"(?:.*/)?\.\.(?:/|\Z)|/+", name)
        if found is not None and found.group():
            if found.group() not in self._said:
                self._said.add(found.group())
                self._process.complain(f"Removing leading `{found.group()}' from member names")
            name = name[found.end() :].lstrip("/") or ("." if not name.startswith("/") else "./")
        return self._renamed(name)

    def _renamed(self, name: str) -> str:
        for text in self._given.all("transform"):
            found = re.fullmatch(r"s(.)(.*?)(?<!\\)\1(.*?)(?<!\\)\1([gi]*)", text)
            if found is None:
                raise Refused(f"Invalid transform expression: {text}")
            name = substituted(name, regex(found.group(2), extended=False, ignore_case="i" in found.group(4)),
                                found.group(3), everywhere="g" in found.group(4))
        return name

    def _line(self, info: tarfile.TarInfo, kind: str) -> str:
        node = Node("dir" if kind == "dir" else "link" if kind == "link" else "file", info.mode, info.uname, info.gname,
                    0)
        owner = f"{info.uname or info.uid}/{info.gname or info.gid}"
        if "numeric-owner" in self._given:
            owner = f"{info.uid}/{info.gid}"
        when = strftime("%Y-%m-%d %H:%M", int(info.mtime) * 1000, zone(self._process))
        wide = max(1, 19 - len(owner))
        name = info.name + ("/" if kind == "dir" and not info.name.endswith("/") else "")
        arrow = f" -> {info.linkname}" if kind == "link" else ""
        return f"{letters_of(node)} {owner} {info.size:>{wide - 1}} {when} {name}{arrow}"


def substituted(name: str, pattern: Regex, new: str, *, everywhere: bool) -> str:
    """Return a name with what matches replaced by a text, in which `&` and `\\1` stand for what was found."""
    out, at = "", 0
    for match in pattern.finditer(name):
        made = "".join((match.group(int(part[1:] or 0)) or "") if part[0] == "\\" or part == "&" else part
                       for part in re.findall(r"\\[0-9]|&|[^\\&]+|\\", new.replace("&", "\\0")))
        out += name[at : match.start()] + made
        at = match.end()
        if not everywhere:
            break
    return out + name[at:]
