"""Shell records: files, who may use the machine and how, and what has been run. The rows of files have their paths as
ids."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

FileKind: TypeAlias = Literal["file", "dir", "link", "gone"]
DialectName: TypeAlias = Literal["bash", "dash"]

MACHINE = "machine"
"""The id of the one row of `shell.machine`."""


class File(Record):
    """What is at a path. `gone` hides something that every machine has. Times are simulated UTC in milliseconds.

    `directory` is the path of what it is in. `blob` is the SHA-256 of a file's content, empty if it is.
    """

    directory: str
    kind: FileKind
    mode: int = 0o644
    owner: str = "root"
    group: str = "root"
    mtime: int = 0
    blob: str = ""
    size: int = 0
    target: str = ""


class Directory(Record):
    """When a name last came into a directory or left it, if it has since it was made."""

    mtime: int


class Version(Record):
    """What was at a path until `until`, when `by`, a user of the machine, changed it in the run `run`.

    `number` counts a path's versions from 1. `deleted` is whether nothing took its place.
    """

    path: str
    number: int
    kind: FileKind
    mode: int
    owner: str
    group: str
    mtime: int
    blob: str
    size: int
    target: str
    until: int
    by: str
    run: str
    deleted: bool = False


class User(Record):
    """A user of the machine; the id is his name. `sudo` is what he may run as root: "ALL" or whole paths."""

    uid: int
    group: str
    groups: tuple[str, ...] = ()
    home: str = "/"
    shell: str = "/bin/bash"
    full_name: str = ""
    sudo: tuple[str, ...] = ()


class Group(Record):
    """A group of the machine; the id is its name."""

    gid: int


class Seat(Record):
    """Where a principal, whose address or name is the id, works on the machine: as which user, and from where.

    A persistent one keeps the directory and the environment that a command has left; else each begins with these.
    """

    user: str
    cwd: str
    env: tuple[tuple[str, str], ...] = ()
    dialect: DialectName = "bash"
    persistent: bool = True


class Machine(Record):
    """The machine: its name and zone, which executor runs its commands, and its limits.

    `seconds` is the most simulated time that a command may take, `shown` the most characters of one stream of output
    that a caller gets to see; the rest are those of a Limits and a Space.
    """

    hostname: str = "ws-17"
    zone: str = "UTC"
    executor: str = "in_process"
    seconds: int = 600
    shown: int = 16_000
    work: int = 100_000
    processes: int = 400
    depth: int = 64
    output: int = 1 << 20
    file_bytes: int = 32 << 20
    new_bytes: int = 64 << 20
    new_files: int = 50_000


class Written(Record):
    """A path that a run has changed: the SHA-256 of what was there and of what is; empty where that is no file."""

    path: str
    before: str = ""
    after: str = ""


class Run(Record):
    """A call that did something on the machine: `tool` says which, `command` what a shell was given.

    `role` and `principal` are the caller's, `user` is whom the machine took him for. `number` counts from 1. The blobs
    are the SHA-256 of all that was written to standard output and error. `elapsed` is simulated milliseconds.
    """

    number: int
    tool: str
    role: str
    principal: str
    user: str
    at: int
    cwd: str = ""
    command: str = ""
    code: int = 0
    killed: str = ""
    elapsed: int = 0
    reads: tuple[str, ...] = ()
    writes: tuple[Written, ...] = ()
    stdout: str = ""
    stderr: str = ""


class Script(Record):
    """A script that this world knows: a file with just the bytes of `blob` runs as the program of that name."""

    blob: str
