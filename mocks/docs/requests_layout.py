"""Requests on what surrounds the text: headers, footers, styles of pages and names, tabs, remarks."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from .draft import TabDraft
from .edit import Edit, Request, Tabbed
from .flow import EMPTY, Flow
from .markdown import SECTION
from .records import NamedRange, NamedStyle, NamedStyleType, Piece, Tab
from .vendor import (
    Fields,
    Id,
    Location,
    PageLook,
    ParagraphLook,
    Range,
    TextLook,
    mask,
    page_changes,
    paragraph_changes,
    text_changes,
)

Remark: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_048)]
DEEPEST = 3
"""Tabs lie three deep at the most, as Docs has it."""
MOST_TABS = 100


# --- headers and footers ---------------------------------------------------------------------------------------------


class _Create(Request):
    type: Literal["DEFAULT"]
    sectionBreakLocation: Location | None = None

    def make(self, edit: Edit, kind: Literal["header", "footer"]) -> str:
        """Add a segment, for the tab or for one section of it; return its id."""
        place = self.sectionBreakLocation
        tab = edit.draft.tab(place.tabId if place else "")
        number = -1 if place is None or place.index == 0 else _section(tab.body, place.index)
        page = tab.tab.page if number < 0 else tab.body.blocks[number].page
        if (old := page.header if kind == "header" else page.footer):
            raise ToolError("already_exists", f"There is a {kind} already: segment {old}.")
        name = edit.draft.fresh(f"kix.{kind}")
        tab.add(name, kind, (EMPTY,)).changed = True
        if number < 0:
            tab.set(page=page.replace(**{kind: name}))
        else:
            tab.body.put(number, tab.body.blocks[number].replace(page=page.replace(**{kind: name})))
        return name


def _section(flow: Flow, index: int) -> int:
    """Return the section break at an index."""
    number = flow.block_at(index)
    if flow.blocks[number].kind != "section":
        found = [str(flow.start(one)) for one, block in enumerate(flow.blocks) if block.kind == "section"]
        raise ToolError("invalid_index", f"There is no section break at {index}; there are some at "
                                         f"{', '.join(found)[:300]}.")
    return number


class CreateHeader(_Create):
    """Make a header."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        return {"createHeader": {"headerId": self.make(edit, "header")}}


