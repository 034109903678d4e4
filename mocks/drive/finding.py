"""Drive tools that look: search, folders, files, content, changes. Nothing here changes anything."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import Access
from ..common.file_records import DOCUMENT, FOLDER, SHORTCUT, Change, File, root_of
from ..common.files import EVERY, FOLDERS, OTHERS
from ..common.lines import TEXT_PAGE, clipped, listed, page_of
from ..service import REST, tool
from .base import DriveBase, FileId, FolderId, PageSize, PageToken
from .capabilities import ALL, Can, capabilities
from .converting import DOCX, convert, forms
from .query import AllOf, AnyOf, Node, Not, Term, parse
from .search import Context, compile_query, order_key, read_order, visibility

DEFAULT_ORDER = (("modifiedTime", True),)
FOLDERS_FIRST = (("folder", False), ("name", False))
BY_NAME = (FOLDERS_FIRST, (("name", False),))
Found = tuple[str, File]
_LAST = (10**18, "")


class Finding(DriveBase):
    """Looks at files."""

    @tool("read")
    def search_files(
        self,
        q: Annotated[str, Field(max_length=2_000)] = "",
        order_by: Annotated[
            str, Field(max_length=200, examples=["", "folder,name", "modifiedTime desc"],
                       description="keys as in Drive's orderBy; empty: last modified first")
        ] = "",
        max_results: PageSize = 20,
        page_token: PageToken = "",
        drive_id: Annotated[str, Field(max_length=80, description="only in this shared drive")] = "",
    ) -> Json:
        """Search all files and folders that you can find, in your drive, shared with you and in shared drives.

        `q` is a Drive query: name contains 'plan', fullText contains 'budget', mimeType = 'text/csv', modifiedTime >
        '2026-03-01', 'FOLDER_ID' in parents ('root': My Drive), 'amy@acme.test' in owners | writers | readers
        ('me': you), trashed = false, starred = true, sharedWithMe, visibility = 'anyoneWithLink', properties has {
        key='a' and value='b' }, 'labels/ID' in labels; joined by and, or, not, ( ). Trashed files are found too unless
        you say trashed = false.
        """
        context = Context(self, q)
        node = parse(q)
        if drive_id:
            self.drive_for(drive_id)
        order = read_order(order_by) or DEFAULT_ORDER
        page, token = self._page(context, node, order, drive_id, max_results, page_token)
        out: dict[str, Json] = {
            "files": [self.line(identity, row, context.mine) for identity, row in page]
        }
        if token:
            out["next_page_token"] = token
        return out

    @tool("read")
    def list_folder(
        self,
        folder: FolderId = "root",
        max_results: PageSize = 25,
        page_token: PageToken = "",
    ) -> Json:
        """List what lies in a folder or at the top of a shared drive, folders first, by name. Trash is left out."""
        identity = self.folder_id(folder)
        if identity not in self.files and identity == root_of(self.principal):
            return {"folder": "My Drive", "files": []}
        row = self.file_for(identity)
        if row.type == SHORTCUT:
            identity, row = row.target, self.file_for(row.target)
        if row.type != FOLDER:
            raise ToolError("not_a_folder", f"{shown(row.name)} is no folder; read it with drive.read_content.")
        context = Context(self, "")
        node = AllOf((Term("parents", "in", identity), Term("trashed", "=", False)))
        page, token = self._page(context, node, FOLDERS_FIRST, "", max_results, page_token)
        out: dict[str, Json] = {
            "folder": clipped(row.name, 200), "path": self.place(row),
            "files": [self.line(one, inner, context.mine) for one, inner in page],
        }
        if token:
            out["next_page_token"] = token
        return out

    def _page(self, context: Context, node: Node, order: tuple[tuple[str, bool], ...], drive: str, size: int,
              token: str, wanted: Callable[[str, File], bool] | None = None) -> tuple[list[Found], str]:
        """Return a page of matching files, of those that are wanted at all, and the token of the next.

        Who may see a file is asked last, and only until the page is full.
        """
        matches = compile_query(node, context)
        listing: Iterable[Found]
        if order == DEFAULT_ORDER:
            listing = self._newest(context, node, drive, token)
        elif order in BY_NAME:
            listing = self._by_name(context, node, drive, token, apart=order == FOLDERS_FIRST)
        else:
            listing = self._sorted(context, node, order, drive, token)
        page: list[Found] = []
        for identity, row in listing:
            if wanted is not None and not wanted(identity, row):
                continue
            if matches(identity, row) and context.found(identity, row):
                if len(page) == size:
                    last, before = page[-1]
                    return page, f"{before.modified}.{last}" if order == DEFAULT_ORDER else last
                page.append((identity, row))
        return page, ""

    def _sorted(self, context: Context, node: Node, order: tuple[tuple[str, bool], ...], drive: str, token: str
                ) -> list[Found]:
        """Return the files that a query can match in any order, from where a page token says."""
        found = sorted(self._newest(context, node, drive, ""), key=itemgetter(0))
        for key, descending in reversed(order):
            found.sort(key=order_key(key, context), reverse=descending)
        if not token:
            return found
        start = next((at for at, (identity, _) in enumerate(found, 1) if identity == token), 0)
        if not start:
            raise _gone(token)
        return found[start:]

    def _by_name(self, context: Context, node: Node, drive: str, token: str, *, apart: bool) -> Iterator[Found]:
        """Yield the files that a query can match by name, folders apart and first or not, from a page token on."""
        table, folder = self.files.table, _folder_of(node)
        inside = None if folder is None else table.find("by_parent", self.folder_id(folder))
        last = table.get(token) if token else None
        if token and last is None:
            raise _gone(token)
        for part in (FOLDERS, OTHERS) if apart else (EVERY,):
            if last is not None and part == FOLDERS and last.type != FOLDER:
                continue
            keys = table.find("by_name", part) if inside is None else inside
            for _, identity in keys if last is None else keys.beyond((last.name.lower(), token)):
                row = table[identity]
                if part != EVERY and (row.type == FOLDER) != (part == FOLDERS):
                    continue
                if (not drive or row.drive == drive) and not self.is_root(identity, row):
                    yield identity, row
            last = None

    def _newest(self, context: Context, node: Node, drive: str, token: str) -> Iterator[Found]:
        """Yield the files that a query can match, last modified first, from where a page token says."""
        stop = _LAST
        if token:
            found = re.fullmatch(r"(-?[0-9]{1,15})\.(\S{1,400})", token)
            if not found:
                raise ToolError("invalid_page_token", f"{shown(token)} is no page token; give `next_page_token` as "
                                                      "it came.")
            stop = (int(found[1]), found[2])
        table = self.files.table
        folder = _folder_of(node)
        if folder is not None:
            folder = root_of(context.me) if folder == "root" else folder
            inside = ((table[one].modified, one) for _, one in table.find("by_parent", folder))
            keys = sorted((key for key in inside if key < stop and key != stop), reverse=True)
            yield from ((one, table[one]) for _, one in keys if not drive or table[one].drive == drive)
            return
        listing = table.find("by_drive", drive) if drive else table.find("in_order", "")
        for _, identity in listing.below(stop):
            row = table[identity]
            if not self.is_root(identity, row):
                yield identity, row

    def drive_for(self, drive: str) -> None:
        """Refuse a shared drive that the caller has no access to."""
        if drive not in self.drives or (not self.unbound and self.access_to(drive) is None):
            raise ToolError("not_found", f"There is no shared drive {shown(drive)}, or you are no member of it; list "
                                         "yours with drive.list_shared_drives.")

    # --- one file ------------------------------------------------------------------------------------------------

    @tool("read")
    def get_file(self, file_id: FileId) -> Json:
        """Return all about a file or folder but its content: place, owner, times, sharing, locks, what you can do."""
        row = self.file_for(file_id)
        look = self.look()
        way = look.access(file_id)
        out = self.line(file_id, row, look)
        out.update({
            "path": self.place(row), "created": self.when(row.created), "creator": row.creator,
            "description": row.description, "version": row.version,
            "visibility": visibility(Context(self, "").granted(file_id)),
            "you_can": [name for name, given in self.can(file_id, row, way)._asdict().items() if given],
        })
        if way is not None:
            out["access_by"] = way.path
        if self.in_trash(file_id):
            out["in_trash"] = True
        for name, value in (("starred", f"{file_id} {self.principal}" in self.stars), ("limited_access", row.limited),
                            ("locked", row.locked), ("download_needs_writer", row.download_needs_writer)):
            if value:
                out[name] = True
        if row.locked:
            out["lock_reason"], out["locked_by"] = row.lock_reason, row.locked_by
        if row.drive:
            out["drive"] = row.drive
        if row.target:
            out["target_exists"] = row.target in self.files
        if row.head:
            out["revision"] = row.head
            out["can_be_given_as"] = listed(self._forms(row.type), 10, 80)
        for name, pairs in (("properties", row.properties), ("app_properties", row.app_properties)):
            if pairs:
                out[name] = dict(pairs)
        open_approvals = [one for _, one in self.approvals.find("by_file", file_id)
                          if self.approvals[one].status == "IN_PROGRESS"]
        if open_approvals:
            out["open_approvals"] = list[Json](open_approvals)
        labels = [self.labels[one.label].title for one in self.applied.found("by_file", file_id)]
        if labels:
            out["labels"] = listed(labels, 20, 80)
        return out

    def can(self, file: str, row: File, way: Access | None) -> Can:
        """Return what the caller can do with a file."""
        if self.unbound:
            return ALL
        return capabilities(row, way, self.drives.get(row.drive), top=self.is_root(file, row))

    def must(self, file: str, what: str, done: str) -> File:
        """Return a file that the caller has a capability on; ToolError says in which role he lacks it."""
        row = self.file_for(file)
        way = self.access_to(file)
        if not getattr(self.can(file, row, way), what):
            self.not_root(file, row, done)
            self.not_locked(row)
            role = way.role if way else "reader"
            raise ToolError("permission_denied", f"{shown(row.name)} cannot be {done} by you: you are {role} of it. "
                                                 "drive.get_file lists what you can do.")
        return row

    @tool("read")
    def read_content(
        self,
        file_id: FileId,
        offset: Annotated[int, Field(ge=0)] = 0,
        as_type: Annotated[
            str, Field(max_length=120, description="give the text in another form, such as text/plain, text/markdown, "
                       "text/html or text/csv, or of a document as a Word file; empty: as it is",
                       examples=["", "text/plain"])
        ] = "",
        revision_id: Annotated[str, Field(max_length=80, description="an older revision; empty: the newest")] = "",
    ) -> Json:
        """Read a file's content: text, or base64 for what is no text. Long files come in parts (`next_offset`)."""
        row = self.file_for(file_id)
        if row.type == SHORTCUT:
            if row.target not in self.files:
                raise ToolError("broken_shortcut", f"{shown(row.name)} points to a file that is gone.")
            return self.read_content(row.target, offset, as_type, revision_id)
        if row.type == FOLDER:
            raise ToolError("is_a_folder", f"{shown(row.name)} is a folder; list it with drive.list_folder.")
        type, blob = row.type, row.blob
        if revision_id:
            old = self.revisions.get(revision_id)
            if old is None or old.file != file_id or not self.can(file_id, row, self.access_to(file_id)).read_revisions:
                raise ToolError("not_found", f"{shown(row.name)} has no revision {shown(revision_id)} that you can "
                                             "read; list them with drive.list_revisions.")
            type, blob = old.type, old.blob
        content = self.tx.blob(blob) if blob else b""
        if as_type == DOCX and type == DOCUMENT and not revision_id and self.tx.offers("docs.render_docx"):
            content, type = base64.b64decode(self.ask("docs.render_docx", file_id=file_id)["base64"]), DOCX
        out: dict[str, Json] = {"id": file_id, "name": clipped(row.name, 255), "type": as_type or type,
                                "size": len(content)}
        text = text_of(content)
        if as_type and text is not None:
            text = self.given_as(file_id, row, text, as_type) if not revision_id else convert(text, type, as_type)
        elif as_type and as_type != type:
            raise ToolError("cannot_convert", f"{shown(row.name)} is {type}, which is no text; leave as_type out.")
        if text is None:
            out["base64"] = base64.b64encode(content[offset : offset + TEXT_PAGE]).decode()
            if len(content) > offset + TEXT_PAGE:
                out["next_offset"] = offset + TEXT_PAGE
        else:
            out["text"], following = page_of(text, offset)
            if following:
                out["next_offset"] = following
        return out

    def _forms(self, type: str) -> list[str]:
        """Return the types that a file's content can be given as in this world."""
        word = [DOCX] if type == DOCUMENT and self.tx.offers("docs.render_docx") else []
        return sorted([*forms(type), *word])

    def given_as(self, file: str, row: File, text: str, type: str) -> str:
        """Return a file's text in another form, from the service that keeps its body if there is one."""
        if row.type == DOCUMENT and type != row.type and self.tx.offers("docs.render"):
            return str(self.ask("docs.render", file_id=file, type=type)["text"])
        return convert(text, row.type, type)

    # --- changes -------------------------------------------------------------------------------------------------

    @tool("read", faces=REST)
    def list_changes(
        self,
        page_token: Annotated[str, Field(max_length=20, description="where to go on; empty: from the beginning")] = "",
        max_results: PageSize = 50,
        drive_id: Annotated[str, Field(max_length=80, description="only of this shared drive")] = "",
    ) -> Json:
        """List what has changed among the files you can see, oldest first, each file once by its last change.

        `removed` is what was deleted or is no longer open to you. With `next_page_token` there is more;
        `new_start_page_token` is for asking later what has changed since.
        """
        page, following, last = self.changes_since(page_token, max_results, lambda file, row: not drive_id or (
            row is not None and row.drive == drive_id))
        out: list[Json] = []
        for change, gone in page:
            entry: dict[str, Json] = {"file": change.file, "at": self.when(change.at), "kind": change.kind}
            if gone:
                entry["removed"] = True
            elif change.file in self.files:
                entry["name"] = clipped(self.files[change.file].name, 200)
            out.append(entry)
        if following:
            return {"changes": out, "next_page_token": str(following)}
        return {"changes": out, "new_start_page_token": str(last + 1)}

    def changes_since(self, token: str, size: int, wanted: Callable[[str, File | None], bool]
                      ) -> tuple[list[tuple[Change, bool]], int, int]:
        """Return the last change since a token of each file that the caller sees or has lost sight of, oldest first.

        With each goes whether the file is gone for him; then the number at which the next page begins, 0 if there is
        none, and the number of the last change that there is.
        """
        if token and not re.fullmatch("[0-9]{1,9}", token):
            raise ToolError("invalid_page_token", f"{shown(token)} is no page token of the changes.")
        start = int(token or 0)
        look = self.look()
        newest: dict[str, int] = {}
        shut_out: set[str] = set()
        for number, identity in self.changes.find("in_order", "").below((10**9, "")):
            if int(number) < start:
                break
            change = self.changes[identity]
            newest.setdefault(change.file, int(number))
            if any(key in look.keys for key in change.lost):
                shut_out.add(change.file)
        out: list[tuple[Change, bool]] = []
        following = 0
        for number in sorted(newest.values()):
            row = self.changes[f"{number:09}"]
            gone = row.removed or look.access(row.file) is None
            if (gone and row.file not in shut_out) or not wanted(row.file, self.files.get(row.file)):
                continue
            if len(out) == size:
                following = number
                break
            out.append((row, gone))
        return out, following, self.last_change()

    def last_change(self) -> int:
        """Return the number of the last change that there is, 0 for none."""
        return int(next(reversed(self.changes.find("in_order", "")), (0, ""))[0])

    @tool("read", faces=REST)
    def about(self) -> Json:
        """Say who you are here, and how many bytes of files you own."""
        rows = self.files.found("by_owner", self.principal)
        return {
            "user": self.principal, "files": len(rows), "bytes": sum(row.size for row in rows),
            "bytes_in_trash": sum(row.size for row in rows if row.trashed),
        }


def text_of(content: bytes) -> str | None:
    """Return a file's content if it is text."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _gone(token: str) -> ToolError:
    return ToolError("invalid_page_token", f"{shown(token)} is no page token of this search, or its file is gone from "
                                           "it; start again without one.")


def _folder_of(node: Node) -> str | None:
    """Return the folder that every match of a query must lie in, if it says so."""
    match node:
        case Term(field="parents", value=value):
            return str(value)
        case AllOf(parts=parts):
            return next((found for part in parts if (found := _folder_of(part)) is not None), None)
        case AnyOf() | Not() | Term():
            return None
