"""Pools: where orders are carried out. The local one: spawned processes that may hang, crash or be killed."""

import faulthandler
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

_SPAWN = get_context("spawn")
_GRACE = 5.0
"""Seconds that an idle worker has to end by itself: agents may have something to put away."""

_POLL = 0.02
"""Seconds between two looks at a process whose time is up."""

_PATIENCE = 30.0
"""Seconds that the world may go on with the turn it has when the time is up."""

_STUCK = ", and the world had not given the turn back"

_EXCERPT = 2000
"""Characters of a dead worker's last words that are kept."""


class Order(NamedTuple):
    """Something to do: JSON text for the pool's function, and how many seconds the agent may take (0: any)."""

    key: str
    payload: str
    limit: float = 0


class Ending(NamedTuple):
    """What became of an order: `done` with the function's JSON, or what happened instead, in words.

    `died`: the process is gone. `overran`: it was killed for taking longer than the limit. `acting` tells whether the
    agent was at it; if not, the world had the turn and did not give it back.
    """

    key: str
    kind: Literal["done", "died", "overran"]
    text: str
    acting: bool = False


class Turn(Protocol):
    """Told by the function whose turn it is."""

    def begin(self) -> None:
        """Start the clock of the limit: the agent is about to be asked for the first time."""

    def pass_to(self, agent: bool) -> None:
        """Say that the agent has the turn now, or no longer."""


Function = Callable[[str, Turn], str]
"""What a pool does with an order's payload, named as `module:function`."""


class Pool(Protocol):
    """A place where orders are carried out, each in a process that may be lost without harm to the others."""

    def submit(self, order: Order) -> None:
        """Queue an order."""

    def endings(self) -> Iterator[Ending]:
        """Yield endings as they come, until nothing is queued or under way. More may be submitted meanwhile."""

    def close(self) -> None:
        """Stop at once, whatever is under way."""


class LocalPool:
    """Processes on this machine, started fresh ("spawn") and each given one order at a time over a pipe of its own.

    No queue and no lock is shared, so that a process killed at any moment takes nothing with it but its order. Each
    leads a process group: a signal from the terminal does not reach it, and what an agent started ends with it. What
    it prints goes to a log in `logs`, never to standard output.
    """

    def __init__(self, function: str, size: int, logs: Path) -> None:
        self._function = function
        self._size = size
        self._logs = logs
        self._queue: deque[Order] = deque()
        self._workers: list[_Worker] = []
        self._started = 0
        logs.mkdir(parents=True, exist_ok=True)

    def submit(self, order: Order) -> None:
        """Queue an order."""
        self._queue.append(order)

    def endings(self) -> Iterator[Ending]:
        """Yield endings as they come, until nothing is queued or under way."""
        while self._queue or any(worker.order for worker in self._workers):
            self._hand_out()
            self._wait()
            for worker in list(self._workers):
                ending = worker.look()
                if not worker.alive:
                    self._workers.remove(worker)
                if ending is not None:
                    self._hand_out()  # before the ending is taken care of, which may take as long as an episode
                    yield ending

    def _hand_out(self) -> None:
        """Give queued orders to idle workers; start workers while there is more to do than hands."""
        for worker in self._workers:
            if self._queue and worker.order is None:
                worker.give(self._queue.popleft())
        while self._queue and len(self._workers) < self._size:
            self._started += 1
            worker = _Worker(self._function, self._logs / f"worker-{os.getpid()}-{self._started}.log")
            self._workers.append(worker)
            worker.give(self._queue.popleft())

    def _wait(self) -> None:
        deadlines = [worker.deadline for worker in self._workers if worker.deadline]
        timeout = max(_POLL, min(deadlines) - time.monotonic()) if deadlines else None
        wait([part for worker in self._workers for part in (worker.pipe, worker.process.sentinel)], timeout)

    def close(self) -> None:
        """Let idle workers end, kill busy ones, and clear away empty logs."""
        idle = [worker for worker in self._workers if worker.order is None]
        for worker in idle:
            worker.pipe.close()
        for worker in idle:
            worker.process.join(_GRACE)
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._queue.clear()
        for log in self._logs.glob(f"worker-{os.getpid()}-*.log"):
            if log.stat().st_size == 0:
                log.unlink()


