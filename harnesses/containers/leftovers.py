"""What is left when the command is killed: a process that outlives it removes its containers.

    python -m diorama.harnesses.containers.leftovers

Containers end by themselves when the command is gone, but not one that was made and not yet started, nor a paused one.
The process reads its standard input, which ends with the command; a word there says that nothing is left.
"""

import subprocess
import sys
import time

from .engine import clear, engine

_PAUSES = (0.0, 5.0)
"""Seconds before each look: what the engine was asked for last may come after the first."""


class Watcher:
    """The process, seen from the command."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)

    def dismiss(self) -> None:
        """End the process: nothing is left."""
        self._process.communicate(b"nothing")


def main() -> None:
    """Wait for the end of the command, and remove the containers of processes that are gone."""
    if sys.stdin.read():
        return
    for pause in _PAUSES:
        time.sleep(pause)
        clear(engine())


if __name__ == "__main__":
    main()
