"""Files: the tables that Drive, Docs and every service that links a file work on, and the moves they share.

The body of an editor's document may be kept by a service of its own, in tables keyed by the file's id. That service
calls `save_body` after an edit, so that Drive knows the time, the revision and the text to search. Where it offers
`docs.adopt(file_id, text, type)`, Drive calls that after it has saved a new text as a document's content, and the
service takes it as the body, or of a copy the body of its original with `docs.adopt_copy(file_id, source)`; where it
offers `docs.render(file_id, type)`, Drive gets a document's other forms from its `{"text"}`. Where it offers
`docs.forget(file_id)`, that is called before a document is gone for good.
"""

from collections.abc import Iterable
from functools import cached_property

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import StateError, ToolError, shown
from ...snapshots.tables import Index
from ..service import INTERNAL, Rows, Service, tool
from .access import Access, Looker, may
from .addresses import normalise
from .file_records import (
    DOCUMENT,
    FOLDER,
    Change,
    Comment,
    File,
    Mark,
    Permission,
    Reply,
    Revision,
    Role,
    SharedDrive,
    Star,
    grantee_key,
    permission_id,
    root_of,
)
from .moments import DAY, MINUTE
from .planting import At, plant, put_in, spot_of

KEPT_FOR = 30 * DAY
"""How long the trash and old revisions are kept, as Drive has it."""

ONE_SITTING = 10 * MINUTE
"""How long edits by one person make one revision of an editor's document. Google does not say; ours."""

MAX_DEPTH = 100
"""Folders above a file at most, as Drive has it for shared drives; ours for My Drive too."""


EVERY, FOLDERS, OTHERS = "", "folders", "others"
"""What the index of names has: all files, and folders apart from the others."""