class _Worker:
    """The parent's side of one process."""

    def __init__(self, function: str, log: Path) -> None:
        self.pipe, far = _SPAWN.Pipe()
        self._turns = _SPAWN.RawValue("L", 0)
        self._log = log
        log.touch()  # the process may be gone before it has opened its log
        self.process: SpawnProcess = _SPAWN.Process(
            target=_serve, args=(far, self._turns, function, str(log), str(Path.cwd())), daemon=False
        )
        self.process.start()
        far.close()
        self.alive = True
        self.order: Order | None = None
        self.deadline: float | None = None
        self._overdue: int | None = None
        self._log_start = 0

    def give(self, order: Order) -> None:
        """Hand over an order. If the process is already gone, `look` will find that."""
        self.order = order
        self.deadline = None
        self._log_start = self._log.stat().st_size
        try:
            self.pipe.send(order.payload)
        except OSError:
            self.alive = False

    def look(self) -> Ending | None:
        """Take in what the process has sent, whether it is gone, and whether its time is up."""
        gone = not self.process.is_alive()
        if gone:
            self._kill_group()  # an agent's own processes may hold the pipe open
        while self.order is not None and (message := self._receive()) is not None:
            kind, text = message
            if kind == "begin":
                self.deadline = time.monotonic() + self.order.limit if self.order.limit else None
            else:
                return self._end("done", text)
        if self.order is None:
            if gone:
                self.kill()
            return None
        if gone or not self.alive:
            self.kill()
            return self._end("died", self._last_words(), int(self._turns.value) % 2 == 1)
        return self._look_at_clock(self.order) if self.deadline is not None else None

    def _look_at_clock(self, order: Order) -> Ending | None:
        """Kill the process if its time is up. While the world has the turn, see first whether it gives it back: an
        agent that makes many quick calls is not stopped in its own turn but once in a while."""
        assert self.deadline is not None, "somebody's time is limited"
        late, turns = time.monotonic() - self.deadline, int(self._turns.value)
        if late < 0:
            return None
        if self._overdue is None:
            self._overdue = turns
        acting = turns % 2 == 1 or turns != self._overdue
        if not acting and late < _PATIENCE:
            return None
        self.kill()
        return self._end("overran", f"stopped after {order.limit:g} s{'' if acting else _STUCK}", acting)

    def _receive(self) -> tuple[str, str] | None:
        try:
            if self.pipe.poll():
                message: tuple[str, str] = self.pipe.recv()
                return message
        except (EOFError, OSError):
            self.alive = False
        return None

    def _end(self, kind: Literal["done", "died", "overran"], text: str, acting: bool = False) -> Ending:
        assert self.order is not None, "only an order ends"
        ending = Ending(self.order.key, kind, text, acting)
        self.order, self.deadline, self._overdue = None, None, None
        return ending

    def _last_words(self) -> str:
        """Say how the process ended and what it wrote last."""
        code = self.process.exitcode or 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"left with exit code {code}"
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            words = log.read().decode(errors="replace").strip()[-_EXCERPT:]
        return f"the worker process {how}" + (f"; it wrote: {words}" if words else "")

    def kill(self) -> None:
        """End the process and what it has started."""
        self.alive = False
        self._kill_group()
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _kill_group(self) -> None:
        if self.process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):  # gone whole, or not yet a leader
                os.killpg(self.process.pid, signal.SIGKILL)


class _Marker:
    """The worker's Turn."""

    def __init__(self, pipe: Connection, turns: "_Count") -> None:
        self._pipe = pipe
        self._turns = turns

    def begin(self) -> None:
        """Start the clock of the limit."""
        self._pipe.send(("begin", ""))

    def pass_to(self, agent: bool) -> None:
        """Count turns where the parent can read it without asking: odd ones are the agent's."""
        if self._turns.value % 2 != int(agent):
            self._turns.value += 1


class _Count(Protocol):
    value: int


def _serve(pipe: Connection, turns: _Count, function: str, log: str, folder: str) -> None:
    """Carry out orders until the parent closes the pipe: the worker's whole life."""
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(written, 1)
    os.dup2(written, 2)
    faulthandler.enable()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module, _, name = function.partition(":")
    carry_out: Function = getattr(import_module(module), name)
    marker = _Marker(pipe, turns)
    while True:
        try:
            payload: str = pipe.recv()
        except EOFError:
            return
        marker.pass_to(agent=False)
        result = carry_out(payload, marker)
        sys.stdout.flush()
        sys.stderr.flush()
        pipe.send(("done", result))


def _end_with_parent() -> None:
    """Leave, with all that was started here, as soon as the parent is gone, however it went."""
    parent = parent_process()
    assert parent is not None, "a worker has a parent"
    wait([parent.sentinel])
    os.killpg(0, signal.SIGKILL)
