"""Places: what programs on files share: where a name leads, who owns it, what is below it, the time zone."""

from collections.abc import Iterator

from ..clock import zone_of
from ..errors import FileError
from ..files import SET_GROUP, Files
from ..process import Process
from ..tree import Node, inode, joined, split


def under(directory: str, name: str) -> str:
    """Return the path of a name in a directory, as programs write it."""
    return joined(directory, name)


def base(path: str) -> str:
    """Return the last name of a path as it was written, without slashes at its end."""
    return path.rstrip("/").rpartition("/")[2] or "/"


def zone(process: Process) -> str:
    """Return the time zone that a process writes times in."""
    return zone_of(process.env["TZ"]) if "TZ" in process.env else process.session.system.zone


def uid(process: Process, name: str) -> int:
    """Return a user's number; for an owner that is no user his own number or that of nobody."""
    account = process.session.accounts.user(name)
    return account.uid if account is not None else int(name) if name.isdecimal() else 65534


def gid(process: Process, name: str) -> int:
    """Return a group's number; for a group that is none its own number or that of nogroup."""
    number = process.session.accounts.group_id(name)
    return number if number is not None else int(name) if name.isdecimal() else 65534


def user_of(process: Process, text: str) -> str | None:
    """Return the user that a name or number means, None if there is none of that name."""
    accounts = process.session.accounts
    if accounts.user(text) is not None:
        return text
    if not text.isdecimal():
        return None
    return next((one.name for one in accounts.users() if one.uid == int(text)), text)


def group_of(process: Process, text: str) -> str | None:
    """Return the group that a name or number means, None if there is none of that name."""
    accounts = process.session.accounts
    if accounts.group_id(text) is not None:
        return text
    if not text.isdecimal():
        return None
    return next((name for name, number in accounts.groups() if number == int(text)), text)


def links(files: Files, where: str, node: Node) -> int:
    """Return how many hard links something has: a directory has those of what is in it."""
    if node.kind != "dir":
        return 1
    tree = files.tree
    return 2 + sum(1 for name in tree.names(where) if (one := tree.node(joined(where, name))) and one.kind == "dir")


def number(files: Files, path: str, *, follow: bool = False) -> int:
    """Return the inode number of what a path leads to."""
    return inode(files.resolve(path, follow=follow)[0])


def device(where: str) -> tuple[int, int]:
    """Return the two numbers of a device."""
    return {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}.get(
        where.rpartition("/")[2], (136, 0))


def make_directory(files: Files, path: str, mode: int = 0o777) -> None:
    """Make a directory; one in a directory that hands on its group hands it on as well."""
    files.mkdir(path, mode)
    where, node = files.find(path, follow=False)
    parent = files.tree.node(split(where)[0])
    if parent is not None and parent.mode & SET_GROUP and not node.mode & SET_GROUP:
        files.tree.put(where, node._replace(mode=node.mode | SET_GROUP))


def owns(files: Files, node: Node) -> bool:
    """Tell whether the mode and times of something may be changed."""
    return files.who.root or node.owner == files.who.user


def put_time(files: Files, path: str, mtime: int, *, follow: bool = True) -> None:
    """Set a time of change where that is allowed, a link's own without `follow`."""
    where, node = files.find(path, follow=follow)
    if not owns(files, node):
        raise FileError("EPERM", path)
    if node.kind != "char":
        files.tree.put(where, node._replace(mtime=mtime))


def within(files: Files, path: str, *, follow: bool = False) -> Iterator[tuple[str, Node]]:
    """Yield a path and all that is below it, a directory first; FileError where a directory may not be read."""
    _, node = files.find(path, follow=follow)
    yield path, node
    if node.kind == "dir":
        for name in files.names(path):
            yield from within(files, under(path, name))


def human(size: int, *, base_of: int = 1024, unit: int = 1) -> str:
    """Return a size as -h writes it: rounded up, with one decimal below ten."""
    value = size * unit
    if value < base_of:
        return str(value)
    letters = "KMGTPE" if base_of == 1024 else "kMGTPE"
    factor = base_of
    for letter in letters:
        tenths = -(-value * 10 // factor)
        if tenths < 100:
            return f"{tenths // 10}.{tenths % 10}{letter}"
        whole = -(-value // factor)
        if whole < base_of:
            return f"{whole}{letter}"
        factor *= base_of
    return f"{-(-value // (factor // base_of))}{letters[-1]}"
