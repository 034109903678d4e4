"""Drive tools that make files and folders and fill them."""

import base64 as b64
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.contents import content_of
from ..common.file_records import DOCUMENT, EDITORS, FOLDER, PRESENTATION, SHORTCUT, SPREADSHEET, File
from ..service import REST, tool
from .base import FileId, FolderId, Name, Note
from .converting import DOCX, KEPT_AS, editor_text, type_of
from .finding import Finding, text_of
from .records import ReservedId

Text: TypeAlias = Annotated[str, Field(max_length=2_000_000)]
Base64: TypeAlias = Annotated[str, Field(max_length=14_000_000, description="content that is no text")]
MediaType: TypeAlias = Annotated[
    str, Field(max_length=120, pattern="^([A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+)?$", examples=["", "text/csv"],
               description="media type; empty: by the name's ending")
]
Editor: TypeAlias = Literal["", "document", "spreadsheet", "presentation"]
EDITOR_TYPES = {"document": DOCUMENT, "spreadsheet": SPREADSHEET, "presentation": PRESENTATION}


class Creating(Finding):
    """Makes files."""

    @tool("write", seconds=2)
    def create_file(
        self,
        name: Name,
        text: Text = "",
        base64: Base64 = "",
        type: MediaType = "",
        folder: FolderId = "root",
        description: Note = "",
        editor: Annotated[
            Editor, Field(description="make it an editor's document out of the text (Markdown, HTML, a Word file; CSV "
                          "for a spreadsheet) instead of a file of its type")
        ] = "",
        file_id: Annotated[str, Field(max_length=80, description="an id that was made for it; empty: a new one")] = "",
    ) -> Json:
        """Create a file with content: `text`, or `base64` for what is no text. You own it, or its shared drive does.

        It opens to whom its folder is open to.
        """
        content = content_of(text, base64)
        kind = type or type_of(name, text=not base64)
        if kind in (FOLDER, SHORTCUT) or kind in EDITORS:
            raise ToolError("invalid_type", f"{kind} is made with drive.create_folder, drive.create_shortcut, or with "
                                            "`editor`.")
        identity = self._made(name, EDITOR_TYPES[editor] if editor else kind, folder,
                              {"description": description, "original_name": name}, file_id)
        self.fill(identity, content, kind)
        return self._shown(identity)

    def fill(self, file: str, content: bytes, source: str) -> None:
        """Give a file new content as an edit. An editor's document is made out of it: it comes in the type `source`."""
        editor = self.files[file].type
        word = editor == DOCUMENT and source == DOCX and self.tx.offers("docs.adopt_docx")
        if editor in EDITORS and not word:
            body = text_of(content)
            if body is None:
                raise ToolError("cannot_convert", "An editor's document is made out of text.")
            content = editor_text(body, source, editor).encode()
        self.save(file, b"" if word else content)
        self.content_changed(file)
        if word:
            self.ask("docs.adopt_docx", file_id=file, base64=b64.b64encode(content).decode())

    @tool("write")
    def create_folder(self, name: Name, folder: FolderId = "root", description: Note = "") -> Json:
        """Create a folder in a folder, in your My Drive, or in a shared drive."""
        return self._shown(self._made(name, FOLDER, folder, {"description": description}))

    @tool("write")
    def create_shortcut(self, target_id: FileId, folder: FolderId = "root", name: Annotated[
            str, Field(max_length=255, description="empty: the name of what it points to")] = "") -> Json:
        """Put a shortcut to a file or folder that you can see into a folder. It gives nobody access to the file."""
        points, title = self.pointing_to(target_id)
        return self._shown(self._made(name or title, SHORTCUT, folder, points))

    def pointing_to(self, target_id: str) -> tuple[dict[str, object], str]:
        """Return what a shortcut to a file keeps, and the file's name; one to a shortcut points where that does."""
        target = self.file_for(target_id)
        if target.type == SHORTCUT:
            target_id, target = target.target, self.file_for(target.target)
        return {"target": target_id, "target_type": target.type}, target.name

    @tool("write", faces=REST)
    def generate_ids(self, count: Annotated[int, Field(ge=1, le=1_000)] = 10) -> Json:
        """Make ids for files that you will create: drive.create_file with such a `file_id` makes no second file when
        it is asked again."""
        ids = [self.tx.new_id("file") for _ in range(count)]
        for identity in ids:
            self.reserved.put(identity, ReservedId(user=self.principal, at=self.tx.now))
        return {"ids": list[Json](ids)}

    def _own_id(self, identity: str) -> str:
        """Return an id that the caller had made, and use it up; ToolError if he has not, or has used it already."""
        if identity in self.files and self.files[identity].creator == self.principal:
            raise ToolError("already_exists", f"There is a file {shown(identity)} already.")
        row = self.reserved.get(identity)
        if row is None or row.user != self.principal:
            raise ToolError("invalid_id", f"{shown(identity)} is no id that you had made; leave it out for a new "
                                          "one.")
        self.reserved.remove(identity)
        return identity

    def _made(self, name: str, type: str, folder: str, fields: dict[str, object], identity: str = "") -> str:
        """Put a new row into a folder and return its id."""
        parent, above = self.folder_for(folder)
        self.check_depth(parent)
        identity = self._own_id(identity) if identity else self.tx.new_id("folder" if type == FOLDER else "file")
        self.files.put(identity, File.model_validate({
            "name": name, "type": type, "parent": parent, "owner": "" if above.drive else self.principal,
            "drive": above.drive, "created": self.tx.now, "creator": self.principal, "modified": self.tx.now,
            "modifier": self.principal, **fields,
        }))
        self.mark(identity, self.principal, modified_at=self.tx.now, viewed_at=self.tx.now)
        self.log([identity])
        return identity

    def _shown(self, identity: str) -> Json:
        return self.line(identity, self.files[identity], self.look())

    @tool("write", seconds=2)
    def update_content(
        self,
        file_id: FileId,
        text: Text = "",
        base64: Base64 = "",
        type: MediaType = "",
        keep_previous: Annotated[bool, Field(description="keep the revision before this one forever")] = False,
    ) -> Json:
        """Replace a file's whole content: a new revision. The one before goes after 30 days unless it is kept."""
        row = self.must(file_id, "modify_content", "edited")
        self.not_trashed(file_id, row)
        if type and (row.type in EDITORS or type in (FOLDER, SHORTCUT, *EDITORS)):
            raise ToolError("invalid_type", f"{shown(row.name)} is {row.type}; its type cannot become {type}.")
        if base64 and row.type in EDITORS:
            raise ToolError("invalid_type", f"{shown(row.name)} is an editor's document; give it text.")
        content = content_of(text, base64)
        if keep_previous and row.head:
            self.keep(file_id, row.head)
        revision = self.save(file_id, content, type=type)
        self.content_changed(file_id)
        return {"id": file_id, "revision": revision, "size": len(content)}

    def content_changed(self, file: str) -> None:
        """Hand a new text to the service that keeps documents' bodies; take back approvals where they say so."""
        new = self.files[file]
        if new.type == DOCUMENT and self.tx.offers("docs.adopt"):
            text = self.tx.blob(new.blob).decode()
            self.ask("docs.adopt", file_id=file, text=text, type=KEPT_AS[DOCUMENT])
        for _, identity in list(self.approvals.find("by_file", file)):
            row = self.approvals[identity]
            if row.status == "IN_PROGRESS" and row.on_change == "RESET_APPROVAL":
                responses = tuple(one.replace(said="NO_RESPONSE", at=0) for one in row.responses)
                self.approvals.update(identity, responses=responses, modified=self.tx.now)

    def keep(self, file: str, revision: str) -> None:
        """Keep a revision forever; ToolError where there are as many as Drive keeps."""
        kept = sum(row.keep_forever for row in self.revisions.found("by_file", file))
        if not self.revisions[revision].keep_forever and kept >= 200:
            raise ToolError("too_many", "200 revisions of a file are kept forever at the most.")
        self.revisions.update(revision, keep_forever=True)
