"""Halting: a run that cannot keep what comes of it stops at once, with a sentence, and goes on later."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter

from ...snapshots.errors import StoreError
from ...snapshots.records import Model
from ..jobs import Result

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a full disk is reported as, a quota that is used up, and a limit on the size of a file."""


class Halt(Model):
    """Stands where a worker's result should: why nothing can be kept. It is no fault of the episode's."""

    halt: str


_ANSWER: TypeAdapter[Result | Halt] = TypeAdapter(Result | Halt)


def read_answer(text: str) -> Result:
    """Return the result that a worker sends; StoreError if it could keep nothing."""
    answer = _ANSWER.validate_json(text)
    if isinstance(answer, Halt):
        raise StoreError(answer.halt)
    return answer


def why_not_kept(error: Exception) -> str:
    """Return in words why an error means that nothing can be kept any more; empty if it means something else."""
    if isinstance(error, StoreError):
        return str(error)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return ": ".join(filter(None, [error.filename and str(error.filename), error.strerror]))
    return ""


@contextmanager
def stopping(folder: Path) -> Iterator[None]:
    """Say of a run that can keep nothing any more how it goes on: what it has kept is safe."""
    try:
        yield
    except (StoreError, OSError) as error:
        why = why_not_kept(error)
        if not why:
            raise
        raise StoreError(f"{why.rstrip('.')}. The run has stopped and lost nothing; the same command with --out "
                         f"{folder} goes on from here") from error
