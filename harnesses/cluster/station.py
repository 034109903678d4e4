"""The station: an actor on some node of a cluster, which has orders carried out in a process of its own."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from ...mocks.shell.executors.owners import is_gone, own_mark
from ..folder import LOGS, trace_file
from ..pools import Ending, LocalPool, Order
from ..talk import talk_path

_FOLDER = "diorama-station-"

Elsewhere = Callable[[str, Path], str]
"""Returns an order's payload as it is for a worker that has the run's folder somewhere else."""

Parcel = dict[str, bytes]
"""The files of a job by their paths in the folder of its run."""


def same(payload: str, folder: Path) -> str:
    """Return the payload as it is: it names no folder."""
    return payload


class Station:
    """Carries out orders on its node. It works in the run's own folder if the node has that, else in one of its own;
    then the files of a job come with the order and go back with what became of it."""

    def __init__(self, function: str, folder: str, token: str, home: str, elsewhere: Elsewhere) -> None:
        own, mark = Path(folder), Path(folder, token)
        self.shared = bool(token) and mark.exists()
        self._folder = own if self.shared else _own_folder()
        self._elsewhere = elsewhere
        if Path(home).is_dir():
            os.chdir(home)
        if home not in sys.path:
            sys.path.insert(0, home)
        self._pool = LocalPool(function, 1, self._folder / LOGS)

    def hello(self) -> tuple[bool, str]:
        """Say that the station stands: whether it has the run's folder, and where it is."""
        return self.shared, f"{socket.gethostname()} {os.getpid()}"

    def carry_out(self, order: Order, parcel: Parcel) -> tuple[Ending, Parcel]:
        """Carry out an order, and return what became of it with the files of its job."""
        if self.shared:
            self._pool.submit(order)
            return next(self._pool.endings()), {}
        unpack(self._folder, parcel)
        self._pool.submit(order._replace(payload=self._elsewhere(order.payload, self._folder)))
        ending = next(self._pool.endings())
        filled = pack(self._folder, order.key)
        for name in filled:
            (self._folder / name).unlink()
        return ending, filled

    def close(self) -> None:
        """End the process, and take the folder away if it is the station's own."""
        self._pool.close()
        if not self.shared:
            shutil.rmtree(self._folder, ignore_errors=True)


def _own_folder() -> Path:
    """Return a new folder, once those of stations that were killed on this node are gone."""
    for path in Path(gettempdir()).glob(f"{_FOLDER}*-*"):
        if is_gone(path.name.removeprefix(_FOLDER).rpartition("-")[0]):
            shutil.rmtree(path, ignore_errors=True)
    return Path(mkdtemp(prefix=f"{_FOLDER}{own_mark()}-"))


def pack(folder: Path, job: str) -> Parcel:
    """Return what a folder has of a job."""
    trace = trace_file(folder, job)
    return {str(path.relative_to(folder)): path.read_bytes() for path in (talk_path(trace), trace) if path.exists()}


def unpack(folder: Path, parcel: Parcel) -> None:
    """Write the files of a job into a folder, each whole or not at all; the trace comes last."""
    for name, content in parcel.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        draft.write_bytes(content)
        draft.replace(path)
