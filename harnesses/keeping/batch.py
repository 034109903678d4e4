"""A batch: results on their way to the store, of which many share a transaction."""

import threading
import time

from ..jobs import Result
from .keeper import InStore

MOMENT = 0.2
"""Seconds that a result waits at most for others to be kept with: each transaction waits for the disk, and takes longer
than many an episode."""


class Batch:
    """Keeps results that come one by one, those of a moment together.

    What has not been kept when the command is killed is not lost: the complete trace is there, and gives the result
    again. Used as a context manager, it keeps the last ones when it is left. StoreError, from whichever of its methods
    comes next, if a result cannot be kept.
    """

    def __init__(self, keeper: InStore) -> None:
        self.keeper = keeper
        self._lock = threading.Lock()
        self._held: list[Result] = []
        self._due = 0.0
        self._timer: threading.Timer | None = None
        self._failed: Exception | None = None

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._keep()
        self._raise()

    def add(self, result: Result) -> None:
        """Keep a result: at once if the last transaction is a moment ago, else with those that come until it is."""
        with self._lock:
            self._held.append(result)
            left = self._due - time.monotonic()
            if left <= 0:
                self._keep()
            elif self._timer is None:
                self._timer = threading.Timer(left, self._later)
                self._timer.daemon = True
                self._timer.start()
        self._raise()

    def _later(self) -> None:
        with self._lock:
            self._keep()

    def _keep(self) -> None:
        """Keep what is held, once: what fails now would fail again."""
        held, self._held, self._timer = self._held, [], None
        try:
            if held and self._failed is None:
                self.keeper.add_results(held)
        except Exception as error:  # in the timer's thread it would be lost
            self._failed = error
        self._due = time.monotonic() + MOMENT

    def _raise(self) -> None:
        if self._failed is not None:
            raise self._failed
