"""Inside a container: what carries out orders there, one JSON line in and one out, and ends when nobody listens.

    python -m diorama.harnesses.containers.inside MODULE:FUNCTION FOLDER [PORT=SOCKET...]

Orders come on standard input; when that is closed, however it came about, everything in the container ends. An order
is carried out in a process of a local pool, which has it end in time and survives what it does.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from ..folder import LOGS
from ..pools import LocalPool, Order
from .scratch import MARK

_FORWARD = Path(__file__).with_name("forward.py")


def main(function: str, folder: str, *doors: str) -> None:
    """Carry out orders until there are no more."""
    _have_orphans_reaped()
    orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(orders,), daemon=True).start()
    if doors:
        forwarding = subprocess.Popen([sys.executable, "-I", _FORWARD, *doors], stdout=subprocess.PIPE,
                                      stdin=subprocess.DEVNULL, start_new_session=True)
        assert forwarding.stdout is not None, "it was asked for"
        forwarding.stdout.readline()
    mark = Path(folder, MARK)
    _say(kind="ready", text=mark.read_text() if mark.exists() else "")
    pool = LocalPool(function, 1, Path(folder) / LOGS)
    while True:
        pool.submit(orders.get())
        for ending in pool.endings():
            _say(**ending._asdict())


def _have_orphans_reaped() -> None:
    """Go on in a child if this is process 1: whatever loses its parent becomes process 1's to wait for."""
    if os.getpid() != 1 or (child := os.fork()) == 0:
        return
    while True:
        pid, status = os.wait()
        if pid == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _read(orders: "queue.SimpleQueue[Order]") -> None:
    for line in sys.stdin:
        orders.put(Order(**json.loads(line)))
    os._exit(0)


def _say(**said: str | bool) -> None:
    print(json.dumps(said), flush=True)  # noqa: T201  (this is the protocol)


if __name__ == "__main__":
    main(*sys.argv[1:])
