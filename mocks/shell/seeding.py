"""Set-up tools: the machine, its users, its files and who logs in, as they already are."""

import base64 as b64
import binascii
import re
from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.zones import read_moment, zone
from ..service import INTERNAL, tool
from .errors import FileError
from .executors import EXECUTORS
from .keeping import Keeping
from .names import bytes_of, name_of
from .records import (
    MACHINE,
    DialectName,
    File,
    Group,
    Script,
    Seat,
    User,
)
from .scripts import script_named
from .tree import split

Path = Annotated[str, Field(pattern="^/", max_length=4096, examples=["/srv/notes.txt"])]
Mode = Annotated[str, Field(pattern="^[0-7]{3,4}$", description="octal", examples=["640"])]
Name = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_-]{0,31}$", examples=["ana"])]
Limit = Annotated[int, Field(ge=0)]
When = Annotated[str, Field(max_length=40, description="ISO; local to the machine's zone without an offset")]


class Seeding(Keeping):
    """What world builders and task files call."""

    @tool("write", seconds=0, faces=INTERNAL)
    def set_machine(
        self,
        hostname: str = "",
        zone_name: str = "",
        sh: Literal["", "dash", "bash"] = "",
        executor: str = "",
        seconds: Limit = 0,
        shown_characters: Annotated[int, Field(ge=0, le=30_000)] = 0,
        work: Limit = 0,
        output_bytes: Limit = 0,
        new_bytes: Limit = 0,
        new_files: Limit = 0,
    ) -> Json:
        """Say what the machine is called, where it stands, what /bin/sh is, what runs its commands, and its limits.

        What is empty or 0 stays as it is.
        """
        if executor and executor not in EXECUTORS:
            raise ToolError("invalid_arguments", f"There is no executor {shown(executor)}; there are "
                                                 f"{', '.join(EXECUTORS)}.")
        if zone_name:
            zone(zone_name)
        given = {"hostname": hostname, "zone": zone_name, "executor": executor, "seconds": seconds,
                 "shown": shown_characters, "work": work, "output": output_bytes, "new_bytes": new_bytes,
                 "new_files": new_files}
        self.machine.put(MACHINE, self.host.replace(**{name: value for name, value in given.items() if value}))
        vars(self).pop("host", None)
        if sh:
            self.put_link("/usr/bin/sh", sh)
        return {"machine": self.host.hostname}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_group(self, name: Name, gid: Annotated[int, Field(ge=0, le=65533)] = 0) -> Json:
        """Put a group; without a number the next one that is free from 1000 on."""
        if self.accounts.group_id(name) is not None:
            raise ToolError("already_exists", f"There is a group {shown(name)} already.")
        self.groups.put(name, Group(gid=gid or self._free({number for _, number in self.accounts.groups()})))
        return {"group": name, "gid": self.groups[name].gid}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_user(
        self,
        name: Name,
        uid: Annotated[int, Field(ge=0, le=65533)] = 0,
        group: str = "",
        groups: tuple[str, ...] = (),
        home: str = "",
        shell: str = "/bin/bash",
        full_name: str = "",
        sudo: tuple[str, ...] = (),
    ) -> Json:
        """Put a user with his home directory; without `group` he has one of his own name.

        `groups` are those he is in besides, made if they are not there. `sudo` is what he may run as root without a
        password: "ALL" or whole paths.
        """
        if self.accounts.user(name) is not None:
            raise ToolError("already_exists", f"There is a user {shown(name)} already.")
        for one in (group or name, *groups):
            if self.accounts.group_id(one) is None:
                self.put_group(one)
        number = uid or self._free({one.uid for one in self.accounts.users()})
        where = home or f"/home/{name}"
        self.users.put(name, User(
            uid=number, group=group or name, groups=groups, home=where, shell=shell, full_name=full_name, sudo=sudo,
        ))
        if self.store().node(bytes_of(where)) is None:
            self.put_dir(where, mode="700", owner=name)
        return {"user": name, "uid": number}

    @tool("write", seconds=0, faces=INTERNAL)
    def grant_sudo(self, name: Name, commands: tuple[str, ...] = ("ALL",)) -> Json:
        """Let a user run programs as root: "ALL" or whole paths, each perhaps with the arguments it must have."""
        row = self.users.get(name)
        if row is None:
            raise ToolError("no_user", f"The machine has no user {shown(name)}.")
        self.users.put(name, row.replace(sudo=(*row.sudo, *(one for one in commands if one not in row.sudo))))
        return {"user": name, "sudo": list(self.users[name].sudo)}

    @tool("write", seconds=0, faces=INTERNAL)
    def set_login(
        self,
        user: Name,
        principal: str = "",
        cwd: str = "",
        env: dict[str, str] | None = None,
        dialect: DialectName = "bash",
        persistent: bool = True,
    ) -> Json:
        """Let a principal (default: whoever sets up) work on the machine as a user, in a directory (default: his home).

        A persistent login keeps the directory and the environment from one command to the next.
        """
        account = self.account(user)
        where = bytes_of(cwd) or account.home
        node = self.store().node(where)
        if node is None or node.kind != "dir":
            raise ToolError("not_found", f"There is no directory {shown(cwd or account.home)} to begin in.")
        variables = tuple((name_of(bytes_of(one)), name_of(bytes_of(value))) for one, value in (env or {}).items())
        identity = principal or self.tx.actor.principal
        self.logins.put(identity, Seat(user=user, cwd=name_of(where), env=variables, dialect=dialect,
                                       persistent=persistent))
        return {"principal": identity, "user": user}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_file(
        self, path: Path, text: str = "", base64: str = "", mode: Mode = "644", owner: str = "root", group: str = "",
        modified: When = "",
    ) -> Json:
        """Put a file, whose directories are made if they are not there, and whose time is the present by default."""
        content = self._content(text, base64)
        where = self._free_place(path, owner, kinds=("file",))
        self._put(where, File(
            directory="", kind="file", mode=int(mode, 8), owner=owner, group=group or self._group(owner),
            mtime=self._then(modified), blob=self.tx.put_blob(content) if content else "", size=len(content),
        ))
        return {"path": path, "size": len(content)}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_dir(
        self, path: Path, mode: Mode = "755", owner: str = "root", group: str = "", modified: When = ""
    ) -> Json:
        """Put a directory, or say anew whose one is that is there."""
        where = self._free_place(path, owner, kinds=("dir",))
        self._put(where, File(
            directory="", kind="dir", mode=int(mode, 8), owner=owner, group=group or self._group(owner),
            mtime=self._then(modified),
        ))
        return {"path": path}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_link(self, path: Path, target: str, owner: str = "root", group: str = "", modified: When = "") -> Json:
        """Put a symbolic link. What it points to need not be there."""
        where = self._free_place(path, owner, kinds=("link",))
        self._put(where, File(
            directory="", kind="link", mode=0o777, owner=owner, group=group or self._group(owner),
            mtime=self._then(modified), target=name_of(bytes_of(target)),
        ))
        return {"path": path}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_script(
        self, name: str, path: Path, mode: Mode = "755", owner: str = "root", group: str = "", modified: When = ""
    ) -> Json:
        """Put the file of a script that is a program of ours for as long as it holds what it holds now.

        So does every other file with just these bytes.
        """
        content = script_named(name).text.encode()
        self.scripts.put(name, Script(blob=self.tx.put_blob(content)))
        return self.put_file(path, script_named(name).text, "", mode, owner, group, modified)

    @tool("write", seconds=0, faces=INTERNAL)
    def change_file(
        self, path: Path, by: Name, text: str = "", base64: str = "", append: bool = False, delete: bool = False,
    ) -> Json:
        """Have a user of the machine write or delete a file now: what somebody else does while the agent works.

        His permissions hold, and the change is in the history and the list of runs as one of his.
        """
        if delete and (text or base64 or append):
            raise ToolError("invalid_arguments", "A file is deleted or written, not both.")
        files = self.working_copy().view(self.account(by).credentials)
        try:
            if delete:
                files.unlink(bytes_of(path))
            else:
                files.write(bytes_of(path), self._content(text, base64), append=append)
        except FileError as error:
            raise ToolError("not_possible", f"{shown(path)}: {error.text}, for the user {by}.") from None
        run = self.tx.new_id("run")
        self.note_run(run, "shell.change_file", by, writes=self.keep(files.tree, run, by))
        return {"path": path}

    def _put(self, path: str, row: File) -> None:
        name = name_of(path)
        if name in self.directories:
            self.directories.remove(name)
        self.files.put(name, row.replace(directory="" if path == "/" else name_of(split(path)[0])))

    def _content(self, text: str, base64: str) -> bytes:
        if text and base64:
            raise ToolError("invalid_arguments", "Give text or base64, not both.")
        try:
            return b64.b64decode(base64, validate=True) if base64 else text.encode()
        except binascii.Error:
            raise ToolError("invalid_arguments", f"{shown(base64)} is not base64.") from None

    def _then(self, modified: str) -> int:
        return read_moment(modified, self.host.zone) if modified else self.tx.now

    def _group(self, owner: str) -> str:
        account = self.accounts.user(owner)
        return owner if account is None else account.groups[0]

    def _free_place(self, path: str, owner: str, *, kinds: tuple[str, ...]) -> str:
        """Return a path of the tree, with its directories made, at which something of a kind may be put."""
        if re.search(r"//|/\.{1,2}(/|$)|.(/)$|\x00", path):
            raise ToolError("invalid_arguments", f"{shown(path)} is no whole path: write it without '.', '..', '//' "
                                                 "and a slash at its end.")
        if self.accounts.user(owner) is None:
            raise ToolError("no_user", f"The machine has no user {shown(owner)}; put him first.")
        where, store = bytes_of(path), self.store()
        if path == "/dev" or path.startswith("/dev/"):
            raise ToolError("invalid_arguments", f"{shown(path)} is among the devices.")
        node = store.node(where)
        if node is not None and node.kind not in kinds:
            raise ToolError("already_exists", f"At {shown(path)} there is a {node.kind}.")
        parent, missing = split(where)[0], []
        while (above := store.node(parent)) is None:
            missing.append(parent)
            parent = split(parent)[0]
        if above.kind != "dir":
            raise ToolError("not_a_directory", f"{shown(name_of(parent))} is a {above.kind}, no directory.")
        for one in reversed(missing):
            self._put(one, File(directory="", kind="dir", mode=0o755, owner=above.owner, group=above.group,
                                mtime=self.tx.now))
        return where

    def _free(self, taken: set[int]) -> int:
        return next(number for number in range(1000, 60_000) if number not in taken)
