"""Forward, inside a container: from ports of the loopback to sockets in a mounted folder. It needs nothing of ours.

    python -I forward.py PORT=SOCKET...
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

_PIECE = 1 << 16

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def main(doors: list[str]) -> None:
    """Listen on each port, and say so in a line."""
    for door in doors:
        port, _, path = door.partition("=")
        await asyncio.start_server(_through(path), "127.0.0.1", int(port))
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def _through(path: str) -> Serve:
    """Return what hands a connection on to a socket."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_unix_connection(path)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
        writer.close()

    return serve


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Hand on what comes, and the end of it."""
    with suppress(OSError):
        while piece := await source.read(_PIECE):
            target.write(piece)
            await target.drain()
    with suppress(OSError):
        target.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
