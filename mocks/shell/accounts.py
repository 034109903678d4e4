"""The accounts of a machine, read from rows, and the files in /etc that tell of them."""

from ...snapshots.tables import Table
from .names import bytes_of
from .records import Group, User
from .session import Account
from .store import Content
from .system import BUILT
from .tree import Node

ROOT = User(uid=0, group="root", home="/root", full_name="root")
NOBODY = User(uid=65534, group="nogroup", home="/nonexistent", shell="/usr/sbin/nologin", full_name="nobody")
USERS = {"root": ROOT, "nobody": NOBODY}
GROUPS = {"root": 0, "nogroup": 65534}
"""What every machine has."""


class Rows:
    """The users and groups of a machine: those that every machine has, and rows of State."""

    def __init__(self, users: Table[User], groups: Table[Group]) -> None:
        self._users = users
        self._groups = groups

    def user(self, name: str) -> Account | None:
        """Return a user by name."""
        row = self._users.get(name) or USERS.get(name)
        if row is None:
            return None
        return Account(
            name, row.uid, self.group_id(row.group) or 0, (row.group, *row.groups), bytes_of(row.home), row.shell,
            row.sudo, bytes_of(row.full_name),
        )

    def users(self) -> list[Account]:
        """Return all users, by number."""
        accounts = [self.user(name) for name in dict.fromkeys((*USERS, *self._users.ids()))]
        return sorted((one for one in accounts if one is not None), key=lambda one: (one.uid, one.name))

    def group_id(self, name: str) -> int | None:
        """Return a group's number."""
        row = self._groups.get(name)
        return GROUPS.get(name) if row is None else row.gid

    def groups(self) -> list[tuple[str, int]]:
        """Return all groups with their numbers, by number."""
        every = {**GROUPS, **{name: row.gid for name, row in zip(self._groups.ids(), self._groups.rows(), strict=True)}}
        return sorted(every.items(), key=lambda one: (one[1], one[0]))


def account_files(accounts: Rows) -> dict[str, Content]:
    """Return the files in /etc that tell of users and groups: what they say follows the rows."""
    users, groups = accounts.users(), accounts.groups()
    members = {name: [one.name for one in users if name in one.groups[1:]] for name, _ in groups}
    granted = "".join(
        f"{one.name} ALL=(ALL) NOPASSWD: {', '.join(one.sudo)}\n" for one in users if one.sudo and one.uid
    )
    texts = {
        "/etc/passwd": (0o644, "".join(
            f"{one.name}:x:{one.uid}:{one.gid}:{one.full_name}:{one.home}:{one.shell}\n" for one in users)),
        "/etc/group": (0o644, "".join(f"{name}:x:{gid}:{','.join(members[name])}\n" for name, gid in groups)),
        "/etc/shadow": (0o640, "".join(f"{one.name}:*:20089:0:99999:7:::\n" for one in users)),
        "/etc/sudoers": (0o440, f"Defaults\tenv_reset\nroot\tALL=(ALL:ALL) ALL\n{granted}"),
    }
    out: dict[str, Content] = {}
    for path, (mode, text) in texts.items():
        content = text.encode("latin-1")
        out[path] = (Node("file", mode, "root", "root", BUILT, size=len(content)), content)
    return out
