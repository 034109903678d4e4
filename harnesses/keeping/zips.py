"""Zips: a run as one file that can be sent, and read where a folder can. What comes from elsewhere is not trusted."""

import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ...snapshots.errors import UsageError, shown
from ..assessments import FILE as ASSESSMENTS
from ..factorial import run_folders
from ..folder import OWN_STORE, RUN_FILE, read_run_file, trace_file
from .copying import copy_results
from .keeper import InStore, bring

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20

_MEMBER = re.compile(
    rf"(?![A-Za-z]:)(?:[^/\\\x00-\x1f]+/){{0,2}}"
    rf"(?:{re.escape(RUN_FILE)}|{re.escape(OWN_STORE)}|{re.escape(ASSESSMENTS)}|(?:traces|talk)/[^/\\\x00-\x1f]+\.jsonl)"
)
"""The files of a zipped run: below the name of its folder, and that of a cell if it is a design, such as
`guard=delimit:all`. What looks like a drive is no name."""

_MOST_MEMBERS = 1_000_000
_MOST_TIMES = 250
_FREE_BYTES = 64 << 20
"""What is unpacked may be so many times as large as the zip, and so many bytes in any case; a run is some 10 times."""


def pack(folder: Path, out: Path, store: str = "") -> int:
    """Write the run of a folder, or all runs of a design, into a zip, and return how many files it has.

    The results stand in it as the folder's own, wherever they are kept; locks and logs stay behind. The same run gives
    the same bytes.
    """
    folders = run_folders(folder)
    if out.exists():
        raise UsageError(f"{out} is there already; name a new file, or take it away")
    draft = out.with_name(f"{out.name}.new")
    name = folder.resolve().name
    try:
        with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            for one in folders:
                _pack_one(archive, one, Path(name) / one.relative_to(folder), store)
            count = len(archive.namelist())
        draft.replace(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
    return count


def _pack_one(archive: ZipFile, folder: Path, into: Path, store: str) -> None:
    file = read_run_file(folder)
    own = file.model_copy(update={"store": "", "whole": False})
    with TemporaryDirectory() as made:
        with file.open_store(folder, store) as kept:
            copy_results(kept, own, Path(made))
            lacking = [job.key for job in file.plan.jobs if file.whole and not trace_file(folder, job.key).exists()]
            for key in lacking:
                bring(InStore(kept, file.run), key, Path(made))
        _add(archive, into / OWN_STORE, Path(made) / OWN_STORE)
        archive.writestr(_info(into / RUN_FILE), own.model_dump_json(indent=1))
        if (folder / ASSESSMENTS).exists():
            _add(archive, into / ASSESSMENTS, folder / ASSESSMENTS)
        for kind in ("talk", "traces"):
            paths = {path.name: path for place in (Path(made), folder) for path in (place / kind).glob("*.jsonl")}
            for name, path in sorted(paths.items()):
                _add(archive, into / kind / name, path)


def _add(archive: ZipFile, name: Path, path: Path) -> None:
    with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=True) as target:
        copyfileobj(source, target, _PIECE)


def _info(name: Path) -> ZipInfo:
    """Return a member that says nothing of when and where it was made."""
    info = ZipInfo(name.as_posix(), _EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Yield the folder of a run: of a zip, one that lasts as long as the context. A folder is its own."""
    if not path.is_file():
        yield path
        return
    with TemporaryDirectory(prefix="diorama-") as made:
        try:
            with ZipFile(path) as archive:
                _unpack(archive, path, Path(made))
        except (BadZipFile, NotImplementedError, EOFError, OSError) as error:
            raise UsageError(f"{path} is no zip of a run: {error}") from None
        tops = list(Path(made).iterdir())
        alone = len(tops) == 1 and tops[0].is_dir() and not (Path(made) / RUN_FILE).exists()
        folder = tops[0] if alone else Path(made)
        for one in run_folders(folder):
            if not (one / RUN_FILE).exists():
                raise UsageError(f"{path} is no zip of a run: there is no {RUN_FILE} in it")
            if read_run_file(one).store:
                raise UsageError(f"{path}: its results are said to be kept in {read_run_file(one).store}; a zip has "
                                 "its own, as `diorama runs pack` writes it")
        yield folder


@contextmanager
def all_opened(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield the folders of several runs, zipped or not."""
    with ExitStack() as stack:
        yield [stack.enter_context(opened(path)) for path in paths]


def _unpack(archive: ZipFile, path: Path, into: Path) -> None:
    """Write the members of a zip below a folder, after a look at all of them."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    names: set[str] = set()
    for info in members:
        why = _wrong(info)
        if info.filename in names:
            why = "it is there twice"
        if why:
            raise UsageError(f"{path} is no zip of a run: {shown(info.filename)}: {why}")
        names.add(info.filename)
    size, most = sum(info.file_size for info in members), _FREE_BYTES + _MOST_TIMES * path.stat().st_size
    if len(members) > _MOST_MEMBERS or size > most:
        raise UsageError(f"{path}: it would unpack to {len(members)} files of {size} bytes; {_MOST_MEMBERS} and {most} "
                         "are the limits")
    for info in members:
        target = into / info.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as source, target.open("xb") as out:
            copyfileobj(source, out, _PIECE)


def _wrong(info: ZipInfo) -> str:
    """Return why a member is not unpacked; empty if it is."""
    if ".." in info.filename.split("/") or not _MEMBER.fullmatch(info.filename):
        return "a zipped run has no such file"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "it is compressed in an unusual way"
    return ""
