"""A batch: results on their way to the store, of which many share a transaction."""

import math
import time

from ..jobs import Result
from .keeper import InStore

MOMENT = 0.2
"""Seconds between transactions at least: each waits for the disk, and takes longer than many an episode."""


class Batch:
    """Keeps results that come one by one, those of a moment together.

    What has not been kept when the command is killed is not lost: the complete trace is there, and gives the result
    again. Used as a context manager, it keeps the last ones when it is left.
    """

    def __init__(self, keeper: InStore) -> None:
        self.keeper = keeper
        self._held: list[Result] = []
        self._last = -math.inf

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, *error: object) -> None:
        self._keep()

    def add(self, result: Result) -> None:
        """Keep a result, at once if the last transaction is a moment ago."""
        self._held.append(result)
        if time.monotonic() - self._last >= MOMENT:
            self._keep()

    def _keep(self) -> None:
        held, self._held = self._held, []  # whatever fails now would fail again
        if held:
            self.keeper.add_results(held)
            self._last = time.monotonic()
