"""One container of a worker: how it is held, and what it says."""

import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...snapshots.errors import UsageError
from ..folder import WORKERS_LOCK
from ..pools import Ending, Order
from .endpoints import SOCKETS
from .engine import labels, remove
from .scratch import Scratch, User

if TYPE_CHECKING:
    from docker import DockerClient

LEEWAY = 300.0
"""Seconds that a container has beyond an order's limit to say what became of it, before all of it is ended."""

_EXCERPT = 2000
_PROCESSES = 256
_KILLED = "137"
"""How a container ends whose process 1 was killed, which no process in it can do."""

_TEMPORARY = "rw,nosuid,nodev,mode=1777,size=256m"
_COMMAND = ("python", "-m", "diorama.harnesses.containers.inside")


class Holding(NamedTuple):
    """How containers are held: by which image, with how many bytes of memory and how much of a processor; what of the
    host they may read, and their way to the endpoints."""

    image: str
    memory: int
    cpus: float
    readable: tuple[Path, ...]
    sockets: Path | None
    doors: tuple[str, ...]
    environment: dict[str, str]


class Container:
    """A container at work: its process 1 carries out one order after the other."""

    def __init__(self, client: "DockerClient", function: str, scratch: Scratch, run: Path, holding: Holding) -> None:
        self._client = client
        self._scratch = scratch
        self._frames, self._said, self._errors = bytearray(), bytearray(), bytearray()
        self._began = int(time.time())
        self.ready = False
        self.alive = True
        self.order: Order | None = None
        self.deadline: float | None = None
        self._id = self._create(function, run, holding)
        try:
            streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
            self._stream: Any = client.api.attach_socket(self._id, params=streams)
            self.socket: socket.socket = getattr(self._stream, "_sock", self._stream)
            client.api.start(self._id)
        except BaseException:  # an interrupt too: nobody else knows of it yet
            remove(client, self._id)
            raise

    def _create(self, function: str, run: Path, holding: Holding) -> str:
        from docker.types import Mount

        api, user = self._client.api, User()
        mounts = [
            Mount(str(run), str(self._scratch.path), type="bind"),
            Mount(str(run / WORKERS_LOCK), str(self._scratch.lock), type="bind"),
            *(Mount(str(path), str(path), type="bind", read_only=True) for path in holding.readable),
        ]
        if holding.sockets is not None:
            mounts.append(Mount(SOCKETS, str(holding.sockets), type="bind"))
        made: str = api.create_container(
            holding.image, [*_COMMAND, function, str(run), *holding.doors], stdin_open=True,
            user=f"{user.number}:{user.group}", environment=holding.environment, working_dir=str(Path.cwd()),
            labels=labels(run),
            host_config=api.create_host_config(
                network_mode="none", read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges"],
                mem_limit=holding.memory, memswap_limit=holding.memory, nano_cpus=round(holding.cpus * 1e9),
                pids_limit=_PROCESSES, tmpfs={"/tmp": _TEMPORARY}, mounts=mounts, auto_remove=True,
                log_config={"type": "none"},
            ),
        )["Id"]
        return made

    def give(self, order: Order) -> None:
        """Hand over an order. If the container is already gone, `look` will find that."""
        self.order = order
        self.deadline = time.monotonic() + order.limit + LEEWAY if order.limit else None
        self._scratch.take(order.key)
        try:
            self.socket.sendall(json.dumps(order._asdict()).encode() + b"\n")
        except OSError:
            self.alive = False

    def look(self, readable: bool) -> Ending | None:
        """Take in what the container has said, if it has, and whether it is gone or has said nothing for too long."""
        if readable:
            self._receive()
        for said in self._lines():
            if said["kind"] != "ready":
                return self._end(Ending(**said))
            self.ready = True
            if said["text"] != self._scratch.mark:
                raise UsageError("the Docker engine sees other files than we do: it has to run on this machine")
        if not self.alive and self.order is not None:
            return self._end(Ending(self.order.key, "died", self._last_words()))
        if self.order is not None and self.deadline is not None and time.monotonic() > self.deadline:
            self.alive = False
            why = f"its container was ended {LEEWAY:g} s after the limit of {self.order.limit:g} s"
            return self._end(Ending(self.order.key, "overran", why))
        return None

    def _end(self, ending: Ending) -> Ending:
        self.order, self.deadline = None, None
        if self.alive:
            self._scratch.give_back(ending.key)
        else:
            self.close()
        return ending

    def _receive(self) -> None:
        try:
            data = self.socket.recv(1 << 16)
        except OSError:
            data = b""
        self.alive = self.alive and bool(data)
        self._frames += data
        while len(self._frames) >= 8:  # what comes is framed: the stream's number and a length
            stream, size = struct.unpack(">BxxxL", self._frames[:8])
            if len(self._frames) < 8 + size:
                break
            (self._said if stream == 1 else self._errors).extend(self._frames[8 : 8 + size])
            del self._frames[: 8 + size]
        del self._errors[:-_EXCERPT]

    def _lines(self) -> Iterator[dict[str, Any]]:
        while (end := self._said.find(b"\n")) >= 0:
            line = bytes(self._said[:end])
            del self._said[: end + 1]
            yield json.loads(line)

    def _last_words(self) -> str:
        """Say how the container ended, and what it wrote last."""
        remove(self._client, self._id)
        how = "is gone"
        wanted = {"container": [self._id], "event": ["oom", "die", "destroy"]}
        events = self._client.api.events(since=self._began, until=int(time.time()) + 2, filters=wanted, decode=True)
        with closing(events):
            for event in events:  # what was before is told first
                if event["Action"] == "oom":
                    how = "was out of memory"
                elif event["Action"] == "die" and how == "is gone":
                    code = event["Actor"]["Attributes"].get("exitCode", "unknown")
                    how = "was killed from outside" if code == _KILLED else f"left with exit code {code}"
                elif event["Action"] == "destroy":
                    break
        words = self._errors.decode(errors="replace").strip()
        return f"the container {how}" + (f"; it wrote: {words}" if words else "")

    def close(self) -> None:
        """End the container and take back what it has in hand."""
        self.alive = False
        remove(self._client, self._id)
        # The answer that the socket was taken from comes first: it can't be closed once what it reads is closed.
        for end in (getattr(self._stream, "_response", self._stream), self._stream, self.socket):
            end.close()
        self._scratch.close()


def told_of(holding: Holding, version: str) -> str:
    """Return a line on how a run's containers are held. It is for the log: results do not depend on it."""
    user = User()
    facts = {
        "image": holding.image, "engine": version, "memory": holding.memory, "cpus": holding.cpus,
        "processes": _PROCESSES, "user": f"{user.number}:{user.group}", "endpoints": len(holding.doors),
        "host_cpus": os.cpu_count(),
    }
    return json.dumps(facts)
