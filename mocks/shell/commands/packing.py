"""Packing: writes archives."""

import io
import tarfile
from collections.abc import Iterator

from ..errors import FileError
from ..tree import Node
from .archive import Archive, Fatal
from .compressing import gzipped
from .options import Refused
from .places import gid, uid, under


class Packing(Archive):
    """Puts files into an archive."""

    def create(self, *, append: bool) -> int:
        """Write an archive."""
        given, process = self._given, self._process
        names = list(given.operands)
        for path in given.all("T"):
            names += [line for line in process.text(path).split("\0" if "null" in given else "\n") if line]
        if not names and "T" not in given and not append:
            raise Refused("Cowardly refusing to create an empty archive", hint=True)
        zipped = "z" in given or ("a" in given and self._archive.endswith((".gz", ".tgz")))
        if "j" in given or "J" in given:
            self._child("bzip2" if "j" in given else "xz")
            raise Fatal(f"{self._archive}: Cannot write: Broken pipe" if self._archive == "-"
                         else "Child returned status 2")
        out = bytearray()
        if append and process.files.stat(self._archive) is not None:
            out += self._without_end(process.files.read(self._archive))
        place = ""
        if self._archive != "-":
            try:
                place = process.files.open_to_write(self._archive)
            except FileError as error:
                raise Fatal(f"{self._archive}: Cannot open: {error.text}") from None
        gone: list[str] = []
        for name in names:
            for member, path, node in self._below(name, name):
                if place and self._files.resolve(path, follow=False)[0] == place:
                    self._process.complain(f"{path}: file is the archive; not dumped")
                    continue
                out += self._member(member, path, node)
                gone.append(path)
        out += bytes(1024)
        out += bytes(-len(out) % 10_240)
        data = gzipped(bytes(out)) if zipped else bytes(out)
        process.tick(1 + (len(out) >> 8 if zipped else len(out) >> 12))
        if place:
            process.files.add(place, data)
        else:
            process.out(data.decode("latin-1"))
        if "remove-files" in given:
            for path in reversed(gone):
                self._files.rmdir(path) if self._files.is_dir(path) else self._files.unlink(path)
        return self._end()

    def _without_end(self, data: bytes) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            members = archive.getmembers()
        if not members:
            return b""
        last = members[-1]
        return data[: last.offset_data + (last.size + 511) // 512 * 512 if last.isreg() else last.offset_data]

    def _below(self, name: str, path: str) -> Iterator[tuple[str, str, Node]]:
        self._process.tick()
        if self._is_excluded(path):
            return
        try:
            node = self._files.find(path, follow="h" in self._given)[1]
        except FileError as error:
            self._complain(f"{path}: Cannot stat: {error.text}")
            return
        member = self._stored(name.rstrip("/") or name)
        if node.kind == "dir":
            yield member + ("" if member.endswith("/") else "/"), path, node
            if "no-recursion" in self._given:
                return
            try:
                names = self._files.names(path)
            except FileError as error:
                self._complain(f"{path}: Cannot open: {error.text}")
                return
            for one in names:
                yield from self._below(under(name, one), under(path, one))
        elif node.kind != "file" or self._readable(path, node):
            yield member, path, node

    def _readable(self, path: str, node: Node) -> bool:
        if not self._files.may(node, "r"):
            self._complain(f"{path}: Cannot open: Permission denied")
            return False
        return True

    def _member(self, name: str, path: str, node: Node) -> bytes:
        process, given = self._process, self._given
        info = tarfile.TarInfo(name)
        info.mode = node.mode
        info.mtime = node.mtime // 1000
        info.uname = given.get("owner", node.owner).partition(":")[0]
        info.gname = given.get("group", node.group).partition(":")[0]
        info.uid, info.gid = uid(process, info.uname), gid(process, info.gname)
        if "numeric-owner" in given:
            info.uname = info.gname = ""
        content = b""
        if node.kind == "dir":
            info.type = tarfile.DIRTYPE
        elif node.kind == "link":
            info.type, info.linkname = tarfile.SYMTYPE, node.target
        elif node.kind == "file":
            content = self._files.read(path)
            info.size = len(content)
        if "v" in given:
            self._verbose(self._line(info, node.kind) if sum(one == "v" for one, _ in given) > 1 else name)
        head = info.tobuf(tarfile.GNU_FORMAT, "latin-1", "surrogateescape")
        return head + content + bytes(-len(content) % 512)
