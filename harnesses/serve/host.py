"""The host: the agent's side and the admin side, each on its port, in one event loop."""

import asyncio
import signal
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import uvicorn

from ...snapshots.errors import UsageError
from ...tasks.secret import Secret
from .admin_side import AdminSide
from .agent_side import AgentSide
from .mcp_side import McpSide
from .served import Worlds

KEEP_ALIVE = 75
"""Seconds that a connection without requests is kept. Ours: clients keep theirs for about a minute."""


BACKLOG = 2048
"""Connections that may wait to be taken."""


Started: TypeAlias = Callable[[str, AdminSide, Callable[[], None]], None]
"""What is told that a server takes connections."""


class _Server(uvicorn.Server):
    """A server that leaves the signals to the host."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def serve(
    worlds: Worlds, started: Started, *, host: str = "127.0.0.1", port: int = 0,
    admin_port: int = 0, hosts: Sequence[str] = (), folders: tuple[Path, ...] = (), secret: Secret | None = None,
) -> None:
    """Serve worlds until the process is told to stop. `started` gets the address of the agent's side, the admin side
    and what stops both, in the event loop, once they take connections. Port 0 is any that is free; the admin side is on
    this machine's loopback alone."""
    def admin_for(origin: str, url: str) -> AdminSide:
        return AdminSide(worlds, origin, url, folders, secret)

    asyncio.run(_serve(
        worlds, started, admin_for, _bound(host, port), _bound("127.0.0.1", admin_port), (host, *hosts)
    ))


async def _serve(
    worlds: Worlds, started: Started, admin_for: Callable[[str, str], AdminSide],
    door: socket.socket, office: socket.socket, hosts: Sequence[str],
) -> None:
    mcp = McpSide(hosts)
    admin = admin_for(address_of(door), address_of(office))
    servers = [_Server(config_of(app)) for app in (AgentSide(worlds, mcp), admin.app)]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop)
    async with mcp.running():
        runs = [asyncio.ensure_future(server.serve(sockets=[bound]))
                for server, bound in zip(servers, (door, office), strict=True)]
        while not all(server.started for server in servers):
            await asyncio.sleep(0.01)
        started(address_of(door), admin, stop)
        await asyncio.gather(*runs)


def config_of(app: Callable[..., object]) -> uvicorn.Config:
    """Return how an application is served: nothing in an answer tells what serves it, or the time of day."""
    return uvicorn.Config(
        app, port=0, http="httptools", ws="none", lifespan="off", log_level="error", access_log=False,
        server_header=False, date_header=False, timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=2,
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle's delay on
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
        return bound
    except OSError as error:
        bound.close()
        raise UsageError(f"{host}:{port} cannot be served: {error.strerror or error}") from None


def address_of(bound: socket.socket) -> str:
    """Return the address that a socket is reached by."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
