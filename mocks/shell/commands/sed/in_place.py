"""Editing in place: puts what was written in the place of the file that was read."""

from typing import Final

from ...errors import FileError
from ...process import Process
from .syntax import SedError


def put_back(process: Process, path: str, text: str, *, suffix: str, follows: bool) -> None:
    """Put a text in the place of a file, which goes to another name if there is a suffix for it."""
    files = process.files
    target = files.resolve(path)[0] if follows else path
    node = files.find(target)[1]
    directory = target.rpartition("/")[0]
    draw = process.session.draw
    above = directory or ("" if target.startswith("/") else ".")
    beside = f"{above}/sed{''.join(draw.choice(_LETTERS) for _ in range(6))}"
    try:
        files.write(beside, text.encode("latin-1"), mode=0o600)
    except FileError as error:
        raise SedError(f"couldn't open temporary file {beside}: {error.text}", 4) from None
    files.chmod(beside, node.mode)
    if files.who.root:
        files.chown(beside, node.owner, node.group)
    if suffix:
        files.rename(target, _backup(target, suffix))
    files.rename(beside, target)


def _backup(path: str, suffix: str) -> str:
    """Return the name that a file gets: a star in the suffix stands for its own."""
    directory, slash, name = path.rpartition("/")
    if "*" not in suffix:
        return path + suffix
    named = suffix.replace("*", name)
    return named if "/" in named else directory + slash + named


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
