"""Access: who may do what with a file, and by which way. Pure functions of the tables."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from ...snapshots.tables import Table
from .addresses import domain
from .file_records import RANK, File, Grantee, Permission, Role, SharedDrive, grantee_key
from .groups import Reads, addresses_of, groups_of

Path: TypeAlias = Literal["owner", "direct", "group", "shared_drive", "inheritance", "domain", "link"]
PATHS: tuple[Path, ...] = ("owner", "direct", "group", "shared_drive", "inheritance", "domain", "link")
_ORDER = {path: -number for number, path in enumerate(PATHS)}
_BY: dict[str, Path] = {"user": "direct", "group": "group", "domain": "domain", "anyone": "link"}


_DEPENDS_ON = ("files.files", "files.permissions", "files.drives", "groups.groups", "people.organisations",
               "people.persons")


class Access(NamedTuple):
    """One way into a file.

    `path` is how it is reached: by a grant on the file itself (direct, group, domain, link), as its owner, as a member
    of its shared drive, or by a folder above (inheritance). `source` is the file, folder or shared drive that the
    grant is on; `kind` and `who` say whom it names; `groups` leads from the group that it names to the person's own.
    """

    role: Role
    path: Path
    source: str
    kind: Grantee | Literal["owner"]
    who: str
    groups: tuple[str, ...] = ()
    discoverable: bool = False
    expires: int = 0


class Looker:
    """Answers for one principal, or for nobody in particular: then with everything that is granted to anybody.

    It keeps what it has found out, so it is good for one state only, and while it `holds` for one running call.
    """

    def __init__(self, source: Reads, principal: str | None) -> None:
        self._source, self._now = source, source.now
        self._read = {path: source.read(path) for path in _DEPENDS_ON}
        self._files: Table[File] = self._read["files.files"]
        self._permissions: Table[Permission] = self._read["files.permissions"]
        self._given = self._permissions.under("by_file")
        self._drives: Table[SharedDrive] = self._read["files.drives"]
        self._organisations = self._read["people.organisations"]
        self._found: dict[str, tuple[Access, ...]] = {}
        self._known: dict[str, tuple[Access, ...]] = {}
        self._everybody = principal is None
        self.addresses = addresses_of(source, principal) if principal else ()
        self.keys: dict[str, tuple[str, ...]] = {grantee_key("user", one): () for one in self.addresses}
        groups = self._read["groups.groups"]
        for one in self.addresses:
            if one in groups:  # asked for a group itself: what it is given is what all its members have
                self.keys[grantee_key("group", one)] = (one,)
            self.keys.update((grantee_key("group", group), way) for group, way in groups_of(source, one).items())
        self.keys.update((grantee_key("domain", domain(one)), ()) for one in self.addresses)
        self.keys["anyone"] = ()

    def holds(self) -> bool:
        """Tell whether nothing has been written since that could change an answer."""
        return all(self._source.read(path) is table for path, table in self._read.items())

    def access(self, file: str) -> Access | None:
        """Return the best way in: the highest role, by the most direct path; None if there is none."""
        ways = self.ways(file)
        return max(ways, key=_worth) if len(ways) > 1 else ways[0] if ways else None

    def ways(self, file: str) -> tuple[Access, ...]:
        """Return every way in, the grants on the file itself first."""
        found = self._found.get(file)
        if found is None:
            found = self._found[file] = self._open(file)
        return found

    def _open(self, file: str) -> tuple[Access, ...]:
        row = self._files.get(file)
        if row is None:
            return ()
        ways = self._ways(file, row)
        drive = self._drives.get(row.drive) if row.drive else None
        if drive is None:
            return ways
        if drive.domain_only:
            ways = tuple(way for way in ways if self._inside(way))
        if drive.members_only and not self._everybody and not any(way.source == row.drive for way in ways):
            return ()
        return ways

    def _ways(self, identity: str, row: File) -> tuple[Access, ...]:
        from_above = self._passed_down(row.parent) if row.parent else ()
        if row.limited:
            from_above = tuple(way for way in from_above if way.kind == "owner" or way.role == "organizer")
        granted = self._granted(identity, row)
        return (*granted, *from_above) if granted else from_above

    def _passed_down(self, folder: str) -> tuple[Access, ...]:
        """Return the ways into what lies in a folder that the folder gives."""
        known = self._known.get(folder)
        if known is None:
            row = self._files.get(folder)
            ways = () if row is None else self._ways(folder, row)
            path: Path = "shared_drive" if row is not None and folder == row.drive else "inheritance"
            known = self._known[folder] = tuple(
                way._replace(path=path, role="writer" if way.kind == "owner" else way.role)
                if way.source == folder else way
                for way in ways
            )
        return known

    def _granted(self, identity: str, row: File) -> Sequence[Access]:
        """Return the ways that are granted on a file itself."""
        given = self._given.get(identity)
        if given is None and not self._everybody and row.owner not in self.addresses:
            return ()
        out: list[Access] = []
        if row.owner and (self._everybody or row.owner in self.addresses):
            out.append(Access("owner", "owner", identity, "owner", row.owner))
        behind = len(identity) + 1  # the id of a permission is the file's, a space, and the grantee
        for _, name in given or ():
            groups = self.keys.get(name[behind:])
            if groups is None and not self._everybody:
                continue
            grant = self._permissions[name]
            if not 0 < grant.expires <= self._now:
                out.append(Access(grant.role, _BY[grant.kind], identity, grant.kind, grant.who, groups or (),
                                  grant.discoverable, grant.expires))
        return out

    def _inside(self, way: Access) -> bool:
        """Tell whether a way is open where only people of the home organisation are let in: a public link is not."""
        if way.kind == "anyone":
            return False
        if self._everybody:
            return way.kind == "group" or self._is_home(way.who)
        return any(self._is_home(one) for one in self.addresses)

    def _is_home(self, address: str) -> bool:
        rows = self._organisations
        where = domain(address) if "@" in address else address
        return any(rows[identity].relation == "home" for _, identity in rows.find("by_domain", where))


def _worth(way: Access) -> tuple[int, int]:
    return RANK[way.role], _ORDER[way.path]


def access(source: Reads, file: str, principal: str) -> Access | None:
    """Return the best way in which a principal (an address; empty: anybody with the link) may use a file, or None."""
    return Looker(source, principal).access(file)


def may(way: Access | None, role: Role) -> bool:
    """Tell whether a way in gives at least a role."""
    return way is not None and RANK[way.role] >= RANK[role]
