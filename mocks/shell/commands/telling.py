"""Programs that tell what is known of files: stat, readlink, realpath, file, du, df."""

import re

from ..clock import strftime
from ..errors import FileError
from ..patterns import compiled
from ..process import Process, Program
from ..tree import Node, inode, joined, split
from .inputs import size_of
from .modes import blocks, described, letters_of
from .options import Given, Refused, Spec, program
from .places import device, gid, human, links, uid, under, zone
from .quoting import quote, quoteaf, quotef

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


_BLOCKS, _FREE, _INODES, _FREE_INODES = 10_255_636, 7_730_112, 2_621_440, 2_480_931
"""The disk: blocks of 4096 bytes and inodes, all and free. Figures of ours."""


def _file_system(process: Process, path: str, given: Given) -> str:
    facts = {"a": str(_FREE - 524_288), "b": str(_BLOCKS), "c": str(_INODES), "d": str(_FREE_INODES), "f": str(_FREE),
             "i": "3f21c9a07be45d18", "l": "255", "n": path, "s": "4096", "S": "4096", "t": "ef53", "T": "ext2/ext3",
             "%": "%"}
    if "c" in given:
        return _filled(given.get("c"), facts) + "\n"
    return _filled(f'  File: "{path}"\n    ID: %i Namelen: %-7l Type: %T\nBlock size: %-10s '
                   "Fundamental block size: %S\n"
                   "Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n", facts)


@program(Spec("efmnqsvz",
              "canonicalize=f canonicalize-existing=e canonicalize-missing=m no-newline=n quiet=q "
              "silent=s verbose=v zero=z"))
def readlink(process: Process, given: Given) -> int:
    """Write what links point to, or where paths lead."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    how = given.last("f", "e", "m")
    end = "\0" if "z" in given else "" if "n" in given and len(given.operands) == 1 else "\n"
    code = 0
    for path in given.operands:
        try:
            if how:
                text = whole(process, path, how)
            else:
                node = process.files.find(path, follow=False)[1]
                if node.kind != "link":
                    raise FileError("EINVAL", path)
                text = node.target
        except FileError as error:
            code = 1
            if "v" in given:
                process.complain(f"{quotef(path)}: {error.text}")
            continue
        process.out(text + end)
    return code


def whole(process: Process, path: str, how: str, *, links_too: bool = True) -> str:
    """Return where a path leads from the root: `e` all of it must be there, `f` all but the last, `m` nothing of it."""
    files = process.files
    if not links_too:
        out: list[str] = []
        for part in files.whole(path).split("/"):
            if part == "..":
                out = out[:-1]
            elif part not in ("", "."):
                out.append(part)
        return "/" + "/".join(out)
    try:
        where, node = files.resolve(path if how == "e" else path.rstrip("/") or "/")
        if how == "e" and node is None:
            raise FileError("ENOENT", path)
        return where
    except FileError:
        if how != "m" or not path:
            raise
    at = "/" if path.startswith("/") else files.cwd
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            at = split(at)[0]
            continue
        try:
            at = files.resolve(joined(at, part))[0]
        except FileError:
            at = joined(at, part)
    return at


@program(Spec("eLmPqsz",
              "canonicalize-existing=e canonicalize-missing=m logical=L physical=P quiet=q strip=s "
              "no-symlinks=s zero=z "
              "relative-to: relative-base:"))
def realpath(process: Process, given: Given) -> int:
    """Write where paths lead, links on the way followed."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    from .making import relative

    how = given.last("e", "m") or "f"
    follows = "s" not in given
    base = given.get("relative-to") or given.get("relative-base")
    code = 0
    for path in given.operands:
        try:
            text = whole(process, path, how, links_too=follows)
            if base:
                directory = whole(process, base, how)
                inside = text == directory or text.startswith(directory.rstrip("/") + "/")
                if "relative-to" in given or inside:
                    text = relative(text, directory)
        except FileError as error:
            code = 1
            if "q" not in given:
                process.complain(f"{quotef(path)}: {error.text}")
            continue
        process.out(text + ("\0" if "z" in given else "\n"))
    return code


