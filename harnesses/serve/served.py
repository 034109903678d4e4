"""Served worlds: each live world with who may come to it, and the account that each key opens."""

import secrets
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...mocks.catalog import service_classes
from ...mocks.faces.uploads import Uploads
from ...mocks.world import World, agent
from ...mocks.worlds import BaseWorld
from ...snapshots.calls import Call, Outcome
from ...snapshots.errors import UsageError, suggest
from ...snapshots.state import State


class Account:
    """One identity in one served world: who comes with this key acts on this account."""

    def __init__(self, served: "Served", identity: str) -> None:
        self.served = served
        self.identity = identity
        self.key = secrets.token_urlsafe(24)
        self.uploads = Uploads()

    def call(self, call: Call, face: str) -> Outcome:
        """Make a call on this account."""
        return self.served.call(call, self.identity, face)


class Point(NamedTuple):
    """A point of a served world to go back to."""

    name: str
    state: State
    calls: int


class Served:
    """One live world. Its calls are made one after another, in the order in which they come in."""

    def __init__(self, name: str, base: BaseWorld) -> None:
        self.name = name
        self.base = base
        self.world = World(service_classes(base.services), base.state)
        self.start = base.state
        self.accounts: dict[str, Account] = {}
        self.points: dict[str, Point] = {}

    def call(self, call: Call, identity: str, face: str) -> Outcome:
        """Make a call on an account."""
        return self.world.call(call, actor=agent(identity), face=face)

    def account(self, identity: str) -> Account:
        """Return the account of an identity, made if there is none."""
        if identity not in self.accounts:
            self.accounts[identity] = Account(self, identity)
        return self.accounts[identity]


class Worlds:
    """All worlds of a server, and the keys that open their accounts."""

    def __init__(self, open_world: Callable[[str], BaseWorld]) -> None:
        self._open = open_world
        self._worlds: dict[str, Served] = {}
        self._keys: dict[str, Account] = {}
        self._count = 0

    def __iter__(self) -> Iterator[Served]:
        return iter(self._worlds.values())

    def __getitem__(self, name: str) -> Served:
        found = self._worlds.get(name)
        if found is None:
            raise UsageError(f"there is no world {name!r} here.{suggest(name, self._worlds)}")
        return found

    def add(self, base: str | BaseWorld, identities: tuple[str, ...] = ()) -> Served:
        """Serve a world, by default to its principal; return it."""
        opened = self._open(base) if isinstance(base, str) else base
        self._count += 1
        served = Served(f"world-{self._count}", opened)
        self._worlds[served.name] = served
        for identity in identities or (opened.principal,):
            self.admit(served, identity)
        return served

    def admit(self, served: Served, identity: str) -> Account:
        """Give an identity a key to a world."""
        account = served.account(identity)
        self._keys[account.key] = account
        return account

    def opened(self, key: str) -> Account | None:
        """Return the account that a key opens."""
        return self._keys.get(key)

    def remove(self, name: str) -> None:
        """Serve a world no longer."""
        served = self[name]
        for account in served.accounts.values():
            self._keys.pop(account.key, None)
        del self._worlds[name]
