"""What goes wrong in a shell: errors of the file system, and the limits that end a runaway."""

from typing import Final


class FileError(Exception):
    """A file operation that the system refuses; `text` is what strerror says of it."""

    def __init__(self, name: str, path: str = "") -> None:
        super().__init__(f"{path}: {TEXTS[name]}" if path else TEXTS[name])
        self.name = name
        self.path = path

    @property
    def text(self) -> str:
        """The words of the C library for the error."""
        return TEXTS[self.name]


TEXTS: Final = {
    "EACCES": "Permission denied",
    "EBADF": "Bad file descriptor",
    "EEXIST": "File exists",
    "EFBIG": "File too large",
    "EINVAL": "Invalid argument",
    "EISDIR": "Is a directory",
    "ELOOP": "Too many levels of symbolic links",
    "ENAMETOOLONG": "File name too long",
    "ENODEV": "No such device or address",
    "ENOENT": "No such file or directory",
    "ENOEXEC": "Exec format error",
    "ENOSPC": "No space left on device",
    "ENOTDIR": "Not a directory",
    "ENOTEMPTY": "Directory not empty",
    "EPERM": "Operation not permitted",
    "EXDEV": "Invalid cross-device link",
}
"""The errors that the tree raises, with glibc's words."""


class Killed(Exception):
    """The whole command is ended from outside; `text` is what the shell says, `code` how it exits."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


LONGEST: Final = 16 << 20
"""Bytes of the longest text that a command may make in memory."""


def fits(size: int) -> int:
    """Return the size of a text that is about to be made; Killed where there is no memory for so much."""
    if abs(size) > LONGEST:
        raise Killed("out of memory", 137)
    return size


class BrokenPipe(Exception):
    """Somebody writes into a pipe that nobody reads any more: SIGPIPE, which ends the writer without a word."""


class ShellSyntaxError(Exception):
    """A script that the shell cannot parse. `token` is what it stumbled over, empty at the end of the text."""

    def __init__(self, line: int, token: str, expected: str = "") -> None:
        super().__init__(f"line {line}: {token!r}")
        self.line = line
        self.token = token
        self.expected = expected
