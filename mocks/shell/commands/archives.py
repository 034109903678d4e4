"""tar: writes and reads archives in GNU's format, as they are or compressed."""

import io
import re
import tarfile
from collections.abc import Iterator

from ..clock import strftime
from ..errors import FileError
from ..patterns import compiled
from ..process import Process, Program
from ..regex import Regex
from ..regex import compiled as regex
from ..tree import Node
from .compressing import NotGzip, gunzipped, gzipped
from .modes import letters_of
from .moving import parents
from .options import Given, Refused, Spec, program
from .places import base, gid, make_directory, put_time, uid, under, zone

_SPEC = Spec(
    "AcdrtuxC:f:hjJkmnOopPsT:UvwWX:zZaSB",
    "create=c extract=x get=x list=t append=r update=u directory=C file=f gzip=z gunzip=z "
    "bzip2=j xz=J verbose=v to-stdout=O exclude: exclude-from=X files-from=T strip-components: transform: "
    "xform=transform "
    "dereference=h keep-old-files=k touch=m no-same-owner=o preserve-permissions=p same-permissions=p absolute-names=P "
    "wildcards no-wildcards anchored no-anchored overwrite=U one-top-level:: owner: group: mode: mtime: sort: "
    "numeric-owner "
    "no-same-permissions same-owner auto-compress=a null no-recursion exclude-vcs format: totals:: remove-files "
    "ignore-failed-read warning: skip-old-files", code=2,
    hint="Try '{name} --help' or '{name} --usage' for more information.")
_TAKING = "CfTX"


def tar(process: Process) -> int:
    """Put files into an archive, list it, or take them out."""
    args = list(process.args)
    if args and not args[0].startswith("-"):
        letters, *rest = args
        spelled: list[str] = []
        for letter in letters:
            spelled.append(f"-{letter}")
            if letter in _TAKING:
                if not rest:
                    process.complain(f"Old option '{letter}' requires an argument.")
                    process.err(_SPEC.hint.format(name="tar") + "\n")
                    return 2
                spelled.append(rest.pop(0))
        process.args = [*spelled, *rest]
    return _tar(process)


@program(_SPEC, "GNU tar) 1.34")
def _tar(process: Process, given: Given) -> int:
    """Put files into an archive, list it, or take them out."""
    how = [one for one in "cxtru" if one in given]
    if not how:
        raise Refused("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", hint=True)
    if len(how) > 1:
        raise Refused("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option", hint=True)
    try:
        archiver = _Archiver(process, given)
        if how[0] in ("c", "r", "u"):
            return archiver.create(append=how[0] != "c")
        return archiver.read(extract=how[0] == "x")
    except _Fatal as error:
        process.complain(str(error))
        return process.complain("Error is not recoverable: exiting now", 2)


class _Fatal(Exception):
    """An archive that cannot be written or read."""


class _Archiver:
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
                    raise _Fatal(f"{path}: Cannot open: {error.text}") from None
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

    # --- writing ---

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
            raise _Fatal(f"{self._archive}: Cannot write: Broken pipe" if self._archive == "-"
                         else "Child returned status 2")
        out = bytearray()
        if append and process.files.stat(self._archive) is not None:
            out += self._without_end(process.files.read(self._archive))
        place = ""
        if self._archive != "-":
            try:
                place = process.files.open_to_write(self._archive)
            except FileError as error:
                raise _Fatal(f"{self._archive}: Cannot open: {error.text}") from None
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
            name = _substituted(name, regex(found.group(2), extended=False, ignore_case="i" in found.group(4)),
                                found.group(3), everywhere="g" in found.group(4))
        return name

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

    # --- reading ---

    def _content(self) -> bytes:
        process = self._process
        try:
            data = process.files.read(self._archive) if self._archive != "-" else process.stdin.read().encode("latin-1")
        except FileError as error:
            verb = "Cannot read" if error.name == "EISDIR" else "Cannot open"
            if error.name == "EISDIR":
                process.complain(f"{self._archive}: {verb}: {error.text}")
                raise _Fatal("At beginning of tape, quitting now") from None
            if "z" in self._given:
                process.err(f"tar (child): {self._archive}: {verb}: {error.text}\n"
                            "tar (child): Error is not recoverable: exiting now\n")
                raise _Fatal("Child returned status 2") from None
            raise _Fatal(f"{self._archive}: {verb}: {error.text}") from None
        for start, name in ((b"BZh", "bzip2"), (b"\xfd7zXZ", "xz")):
            if data.startswith(start):
                self._child(name)
                raise _Fatal("Child returned status 2")
        if data.startswith(b"\x1f\x8b"):
            try:
                return gunzipped(data)
            except NotGzip as error:
                process.err(f"\ngzip: stdin: {error}\n")
                raise _Fatal("Child returned status 1") from None
        if "z" in self._given:
            process.err("\ngzip: stdin: not in gzip format\n")
            raise _Fatal("Child returned status 1")
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


def _substituted(name: str, pattern: Regex, new: str, *, everywhere: bool) -> str:
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


PROGRAMS: dict[str, Program] = {"tar": tar}
