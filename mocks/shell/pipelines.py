"""Pipelines: runs commands one after the other, side by side and in the background."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import BrokenPipe, Killed
from .flow import Exited
from .streams import Nothing, Pipe
from .syntax import AndOr, Command, For, If, List, Pipeline, While

if TYPE_CHECKING:
    from .interpreter import Shell


def run_in_background(shell: "Shell", item: AndOr) -> None:
    """Run something to its end before going on, as if beside: its time counts only for who waits for it."""
    child = shell.copy()
    child.pid = shell.session.new_pid()
    child.streams[0] = Nothing()
    before = shell.session.elapsed
    try:
        code = shell.session.deeper(lambda: child.subshell(List((item,), (False,))))
    finally:
        ended, shell.session.elapsed = shell.session.elapsed, before
    shell.jobs[child.pid] = (code, ended)
    shell.last_pid = child.pid
    shell.status = 0


def run_pipeline(shell: "Shell", pipeline: Pipeline) -> None:
    """Run a pipeline, and leave its status in the shell."""
    started = shell.session.elapsed
    if pipeline.negated:
        with shell.testing():
            _connected(shell, pipeline)
        shell.status = int(shell.status == 0)
    else:
        _connected(shell, pipeline)
    if pipeline.timed:
        seconds = (shell.session.elapsed - started) / 1000
        shell.say(f"\nreal\t0m{seconds:.3f}s\nuser\t0m0.000s\nsys\t0m0.000s\n")
    if shell.status and not pipeline.negated and not shell.tested:
        _failed(shell, pipeline.commands[-1])


def _failed(shell: "Shell", command: Command) -> None:
    if "ERR" in shell.traps and not isinstance(command, If | While | For):
        code = shell.status
        with shell.testing():
            shell.run_script(shell.traps["ERR"])
        shell.status = code
    if shell.options["errexit"]:
        raise Exited(shell.status)


def _connected(shell: "Shell", pipeline: Pipeline) -> None:
    commands = pipeline.commands
    if len(commands) == 1:
        shell.status = shell.execute(commands[0])
        shell.pipe_statuses = [shell.status]
        return
    hub = shell.session.hub
    codes = [0] * len(commands)
    ends: list[Callable[[], bool]] = []
    source: Pipe | None = None
    for i, command in enumerate(commands):
        child = shell.copy()
        child.tested = 0 if shell.options["errexit"] and not shell.tested else shell.tested
        sink = Pipe(hub) if i < len(commands) - 1 else None
        if source is not None:
            child.streams[0] = source
        if sink is not None:
            child.streams[1] = sink
            if pipeline.both[i]:
                child.streams[2] = sink
        ends.append(hub.start(_Stage(child, command, codes, i, source, sink).run))
        shell.session.forked()
        source = sink
    shell.session.depth += 1
    try:
        if shell.session.depth > shell.session.limits.depth:
            raise Killed("fork: Resource temporarily unavailable", 254)
        hub.wait(lambda: all(end() for end in ends))
    finally:
        shell.session.depth -= 1
        for _ in commands:
            shell.session.joined()
    if shell.session.killed is not None:
        raise shell.session.killed
    shell.pipe_statuses = codes
    failed = [code for code in codes if code]
    shell.status = failed[-1] if shell.options["pipefail"] and failed else codes[-1]


class _Stage:
    """One command of a pipeline, run beside the others."""

    def __init__(self, shell: "Shell", command: Command, codes: list[int], place: int, source: Pipe | None,
                 sink: Pipe | None) -> None:
        self._shell = shell
        self._command = command
        self._codes = codes
        self._place = place
        self._source = source
        self._sink = sink

    def run(self) -> None:
        """Run the command in its subshell, and close its ends of the pipes."""
        code = 0
        try:
            code = self._shell.subshell(List((AndOr((Pipeline((self._command,), (), False),), ()),), (False,)))
        except BrokenPipe:
            code = 141
        except Killed as killed:
            self._shell.session.killed = killed
            code = killed.code
        finally:
            self._codes[self._place] = code
            if self._source is not None:
                self._source.close_reading()
            if self._sink is not None:
                self._sink.close_writing()