@program(Spec("abB:cd:Dhk0lLmPsSt:x",
              "all=a apparent-size bytes=b total=c max-depth=d human-readable=h dereference=L no-dereference=P "
              "summarize=s separate-dirs=S null=0 block-size=B exclude: one-file-system=x si inodes threshold=t time:: "
              "time-style:"))
def du(process: Process, given: Given) -> int:
    """Write how much of the disk directories take with all that is in them."""
    return _Usage(process, given).run()


class _Usage:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._files = process.files
        self._given = given
        self._code = 0
        if "s" in given and "a" in given:
            raise Refused("cannot both summarize and show all entries", hint=True)
        depth = given.get("d", "0" if "s" in given else "1000000")
        if not depth.isdecimal():
            raise Refused(f"invalid maximum depth {quote(depth)}", hint=True)
        self._depth = int(depth)
        self._apparent = "apparent-size" in given or "b" in given
        self._excluded = given.all("exclude")
        self._unit = {"b": 1, "m": 1 << 20, "k": 1024}.get(given.last("b", "k", "m"), 1024)
        if "B" in given:
            text = given.get("B")
            self._unit = size_of(text if text[:1].isdecimal() else f"1{text}", "--block-size argument", least=1)

    def run(self) -> int:
        """Measure what is named."""
        total = 0
        for path in self._given.operands or ["."]:
            try:
                where, node = self._files.find(path, follow="L" in self._given)
            except FileError as error:
                self._code = self._process.complain(f"cannot access {quoteaf(path)}: {error.text}")
                continue
            total += self._measure(path, where, node, 0)
        if "c" in self._given:
            self._write(total, "total")
        return self._code

    def _size(self, node: Node) -> int:
        if "inodes" in self._given:
            return 1
        return node.length if self._apparent else blocks(node) * 512

    def _measure(self, path: str, where: str, node: Node, depth: int) -> int:
        size = self._size(node)
        self._process.tick()
        if node.kind == "dir":
            try:
                names = self._files.names(path)
            except FileError as error:
                self._code = self._process.complain(f"cannot read directory {quoteaf(path)}: {error.text}")
                names = []
            for name in names:
                inner = under(path, name)
                if any(compiled(one, extended=False).match(text) for one in self._excluded for text in (name, inner)):
                    continue
                try:
                    place, one = self._files.find(inner, follow="L" in self._given)
                except FileError as error:
                    self._code = self._process.complain(f"cannot access {quoteaf(inner)}: {error.text}")
                    continue
                added = self._measure(inner, place, one, depth + 1)
                size += 0 if "S" in self._given and one.kind == "dir" else added
        if depth <= self._depth and (node.kind == "dir" or "a" in self._given or not depth):
            self._write(size, path)
        return size

    def _write(self, size: int, name: str) -> None:
        if "h" in self._given or "si" in self._given:
            text = human(size, base_of=1000 if "si" in self._given
                         else 1024) if "inodes" not in self._given else str(size)
        else:
            text = str(size if "inodes" in self._given else -(-size // self._unit))
        self._process.out(f"{text}\t{name}" + ("\0" if "0" in self._given else "\n"))


@program(Spec("aB:hHiklPTt:x:",
              "all=a block-size=B human-readable=h si=H inodes=i local=l portability=P print-type=T type=t "
              "exclude-type=x total output:: sync no-sync"))
def df(process: Process, given: Given) -> int:
    """Write how full the disk is."""
    code = 0
    for path in given.operands:
        try:
            process.files.find(path)
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
    if code and len(given.operands) == 1:
        return code
    used = _BLOCKS - _FREE
    available = _FREE - 524_288
    disks = [("/dev/sda1", "ext4", _BLOCKS * 4, used * 4, available * 4, "/")]
    if not given.operands:
        disks.insert(0, ("udev", "devtmpfs", 4_058_204, 0, 4_058_204, "/dev"))
        disks.insert(1, ("tmpfs", "tmpfs", 815_236, 1_040, 814_196, "/run"))
    kind = ["Type"] if "T" in given else []
    how = given.last("h", "H")
    if "i" in given:
        head = ["Filesystem", *kind, "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"]
    elif how:
        head = ["Filesystem", *kind, "Size", "Used", "Avail", "Use%", "Mounted on"]
    else:
        head = ["Filesystem", *kind, "1024-blocks" if "P" in given else "1K-blocks", "Used", "Available",
                "Capacity" if "P" in given else "Use%", "Mounted on"]
    rows = [head]
    for name, form, size, taken, left, place in disks:
        if "i" in given:
            inodes = (_INODES, _INODES - _FREE_INODES, _FREE_INODES) if place == "/" else (1_014_551, 420, 1_014_131)
            numbers, share = [str(one) for one in inodes], -(-inodes[1] * 100 // inodes[0])
        else:
            numbers = [human(one, unit=1024, base_of=1000 if how == "H" else 1024) if how else str(one)
                       for one in (size, taken, left)]
            share = -(-taken * 100 // (taken + left))
        rows.append([name, *([form] if kind else []), *numbers, f"{share}%", place])
    if "total" in given:
        rows.append(["total", *(["-"] if kind else []), *rows[-1][1 + len(kind) : -1], "-"])
    wide = [max(len(row[i]) for row in rows) for i in range(len(head))]
    wide[0] = max(wide[0], 14)
    for i in range(1 + len(kind), len(head) - 2):
        wide[i] = max(wide[i], 5)
    for row in rows:
        cells = [row[0].ljust(wide[0]), *(one.ljust(wide[1]) for one in row[1 : 1 + len(kind)]),
                 *(one.rjust(wide[i]) for i, one in enumerate(row[1 + len(kind) : -1], 1 + len(kind))), row[-1]]
        process.out(" ".join(cells) + "\n")
    return code


@program(Spec("bLhiNr0zkpsF:f:m:",
              "brief=b dereference=L no-dereference=h mime=i mime-type mime-encoding no-pad=N print0=0 "
              "uncompress=z separator=F files-from=f"), "file-5.44")
def file(process: Process, given: Given) -> int:
    """Write what kind of content files have, by their first bytes."""
    paths = given.operands
    if "f" in given:
        paths = [*process.text(given.get("f")).splitlines(), *paths]
    if not paths:
        process.err("Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n")
        return 1
    mark = given.get("F", ":")
    wide = max(len(path) for path in paths)
    for path in paths:
        if path == "-":
            kind, mime = content_kind(process.stdin.read())
            path = "/dev/stdin"
        else:
            kind, mime = _kind(process, path, follow="L" in given)
        if "i" in given:
            kind = mime
        elif "mime-type" in given:
            kind = mime.partition(";")[0]
        elif "mime-encoding" in given:
            kind = mime.partition("charset=")[2] or "binary"
        pad = "" if "N" in given else " " * (wide - len(path))
        process.out(f"{kind}\n" if "b" in given else f"{path}{mark}{pad} {kind}\n")
    return 0


def _kind(process: Process, path: str, *, follow: bool) -> tuple[str, str]:
    try:
        where, node = process.files.find(path, follow=follow)
    except FileError as error:
        text = f"cannot open `{path}' ({error.text})"
        return text, text
    special = "".join(word for bit, word in ((0o4000, "setuid, "), (0o2000, "setgid, "), (0o1000, "sticky, "))
                      if node.mode & bit)
    if node.kind == "dir":
        return special + "directory", "inode/directory; charset=binary"
    if node.kind == "link":
        broken = process.files.stat(path) is None
        return f"{'broken ' if broken else ''}symbolic link to {node.target}", "inode/symlink; charset=binary"
    if node.kind == "char":
        major, minor = device(where)
        return f"character special ({major}/{minor})", "inode/chardevice; charset=binary"
    try:
        text = process.files.read(path).decode("latin-1")
    except FileError:
        return "regular file, no read permission", "regular file, no read permission"
    return content_kind(text)


_MAGIC = (
    ("\x7fELF", "ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, stripped",
     "application/x-pie-executable; charset=binary"),
    ("%PDF-", "PDF document, version {}", "application/pdf; charset=binary"),
    ("\x89PNG\r\n\x1a\n", "PNG image data", "image/png; charset=binary"),
    ("GIF8", "GIF image data", "image/gif; charset=binary"),
    ("\xff\xd8\xff", "JPEG image data", "image/jpeg; charset=binary"), ("\x1f\x8b", "gzip compressed data",
                                                                        "application/gzip; charset=binary"),
    ("PK\x03\x04", "Zip archive data, at least v2.0 to extract", "application/zip; charset=binary"),
    ("BZh", "bzip2 compressed data", "application/x-bzip2; charset=binary"),
    ("\xfd7zXZ\0", "XZ compressed data", "application/x-xz; charset=binary"),
    ("SQLite format 3\0", "SQLite 3.x database", "application/vnd.sqlite3; charset=binary"),
)
_SCRIPTS = {"bash": ("Bourne-Again shell script", "text/x-shellscript"),
            "sh": ("POSIX shell script", "text/x-shellscript"),
            "python3": ("Python script", "text/x-script.python"), "python": ("Python script", "text/x-script.python"),
            "perl": ("Perl script text executable", "text/x-perl"), "awk": ("awk script", "text/x-awk"),
            "dash": ("a /bin/dash script", "text/plain")}


def content_kind(text: str) -> tuple[str, str]:
    """Return what a content is, in words and as a MIME type."""
    if not text:
        return "empty", "inode/x-empty; charset=binary"
    if len(text) == 1 and text not in "\n\t ":
        return "very short file (no magic)", "application/octet-stream; charset=binary"
    for start, kind, mime in _MAGIC:
        if text.startswith(start):
            return kind.format(text[5:8]), mime
    if text[257:262] == "ustar":
        return "POSIX tar archive (GNU)", "application/x-tar; charset=binary"
    try:
        encoding, charset = ("ASCII", "us-ascii") if text.isascii() else ("UTF-8 Unicode", "utf-8")
        text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        encoding, charset = "ISO-8859", "iso-8859-1"
    if re.search(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]", text):
        return "data", "application/octet-stream; charset=binary"
    shown = {"UTF-8 Unicode": "Unicode text, UTF-8 text"}.get(encoding, f"{encoding} text")
    tail = ""
    longest = max(len(line) for line in text.split("\n"))
    if longest > 300:
        tail += f", with very long lines ({longest})"
    if "\r\n" in text:
        ends = "CRLF" if text.count("\r\n") == text.count("\n") else "CRLF, LF"
        tail += f", with {ends} line terminators"
    elif "\n" not in text:
        tail += ", with no line terminators"
    if text.startswith("#!"):
        words = text[2:].split("\n")[0].split()
        name = words[0].rpartition("/")[2] if words else ""
        name = words[1] if name == "env" and len(words) > 1 else name
        if name in _SCRIPTS:
            kind, mime = _SCRIPTS[name]
            if not kind.endswith("executable"):
                kind += f", {shown} executable" if "text" not in kind else ""
            return kind + tail, f"{mime}; charset={charset}"
    stripped = text.strip()
    if stripped[:1] in "{[" and _is_json(stripped):
        return "JSON text data", f"application/json; charset={charset}"
    if stripped[:5].lower() == "<?xml":
        return f'XML 1.0 document, {shown}{tail}', f"text/xml; charset={charset}"
    if re.match(r"<!doctype html|<html", stripped[:50].lower()):
        return f"HTML document, {shown}{tail}", f"text/html; charset={charset}"
    rows = [line for line in text.splitlines()[:10] if line]
    commas = {len(re.findall(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', row)) for row in rows}
    if len(rows) > 1 and len(commas) == 1 and min(commas) > 0 and "\n" in text:
        return f"CSV {shown.removeprefix('ASCII ')}{tail}", f"text/csv; charset={charset}"
    return shown + tail, f"text/plain; charset={charset}"


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


PROGRAMS: dict[str, Program] = {"df": df, "du": du, "file": file, "readlink": readlink, "realpath": realpath,
                                "stat": stat}
