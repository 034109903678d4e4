"""Scratch folders: what a container sees of its run's folder, which is the episode in hand and nothing else.

The container has it under the very path of the run's folder, so that no order has to be written anew. What it leaves
there is trusted no further than its own job: two files by name, and only if they are plain ones.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from ..folder import LOGS, WORKERS_LOCK, trace_file
from ..talk import talk_path

FOLDER = "containers"
"""Where the scratch folders lie in the folder of a run."""

MARK = "mark"
"""The file by which a container tells that it sees its scratch folder."""

_NOBODY = 65_534


class User:
    """Whom a container's processes are: whoever runs us, or nobody at all in place of root."""

    def __init__(self) -> None:
        self.root = os.geteuid() == 0
        self.number = _NOBODY if self.root else os.geteuid()
        self.group = _NOBODY if self.root else os.getegid()

    def own(self, path: Path) -> None:
        """Make a file or folder the user's."""
        if self.root:
            os.chown(path, self.number, self.group, follow_symlinks=False)

    def may_read(self, path: Path) -> bool:
        """Tell whether the user may read a file, or go into a folder, wherever that lies."""
        found = path.stat()
        bits = 3 * (2 if found.st_uid == self.number else 1 if found.st_gid == self.group else 0)
        wanted = 0o5 if path.is_dir() else 0o4
        return (found.st_mode >> bits) & wanted == wanted


class Scratch:
    """The folder of one container."""

    def __init__(self, run: Path, number: int, user: User) -> None:
        self._run = run
        self._user = user
        self._number = number
        self.path = run / FOLDER / str(number)
        self._note = run / FOLDER / f"{number}.job"
        self.mark = token_hex(8)
        self.path.mkdir(parents=True)
        user.own(self.path)
        self._lay_out()
        (self.path / MARK).write_text(self.mark)
        (self.path / WORKERS_LOCK).touch()
        self.lock = run / WORKERS_LOCK
        self.lock.touch()
        user.own(self.lock)

    def _lay_out(self) -> None:
        for folder in (self.path / name for name in ("traces", "talk", LOGS)):
            if folder.is_symlink():  # put there to have us write elsewhere
                folder.unlink()
            folder.mkdir(exist_ok=True)
            self._user.own(folder)

    def take(self, job: str) -> None:
        """Move what there is of a job into the container's sight."""
        self._note.write_text(job)
        self._lay_out()
        for path in _files(self._run, job):
            if path.exists():
                there = self.path / path.relative_to(self._run)
                path.replace(there)
                self._user.own(there)

    def give_back(self, job: str) -> None:
        """Move what has become of a job to where it belongs."""
        _give_back(self._run, self.path, job)
        self._note.unlink(missing_ok=True)

    def close(self) -> None:
        """Give back what is in hand and the logs, and take the folder away. The container has to be gone."""
        _settle(self._run, self._number)


def settle_all(run: Path) -> None:
    """Take back into a run's folder what containers had in hand whose run was killed. They have to be gone."""
    for path in (run / FOLDER).glob("*"):
        if path.name.isdecimal():
            _settle(run, int(path.name))
    with suppress(OSError):  # there is none, or somebody has put something there
        (run / FOLDER).rmdir()


def _settle(run: Path, number: int) -> None:
    scratch, note = run / FOLDER / str(number), run / FOLDER / f"{number}.job"
    with suppress(FileNotFoundError):
        _give_back(run, scratch, note.read_text())
    (run / LOGS).mkdir(exist_ok=True)
    for log in (scratch / LOGS).glob("*.log"):
        if _plain(log) and log.stat().st_size:
            log.replace(run / LOGS / f"container-{token_hex(4)}-{log.name}")
    shutil.rmtree(scratch, ignore_errors=True)
    note.unlink(missing_ok=True)


def _give_back(run: Path, scratch: Path, job: str) -> None:
    for path in _files(run, job):
        there = scratch / path.relative_to(run)
        if _plain(there):
            path.parent.mkdir(exist_ok=True)
            there.replace(path)


def _files(folder: Path, job: str) -> tuple[Path, Path]:
    """Return the files of a job. The trace comes last: where it is, all is."""
    trace = trace_file(folder, job)
    return talk_path(trace), trace


def _plain(path: Path) -> bool:
    """Tell whether there is a file, and no link that leads elsewhere."""
    try:
        return stat.S_ISREG(path.lstat().st_mode) and not path.parent.is_symlink()
    except OSError:
        return False