class FileTables(Service):
    """The tables of files, for services that work on them: a subclass adds tools and has `self.files` and the rest."""

    name = "files"
    files = Rows(
        File,
        by_parent=Index[File](lambda row: (row.parent,) if row.parent else (), lambda row: row.name.lower()),
        by_name=Index[File](lambda row: (EVERY, FOLDERS if row.type == FOLDER else OTHERS),
                            lambda row: row.name.lower()),
        by_owner=Index[File](lambda row: (row.owner,) if row.owner else (), lambda row: row.modified),
        by_drive=Index[File](lambda row: (row.drive,) if row.drive else (), lambda row: row.modified),
        in_order=Index[File](lambda row: ("",), lambda row: row.modified),
        by_target=Index[File](lambda row: (row.target,) if row.target else (), lambda row: 0),
    )
    permissions = Rows(
        Permission,
        by_file=Index[Permission](lambda row: (row.file,), lambda row: row.granted_at),
        by_grantee=Index[Permission](lambda row: (grantee_key(row.kind, row.who),), lambda row: row.granted_at),
    )
    drives = Rows(SharedDrive)
    marks = Rows(
        Mark,
        by_file=Index[Mark](lambda row: (row.file,), lambda row: row.user),
        by_user=Index[Mark](lambda row: (row.user,), lambda row: row.file),
    )
    stars = Rows(
        Star,
        by_file=Index[Star](lambda row: (row.file,), lambda row: row.user),
        by_user=Index[Star](lambda row: (row.user,), lambda row: row.file),
    )
    revisions = Rows(Revision, by_file=Index[Revision](lambda row: (row.file,), lambda row: row.number))
    changes = Rows(Change, in_order=Index[Change](lambda row: ("",), lambda row: row.number))
    comments = Rows(Comment, by_file=Index[Comment](lambda row: (row.file,), lambda row: row.created))
    replies = Rows(Reply, by_comment=Index[Reply](lambda row: (row.comment,), lambda row: row.created))

    # --- who may what --------------------------------------------------------------------------------------------

    @property
    def principal(self) -> str:
        """The address on whose account the call is made."""
        return normalise(self.tx.actor.principal)

    @property
    def unbound(self) -> bool:
        """Whether the caller is the scheduler or the set-up, whom permissions do not bind."""
        return self.tx.actor.role in ("scheduler", "setup")

    def look(self, principal: str = "") -> Looker:
        """Return what answers questions of access for a principal (default: the caller's), until the next write."""
        who = normalise(principal) or self.principal
        known = self._lookers.get(who)
        if known is None or not known.holds():
            known = self._lookers[who] = Looker(self.tx, who)
        return known

    @cached_property
    def _lookers(self) -> dict[str, Looker]:
        """What has answered in this call, by principal."""
        return {}

    def access_to(self, file: str) -> Access | None:
        """Return the caller's best way into a file."""
        return self.look().access(file)

    def file_for(self, file: str, role: Role = "reader") -> File:
        """Return a file that the caller has a role on.

        ToolError `not_found` where he cannot see it, whoever else may; `permission_denied` where he has a lesser role.
        """
        row = self.files.get(file)
        if row is not None and self.unbound:
            return row
        way = None if row is None else self.access_to(file)
        if row is None or way is None:
            raise ToolError("not_found", f"There is no file {shown(file)}, or you have no access to it.")
        if not may(way, role):
            raise ToolError("permission_denied", f"You are {way.role} of {shown(row.name)}; this takes the role "
                                                 f"{role} or a higher one.")
        return row

    # --- moves ---------------------------------------------------------------------------------------------------

    def my_root(self, address: str) -> str:
        """Return the top folder of somebody's My Drive, made if there is none."""
        identity = root_of(address)
        if identity not in self.files:
            self.files.put(identity, File(name="My Drive", type=FOLDER, owner=address, created=self.tx.now,
                                          creator=address, modified=self.tx.now, modifier=address))
        return identity

    def is_root(self, file: str, row: File) -> bool:
        """Tell whether a file is the top folder of a My Drive or of a shared drive."""
        return file == row.drive or (row.type == FOLDER and file == root_of(row.owner))

    def above(self, file: str) -> list[str]:
        """Return the folders over a file, the nearest first."""
        out: list[str] = []
        row = self.files.get(file)
        while row is not None and row.parent and row.parent in self.files:
            out.append(row.parent)
            row = self.files[row.parent]
        return out

    def below(self, file: str) -> list[str]:
        """Return everything in a folder at any depth, folders before what is in them."""
        out: list[str] = []
        waiting = [file]
        for identity in waiting:
            inside = [child for _, child in self.files.find("by_parent", identity)]
            out.extend(inside)
            waiting.extend(inside)
        return out

    def in_trash(self, file: str) -> bool:
        """Tell whether a file is in the trash, by itself or with a folder above it."""
        row = self.files.get(file)
        return row is not None and (row.trashed or any(self.files[one].trashed for one in self.above(file)))

    def grantees(self, file: str) -> tuple[str, ...]:
        """Return everybody who has a way into a file, in one word each (`user:ADDRESS`, `anyone`), sorted."""
        ways = Looker(self.tx, None).ways(file)
        return tuple(sorted({grantee_key("user" if way.kind == "owner" else way.kind, way.who) for way in ways}))

    def log(self, files: Iterable[str], *, removed: bool = False, lost: Iterable[str] = (), drive: bool = False
            ) -> None:
        """Write lines into the log of changes. The set-up leaves none."""
        if self.tx.actor.role == "setup":
            return
        for file in files:
            last = self.changes.find("in_order", "").last or (0, "")
            number = int(last[0]) + 1
            self.changes.put(f"{number:09}", Change(
                number=number, file=file, at=self.tx.now, kind="drive" if drive else "file", removed=removed,
                lost=tuple(lost),
            ))

    def mark(self, file: str, user: str, **fields: object) -> None:
        """Note when something was done with a file that concerns somebody."""
        identity = f"{file} {user}"
        row = self.marks.get(identity) or Mark(file=file, user=user)
        self.marks.put(identity, row.replace(**fields))

    def edit(self, file: str, **fields: object) -> File:
        """Change a file's row as an edit by the caller: its modifier, time and version follow."""
        row = self.files[file]
        new = self.files.put(file, row.replace(
            modified=self.tx.now, modifier=self.principal, version=row.version + 1, **fields
        ))
        self.mark(file, self.principal, modified_at=self.tx.now)
        self.log([file])
        return new

    def adjust(self, file: str, **fields: object) -> File:
        """Change a file's row without it being an edit: what is not content keeps the time of modification."""
        row = self.files[file]
        new = self.files.put(file, row.replace(version=row.version + 1, **fields))
        self.log([file])
        return new

    def save(self, file: str, content: bytes, *, type: str = "", name: str = "", keep_forever: bool = False) -> str:
        """Give a file new content as an edit by the caller; return the id of the new revision.

        The revision before it goes after 30 days unless it is kept.
        """
        row = self.files[file]
        last = self.revisions.find("by_file", file).last or (0, "")
        blob = self.tx.put_blob(content)
        identity = self.tx.new_id("rev")
        self.revisions.put(identity, Revision(
            file=file, number=int(last[0]) + 1, blob=blob, size=len(content), type=type or row.type,
            modified=self.tx.now, modifier=self.principal, name=name or row.original_name, keep_forever=keep_forever,
        ))
        if row.head:
            self.later("files.purge_revision", KEPT_FOR, revision=row.head)
        changes = {"type": type} if type else {}
        self.edit(file, blob=blob, size=len(content), head=identity, original_name=name or row.original_name, **changes)
        return identity

    def save_body(self, file: str, text: str) -> str:
        """Note that an editor's document has a new body, given as plain text; return the id of its revision.

        Edits by one person within ten minutes are one revision, as the editors' history groups them.
        """
        row = self.files[file]
        head = self.revisions.get(row.head)
        content = text.encode()
        if head is None or head.keep_forever or head.modifier != self.principal or (
            self.tx.now - head.modified >= ONE_SITTING
        ):
            return self.save(file, content)
        blob = self.tx.put_blob(content)
        self.revisions.put(row.head, head.replace(blob=blob, size=len(content)))
        self.edit(file, blob=blob, size=len(content))
        return row.head

    def set_content(self, file: str, content: bytes) -> None:
        """Give a file another content as if it had always been that: no edit, no new revision, nothing logged."""
        blob = self.tx.put_blob(content)
        row = self.files.update(file, blob=blob, size=len(content))
        if row.head in self.revisions:
            self.revisions.update(row.head, blob=blob, size=len(content))

    def later(self, tool: str, delay: int, **arguments: Json) -> int:
        """Have the system make a call in `delay` ms; return its number."""
        actor = Actor(role="scheduler", principal="files")
        return self.tx.schedule(Call.of(tool, arguments), due=self.tx.now + delay, actor=actor)

    def grant(self, file: str, kind: str, who: str = "", **fields: object) -> Permission:
        """Write a permission, new or changed. Grants to people are noted among what is shared with them."""
        identity = permission_id(file, kind, who)
        old = self.permissions.get(identity)
        if old is None:
            given = {"file": file, "kind": kind, "who": who, "granted_by": self.principal, "granted_at": self.tx.now}
            row = Permission.model_validate({**given, **fields})
        else:
            row = old.replace(**fields)
        if kind == "user" and old is None:
            self.mark(file, who, shared_at=self.tx.now, shared_by=self.principal)
        return self.permissions.put(identity, row)

    def erase(self, file: str) -> None:
        """Delete one file for good with all that hangs on it; what lies in a folder is left without one."""
        lost = self.grantees(file)
        for _, child in list(self.files.find("by_parent", file)):
            self.adjust(child, parent="")
        for table in (self.permissions, self.marks, self.stars, self.revisions):
            for _, identity in list(table.find("by_file", file)):
                table.remove(identity)
        for _, comment in list(self.comments.find("by_file", file)):
            for _, reply in list(self.replies.find("by_comment", comment)):
                self.replies.remove(reply)
            self.comments.remove(comment)
        if self.files[file].type == DOCUMENT and self.tx.offers("docs.forget"):
            self.ask("docs.forget", file_id=file)
        self.files.remove(file)
        self.log([file], removed=True, lost=lost)


