"""The Docker pool: one container a worker, without a network, and nothing of them left whatever happens."""

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

from ... import __version__
from ...snapshots.errors import UsageError
from ..folder import LOGS
from ..models import is_model_name, read_name
from ..pools import Ending, Order, Pool
from .code import own_code
from .container import Container, Holding, told_of
from .endpoints import Proxy, Ways, ways_for
from .engine import CODE, clear, engine, labels_of
from .leftovers import Watcher
from .scratch import Scratch, User, settle_all

IMAGE = f"diorama:{__version__}"
"""The image that `diorama image build` makes."""

MEMORY = 2 << 30
"""Bytes of memory that a container may have."""

_STARTS = 3
"""How many containers in a row may end before they have begun: more is no accident."""

_HELD = "containers.jsonl"


class DockerPool:
    """Containers of this machine's engine, each given one order at a time.

    Inside, a local pool of one process carries it out and ends it in time. A container ends by itself when we are gone,
    and is removed with that; a watcher removes what does not. If that is gone too, the next pool does it when opened.
    """

    def __init__(self, function: str, size: int, folder: Path, holding: Holding, proxied: Ways) -> None:
        self._function = function
        self._size = size
        self._folder = folder.resolve()
        self._queue: deque[Order] = deque()
        self._workers: list[Container] = []
        self._number = count(1)
        self._failed = 0
        self._client = engine()
        clear(self._client, self._folder)
        settle_all(self._folder)
        self._proxy = Proxy(proxied.endpoints, User()) if proxied.endpoints else None
        self._holding = holding._replace(
            sockets=None if self._proxy is None else self._proxy.folder, doors=tuple(proxied.doors),
            environment={**holding.environment, **proxied.environment})
        (self._folder / LOGS).mkdir(parents=True, exist_ok=True)
        with (self._folder / LOGS / _HELD).open("a", encoding="utf-8") as log:
            log.write(told_of(self._holding, self._client.version()["Version"]) + "\n")
        self._watcher: Watcher | None = Watcher()

    def submit(self, order: Order) -> None:
        """Queue an order."""
        self._queue.append(order)

    def endings(self) -> Iterator[Ending]:
        """Yield endings as they come, until nothing is queued or under way."""
        while self._queue or any(worker.order for worker in self._workers):
            self._hand_out()
            heard = self._wait()
            for worker in list(self._workers):
                ending = worker.look(worker.socket in heard)
                if not worker.alive:
                    self._workers.remove(worker)
                    worker.close()
                    self._count(worker, ending)
                if ending is not None:
                    self._hand_out()
                    yield ending

    def _hand_out(self) -> None:
        """Give queued orders to idle containers; start containers while there is more to do than hands."""
        for worker in self._workers:
            if self._queue and worker.order is None:
                worker.give(self._queue.popleft())
        while self._queue and len(self._workers) < self._size:
            scratch = Scratch(self._folder, next(self._number), User())
            try:
                worker = Container(self._client, self._function, scratch, self._folder, self._holding)
            except BaseException:
                scratch.close()
                raise
            self._workers.append(worker)
            worker.give(self._queue.popleft())

    def _wait(self) -> list[object]:
        deadlines = [worker.deadline for worker in self._workers if worker.deadline]
        timeout = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        return list(wait([worker.socket for worker in self._workers], timeout))

    def _count(self, worker: Container, ending: Ending | None) -> None:
        self._failed = 0 if worker.ready else self._failed + 1
        if self._failed >= _STARTS:
            raise UsageError(f"no container of {self._holding.image} starts: {ending.text if ending else 'it is gone'}")

    def close(self) -> None:
        """End all containers, and the proxy."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()
        self._queue.clear()
        if self._proxy is not None:
            self._proxy.close()
            self._proxy = None
        settle_all(self._folder)
        if self._watcher is not None:
            self._watcher.dismiss()
            self._watcher = None


class Docker(NamedTuple):
    """Opens a pool of containers for some agents. `folders` and `code` are what they may read of this machine: the
    tasks and the agents' own code."""

    agents: tuple[str, ...]
    folders: tuple[Path, ...] = ()
    code: tuple[Path, ...] = ()
    image: str = IMAGE
    memory: int = MEMORY
    cpus: float = 1.0
    endpoint: str = ""
    endpoint_key: str = ""
    reaches_store: bool = False

    def open(self, function: str, size: int, folder: Path) -> Pool:
        """Return a pool for the run of a folder, once what an earlier one has left is gone."""
        proxied = ways_for(self.agents, self.endpoint, self.endpoint_key)
        self._check_image()
        readable = tuple(dict.fromkeys(path.resolve() for path in (*self.folders, *self.code, *self._named())))
        _check_readable(readable)
        environment = {"PYTHONPATH": os.pathsep.join(str(path.resolve()) for path in self.code)} if self.code else {}
        holding = Holding(self.image, self.memory, self.cpus, readable, None, (), environment)
        return DockerPool(function, size, folder, holding, proxied)

    def _check_image(self) -> None:
        """Refuse an image with other code than ours: its results would not be this version's."""
        if labels_of(engine(), self.image).get(CODE) != own_code():
            raise UsageError(f"the image {self.image} was made of other code than what runs here; make it again with: "
                             f"diorama image build --tag {self.image}")

    def _named(self) -> Iterator[Path]:
        """Yield the files that agents' names point to."""
        for agent in self.agents:
            kind, _, rest = agent.partition(":")
            if is_model_name(agent) and (prices := read_name(agent).options.prices):
                yield Path(prices)
            elif kind == "replay":
                yield Path(rest)
            elif kind == "python" and not self.code:
                raise UsageError(f"agent {agent!r} is your own code, of which a container sees nothing by itself: name "
                                 "its folder with --agent-code")


def _check_readable(paths: Iterable[Path]) -> None:
    user = User()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is to be read in containers, and is not there")
        if not user.may_read(path):
            raise UsageError(f"{path} cannot be read in containers, which are the user {user.number}: "
                             f"chmod -R a+rX {path}")
