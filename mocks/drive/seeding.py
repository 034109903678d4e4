"""Set-up tools: files, permissions, shared drives and the rest, as they already are. Nobody is told."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access, may
from ..common.addresses import normalise
from ..common.contents import content_of
from ..common.file_records import (
    FOLDER,
    SHORTCUT,
    Comment,
    File,
    Grantee,
    Permission,
    Reply,
    Revision,
    Role,
    SharedDrive,
    permission_id,
)
from ..common.files import KEPT_FOR
from ..common.moments import MINUTE
from ..common.zones import read_moment
from ..service import INTERNAL, tool
from .base import DriveBase
from .converting import type_of
from .discussing import mentions_in
from .labelling import FieldSetting
from .records import (
    AccessProposal,
    Applied,
    Approval,
    AskedRole,
    FieldValue,
    Label,
    LabelField,
    Remark,
    Response,
)

Date = Annotated[str, Field(max_length=40, description="ISO; local to UTC without an offset")]
Ago = Annotated[int, Field(ge=0)]


class Seeding(DriveBase):
    """What world builders and task files call."""

    def _then(self, date: str, minutes_ago: int) -> int:
        if date and minutes_ago:
            raise ToolError("invalid_arguments", "Give date or minutes_ago, not both.")
        return read_moment(date, "UTC") if date else self.tx.now - minutes_ago * MINUTE

    def _fresh_file(self, identity: str, kind: str) -> str:
        if identity in self.files:
            raise ToolError("already_exists", f"There is a file {shown(identity)} already.")
        return identity or self.tx.new_id(kind)

    def _place(self, folder: str, owner: str) -> tuple[str, str]:
        """Return the folder and the shared drive that a seeded file lies in."""
        if not folder or folder == "root":
            return self.my_root(owner), ""
        row = self.files.get(folder)
        if row is None or row.type != FOLDER:
            raise ToolError("not_found", f"There is no folder {shown(folder)}.")
        return folder, row.drive

    @tool("write", seconds=0, faces=INTERNAL)
    def put_shared_drive(
        self,
        id: str,
        name: str,
        members: tuple[tuple[str, Literal["reader", "commenter", "writer", "fileOrganizer", "organizer"]], ...],
        date: Date = "",
        minutes_ago: Ago = 0,
        people_outside: bool = True,
        non_members: bool = True,
        readers_download: bool = True,
    ) -> Json:
        """Put a shared drive with its members: [address, role] pairs, people or groups; at least one organizer."""
        if not any(role == "organizer" for _, role in members):
            raise ToolError("invalid_arguments", "A shared drive needs an organizer.")
        identity, when = self._fresh_file(id, "drive"), self._then(date, minutes_ago)
        creator = normalise(next(who for who, role in members if role == "organizer"))
        self.drives.put(identity, SharedDrive(
            name=name, created=when, creator=creator, domain_only=not people_outside, members_only=not non_members,
            download_needs_writer=not readers_download,
        ))
        self.files.put(identity, File(name=name, type=FOLDER, drive=identity, created=when, creator=creator,
                                      modified=when, modifier=creator))
        for who, role in members:
            self.put_permission(identity, who, role, by=creator, date=date, minutes_ago=minutes_ago)
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_folder(
        self,
        name: str,
        owner: str,
        id: str = "",
        folder: str = "root",
        date: Date = "",
        minutes_ago: Ago = 0,
        limited: bool = False,
        description: str = "",
    ) -> Json:
        """Put a folder; in a shared drive `owner` is who made it."""
        identity, when, who = self._fresh_file(id, "folder"), self._then(date, minutes_ago), normalise(owner)
        parent, drive = self._place(folder, who)
        self.files.put(identity, File(
            name=name, type=FOLDER, parent=parent, drive=drive, owner="" if drive else who, created=when, creator=who,
            modified=when, modifier=who, limited=limited, description=description,
        ))
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_file(
        self,
        name: str,
        owner: str,
        text: str = "",
        base64: str = "",
        id: str = "",
        type: str = "",
        folder: str = "root",
        date: Date = "",
        minutes_ago: Ago = 0,
        created: Date = "",
        modifier: str = "",
        description: str = "",
        properties: tuple[tuple[str, str], ...] = (),
        trashed: bool = False,
        revision: str = "",
    ) -> Json:
        """Put a file with its content; in a shared drive `owner` is who made it.

        `date` is when it was last modified. An editor's document is given by its `type` and its text. `revision` is
        the id of its only revision.
        """
        who, by = normalise(owner), normalise(modifier) or normalise(owner)
        content = content_of(text, base64)
        kind = type or type_of(name, text=not base64)
        if kind in (FOLDER, SHORTCUT):
            raise ToolError("invalid_arguments", f"{kind} is put with drive.put_folder or drive.put_shortcut.")
        identity, when = self._fresh_file(id, "file"), self._then(date, minutes_ago)
        parent, drive = self._place(folder, who)
        revision, blob = revision or self.tx.new_id("rev"), self.tx.put_blob(content)
        self.files.put(identity, File(
            name=name, type=kind, parent=parent, drive=drive, owner="" if drive else who, blob=blob, size=len(content),
            created=min(when, read_moment(created, "UTC")) if created else when, creator=who, modified=when,
            modifier=by, description=description, original_name=name, properties=tuple(sorted(properties)),
            head=revision, trashed=trashed, trashed_at=self.tx.now if trashed else 0, trasher=by if trashed else "",
        ))
        self.revisions.put(revision, Revision(
            file=identity, number=1, blob=blob, size=len(content), type=kind, modified=when, modifier=by, name=name,
        ))
        if trashed:
            self.later("drive.purge", KEPT_FOR, file=identity, since=self.tx.now)
        return {"id": identity, "revision": revision}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_revision(self, file: str, text: str, modifier: str, date: Date = "", minutes_ago: Ago = 0,
                     keep_forever: bool = False, id: str = "") -> Json:
        """Put an older content of a file: before all its revisions so far, which are numbered anew.

        It goes in 30 days unless it is kept.
        """
        row = self.files.get(file)
        if row is None or not row.head:
            raise ToolError("not_found", f"There is no file with content {shown(file)}.")
        for _, identity in reversed(list(self.revisions.find("by_file", file))):
            self.revisions.update(identity, number=self.revisions[identity].number + 1)
        revision, content = id or self.tx.new_id("rev"), text.encode()
        self.revisions.put(revision, Revision(
            file=file, number=1, blob=self.tx.put_blob(content), size=len(content), type=row.type,
            modified=self._then(date, minutes_ago), modifier=normalise(modifier), name=row.original_name,
            keep_forever=keep_forever,
        ))
        if not keep_forever:
            self.later("files.purge_revision", KEPT_FOR, revision=revision)
        return {"revision": revision}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_shortcut(self, target: str, owner: str, id: str = "", folder: str = "root", name: str = "",
                     date: Date = "", minutes_ago: Ago = 0) -> Json:
        """Put a shortcut to a file."""
        points_to = self.files.get(target)
        if points_to is None:
            raise ToolError("not_found", f"There is no file {shown(target)}.")
        who, when = normalise(owner), self._then(date, minutes_ago)
        identity = self._fresh_file(id, "file")
        parent, drive = self._place(folder, who)
        self.files.put(identity, File(
            name=name or points_to.name, type=SHORTCUT, parent=parent, drive=drive, owner="" if drive else who,
            created=when, creator=who, modified=when, modifier=who, target=target,
            target_type=points_to.type,
        ))
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_permission(
        self,
        file: str,
        who: str,
        role: Literal["reader", "commenter", "writer", "fileOrganizer", "organizer"] = "reader",
        by: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
        expires: Date = "",
        discoverable: bool = False,
    ) -> Json:
        """Put a permission on a file, folder or shared drive: for an address, a group, a domain, or `anyone`."""
        row = self.files.get(file)
        if row is None:
            raise ToolError("not_found", f"There is no file {shown(file)}.")
        grantee = normalise(who)
        kind: Grantee = "anyone" if grantee == "anyone" else "domain" if "@" not in grantee else (
            "group" if grantee in self.tx.read("groups.groups") else "user"
        )
        grantee = "" if kind == "anyone" else grantee
        when, giver = self._then(date, minutes_ago), normalise(by) or row.owner or row.creator
        given: Role = role
        self.permissions.put(permission_id(file, kind, grantee), Permission(
            file=file, kind=kind, who=grantee, role=given, discoverable=discoverable, granted_by=giver,
            granted_at=when, expires=read_moment(expires, "UTC") if expires else 0,
        ))
        if kind == "user":
            self.mark(file, grantee, shared_at=when, shared_by=giver)
        return {"permission": permission_id(file, kind, grantee)}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_comment(self, file: str, author: str, text: str, id: str = "", date: Date = "", minutes_ago: Ago = 0,
                    quoted: str = "", answers: str = "", resolved: bool = False, assigned_to: str = "") -> Json:
        """Put a comment on a file, or with `answers` a reply to a comment; `@amy@acme.test` in it mentions somebody."""
        when, who, asked = self._then(date, minutes_ago), normalise(author), normalise(assigned_to)
        if id and (id in self.comments or id in self.replies):
            raise ToolError("already_exists", f"There is a comment {shown(id)} already.")
        if answers:
            if answers not in self.comments:
                raise ToolError("not_found", f"There is no comment {shown(answers)}.")
            identity = id or self.tx.new_id("reply")
            action: Literal["", "resolve"] = "resolve" if resolved else ""
            self.replies.put(identity, Reply(comment=answers, author=who, text=text, created=when, modified=when,
                                             action=action, assignee=asked, mentions=mentions_in(text)))
            above = self.comments[answers]
            self.comments.update(answers, modified=when, resolved=resolved or above.resolved,
                                 assignee=asked or above.assignee)
            return {"id": identity}
        if file not in self.files:
            raise ToolError("not_found", f"There is no file {shown(file)}.")
        identity = id or self.tx.new_id("comment")
        self.comments.put(identity, Comment(file=file, author=who, text=text, created=when, modified=when,
                                            quoted=quoted, resolved=resolved, assignee=asked,
                                            mentions=mentions_in(text)))
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_access_request(
        self,
        file: str,
        requester: str,
        role: AskedRole = "reader",
        for_person: str = "",
        message: str = "",
        id: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
    ) -> Json:
        """Put an open request for access to a file: of `requester`, for himself or for somebody else."""
        if file not in self.files:
            raise ToolError("not_found", f"There is no file {shown(file)}.")
        if id in self.proposals:
            raise ToolError("already_exists", f"There is a request {shown(id)} already.")
        who = normalise(requester)
        recipient = normalise(for_person) or who
        if may(access(self.tx, file, recipient), role):
            raise ToolError("nothing_to_do", f"{recipient} has access already.")
        identity = id or self.tx.new_id("request")
        self.proposals.put(identity, AccessProposal(
            file=file, requester=who, recipient=recipient, role=role, message=message,
            created=self._then(date, minutes_ago),
        ))
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_approval(
        self,
        file: str,
        initiator: str,
        reviewers: Annotated[tuple[str, ...], Field(min_length=1)],
        answers: Annotated[
            tuple[tuple[str, Literal["approved", "declined"]], ...], Field(description="[reviewer, answer] pairs")
        ] = (),
        remarks: Annotated[tuple[tuple[str, str], ...], Field(description="[author, text] pairs")] = (),
        id: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
        due: Date = "",
        cancelled: bool = False,
        reset_on_change: bool = True,
    ) -> Json:
        """Put an approval of a file, under way or ended as `answers` say: declined with the first that declines,
        approved with the last that approves.

        An approved file is locked, unless an edit takes no approval back.
        """
        row = self.files.get(file)
        if row is None:
            raise ToolError("not_found", f"There is no file {shown(file)}.")
        if id in self.approvals:
            raise ToolError("already_exists", f"There is an approval {shown(id)} already.")
        said = {normalise(who): answer for who, answer in answers}
        people = tuple(dict.fromkeys(map(normalise, reviewers)))
        unknown = sorted(said.keys() - set(people))
        if unknown:
            raise ToolError("not_found", f"{shown(unknown[0])} has an answer but is no reviewer.")
        status: Literal["IN_PROGRESS", "APPROVED", "CANCELLED", "DECLINED"] = (
            "CANCELLED" if cancelled else "DECLINED" if "declined" in said.values()
            else "APPROVED" if len(said) == len(people) else "IN_PROGRESS")
        when, who = self._then(date, minutes_ago), normalise(initiator)
        identity = id or self.tx.new_id("approval")
        self.approvals.put(identity, Approval(
            file=file, initiator=who, created=when, modified=when, due=read_moment(due, "UTC") if due else 0,
            completed=0 if status == "IN_PROGRESS" else when, status=status,
            on_change="RESET_APPROVAL" if reset_on_change else "NO_APPROVAL_ACTION",
            approved_revision=row.head if status == "APPROVED" else "",
            responses=tuple(_response(one, said.get(one), when) for one in people),
            remarks=tuple(Remark(author=normalise(author), text=text, at=when) for author, text in remarks),
        ))
        if status == "APPROVED" and reset_on_change:
            self.files.update(file, locked=True, lock_reason="approved", locked_by=who, locked_at=when)
        return {"id": identity, "status": status}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_label(
        self, id: str, title: str, description: str = "",
        fields: tuple[tuple[str, str, Literal["text", "longText", "integer", "dateString", "selection", "user"],
                            tuple[str, ...]], ...] = (),
    ) -> Json:
        """Put a kind of label; its fields are [id, name, type, choices]."""
        self.labels.put(id, Label(title=title, description=description, fields=tuple(
            LabelField(id=field, name=name, type=kind, choices=choices) for field, name, kind, choices in fields
        )))
        return {"id": id}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_label_on(self, file: str, label: str, fields: tuple[FieldSetting, ...] = ()) -> Json:
        """Put a label on a file, with values that are taken as they are."""
        if file not in self.files or label not in self.labels:
            raise ToolError("not_found", f"There is no file {shown(file)} or no label {shown(label)}.")
        self.applied.put(f"{file} {label}", Applied(file=file, label=label, values=tuple(
            FieldValue(field=one.field, values=one.values) for one in fields
        )))
        return {"id": file, "label": label}


def _response(reviewer: str, said: Literal["approved", "declined"] | None, at: int) -> Response:
    if said is None:
        return Response(reviewer=reviewer)
    return Response(reviewer=reviewer, said="APPROVED" if said == "approved" else "DECLINED", at=at)