class CreateFooter(_Create):
    """Make a footer."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        return {"createFooter": {"footerId": self.make(edit, "footer")}}


def _delete(tab: TabDraft, name: str, kind: Literal["header", "footer"]) -> None:
    if tab.kinds.get(name) != kind:
        raise ToolError("not_found", f"Tab {tab.tab.tab} has no {kind} {shown(name)}.")
    tab.remove(name)
    if getattr(tab.tab.page, kind) == name:
        tab.set(page=tab.tab.page.replace(**{kind: ""}))
    for number, block in enumerate(tab.body.blocks):
        if getattr(block.page, kind) == name:
            tab.body.put(number, block.replace(page=block.page.replace(**{kind: ""})))


class DeleteHeader(Tabbed):
    """Delete a header."""

    headerId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        _delete(edit.draft.tab(self.tabId), self.headerId, "header")
        return {}


class DeleteFooter(Tabbed):
    """Delete a footer."""

    footerId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        _delete(edit.draft.tab(self.tabId), self.footerId, "footer")
        return {}


# --- styles ----------------------------------------------------------------------------------------------------------


class UpdateDocumentStyle(Tabbed):
    """Set how the pages of a tab are laid out."""

    documentStyle: PageLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab = edit.draft.tab(self.tabId)
        tab.set(page=tab.tab.page.replace(**page_changes(self.documentStyle, self.fields)))
        return {}


class UpdateSectionStyle(Request):
    """Set how the sections that overlap a range are laid out."""

    range: Range
    sectionStyle: PageLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow = edit.flow(self.range)
        if self.range.segmentId:
            raise ToolError("invalid_range", "Only a body has sections; leave segmentId out.")
        flow.bounds(self.range.startIndex, self.range.endIndex)
        changes = page_changes(self.sectionStyle, self.fields)
        sections = [number for number, block in enumerate(flow.blocks) if block.kind == "section"]
        for number, behind in zip(sections, [*sections[1:], len(flow.blocks)], strict=True):
            last = flow.start(behind) if behind < len(flow.blocks) else flow.end
            if flow.start(number) < self.range.endIndex and last > self.range.startIndex:
                block = flow.blocks[number]
                flow.put(number, block.replace(page=block.page.replace(**changes)))
        return {}


class NamedLook(Model):
    """A named style and what is to be set in it."""

    namedStyleType: NamedStyleType
    textStyle: TextLook = TextLook()
    paragraphStyle: ParagraphLook = ParagraphLook()


class UpdateNamedStyle(Tabbed):
    """Set what a named style looks like. `fields`: paths such as `textStyle.bold`, or `textStyle` for all of it."""

    namedStyle: NamedLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, look = edit.draft.tab(self.tabId), self.namedStyle
        styles = {one.type: one for one in tab.tab.styles}
        old = styles.get(look.namedStyleType) or NamedStyle(type=look.namedStyleType)
        paths = ["textStyle", "paragraphStyle"] if self.fields.strip() == "*" else self.fields.split(",")
        text, paragraph = old.text, old.paragraph
        for path in paths:
            where, _, field = path.strip().partition(".")
            if where == "textStyle":
                text = text.replace(**text_changes(look.textStyle, field or "*"))
            elif where == "paragraphStyle":
                paragraph = paragraph.replace(**paragraph_changes(look.paragraphStyle, field or "*"))
            elif where != "namedStyleType":
                mask(where, NamedLook)
        styles[old.type] = old.replace(text=text, paragraph=paragraph)
        tab.set(styles=tuple(styles[name] for name in sorted(styles)))
        return {}


# --- tabs ------------------------------------------------------------------------------------------------------------


class TabLook(Model):
    """The vendor's TabProperties."""

    tabId: Id = ""
    title: Annotated[str, Field(max_length=50)] = ""
    parentTabId: Id = ""
    index: Annotated[int, Field(ge=0, le=1_000)] | None = None
    iconEmoji: Annotated[str, Field(max_length=20)] = ""
    nestingLevel: int = 0


def _number(edit: Edit, parent: str, moved: TabDraft | None, at: int | None) -> int:
    """Make room among the tabs below a parent; return the position there."""
    others = [one for one in edit.draft.children(parent) if one is not moved]
    place = len(others) if at is None else min(at, len(others))
    for number, one in enumerate(others):
        position = number if number < place else number + 1
        if one.tab.position != position:
            one.set(position=position)
    return place


class AddDocumentTab(Request):
    """Add a tab."""

    tabProperties: TabLook = TabLook()

    def apply(self, edit: Edit) -> dict[str, Json]:
        look, draft = self.tabProperties, edit.draft
        if len(draft.tabs) >= MOST_TABS:
            raise ToolError("too_large", f"A document has {MOST_TABS} tabs at the most.")
        deep, parent = 1, look.parentTabId
        while parent:
            deep, parent = deep + 1, draft.tab(parent).tab.parent
        if deep > DEEPEST:
            raise ToolError("too_deep", f"Tabs lie {DEEPEST} deep at the most.")
        name = draft.fresh("t")
        tab = Tab(file=draft.file, tab=name, title=look.title or f"Tab {len(draft.tabs) + 1}",
                  parent=look.parentTabId, emoji=look.iconEmoji,
                  position=_number(edit, look.parentTabId, None, look.index))
        added = draft.tabs[name] = TabDraft(tab, (), fresh=True)
        added.add("", "body", (SECTION, EMPTY)).changed = True
        return {"addDocumentTab": {"tabProperties": {"tabId": name, "title": tab.title, "index": tab.position}}}


class DeleteTab(Request):
    """Delete a tab with those below it."""

    tabId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        draft = edit.draft
        parent = draft.tab(self.tabId).tab.parent
        doomed = [draft.tab(self.tabId).tab.tab]
        for name in doomed:
            doomed.extend(one.tab.tab for one in draft.children(name))
        if len(doomed) == len(draft.tabs):
            raise ToolError("invalid_operation", "A document keeps at least one tab.")
        for name in doomed:
            del draft.tabs[name]
        _number(edit, parent, None, None)
        return {}


