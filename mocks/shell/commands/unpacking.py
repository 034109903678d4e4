"""Unpacking: lists archives and takes files out."""

import io
import tarfile

from ..errors import FileError
from ..patterns import compiled
from ..process import Process
from .archive import Archive, Fatal
from .compressing import NotGzip, gunzipped
from .installing import parents
from .places import base, make_directory, put_time, under


class Unpacking(Archive):
    """Reads an archive."""

    def _content(self) -> bytes:
        process = self._process
        try:
            data = process.files.read(self._archive) if self._archive != "-" else process.stdin.read().encode("latin-1")
        except FileError as error:
            verb = "Cannot read" if error.name == "EISDIR" else "Cannot open"
            if error.name == "EISDIR":
                process.complain(f"{self._archive}: {verb}: {error.text}")
                raise Fatal("At beginning of tape, quitting now") from None
            if "z" in self._given:
                process.err(f"tar (child): {self._archive}: {verb}: {error.text}\n"
                            "tar (child): Error is not recoverable: exiting now\n")
                raise Fatal("Child returned status 2") from None
            raise Fatal(f"{self._archive}: {verb}: {error.text}") from None
        for start, name in ((b"BZh", "bzip2"), (b"\xfd7zXZ", "xz")):
            if data.startswith(start):
                self._child(name)
                raise Fatal("Child returned status 2")
        if data.startswith(b"\x1f\x8b"):
            try:
                return gunzipped(data)
            except NotGzip as error:
                process.err(f"\ngzip: stdin: {error}\n")
                raise Fatal("Child returned status 1") from None
        if "z" in self._given:
            process.err("\ngzip: stdin: not in gzip format\n")
            raise Fatal("Child returned status 1")
        return data

    def read(self, *, extract: bool) -> int:
        """List an archive or take out what is in it."""
        process, given = self._process, self._given
        data = self._content()
        process.tick(1 + (len(data) >> 12))
        wanted = {name.rstrip("/"): False for name in given.operands}
        late: list[tuple[str, tarfile.TarInfo]] = []
        try:
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="latin-1") as archive:
                for info in archive:
                    process.tick()
                    name = info.name + ("/" if info.isdir() and not info.name.endswith("/") else "")
                    if not self._selected(info.name, wanted):
                        continue
                    kind = "dir" if info.isdir() else "link" if info.issym() else "file"
                    detailed = "v" in given and (not extract or sum(one == "v" for one, _ in given) > 1)
                    if "v" in given or not extract:
                        self._verbose(self._line(info, kind) if detailed else name)
                    if extract:
                        file = archive.extractfile(info) if info.isreg() else None
                        self._take(info, file.read() if file is not None else b"", late)
        except tarfile.TarError:
            process.complain("This does not look like a tar archive")
            self._code = 2
            return self._end()
        for path, info in reversed(late):
            self._finish(path, info)
        for name, found in wanted.items():
            if not found:
                self._complain(f"{name}: Not found in archive")
        return self._end()

    def _selected(self, name: str, wanted: dict[str, bool]) -> bool:
        if self._is_excluded(name):
            return False
        if not wanted:
            return True
        for one in wanted:
            plain = name == one or name.startswith(one + "/")
            if plain or ("wildcards" in self._given and compiled(one, extended=False).match(name)):
                wanted[one] = True
                return True
        return False

    def _take(self, info: tarfile.TarInfo, content: bytes, late: list[tuple[str, tarfile.TarInfo]]) -> None:
        given, files = self._given, self._files
        path = self._stored(info.name)
        if "strip-components" in given:
            path = "/".join([part for part in path.split("/") if part][int(given.get("strip-components") or 0) :])
            if not path:
                return
        if "O" in given:
            self._process.out(content.decode("latin-1"))
            return
        if "one-top-level" in given:
            path = under(given.get("one-top-level") or base(self._archive).partition(".")[0], path)
        inner = self._inner()
        try:
            directory = path.rstrip("/").rpartition("/")[0]
            if directory and not files.is_dir(directory):
                parents(inner, directory)
            there = files.stat(path, follow=False)
            if info.isdir():
                if there is None:
                    make_directory(files, path.rstrip("/"), 0o700 | info.mode & 0o777)
                    late.append((path, info))
                elif there.kind == "dir":
                    late.append((path, info))
                else:
                    raise FileError("EEXIST", path)
                return
            if there is not None:
                if "k" in given or "skip-old-files" in given:
                    if "k" in given:
                        self._complain(f"{path}: Cannot open: File exists")
                    return
                if there.kind == "dir":
                    raise FileError("EISDIR", path)
                files.unlink(path)
            if info.issym():
                files.symlink(info.linkname, path)
            elif info.isreg():
                files.write(path, content, mode=info.mode & 0o777)
                self._finish(path, info)
            else:
                self._complain(f"{path}: Cannot {'hard link to' if info.islnk() else 'mknod'}"
                               + (f" '{info.linkname}'" if info.islnk() else "") + ": Operation not permitted")
        except FileError as error:
            link = f"Cannot create symlink to '{info.linkname}'" if info.issym() else "Cannot open"
            verb = "Cannot mkdir" if info.isdir() else link
            self._complain(f"{path}: {verb}: {error.text}")

    def _inner(self) -> Process:
        process = self._process
        return Process(process.name, (), process.env, self._files, (process.stdin, process.stdout, process.stderr),
                       process.shell)

    def _finish(self, path: str, info: tarfile.TarInfo) -> None:
        """Give what was taken out its mode and time, and if root does it its owner."""
        files, given = self._files, self._given
        root = files.who.root
        exact = (root or "p" in given) and "no-same-permissions" not in given
        try:
            if root and "o" not in given:
                accounts = self._process.session.accounts
                owner = info.uname if accounts.user(info.uname) is not None else str(info.uid)
                group = info.gname if accounts.group_id(info.gname) is not None else str(info.gid)
                files.chown(path, owner, group)
            files.chmod(path, info.mode & 0o7777 if exact else info.mode & 0o777 & ~files.umask)
            if "m" not in given:
                put_time(files, path, int(info.mtime) * 1000)
        except FileError as error:
            self._complain(f"{path}: Cannot change mode to {info.mode:o}: {error.text}")
