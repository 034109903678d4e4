"""Replaying: runs the commands of a recording on its scenario's machine, and keeps what each one did."""

from typing import NamedTuple

from ...mocks.shell.executors.in_process import run as in_process
from ...mocks.shell.executors.protocol import Executor, Ran
from .images import Image
from .machine import BUILT, Machine
from .moments import Clock
from .transcripts import Command, Output, Transcript

TIMED_OUT = Output("", "Command timed out", -1)
"""What the published harness gave for a command of over 30 seconds."""

class Step(NamedTuple):
    """A command with what it gave now, and the files that it left other than before (None: gone)."""

    command: Command
    output: Output
    changed: dict[str, bytes | None]
    read: tuple[str, ...] = ()


class Replayed(NamedTuple):
    """A whole run: the machine before and after, and its steps."""

    before: Machine
    after: Machine
    steps: tuple[Step, ...]

    def scripts_of(self, text: str) -> list[str]:
        """Return the texts of the scripts of the image that a command names."""
        found = self.before.files("/usr/local/bin", "/app")
        return [
            content.decode("utf-8", "replace") for path, content in found.items()
            if path.rpartition("/")[2] in text and content[:2] == b"#!" and not path.endswith("task_executor_api.py")
        ]


def replay(image: Image, transcript: Transcript, executor: Executor = in_process) -> Replayed:
    """Run all commands of a transcript in order, at the times that the recording shows."""
    machine = image.machine.copy()
    clock = Clock(transcript.commands, BUILT)
    steps = []
    for number, command in enumerate(transcript.commands):
        machine.now = max(machine.now, clock.at(number))
        steps.append(_step(image, machine, command, executor))
    return Replayed(image.machine, machine, tuple(steps))


def _step(image: Image, machine: Machine, command: Command, executor: Executor) -> Step:
    if command.refusal:
        return Step(command, Output("", command.refusal, -1), {})
    if any("\0" in word for word in command.words):
        return Step(command, Output("", "embedded null byte", -1), {})
    text = _inner(command.text)
    before = dict(machine.nodes)
    ran = machine.run(text, image.workdir, image.env, executor)
    changed: dict[str, bytes | None] = {}
    for path, node in machine.nodes.items():
        old = before.get(path)
        if node is old:
            continue
        if node is None or node.kind != "file":
            changed[path] = None
        elif old is None or old.kind != "file" or old.blob != node.blob:
            changed[path] = machine.content(node.blob) if node.blob else b""
    return Step(command, as_recorded(ran), changed)


def as_recorded(ran: Ran) -> Output:
    """Return an output as the published harness wrote it: UTF-8, line ends made one, time limit in its own words."""
    if ran.killed.startswith("time limit"):
        return TIMED_OUT
    try:
        return Output(_outer(ran.stdout), _outer(ran.stderr), ran.code)
    except UnicodeDecodeError as error:
        return Output("", str(error), -1)


def _inner(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _outer(text: str) -> str:
    return text.encode("latin-1").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
