"""Following: holds a real machine to its limits and takes what its command leaves."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from .layout import LAYING, Layout
from .protocol import Ran
from .scan import Told, Unfinished, crowded, land, length, told

TICK = 0.05
"""Real seconds between two looks at what a machine uses."""

_NOT_KEPT = ("_", "SHLVL", "FAKETIME_SHARED", "NO_FAKE_STAT")
"""Variables of a shell that are not there for the next one."""


class Machine(Protocol):
    """A real machine in which process 1 is layout.BEGIN and has been given the archive."""

    def read(self, seconds: float) -> Iterable[tuple[int, bytes]] | None:
        """Wait so long for output, and return what there is of it by stream (1 or 2); None when nothing more comes."""

    def stop(self) -> None:
        """Have process 1 end the command."""

    def excess(self) -> str:
        """Return what the command uses too much of and its kernel does not hold it to; empty for nothing."""

    def lost(self) -> str:
        """Return why the machine has ended before its time, if that is the command's doing; empty if not."""


class Broken(RuntimeError):
    """A machine did not do its part: that is our side's fault, not the command's."""


def follow(layout: Layout, machine: Machine) -> Ran:
    """Wait for the end of a machine's command; put what it left into the request's tree, and return the rest."""
    return _Following(layout, machine).ran()


class _Channel:
    """One stream of output: what comes before the mark, what the command wrote, and what comes after the mark."""

    def __init__(self, mark: bytes, limit: int) -> None:
        self._mark = mark
        self._limit = limit
        self.parts = [bytearray()]
        self.over = False

    def feed(self, data: bytes) -> None:
        """Take more output."""
        here = self.parts[-1]
        if len(self.parts) == 3:
            here += data
            return
        start = max(0, len(here) - len(self._mark))
        here += data
        at = here.find(self._mark, start)
        if at >= 0:
            rest = bytes(here[at + len(self._mark) :])
            del here[at:]
            self.parts.append(bytearray())
            self.feed(rest)
        if len(self.parts[1:2] and self.parts[1]) > self._limit + len(self._mark):
            self.over = True
            if len(self.parts) == 2:  # all but what may be the beginning of the mark
                del here[self._limit : -len(self._mark)]

    @property
    def text(self) -> str:
        """What the command wrote, up to the limit."""
        return self.parts[1][: self._limit].decode("latin-1")


class _Following:
    def __init__(self, layout: Layout, machine: Machine) -> None:
        mark, limit = layout.mark.encode(), layout.request.session.limits.output
        self._layout = layout
        self._machine = machine
        self._channels = {1: _Channel(mark, limit), 2: _Channel(mark, limit)}
        self._killed = ""
        self._told: Told | None = None
        self._ended = False

    def ran(self) -> Ran:
        """Follow the machine to its end."""
        seconds = self._layout.request.session.limits.seconds
        self._wait(self._begun, LAYING)
        if not self._begun():
            said = b"".join(bytes(one.parts[0]) for one in self._channels.values())
            raise Broken(f"the machine did not begin: {said[-2000:].decode('latin-1')}")
        self._wait(self._done, seconds)
        if not self._done():
            self._kill("time limit")
        self._wait(self._finished, LAYING)
        return self._result()

    def _begun(self) -> bool:
        return all(len(one.parts) > 1 for one in self._channels.values())

    def _done(self) -> bool:
        return len(self._channels[1].parts) > 2

    def _finished(self) -> bool:
        """Tell whether everything has been told, or enough to know that it is too much."""
        if not self._done():
            return False
        try:
            self._told = self._told or told(bytes(self._channels[1].parts[2]))
        except Unfinished:
            return False
        return self._whole() or length(self._told) > self._most

    def _whole(self) -> bool:
        told_already = self._told
        return told_already is not None and (
            len(self._channels[1].parts[2]) >= told_already.head + length(told_already))

    @property
    def _most(self) -> int:
        return self._layout.disk.size

    def _kill(self, why: str) -> None:
        if not self._killed and not self._done() and not self._ended:
            self._killed = why
            self._machine.stop()

    def _wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Take output until `ready`, the end of the machine, or the end of the time.

        That time is the host's, since a real shell runs on it. It decides only when a runaway is ended; what came of
        the command is recorded, and a replay runs none.
        """
        until = time.monotonic() + seconds
        while not self._ended and not ready() and time.monotonic() < until:
            got = self._machine.read(TICK)
            if got is None:
                self._ended = True
                return
            for stream, data in got:
                self._channels[stream].feed(data)
            if self._begun() and not self._done():
                if any(one.over for one in self._channels.values()):
                    self._kill("output limit")
                self._kill_for_excess()

    def _kill_for_excess(self) -> None:
        why = "" if self._killed else self._machine.excess()
        if why:
            self._kill(why)

    def _result(self) -> Ran:
        session, login = self._layout.request.session, self._layout.request.login
        stdout, stderr = self._channels[1].text, self._channels[2].text
        end = self._told
        if end is None or not self._whole() or crowded(self._layout, end):
            why = self._killed or self._machine.lost() or ("" if end is None else "No space left on device")
            if not why:
                raise Broken("the machine ended before it told what the command had left")
            return Ran(stdout, stderr, code_of(why), self._elapsed(None, why), login.cwd, login.env, why)
        if not self._killed and any(one.over for one in self._channels.values()):
            self._killed = "output limit"
        session.elapsed = self._elapsed(end, self._killed)
        land(self._layout, end, bytes(self._channels[1].parts[2][end.head :]))
        cwd, env = _state(end.state, login.env) or (login.cwd, {**login.env, "PWD": login.cwd})
        code = code_of(self._killed) if self._killed else end.code
        return Ran(stdout, stderr, code, session.elapsed, cwd, env, self._killed)

    def _elapsed(self, end: Told | None, killed: str) -> int:
        """Return how long the command took, in whole seconds: what takes less takes no time."""
        most = self._layout.request.session.limits.seconds * 1000
        if end is None or killed == "time limit":
            return most
        return min(most, (end.ended - end.began) // 1_000_000_000 * 1000)


def code_of(killed: str) -> int:
    """Return the exit code of a command that was ended for a reason."""
    return 124 if killed == "time limit" else 254 if killed.startswith("fork") else 137


def _state(text: bytes, before: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """Return where a shell stood and its environment; None if it ended without telling."""
    cwd, *rest = text.decode("latin-1").split("\0")
    if not cwd.startswith("/"):
        return None
    env = dict(one.partition("=")[::2] for one in rest if "=" in one)
    names = dict.fromkeys((*before, "PWD", "OLDPWD", *sorted(env)))
    return cwd, {name: env[name] for name in names if name in env and name not in _NOT_KEPT}
