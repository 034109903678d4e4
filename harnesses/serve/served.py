"""Served worlds: each live world with who may come to it, and the account that each key opens."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from ...envs.actions import MAX_REQUEST, read_action
from ...mocks.faces.uploads import Uploads
from ...mocks.world import World
from ...mocks.worlds import BaseWorld
from ...snapshots.calls import Call, Outcome
from ...snapshots.errors import UsageError, shown, suggest
from ...snapshots.state import State
from .live import Live, LiveEpisode, LiveWorld

logger = logging.getLogger("diorama.serve")


class Account:
    """One identity in one served world: who comes with this key acts on this account."""

    def __init__(self, served: "Served", identity: str) -> None:
        self.served = served
        self.identity = identity
        self.key = secrets.token_urlsafe(24)
        self.uploads = Uploads()

    def call(self, call: Call) -> Outcome:
        """Make a call on this account."""
        return self.served.call(call, self.identity)

    def act(self, action: Mapping[str, object]) -> Outcome:
        """Take an action of an agent on this account: what is none, or not a good one, is refused and logged."""
        return self.served.act(action, self.identity)


class Point(NamedTuple):
    """A point of a served world to go back to."""

    name: str
    value: object
    state: State
    calls: int


class Served:
    """One live world. Its calls are made one after another, in the order in which they come in."""

    def __init__(self, name: str, live: Live) -> None:
        self.name = name
        self.live = live
        self.accounts: dict[str, Account] = {}
        self.points: dict[str, Point] = {}
        self._calling: Call | None = None
        self.keep("start")

    @property
    def world(self) -> World:
        """The world itself."""
        return self.live.world

    @property
    def start(self) -> State:
        """The state that the world began with."""
        return self.live.start

    def call(self, call: Call, identity: str) -> Outcome:
        """Make a call on an account. What is raised is our bug: whoever answers the request says so to `failed`."""
        self._calling = call
        outcome = self.live.call(call, identity)
        self._calling = None
        return outcome

    def act(self, action: Mapping[str, object], identity: str) -> Outcome:
        """Take an action of an agent on an account."""
        call, refusal = read_action(action, MAX_REQUEST)
        if refusal is None:
            return self.call(call, identity)
        self.live.refuse(call, refusal, identity)
        return refusal

    def failed(self, error: Exception) -> None:
        """Say loudly that our side failed while it answered a request, and that an episode has no score for it."""
        call, self._calling = self._calling, None
        where = "a request" if call is None else f"the call {call.tool}({shown(call.text, 400)})"
        logger.error("%s: our side failed in %s", self.name, where, exc_info=error)
        self.live.failed(error, call)

    def keep(self, name: str = "") -> Point:
        """Keep the present point under a name; return it."""
        name = name or f"snapshot-{len(self.points)}"
        if name in self.points:
            raise UsageError(f"{self.name} has a snapshot {name!r} already")
        self.points[name] = Point(name, self.live.snapshot(), self.world.state, len(self.world.log))
        return self.points[name]

    def point(self, name: str) -> Point:
        """Return a point by its name; `start` is there from the beginning."""
        found = self.points.get(name)
        if found is None:
            raise UsageError(f"{self.name} has no snapshot {name!r}.{suggest(name, self.points)}")
        return found

    def restore(self, name: str) -> Point:
        """Go back to a point; uploads that are under way are forgotten."""
        point = self.point(name)
        self.live.restore(point.value)
        for account in self.accounts.values():
            account.uploads = Uploads()
        return point


class Worlds:
    """All worlds of a server, and the keys that open their accounts."""

    def __init__(self, open_world: Callable[[str], BaseWorld]) -> None:
        self._open = open_world
        self._worlds: dict[str, Served] = {}
        self._keys: dict[bytes, Account] = {}
        self._count = 0

    def __iter__(self) -> Iterator[Served]:
        return iter(list(self._worlds.values()))

    def __len__(self) -> int:
        return len(self._worlds)

    def __getitem__(self, name: str) -> Served:
        found = self._worlds.get(name)
        if found is None:
            raise UsageError(f"there is no world {name!r} here.{suggest(name, self._worlds)}")
        return found

    def add(self, what: str | BaseWorld | LiveWorld | LiveEpisode, identities: tuple[str, ...] = ()) -> Served:
        """Serve a world or an episode, by default to its principal; return it."""
        opened = self._open(what) if isinstance(what, str) else what
        live = LiveWorld(opened) if isinstance(opened, BaseWorld) else opened
        self._count += 1
        served = Served(f"world-{self._count}", live)
        for identity in identities or (live.principal,):
            self.admit(served, identity)
        self._worlds[served.name] = served
        return served

    def fork(self, name: str, point: str = "") -> Served:
        """Serve a second world at the point where one is, or at one of its snapshots, to the same identities."""
        served = self[name]
        live = served.live.fork()
        if point:
            live.restore(served.point(point).value)
        assert isinstance(live, LiveWorld | LiveEpisode), "a fork is of the kind that it comes from"
        return self.add(live, tuple(served.accounts))

    def admit(self, served: Served, identity: str) -> Account:
        """Give an identity a key to a world, the same one if it has one. UsageError if it has no account there."""
        if isinstance(served.live, LiveEpisode) and identity != served.live.principal:
            raise UsageError(f"{identity!r} has no part in the task; its principal is {served.live.principal}")
        if identity not in served.accounts:
            account = served.accounts[identity] = Account(served, identity)
            self._keys[_lock(account.key)] = account
        return served.accounts[identity]

    def opened(self, key: str) -> Account | None:
        """Return the account that a key opens. How long it takes says nothing of the keys that there are."""
        return self._keys.get(_lock(key))

    def remove(self, name: str) -> None:
        """Serve a world no longer."""
        served = self[name]
        for account in served.accounts.values():
            self._keys.pop(_lock(account.key), None)
        del self._worlds[name]


def _lock(key: str) -> bytes:
    """Return what a key is looked up by: a comparison of hashes takes no time that depends on the key."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
