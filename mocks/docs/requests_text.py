"""Requests on text: insert, delete, replace, style, bullets, named ranges."""

import re
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from .draft import TabDraft
from .edit import Edit, Placed, Request
from .flow import Flow
from .records import Block, BulletList, NamedRange, ParagraphRestyle, Piece
from .units import cleaned, units, wide
from .vendor import Fields, Id, ParagraphLook, Range, Tabs, TextLook, lines_after, mask, paragraph_changes, text_changes

Text: TypeAlias = Annotated[str, Field(max_length=200_000)]
Preset: TypeAlias = Literal[
    "BULLET_DISC_CIRCLE_SQUARE", "BULLET_DIAMONDX_ARROW3D_SQUARE", "BULLET_CHECKBOX", "BULLET_ARROW_DIAMOND_DISC",
    "BULLET_STAR_CIRCLE_SQUARE", "BULLET_ARROW3D_CIRCLE_SQUARE", "BULLET_LEFTTRIANGLE_DIAMOND_DISC",
    "BULLET_DIAMONDX_HOLLOWDIAMOND_SQUARE", "BULLET_DIAMOND_CIRCLE_SQUARE", "NUMBERED_DECIMAL_ALPHA_ROMAN",
    "NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS", "NUMBERED_DECIMAL_NESTED", "NUMBERED_UPPERALPHA_ALPHA_ROMAN",
    "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL", "NUMBERED_ZERODECIMAL_ALPHA_ROMAN",
]
STEP = 36_000
"""How far each level of a list is indented: 36 points."""


class InsertText(Placed):
    """Insert text."""

    can_suggest: ClassVar[bool] = True
    text: Text

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        edit.insert(tab, flow, index, self.text)
        return {}


class DeleteContentRange(Request):
    """Delete a range."""

    can_suggest: ClassVar[bool] = True
    range: Range

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow = edit.flow(self.range)
        edit.delete(tab, flow, self.range.startIndex, self.range.endIndex)
        return {}


class Criteria(Request):
    """What text to look for."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    matchCase: bool = False
    searchByRegex: bool = False


class ReplaceAllText(Request):
    """Replace every occurrence of a text, in all segments."""

    can_suggest: ClassVar[bool] = True
    containsText: Criteria
    replaceText: Text = ""
    tabsCriteria: Tabs = Tabs()

    def apply(self, edit: Edit) -> dict[str, Json]:
        if self.containsText.searchByRegex:
            raise ToolError("unsupported", "searchByRegex is not supported; give the text itself.")
        count = 0
        for tab in edit.draft.chosen(self.tabsCriteria.tabIds):
            for flow in list(tab.flows.values()):
                found = occurrences(flow, self.containsText.text, case=self.containsText.matchCase)
                for start, end in reversed(found):
                    _replace(edit, tab, flow, start, end, self.replaceText)
                count += len(found)
        return {"replaceAllText": {"occurrencesChanged": count}}


def occurrences(flow: Flow, text: str, *, case: bool = True) -> list[tuple[int, int]]:
    """Return where a text occurs within paragraphs, as ranges, the first first."""
    pattern = re.compile(re.escape(text), 0 if case else re.IGNORECASE)
    out: list[tuple[int, int]] = []
    for number, block in enumerate(flow.blocks):
        if block.kind != "paragraph" or (case and text not in block.text):
            continue
        behind = flow.start(number)
        line = block.text[:-1]
        out.extend((behind + units(line[: found.start()]), behind + units(line[: found.end()]))
                   for found in pattern.finditer(line))
    return out


def _replace(edit: Edit, tab: TabDraft, flow: Flow, start: int, end: int, text: str) -> None:
    number, offset = flow.place(start)
    style = None
    for run in flow.blocks[number].runs:
        if offset < run.length:
            style = run.style
            break
        offset -= run.length
    if edit.suggesting:
        if cleaned(text):
            edit.insert(tab, flow, end, text, style=style)
        edit.delete(tab, flow, start, end)
        return
    if cleaned(text):  # behind the old text, so that ranges around it still hold something when that goes
        edit.insert(tab, flow, start, text, style=style)
        start, end = start + units(cleaned(text)), end + units(cleaned(text))
    edit.delete(tab, flow, start, end)


class UpdateTextStyle(Request):
    """Set the style of the text in a range."""

    can_suggest: ClassVar[bool] = True
    range: Range
    textStyle: TextLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow = edit.flow(self.range)
        changes = text_changes(self.textStyle, self.fields)
        edit.restyle(tab, flow, self.range.startIndex, self.range.endIndex, changes)
        return {}


class UpdateParagraphStyle(Request):
    """Set the style of the paragraphs that overlap a range."""

    can_suggest: ClassVar[bool] = True
    range: Range
    paragraphStyle: ParagraphLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow = edit.flow(self.range)
        changes = paragraph_changes(self.paragraphStyle, self.fields)
        names = mask(self.fields, ParagraphLook)
        bordered = any(name.startswith("border") for name in names)

        def change(block: Block) -> Block:
            style = block.style.replace(**changes)
            if bordered:
                style = style.replace(borders=lines_after(style.borders, self.paragraphStyle, names))
            if edit.suggesting:
                fields = tuple(sorted([*changes, *(["borders"] if bordered else [])]))
                one = ParagraphRestyle(suggestion=edit.suggestion(tab), fields=fields, style=style)
                return block.replace(restyled=(*block.restyled, one))
            if style.named.startswith("HEADING") and not style.heading_id:
                style = style.replace(heading_id=edit.draft.fresh("h"))
            return block.replace(style=style)

        flow.set_paragraphs(self.range.startIndex, self.range.endIndex, change)
        return {}


class CreateParagraphBullets(Request):
    """Make the paragraphs that overlap a range a list; tabs in front of them say how deep."""

    range: Range
    bulletPreset: Preset

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow = edit.flow(self.range)
        flow.bounds(self.range.startIndex, self.range.endIndex)
        numbers = flow.within(self.range.startIndex, self.range.endIndex)
        if not numbers:
            raise ToolError("invalid_range", "The range holds no paragraph.")
        name = self._list(edit, tab, flow, numbers[0])
        for number in numbers:
            text = flow.blocks[number].text
            deep = len(text) - len(text.lstrip("\t"))
            if deep:
                flow.delete(flow.start(number), flow.start(number) + deep)
            level = min(deep, 8)
            block = flow.blocks[number]
            style = block.style.replace(indent_start=STEP * (level + 1), indent_first=STEP * level + STEP // 2)
            flow.put(number, block.replace(list=name, level=level, style=style))
        return {}

    def _list(self, edit: Edit, tab: TabDraft, flow: Flow, first: int) -> str:
        """Return the list of the paragraph before, if it has the same preset, or a new one."""
        before = flow.blocks[first - 1].list if first else ""
        if before and tab.presets.get(before) == self.bulletPreset:
            return before
        name = edit.draft.fresh("kix")
        tab.set(lists=(*tab.tab.lists, BulletList(id=name, preset=self.bulletPreset)))
        return name


class DeleteParagraphBullets(Request):
    """Take the paragraphs that overlap a range out of their lists; they stay indented as they look."""

    range: Range

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow = edit.flow(self.range)

        def change(block: Block) -> Block:
            if not block.list:
                return block
            style = block.style.replace(indent_first=block.style.indent_start)
            return block.replace(list="", level=0, style=style)

        flow.set_paragraphs(self.range.startIndex, self.range.endIndex, change)
        return {}


class CreateNamedRange(Request):
    """Give a range a name."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    range: Range

    def apply(self, edit: Edit) -> dict[str, Json]:
        if len(wide(self.name)) > 256:
            raise ToolError("invalid_arguments", "name must have at most 256 UTF-16 code units.")
        tab, flow = edit.flow(self.range)
        flow.bounds(self.range.startIndex, self.range.endIndex)
        identity = edit.draft.fresh("kix")
        piece = Piece(segment=self.range.segmentId, start=self.range.startIndex, end=self.range.endIndex)
        tab.set(ranges=(*tab.tab.ranges, NamedRange(id=identity, name=self.name, pieces=(piece,))))
        return {"createNamedRange": {"namedRangeId": identity}}


