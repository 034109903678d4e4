"""gzip, gunzip, zcat: the real format; equal bytes give equal archives on every machine."""

import zlib

from ..errors import FileError
from ..process import Process, Program
from .deflating import deflated
from .options import Given, Spec, program
from .places import base, put_time, within
from .quoting import quotef

MOST = 32 << 20
"""Bytes that one archive may unfold to."""


class NotGzip(Exception):
    """Bytes that are no archive; the message is gzip's."""


def gzipped(data: bytes, *, name: str = "", seconds: int = 0, level: int = 6) -> bytes:
    """Return bytes as a gzip file, with the name and time of the file they are from if there is one."""
    flags = {9: 2, 1: 4}.get(level, 0)
    head = b"\x1f\x8b\x08" + bytes([8 if name else 0]) + seconds.to_bytes(4, "little") + bytes([flags, 3])
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return head + (name.encode("latin-1") + b"\0" if name else b"") + deflated(data) + tail


def gunzipped(data: bytes) -> bytes:
    """Return what a gzip file holds; NotGzip if it is none."""
    if not data.startswith(b"\x1f\x8b"):
        raise NotGzip("not in gzip format" if data else "unexpected end of file")
    out = b""
    while data.startswith(b"\x1f\x8b"):
        reader = zlib.decompressobj(31)
        try:
            out += reader.decompress(data, MOST + 1 - len(out))
        except zlib.error as error:
            words = "crc error" if "check" in str(error) else "invalid compressed data--format violated"
            raise NotGzip(f"invalid compressed data--{words}" if words == "crc error" else words) from None
        if len(out) > MOST:
            raise FileError("EFBIG")
        if not reader.eof:
            raise NotGzip("unexpected end of file")
        data = reader.unused_data
    if data.strip(b"\0"):
        raise NotGzip("decompression OK, trailing garbage ignored")
    return out


_SPEC = Spec("123456789acdfhklLnNqrS:tvV",
             "ascii=a stdout=c to-stdout=c decompress=d uncompress=d force=f keep=k list=l license=L "
             "no-name=n name=N quiet=q recursive=r suffix=S test=t verbose=v fast=1 best=9 rsyncable synchronous")


@program(_SPEC, "gzip) 1.12")
def gzip(process: Process, given: Given) -> int:
    """Compress files, or with -d give back what was compressed."""
    worker = _Gzip(process, given)
    process.name = "gzip"
    return worker.run()


class _Gzip:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._given = given
        self._unpacks = "d" in given or "t" in given or process.name in ("gunzip", "zcat")
        self._prints = "c" in given or process.name == "zcat"
        self._suffix = given.get("S", ".gz")
        self._level = int(next((one for one, _ in reversed(given.found) if one.isdecimal()), "6"))
        self._code = 0

    def run(self) -> int:
        """Work on what is named, or on standard input."""
        if "l" in self._given:
            self._process.out("         compressed        uncompressed  ratio uncompressed_name\n")
        for path in self._given.operands or ["-"]:
            if path == "-":
                self._stream()
                continue
            try:
                self._file(path)
            except FileError as error:
                self._bad(f"{quotef(path)}: {error.text}", 1)
            except NotGzip as error:
                self._process.err(f"\ngzip: {path}: {error}\n")
                self._code = 1
        return self._code

    def _bad(self, message: str, code: int) -> None:
        if code == 2 and "q" in self._given:
            self._code = self._code or 2
            return
        self._process.complain(message)
        self._code = 1 if code == 1 else self._code or 2

    def _stream(self) -> None:
        data = self._process.stdin.read().encode("latin-1")
        self._process.tick(1 + (len(data) >> 8))
        if not self._unpacks:
            self._process.out(gzipped(data, level=self._level).decode("latin-1"))
            return
        try:
            text = gunzipped(data).decode("latin-1")
        except NotGzip as error:
            self._process.err(f"\ngzip: stdin: {error}\n")
            self._code = 1
            return
        if "t" not in self._given:
            self._process.out(text)

    def _file(self, path: str) -> None:
        process, files, given = self._process, self._process.files, self._given
        if self._unpacks or "l" in given:
            node = files.stat(path)
            if node is None and not path.endswith(self._suffix) and files.stat(path + self._suffix) is not None:
                path += self._suffix
        node = files.find(path)[1]
        if node.kind == "dir":
            if "r" not in given:
                self._bad(f"{quotef(path)} is a directory -- ignored", 2)
                return
            for inner, one in list(within(files, path)):
                if one.kind == "file":
                    self._file(inner)
            return
        known = path.endswith((self._suffix, ".tgz", ".gz"))
        if self._unpacks and not known and not self._prints:
            self._bad(f"{quotef(path)}: unknown suffix -- ignored", 2)
            return
        if not self._unpacks and known and "l" not in given and "f" not in given:
            self._bad(f"{quotef(path)} already has {self._suffix} suffix -- unchanged", 2)
            return
        data = files.read(path)
        process.tick(1 + (len(data) >> 8))
        if "l" in given:
            size = len(gunzipped(data))
            ratio = 100 * (1 - (len(data) - 18 - len(base(path)) + 3) / size) if size else 0.0
            process.out(f"{len(data):19d} {size:19d} {ratio:5.1f}% {path.removesuffix(self._suffix)}\n")
            return
        try:
            new = gunzipped(data) if self._unpacks else gzipped(
                data, name="" if "n" in given else base(path), seconds=0 if "n" in given
                else max(0, node.mtime // 1000),
                level=self._level)
        except NotGzip as error:
            if str(error) == "not in gzip format" and self._prints and "f" in given:
                new = data
            else:
                raise
        if "t" in given:
            if "v" in given:
                process.err(f"{path}:\t OK\n")
            return
        if self._prints:
            process.out(new.decode("latin-1"))
            return
        if self._unpacks:
            target = path[:-4] + ".tar" if path.endswith(".tgz") else path.removesuffix(self._suffix)
        else:
            target = path + self._suffix
        if files.stat(target, follow=False) is not None and "f" not in given:
            self._bad(f"{quotef(target)} already exists;\tnot overwritten", 2)
            return
        files.write(target, new)
        files.chmod(target, node.mode & 0o777)
        put_time(files, target, node.mtime)
        if "v" in given:
            large, small = (new, data) if self._unpacks else (data, new)
            ratio = 100 * (1 - len(small) / len(large)) if large else 0.0
            verb = "created" if "k" in given else "replaced with"
            process.err(f"{path}:\t{ratio:5.1f}% -- {verb} {target}\n")
        if "k" not in given:
            files.unlink(path)


PROGRAMS: dict[str, Program] = {"gunzip": gzip, "gzip": gzip, "zcat": gzip}