class Files(FileTables):
    """Files in every world: tables, and what the scheduler does with them. Agents reach them through Drive and Docs."""

    bookkeeping = ("files.changes.*", "files.marks.*", "new files.revisions", "files.files.*.head",
                   "files.files.*.modified", "files.files.*.modifier", "files.files.*.version")

    @tool("destroy", seconds=0, faces=INTERNAL)
    def purge_revision(self, revision: str) -> Json:
        """Delete a revision that is 30 days old, unless it is kept or has become the newest again."""
        row = self.revisions.get(revision)
        if row is None or row.keep_forever or self.files[row.file].head == revision:
            return {"purged": False}
        self.revisions.remove(revision)
        return {"purged": True}

    @tool("write", seconds=0, faces=INTERNAL)
    def plant_text(self, path: str, at: At, text: str) -> Json:
        """Put a text into a field of a file's rows; its newest revision, its document and its drive have it then too.

        A document's text is Markdown in the place of all of it, plain lines at its start or end.
        """
        spot = spot_of(self.tx, path)
        field = f"{spot.table}.{'.'.join(spot.steps)}"
        revision = self.revisions.get(spot.identity) if field == "files.revisions.blob" else None
        file = revision.file if revision is not None else spot.identity
        row = self.files.get(file)
        if row is None or (field != "files.files.blob" and (revision is None or row.head != spot.identity)):
            new = plant(self.tx, spot, at, text)
            if field == "files.drives.name":
                self.files.update(spot.identity, name=new.name)
            if field == "files.files.name" and new.drive == spot.identity:
                self.drives.update(spot.identity, name=new.name)
            return {"path": path}
        if not row.blob:
            raise StateError(f"{path!r}: {shown(row.name)} is {row.type} and has no content")
        if row.type == DOCUMENT and self.tx.offers("docs.plant_body"):
            self.ask("docs.plant_body", file_id=file, at=at, text=text)
        else:
            self.set_content(file, put_in(self.tx.blob(row.blob).decode(), at, text).encode())
        return {"path": path}