class _Ranged(Request):
    """A request on named ranges, by id or by name."""

    namedRangeId: Id = ""
    tabsCriteria: Tabs = Tabs()

    def chosen(self, edit: Edit, name: str) -> list[tuple[TabDraft, NamedRange]]:
        """Return the ranges that are meant; ToolError where an id is not there."""
        if bool(name) == bool(self.namedRangeId):
            raise ToolError("invalid_arguments", "Give either the id or the name of the range.")
        found = [(tab, one) for tab in edit.draft.chosen(self.tabsCriteria.tabIds) for one in tab.tab.ranges
                 if one.kind == "named" and (one.id == self.namedRangeId if self.namedRangeId else one.name == name)]
        if self.namedRangeId and not found:
            raise ToolError("not_found", f"There is no named range {shown(self.namedRangeId)}.")
        return found


class DeleteNamedRange(_Ranged):
    """Delete a named range, or all of a name; their content stays."""

    name: Annotated[str, Field(max_length=256)] = ""

    def apply(self, edit: Edit) -> dict[str, Json]:
        for tab, one in self.chosen(edit, self.name):
            tab.set(ranges=tuple(other for other in tab.tab.ranges if other.id != one.id))
        return {}


class ReplaceNamedRangeContent(_Ranged):
    """Replace what a named range, or all of a name, hold: the first stretch gets the text, others are deleted."""

    namedRangeName: Annotated[str, Field(max_length=256)] = ""
    text: Text = ""

    def apply(self, edit: Edit) -> dict[str, Json]:
        for tab, old in self.chosen(edit, self.namedRangeName):
            one = next((now for now in tab.tab.ranges if now.id == old.id), None)
            if one is None:  # it lay in another of the same name
                continue
            for piece in sorted(one.pieces[1:], key=lambda piece: (piece.segment, -piece.start)):
                edit.delete(tab, tab.segment(piece.segment), piece.start, piece.end)
            now = next(now for now in tab.tab.ranges if now.id == old.id)
            first = now.pieces[0]
            flow, text = tab.segment(first.segment), cleaned(self.text)
            _replace(edit, tab, flow, first.start, first.end, text)
            others = tuple(other for other in tab.tab.ranges if other.id != old.id)
            if text:
                piece = first.replace(end=first.start + units(text))
                others = (*others, now.replace(pieces=(piece,)))
            tab.set(ranges=others)
        return {}
