"""The system: the directories and programs that every machine has, before anything is put on it."""

from functools import lru_cache

from .programs import programs, stub
from .session import System
from .tree import Node

DIRECTORIES = (
    "/", "/boot", "/etc", "/home", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/srv", "/sys", "/tmp", "/usr",
    "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/local/share", "/usr/sbin",
    "/usr/share", "/var", "/var/lib", "/var/log", "/var/tmp",
)
LINKS = {"/bin": "usr/bin", "/lib": "usr/lib", "/sbin": "usr/sbin", "/usr/bin/sh": "dash"}
MODES = {"/root": 0o700, "/tmp": 0o1777, "/var/tmp": 0o1777}
BUILT = 1_735_689_600_000
"""When the system's own files are from: the first of January 2025."""


@lru_cache(maxsize=16)
def system_nodes(system: System) -> dict[str, tuple[Node, bytes]]:
    """Return what is on every machine, by path, with the contents of files."""
    out: dict[str, tuple[Node, bytes]] = {}
    for path in DIRECTORIES:
        out[path] = (Node("dir", MODES.get(path, 0o755), "root", "root", BUILT), b"")
    for path, target in LINKS.items():
        out[path] = (Node("link", 0o777, "root", "root", BUILT, target=target), b"")
    files = {
        "/etc/hostname": f"{system.hostname}\n",
        "/etc/hosts": f"127.0.0.1\tlocalhost\n127.0.1.1\t{system.hostname}\n",
        "/etc/debian_version": "12.9\n",
        "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'
                           'VERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
        "/etc/shells": "/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n/usr/bin/dash\n",
        "/etc/timezone": f"{system.zone}\n",
    }
    for path, text in files.items():
        out[path] = (Node("file", 0o644, "root", "root", BUILT, size=len(text)), text.encode())
    for name in programs():
        content = stub(name)
        out.setdefault(f"/usr/bin/{name}", (Node("file", 0o755, "root", "root", BUILT, size=len(content)), content))
    return out


@lru_cache(maxsize=16)
def system_names(system: System) -> dict[str, tuple[str, ...]]:
    """Return the names in each directory that every machine has."""
    out: dict[str, list[str]] = {path: [] for path in DIRECTORIES}
    for path in system_nodes(system):
        if path != "/":
            directory, _, name = path.rpartition("/")
            out[directory or "/"].append(name)
    return {path: tuple(sorted(names)) for path, names in out.items()}
