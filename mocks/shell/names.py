"""Names: a path as State writes it, and as the tree has it, which is one character per byte."""

import re


def name_of(path: str) -> str:
    r"""Return a path of the tree as State writes it: UTF-8, and what is none, or a backslash, as `\xNN`."""
    if path.isascii() and "\\" not in path:
        return path
    return path.encode("latin-1").replace(b"\\", rb"\x5c").decode("utf-8", "backslashreplace")


def path_of(name: str) -> str:
    """Return a path that State has written as the tree has it."""
    if name.isascii() and "\\" not in name:
        return name
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), bytes_of(name))


def bytes_of(text: str) -> str:
    """Return an ordinary text as the shell has it: one character for each byte of its UTF-8."""
    return text if text.isascii() else text.encode().decode("latin-1")


def text_of(text: str) -> str:
    """Return a text of the shell as an ordinary one: what is no UTF-8 in it shows as U+FFFD."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")
