"""The session: what all processes of one command share, and the limits that they run under."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...snapshots.draw import Draw
from .errors import Killed
from .streams import Hub
from .syntax import List
from .tree import Credentials, Tree

if TYPE_CHECKING:
    from .process import Program


class Limits(NamedTuple):
    """When a command is ended: simulated seconds, units of work, processes at once, depth of calls, bytes of output.

    A unit of work is about one simple command, or one statement of awk. The numbers are ours: work that takes a real
    shell 30 seconds takes far more of them.
    """

    seconds: int = 30
    work: int = 200_000
    processes: int = 400
    depth: int = 200
    output: int = 1 << 20


class Account(NamedTuple):
    """A user of the system, as /etc/passwd has him; `sudo` is what sudo lets him run: "ALL" or whole paths."""

    name: str
    uid: int
    gid: int
    groups: tuple[str, ...]
    home: str
    shell: str
    sudo: tuple[str, ...] = ()
    full_name: str = ""

    @property
    def credentials(self) -> Credentials:
        """What the permissions of files are held against."""
        return Credentials(self.name, self.uid, self.gid, self.groups)


class Accounts(Protocol):
    """The users and groups of the system."""

    def user(self, name: str) -> Account | None:
        """Return a user by name."""

    def users(self) -> list[Account]:
        """Return all users, by number."""

    def group_id(self, name: str) -> int | None:
        """Return a group's number."""

    def groups(self) -> list[tuple[str, int]]:
        """Return all groups with their numbers, by number."""


class System(NamedTuple):
    """What the machine says of itself."""

    hostname: str = "ws-17"
    zone: str = "UTC"
    kernel: str = "6.1.0-32-amd64"
    memory_kib: int = 8_152_364
    processors: int = 4


class Session:
    """One command's run: the clock, the limits, the random numbers, the numbers of processes."""

    system: System
    draw: Draw
    elapsed: int

    def __init__(self, tree: Tree, accounts: Accounts, system: System, draw: Draw, started: int,
                 limits: Limits) -> None:
        self.tree = tree
        self.accounts = accounts
        self.system = system
        self.draw = draw
        self.limits = limits
        self.started = started
        self.elapsed = 0
        self.hub = Hub()
        self.depth = 0
        self.killed: Killed | None = None
        self.scripts: Mapping[str, Program] = {}
        self.after: list[tuple[str, List]] = []
        self._work = limits.work
        self._pid = 1000 + draw.below(20_000)
        self._running = 0

    @property
    def now(self) -> int:
        """The simulated time, ms."""
        return self.started + self.elapsed

    @property
    def worked(self) -> int:
        """The work done so far."""
        return self.limits.work - max(self._work, 0)

    def sleep(self, milliseconds: int) -> None:
        """Let simulated time pass; Killed where that is more than the command has."""
        self.elapsed += milliseconds
        if self.elapsed > self.limits.seconds * 1000:
            self.elapsed = self.limits.seconds * 1000
            raise Killed("time limit", 124)

    def tick(self, work: int = 1) -> None:
        """Count work; Killed when it has been too much."""
        self._work -= work
        if self._work < 0:
            self.elapsed = self.limits.seconds * 1000
            raise Killed("time limit", 124)

    def new_pid(self) -> int:
        """Return the number of a new process."""
        self._pid += 1
        return self._pid

    def deeper(self, run: Callable[[], int]) -> int:
        """Run something one level of calls deeper; Killed where that is too deep."""
        self.depth += 1
        try:
            if self.depth > self.limits.depth:
                raise Killed("Segmentation fault", 139)
            return run()
        finally:
            self.depth -= 1

    def forked(self) -> None:
        """Count one more process that runs beside others; Killed where there are too many."""
        self._running += 1
        if self._running > self.limits.processes:
            raise Killed("fork: Resource temporarily unavailable", 254)

    def joined(self) -> None:
        """Count one less."""
        self._running -= 1