class UpdateDocumentTabProperties(Request):
    """Change a tab's title, emoji or place among its neighbours."""

    tabProperties: TabLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        look = self.tabProperties
        tab = edit.draft.tab(look.tabId)
        for name in mask(self.fields, TabLook):
            if name == "title":
                if not look.title:
                    raise ToolError("invalid_arguments", "A tab needs a title.")
                tab.set(title=look.title)
            elif name == "iconEmoji":
                tab.set(emoji=look.iconEmoji)
            elif name == "index":
                tab.set(position=_number(edit, tab.tab.parent, tab, look.index))
            elif self.fields.strip() != "*":
                raise ToolError("invalid_arguments", f"{name} of a tab cannot be changed; title, iconEmoji and index "
                                                     "can.")
        return {}


# --- remarks and suggestions -----------------------------------------------------------------------------------------


class InsertComment(Request):
    """Comment on a range."""

    range: Range
    content: Remark
    assigneeEmailAddress: Annotated[str, Field(max_length=320)] = ""

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow = edit.flow(self.range)
        flow.bounds(self.range.startIndex, self.range.endIndex)
        quoted = flow.slice(self.range.startIndex, self.range.endIndex)[:2_000]
        made = edit.host.remark("drive.comment", file_id=edit.draft.file, text=self.content, quoted=quoted,
                                assign_to=self.assigneeEmailAddress, anchor=tab.tab.tab)
        identity = str(made["id"])
        piece = Piece(segment=self.range.segmentId, start=self.range.startIndex, end=self.range.endIndex)
        tab.set(ranges=(*tab.tab.ranges, NamedRange(id=identity, name="", kind="comment", pieces=(piece,))))
        return {"insertComment": {"commentThread": {"commentId": identity}}}


class PostGiven(Model):
    """A remark."""

    content: Annotated[str, Field(max_length=2_048)] = ""
    assigneeEmail: Annotated[str, Field(max_length=320)] = ""
    commentAction: Literal["NO_COMMENT_ACTION_CHANGE", "RESOLVE", "REOPEN"] = "NO_COMMENT_ACTION_CHANGE"


class _OnThread(Request):
    commentId: Id = ""
    suggestionId: Id = ""

    def thread(self, edit: Edit) -> str:
        """Return the comment that is meant; remarks on suggestions are comments on their text."""
        if not self.commentId or self.suggestionId:
            raise ToolError("unsupported", "Remarks belong to comments: give commentId alone. A suggestion itself has "
                                           "no thread here; comment on its text.")
        return self.commentId


class AddCommentReply(_OnThread):
    """Answer a comment."""

    post: PostGiven

    def apply(self, edit: Edit) -> dict[str, Json]:
        action = {"RESOLVE": "resolve", "REOPEN": "reopen"}.get(self.post.commentAction, "")
        made = edit.host.remark("drive.reply_to_comment", comment_id=self.thread(edit), text=self.post.content,
                                action=action, assign_to=self.post.assigneeEmail)
        return {"addCommentReply": {"post": {"postId": made["id"]}}}


class UpdateCommentPost(_OnThread):
    """Change one's own comment or reply."""

    postId: Id = ""
    content: Remark

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.host.remark("drive.edit_comment", comment_id=self.postId or self.thread(edit), text=self.content)
        return {}


class DeleteComment(Request):
    """Delete one's own comment."""

    commentId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.host.remark("drive.delete_comment", comment_id=self.commentId)
        for tab in edit.draft.tabs.values():
            kept = tuple(one for one in tab.tab.ranges if one.id != self.commentId)
            if len(kept) < len(tab.tab.ranges):
                tab.set(ranges=kept)
        return {}


class DeleteCommentReply(_OnThread):
    """Delete one's own reply."""

    postId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        self.thread(edit)
        edit.host.remark("drive.delete_comment", comment_id=self.postId)
        return {}


class _OnSuggestion(Request):
    suggestionId: Id


class AcceptSuggestion(_OnSuggestion):
    """Accept a suggestion."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.host.decide(edit.draft, self.suggestionId, "accepted")
        return {}


class RejectSuggestion(_OnSuggestion):
    """Reject a suggestion."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.host.decide(edit.draft, self.suggestionId, "rejected")
        return {}


class DeleteSuggestion(_OnSuggestion):
    """Take one's own suggestion back."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.host.decide(edit.draft, self.suggestionId, "deleted")
        return {}
