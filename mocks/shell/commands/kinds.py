"""Programs that tell of what kind a content is: file."""

import re

from ..errors import FileError
from ..process import Process, Program
from .options import Given, Spec, program
from .places import device


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


PROGRAMS: dict[str, Program] = {"file": file}
