"""The container: the executor that runs a command in a Docker container of its own, without a network.

Its root is the image's, for reading only; each directory at the top is a file system in memory with the tree's files.
It ends by itself when who has started it is gone, and is removed with that.
"""

import select
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....snapshots.errors import MissingExtra, UsageError
from ..system import system_nodes
from .follow import follow
from .layout import BEGIN, LAYING, MEMORY, Layout
from .owners import is_gone, own_mark
from .protocol import Ran, Request

if TYPE_CHECKING:
    from docker import DockerClient

IMAGE = "diorama-shell:bookworm"
"""The image that containers are of; image/Dockerfile makes it."""

OWNER = "diorama.owner"
"""The label of our containers: which process has made it, as `owners` marks them."""

OWN = "/.machine"
_APART = ("/etc/hostname", "/etc/hosts", "/etc/mtab", "/etc/resolv.conf", OWN)
"""What Docker has of its own in every container."""

_PRELOAD = "/usr/$LIB/faketime/libfaketime.so.1"
"""The library that gives programs the simulated time; the loader knows what $LIB is."""

_MAY = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETPCAP", "SETUID")
"""What process 1 may do; the command keeps less."""


def run(request: Request) -> Ran:
    """Run a request in a container of its own."""
    client = engine()
    layout = _ContainerLayout(request)
    machine = _Container(client, layout)
    try:
        machine.start()
        return follow(layout, machine)
    finally:
        machine.close()


@cache
def engine() -> "DockerClient":
    """Return the engine, once it is rid of what dead processes have left there; an error names what is missing."""
    try:
        import docker
        from docker.errors import DockerException, ImageNotFound
    except ImportError:
        raise MissingExtra("the container executor needs docker: pip install 'diorama[docker]'") from None
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        raise UsageError(f"the container executor reaches no Docker engine: {error}") from None
    try:
        client.images.get(IMAGE)
    except ImageNotFound:
        where = Path(__file__).with_name("image")
        raise UsageError(f"there is no image {IMAGE}; make it with: docker build --tag {IMAGE} {where}") from None
    _clear(client)
    return client


def _clear(client: "DockerClient") -> None:
    """Remove the containers of processes that ended before theirs did, or before they started them."""
    for one in client.api.containers(all=True, filters={"label": OWNER}):
        if is_gone(one["Labels"][OWNER]):
            _remove(client, one["Id"])


def _remove(client: "DockerClient", container: str) -> None:
    """Remove a container, if it is there and is not being removed already."""
    from docker.errors import APIError

    try:
        client.api.remove_container(container, force=True, v=True)
    except APIError as error:
        if error.status_code not in (404, 409):
            raise


class _ContainerLayout(Layout):
    """A layout whose directories at the top are file systems of their own."""

    def __init__(self, request: Request) -> None:
        known, tree, links = system_nodes(request.session.system), request.tree, []
        for path in (f"/{name}" for name in tree.names("/")):
            node = tree.node(path)
            if node is None or node.kind == "dir":
                continue
            if path not in known:
                raise UsageError(f"{path} lies in the container's root, which is for reading only: use a directory")
            links.append(path)
        super().__init__(request, "/", OWN, _PRELOAD, apart=(*_APART, *links), fixed=("/", "/usr"))

    @property
    def look(self) -> list[str]:
        """The directories at the top: each is a file system."""
        return [
            path for path, node in self.nodes.items()
            if node.kind == "dir" and path.removeprefix("/usr").count("/") == 1]

    @property
    def mounted(self) -> str:
        """Nothing: Docker mounts them as they are to be."""
        return ""

    @property
    def deadline(self) -> str:
        """The command's time, and as long again as whoever follows it may be held up."""
        return str(self.request.session.limits.seconds + LAYING)


class _Container:
    """A running container."""

    def __init__(self, client: "DockerClient", layout: _ContainerLayout) -> None:
        self._client = client
        self._api = client.api
        self._layout = layout
        limits, disk = layout.request.session.limits, layout.disk
        room = f"rw,exec,nosuid,nodev,mode=755,size={disk.size},nr_inodes={disk.nodes}"
        memory = MEMORY + disk.size
        self._id: str = self._api.create_container(
            IMAGE, ["bash", "-c", BEGIN, OWN],
            hostname=layout.request.session.system.hostname, stdin_open=True, user="0:0",
            environment={"PATH": "/usr/sbin:/usr/bin", "LC_ALL": "C"}, working_dir="/",
            labels={OWNER: own_mark()},
            host_config=self._api.create_host_config(
                network_mode="none", ipc_mode="none", read_only=True, mem_limit=memory, memswap_limit=memory,
                pids_limit=limits.processes + 16, cap_drop=["ALL"], cap_add=list(_MAY), nano_cpus=1_000_000_000,
                security_opt=["no-new-privileges"], auto_remove=True, log_config={"type": "none"},
                tmpfs={**dict.fromkeys(layout.look, room), OWN: "rw,nosuid,nodev,noexec,mode=700,size=64m"},
            ),
        )["Id"]
        self._frames = bytearray()
        self._ends: list[Any] = []

    def start(self) -> None:
        """Start it and give it the archive."""
        stream = self._api.attach_socket(self._id, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        self._socket: socket.socket = getattr(stream, "_sock", stream)
        # The answer that the socket was taken from comes first: it can't be closed once what it reads is closed.
        self._ends = [getattr(stream, "_response", stream), stream, self._socket]
        self._api.start(self._id)
        self._socket.sendall(self._layout.archive)

    def read(self, seconds: float) -> list[tuple[int, bytes]] | None:
        """Wait so long for output."""
        if not select.select([self._socket], [], [], seconds)[0]:
            return []
        data = self._socket.recv(1 << 16)
        if not data:
            return None
        self._frames += data
        return list(self._parts())

    def _parts(self) -> Iterator[tuple[int, bytes]]:
        while len(self._frames) >= 8:
            stream, size = struct.unpack(">BxxxL", self._frames[:8])
            if len(self._frames) < 8 + size:
                return
            yield stream, bytes(self._frames[8 : 8 + size])
            del self._frames[: 8 + size]

    def stop(self) -> None:
        """Have process 1 end the command."""
        from docker.errors import APIError

        with suppress(APIError):  # it has ended just now
            self._api.kill(self._id, "SIGTERM")

    def excess(self) -> str:
        """Return nothing: the kernel holds a container to all of its limits."""
        return ""

    def lost(self) -> str:
        """Return whether the container ended for want of memory."""
        _remove(self._client, self._id)
        wanted = {"container": [self._id], "event": ["oom", "destroy"]}
        with closing(self._api.events(since=1, filters=wanted, decode=True)) as events:
            for event in events:  # what was before is told first
                if event["Action"] == "oom":
                    return "out of memory"
                if event["Action"] == "destroy":
                    break
        return ""

    def close(self) -> None:
        """End the container."""
        _remove(self._client, self._id)
        for end in self._ends:
            end.close()
