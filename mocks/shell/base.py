"""The tables of the shell, and what a call works on: who makes it, a working copy of the files, a session."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from ...snapshots.errors import ToolError, shown
from ...snapshots.tables import Index, Table
from ..service import Rows, Service
from .accounts import Rows as Accounts
from .accounts import account_files
from .executors.protocol import Login
from .files import Files
from .names import bytes_of
from .process import Program
from .records import MACHINE, Directory, File, Group, Machine, Run, Script, Seat, User, Version
from .scripts import script_named
from .session import Account, Limits, Session, System
from .store import Content, Stored
from .system import system_names, system_nodes
from .tree import Space, Tree, split

PATH = "/usr/local/bin:/usr/bin:/bin"


class Base(NamedTuple):
    """What a machine has before anything is put on it: what is at each path, and the names in each directory."""

    nodes: dict[str, Content]
    names: dict[str, tuple[str, ...]]


@lru_cache(maxsize=64)
def base_of(system: System, users: Table[User], groups: Table[Group]) -> Base:
    """Return what a machine with these users has of itself."""
    own = account_files(Accounts(users, groups))
    names = dict(system_names(system))
    for path in own:
        directory, name = split(path)
        names[directory] = tuple(sorted((*names[directory], name)))
    return Base({**system_nodes(system), **own}, names)


class ShellBase(Service):
    """The tables of the shell and the moves that its tools are made of."""

    name = "shell"
    bookkeeping = ("shell.runs.*", "shell.versions.*", "shell.logins.*", "shell.directories.*")
    files = Rows(File, by_directory=Index[File](lambda row: (row.directory,), lambda row: 0))
    directories = Rows(Directory)
    versions = Rows(Version, by_path=Index[Version](lambda row: (row.path,), lambda row: row.number))
    users = Rows(User)
    groups = Rows(Group)
    logins = Rows(Seat)
    machine = Rows(Machine)
    scripts = Rows(Script)
    runs = Rows(Run, in_order=Index[Run](lambda row: ("",), lambda row: row.number))

    @cached_property
    def host(self) -> Machine:
        """The machine, as its row says or as it is by default."""
        return self.machine.get(MACHINE) or Machine()

    @property
    def system(self) -> System:
        """What the machine says of itself."""
        return System(self.host.hostname, self.host.zone)

    @property
    def accounts(self) -> Accounts:
        """The users and groups of the machine."""
        return Accounts(self.users.table, self.groups.table)

    def account(self, name: str) -> Account:
        """Return a user of the machine."""
        found = self.accounts.user(name)
        if found is None:
            raise ToolError("no_user", f"The machine has no user {shown(name)}.")
        return found

    def seat(self) -> Seat:
        """Return where the caller works on the machine; ToolError `no_login` if he has no login there."""
        row = self.logins.get(self.tx.actor.principal)
        if row is None:
            raise ToolError("no_login", f"{self.tx.actor.principal} has no login on {self.host.hostname}.")
        return row

    def login(self, seat: Seat) -> Login:
        """Return who runs a command and from where, as an executor takes it."""
        account = self.account(seat.user)
        env = {
            "PATH": PATH, "HOME": account.home, "USER": account.name, "LOGNAME": account.name, "SHELL": account.shell,
            "LC_ALL": "C", **{bytes_of(name): bytes_of(value) for name, value in seat.env},
        }
        return Login(account, bytes_of(seat.cwd), env, seat.dialect)

    def store(self) -> Stored:
        """Return the files as they are now."""
        base = base_of(self.system, self.users.table, self.groups.table)
        return Stored(self.files.table, self.directories.table, self.tx.blob, base.nodes, base.names)

    def working_copy(self) -> Tree:
        """Return a working copy of the files for a tool that takes no time."""
        return Tree(self.store(), lambda: self.tx.now, self.space)

    @property
    def space(self) -> Space:
        """How much one call may write."""
        return Space(self.host.file_bytes, self.host.new_bytes, self.host.new_files)

    def session(self, seconds: int) -> Session:
        """Return the session of a command, with a working copy of its own that keeps its time."""
        host = self.host
        limits = Limits(min(seconds, host.seconds), host.work, host.processes, host.depth, host.output)
        tree = Tree(self.store(), lambda: session.now, self.space)
        session = Session(tree, self.accounts, self.system, self.tx.draw("shell"), self.tx.now, limits)
        session.scripts = self.known_programs()
        return session

    def known_programs(self) -> Mapping[str, Program]:
        """Return the scripts that this world knows, by the bytes of their files."""
        return {
            self.tx.blob(row.blob).decode("latin-1"): script_named(name).program
            for name, row in zip(self.scripts.table.ids(), self.scripts.rows(), strict=True)
        }

    def view(self, seat: Seat) -> Files:
        """Return the files as a caller sees them, in a working copy."""
        return self.working_copy().view(self.account(seat.user).credentials, bytes_of(seat.cwd))
