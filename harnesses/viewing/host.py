"""The host: the viewer's server, on this machine's loopback alone, until it is stopped."""

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import uvicorn

from ...snapshots.errors import UsageError
from .app import make_app
from .viewer import Viewer

HOST = "127.0.0.1"


def serve(viewer: Viewer, port: int, started: Callable[[str], None]) -> None:
    """Serve the pages until the process is told to stop. `started` gets the address, which takes connections by then.
    Port 0 is any that is free."""
    with bound(port) as door:
        started(f"http://{HOST}:{door.getsockname()[1]}/")
        Thread(target=viewer.prepare, daemon=True).start()  # while somebody looks at the lists
        with suppress(KeyboardInterrupt):  # the server has stopped by then
            server_of(viewer).run(sockets=[door])


def server_of(viewer: Viewer) -> uvicorn.Server:
    """Return the server, not running yet."""
    return uvicorn.Server(uvicorn.Config(
        make_app(viewer), ws="none", lifespan="off", log_level="error", access_log=False, server_header=False,
        timeout_graceful_shutdown=2,
    ))


def bound(port: int) -> socket.socket:
    """Return a socket that listens; UsageError if the port is taken."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOST, port))
        door.listen(128)
        return door
    except OSError as error:
        door.close()
        raise UsageError(f"port {port} cannot be used: {error.strerror or error}; --port 0 takes any that is free"
                         ) from None
