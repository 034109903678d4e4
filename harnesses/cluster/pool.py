"""The Ray pool: stations on the nodes of a cluster, any of which may be lost with its node."""

import logging
import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from ...snapshots.errors import MissingExtra, UsageError
from ..episodes import elsewhere as episode_elsewhere
from ..pools import Ending, Order, Pool
from .station import Elsewhere, Parcel, Station, pack, same, unpack

LEEWAY = 300.0
"""Seconds that a station has beyond an order's limit to say what became of it, before it is given up."""

LOCAL = "local"
"""The address that stands for a cluster on this machine, started for the run and ended with it."""

_CONNECTING = 20.0
"""Seconds that a cluster's address has to be connected to. Ray itself would try for minutes."""

_STORE = 100 << 20
"""Bytes of shared memory of a cluster of our own: nothing large travels."""

_STARTS = 3
"""How many stations in a row may be lost before they stand: more is no accident."""

_CLOSING = 10.0
"""Seconds that idle stations have to end by themselves."""


class RayPool:
    """Stations, each an actor that has one order at a time carried out by a local pool of one process on its node.

    An order is given only to a station that stands, so that nothing waits for a node that never comes. Whatever takes
    a station along, its order has died, and another station is asked for. Where a node does not see the run's folder,
    a job's files travel with it. `share` False: they always do.
    """

    def __init__(
        self, function: str, size: int, folder: Path, address: str = LOCAL, elsewhere: Elsewhere = same,
        share: bool = True,
    ) -> None:
        self._folder = folder.resolve()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._size = size
        self._queue: deque[Order] = deque()
        self._stations: list[_Far] = []
        self._failed = 0
        self._ray, self._started = joined(address, size)
        for old in self._folder.glob(".*.shared"):  # of a run that was killed
            old.unlink()
        self._token = self._folder / f".{token_hex(8)}.shared"
        if share:
            self._token.touch()
        self._wanted = (function, str(self._folder), self._token.name, str(Path.cwd()), elsewhere)

    def submit(self, order: Order) -> None:
        """Queue an order."""
        self._queue.append(order)

    def endings(self) -> Iterator[Ending]:
        """Yield endings as they come, until nothing is queued or under way."""
        while self._queue or self._busy():
            self._hand_out()
            pending = [far.pending for far in self._stations if far.pending is not None]
            done, _ = self._ray.wait(pending, num_returns=1, timeout=self._patience())
            for far in list(self._stations):
                ending = self._take(far) if far.pending in done else far.overdue()
                if far.lost:
                    self._stations.remove(far)
                    self._ray.kill(far.actor)
                if ending is not None:
                    yield ending

    def _busy(self) -> int:
        return sum(far.order is not None for far in self._stations)

    def _hand_out(self) -> None:
        """Ask for stations while there is more to do than hands; give queued orders to those that stand idle."""
        while len(self._stations) < min(self._size, len(self._queue) + self._busy()):
            actor = self._ray.remote(num_cpus=1, max_restarts=0)(Station).remote(*self._wanted)
            self._stations.append(_Far(actor))
        for far in self._stations:
            if self._queue and far.pending is None:
                order = self._queue.popleft()
                far.give(order, {} if far.shared else pack(self._folder, order.key))

    def _patience(self) -> float | None:
        deadlines = [far.deadline for far in self._stations if far.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _take(self, far: "_Far") -> Ending | None:
        """Take in what a station has answered, or that it is lost."""
        from ray.exceptions import RayError, RayTaskError

        try:
            answer = self._ray.get(far.pending)
        except RayTaskError as error:
            if far.order is None:
                raise UsageError(f"a worker cannot begin on the cluster: {error}") from None
            return far.lose("died", f"its worker failed: {error}")
        except RayError as error:
            self._failed += far.order is None
            if self._failed >= _STARTS:
                raise UsageError(f"no worker stays on the cluster: {error}") from None
            return far.lose("died", f"its worker was lost: {' '.join(str(error).split())}")
        self._failed = 0
        far.pending = None
        if far.order is None:
            far.shared, _ = answer
            return None
        ending, parcel = answer
        unpack(self._folder, parcel)
        far.order, far.deadline = None, None
        return Ending(*ending)

    def close(self) -> None:
        """Let idle stations end, and end the others."""
        idle = [far.actor.close.remote() for far in self._stations if far.pending is None]
        if idle:
            self._ray.wait(idle, num_returns=len(idle), timeout=_CLOSING)
        for far in self._stations:
            self._ray.kill(far.actor)
        self._stations.clear()
        self._queue.clear()
        self._token.unlink(missing_ok=True)
        if self._started:
            self._started = False
            self._ray.shutdown()


class _Far:
    """Our side of a station. It stands once it has said so; what it is doing is `pending`. Types: ray has none for
    actors of classes that are told to it later."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self.pending: Any = actor.hello.remote()
        self.order: Order | None = None
        self.deadline: float | None = None
        self.shared = False
        self.lost = False

    def give(self, order: Order, parcel: Parcel) -> None:
        """Have an order carried out."""
        self.order = order
        self.deadline = time.monotonic() + order.limit + LEEWAY if order.limit else None
        self.pending = self.actor.carry_out.remote(order, parcel)

    def overdue(self) -> Ending | None:
        """Give the station up if it has said nothing for too long."""
        if self.order is None or self.deadline is None or time.monotonic() < self.deadline:
            return None
        why = f"its worker was given up {LEEWAY:g} s after the limit of {self.order.limit:g} s"
        return self.lose("overran", why)

    def lose(self, kind: Any, why: str) -> Ending | None:
        """Count the station as lost, and return what that means for its order."""
        self.lost = True
        return None if self.order is None else Ending(self.order.key, kind, why)


def joined(address: str, size: int) -> tuple[Any, bool]:
    """Return ray, in a cluster, and whether we have joined it: who has joined already stays there."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise MissingExtra("a cluster needs the package ray: pip install 'diorama[ray]'") from None
    if ray.is_initialized():
        return ray, False
    _check_address(address)
    own: dict[str, Any] = {"num_cpus": size, "include_dashboard": False, "object_store_memory": _STORE}
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **(own if address == LOCAL else {}))
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UsageError(f"there is no Ray cluster at {address}: {error}") from None
    return ray, True


def _check_address(address: str) -> None:
    """Refuse a host and port at which nobody listens. `auto` and the like name neither."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not (host and port.isdecimal()):
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECTING).close()
    except (OSError, OverflowError) as error:
        raise UsageError(f"there is no Ray cluster at {address}: {error}") from None


class Cluster(NamedTuple):
    """Opens a pool on a Ray cluster, by its address."""

    address: str = LOCAL
    share: bool = True
    reaches_store: bool = True

    def open(self, function: str, size: int, folder: Path) -> Pool:
        """Return a pool for the run of a folder."""
        return RayPool(function, size, folder, self.address, episode_elsewhere, self.share)
