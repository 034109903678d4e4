"""A document as the vendor's `documents.get` gives it: tabs, bodies of structural elements, styles.

Numbers that may have a fraction are integers where they have none and decimal text (`"10.5"`) where they do, as no
result holds a float.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from ...snapshots.digest import Json
from .draft import Draft, TabDraft
from .flow import length
from .forms import table_rows
from .records import Block, Border, CellStyle, Element, PageStyle, ParagraphStyle, Run, TextStyle
from .units import narrow, runs_of, units, wide

Object = dict[str, Json]


def document(file: str, title: str, revision: str, mode: str, draft: Draft, *, tabs: bool) -> Object:
    """Return a document: with its tabs, or as the vendor gives it without them, the first tab's content at the top."""
    head: Object = {"documentId": file, "title": title, "revisionId": revision, "suggestionsViewMode": mode}
    if tabs:
        return {**head, "tabs": list[Json](_tabs(draft, "", 0))}
    return {**head, **_content(draft.tab())}


def _tabs(draft: Draft, parent: str, level: int) -> list[Object]:
    out: list[Object] = []
    for index, one in enumerate(draft.children(parent)):
        row = one.tab
        facts: Object = {"tabId": row.tab, "title": row.title, "index": index, "nestingLevel": level}
        facts |= {"parentTabId": parent} if parent else {}
        facts |= {"iconEmoji": row.emoji} if row.emoji else {}
        tab: Object = {"tabProperties": facts, "documentTab": _content(one)}
        below = _tabs(draft, row.tab, level + 1)
        out.append({**tab, "childTabs": list[Json](below)} if below else tab)
    return out


def _content(tab: TabDraft) -> Object:
    """Return what a tab holds. What it has none of is left out."""
    out: Object = {"body": {"content": _elements(tab.body.blocks)},
                   "documentStyle": page_style(tab.tab.page, of_document=True),
                   "namedStyles": {"styles": [{
                       "namedStyleType": one.type, "textStyle": text_style(one.text),
                       "paragraphStyle": {**paragraph_style(one.paragraph), "namedStyleType": one.type},
                   } for one in tab.tab.styles]}}
    for name, kind in (("headers", "header"), ("footers", "footer"), ("footnotes", "footnote")):
        found: Object = {one: {f"{kind}Id": one, "content": _elements(flow.blocks)}
                         for one, flow in tab.flows.items() if tab.kinds[one] == kind}
        out |= {name: found} if found else {}
    images: Object = {run.element.id: _image(run.element) for flow in tab.flows.values() for block in flow.blocks
                      for run in block.runs if run.element is not None and run.element.kind == "image"}
    out |= {"inlineObjects": images} if images else {}
    if tab.tab.lists:
        out["lists"] = {one.id: {"listProperties": {"nestingLevels": [
            _level(one.preset, level) for level in range(9)]}} for one in tab.tab.lists}
    named: dict[str, list[Json]] = {}
    for one in tab.tab.ranges:
        if one.kind == "named":
            named.setdefault(one.name, []).append({"namedRangeId": one.id, "name": one.name, "ranges": [
                {"startIndex": at.start, "endIndex": at.end, **({"segmentId": at.segment} if at.segment else {})}
                for at in one.pieces]})
    if named:
        out["namedRanges"] = {name: {"name": name, "namedRanges": ranges} for name, ranges in named.items()}
    return out


# --- structure -------------------------------------------------------------------------------------------------------


def _elements(blocks: Sequence[Block], at: int = 0) -> list[Json]:
    """Return blocks as structural elements, the first of which begins at an index."""
    starts = [at, *accumulate(map(length, blocks), initial=at)][1:]
    out: list[Json] = []
    number = 0
    while number < len(blocks):
        block, first = blocks[number], number
        match block.kind:
            case "paragraph":
                value: Object = {"paragraph": _paragraph(block, starts[number])}
            case "section":
                value = {"sectionBreak": {"sectionStyle": page_style(block.page)}}
            case "contents":
                number = next(i for i in range(first, len(blocks)) if blocks[i].kind == "contents_end")
                value = {"tableOfContents": {"content": _elements(blocks[first + 1 : number], starts[first + 1])}}
            case _:
                value, number = _table(blocks, first, starts)
        number += 1
        begin: Object = {"startIndex": starts[first]} if starts[first] else {}
        out.append({**begin, "endIndex": starts[number], **value})
    return out


def _table(blocks: Sequence[Block], first: int, starts: Sequence[int]) -> tuple[Object, int]:
    """Return a table, and the number of the block that ends it."""
    rows, last = table_rows(blocks, first)
    number, made = first + 1, list[Json]()
    for row in rows:
        row_number, cells = number, list[Json]()
        number += 1
        for inside in row:
            cell, begin = blocks[number], starts[number]
            number += 1 + len(inside)
            cells.append({"startIndex": begin, "endIndex": starts[number], "tableCellStyle": cell_style(cell.cell),
                          "content": _elements(inside, begin + 1)})
        look, pinned = blocks[row_number].row, len(made) < blocks[first].pinned
        made.append({"startIndex": starts[row_number], "endIndex": starts[number], "tableCells": cells,
                     "tableRowStyle": {"minRowHeight": size(look.min_height), **_set(
                         tableHeader=look.header or pinned, preventOverflow=look.prevent_overflow)}})
    columns: list[Json] = [
        {"widthType": "FIXED_WIDTH", "width": size(one.width)} if one.width else {"widthType": "EVENLY_DISTRIBUTED"}
        for one in blocks[first].columns
    ]
    return {"table": {"rows": len(rows), "columns": max(map(len, rows)), "tableRows": made,
                      "tableStyle": {"tableColumnProperties": columns}}}, last


def _paragraph(block: Block, at: int) -> Object:
    body, elements, offset = wide(block.text), list[Json](), 0
    for run in runs_of(block.runs, units(block.text)):
        text = narrow(body[offset : offset + run.length])
        elements.append({**({"startIndex": at + offset} if at + offset else {}),
                         "endIndex": at + offset + run.length, **_run(run, text)})
        offset += run.length
    out: Object = {"elements": elements, "paragraphStyle": paragraph_style(block.style)}
    if block.list:
        out["bullet"] = {"listId": block.list, **({"nestingLevel": block.level} if block.level else {})}
    if block.restyled:
        out["suggestedParagraphStyleChanges"] = {
            one.suggestion: {"paragraphStyle": paragraph_style(one.style)} for one in block.restyled}
    return out


_OWN_NAMES = {"page_break": "pageBreak", "column_break": "columnBreak", "footnote": "footnoteReference",
              "rule": "horizontalRule", "image": "inlineObjectElement", "person": "person", "rich_link": "richLink",
              "date": "dateElement", "dropdown": "dropdown", "auto_text": "autoText", "equation": "equation"}


def _run(run: Run, text: str) -> Object:
    """Return a stretch of text, or an element, with what is suggested of it."""
    said: Object = {}
    if run.inserted:
        said["suggestedInsertionIds"] = list[Json](run.inserted)
    if run.deleted:
        said["suggestedDeletionIds"] = list[Json](run.deleted)
    if run.element is not None and run.element.kind == "equation":
        return {"equation": said}
    if run.restyled:
        said["suggestedTextStyleChanges"] = {one.suggestion: {"textStyle": text_style(one.style)}
                                             for one in run.restyled}
    said["textStyle"] = text_style(run.style)
    if run.element is None:
        return {"textRun": {"content": text, **said}}
    return {_OWN_NAMES[run.element.kind]: {**_facts(run.element), **said}}


def _facts(one: Element) -> Object:
    match one.kind:
        case "footnote":
            return {"footnoteId": one.id, **_given(footnoteNumber=one.get("number"))}
        case "image":
            return {"inlineObjectId": one.id}
        case "person":
            return {"personId": one.id, "personProperties": _given(name=one.get("name"), email=one.get("email"))}
        case "rich_link":
            return {"richLinkId": one.id, "richLinkProperties": _given(
                title=one.get("title"), uri=one.get("uri"), mimeType=one.get("mime_type"))}
        case "date":
            return {"dateId": one.id, "dateElementProperties": _given(
                timestamp=one.get("timestamp"), timeZoneId=one.get("zone"), dateFormat=one.get("format"),
                timeFormat=one.get("time_format"), displayText=one.get("text"), locale="en")}
        case "dropdown":
            return {"dropdownId": one.id, "dropdownProperties": _given(
                dropdownDefinitionId=one.get("definition"), selectedOptionId=one.get("option"),
                displayValue=one.get("text"))}
        case "auto_text":
            return _given(type=one.get("type"))
        case _:
            return {}


def _image(one: Element) -> Object:
    shown: Object = {"imageProperties": {"contentUri": one.get("uri"), "sourceUri": one.get("uri")}}
    if one.get("height") and one.get("width"):
        shown["size"] = {"height": size(int(one.get("height"))), "width": size(int(one.get("width")))}
    return {"objectId": one.id, "inlineObjectProperties": {"embeddedObject": shown}}


_NUMBERED = {"DECIMAL": "DECIMAL", "NESTED": "DECIMAL", "ZERODECIMAL": "ZERO_DECIMAL", "ALPHA": "ALPHA",
             "UPPERALPHA": "UPPER_ALPHA", "ROMAN": "ROMAN", "UPPERROMAN": "UPPER_ROMAN"}
_SYMBOLS = {"DISC": "\u25cf", "CIRCLE": "\u25cb", "SQUARE": "\u25a0", "DIAMONDX": "\u2756", "ARROW3D": "\u27a2",
            "CHECKBOX": "\u2610", "ARROW": "\u2794", "DIAMOND": "\u25c6", "STAR": "\u2605",
            "LEFTTRIANGLE": "\u25c4", "HOLLOWDIAMOND": "\u25c7"}


def _level(preset: str, level: int) -> Json:
    """Return a nesting level of a list: the three that a preset names come round again below them."""
    kind, *names = preset.removesuffix("_PARENS").split("_")
    nested = names[-1] == "NESTED"
    name = names[0] if nested else names[level % len(names)]
    out: Object = {"bulletAlignment": "START", "startNumber": 1, "indentFirstLine": size(18_000 + level * 36_000),
                   "indentStart": size(36_000 + level * 36_000)}
    if kind == "BULLET":
        shape: Object = {"glyphFormat": f"%{level}", "glyphType": "GLYPH_TYPE_UNSPECIFIED"}
        return {**out, **(shape if name == "CHECKBOX" else {"glyphFormat": f"%{level}", "glyphSymbol": _SYMBOLS[name]})}
    marks = ".".join(f"%{one}" for one in range(level + 1)) if nested else f"%{level}"
    return {**out, "glyphType": _NUMBERED[name], "glyphFormat": f"{marks}{')' if preset.endswith('_PARENS') else '.'}"}


# --- styles ----------------------------------------------------------------------------------------------------------


def number(thousandths: int) -> Json:
    """Return thousandths as a number: an integer, or decimal text where there is a fraction."""
    whole, rest = divmod(abs(thousandths), 1000)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{whole}.{rest:03}".rstrip("0") if rest else whole * (-1 if thousandths < 0 else 1)


def size(thousandths: int) -> Object:
    """Return a length."""
    return {"magnitude": number(thousandths), "unit": "PT"}


def color(text: str) -> Object:
    """Return a colour that stands as `#rrggbb`; one that stands as `none` is transparent."""
    if text == "none":
        return {}
    parts = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    rgb: Object = {name: number((part * 1000 + 127) // 255) for name, part in
                   zip(("red", "green", "blue"), parts, strict=True) if part}
    return {"color": {"rgbColor": rgb}}


def _set(**values: bool | int | str | None) -> Object:
    """Return the fields that are set, false ones too."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _given(**values: str) -> Object:
    return {name: value for name, value in values.items() if value}


def _lengths(lengths: Mapping[str, int | None]) -> Object:
    return {name: size(value) for name, value in lengths.items() if value is not None}


def text_style(style: TextStyle) -> Object:
    """Return how text looks, as far as it is not inherited."""
    out = _set(bold=style.bold, italic=style.italic, underline=style.underline, strikethrough=style.strikethrough,
               smallCaps=style.small_caps, baselineOffset=style.baseline)
    for name, value in (("backgroundColor", style.background), ("foregroundColor", style.foreground)):
        out |= {name: color(value)} if value else {}
    if style.size:
        out["fontSize"] = size(style.size)
    if style.font:
        out["weightedFontFamily"] = {"fontFamily": style.font, "weight": style.weight or 400}
    if style.link:
        kind, _, target = style.link.removeprefix("#").partition("=")
        own = {"heading": "headingId", "bookmark": "bookmarkId", "tab": "tabId"}.get(kind)
        out["link"] = {own: target} if own and style.link.startswith("#") else {"url": style.link}
    return out


def paragraph_style(style: ParagraphStyle) -> Object:
    """Return how a paragraph is set, as far as its named style does not say."""
    out = _set(namedStyleType=style.named, alignment=style.alignment, direction=style.direction or "LEFT_TO_RIGHT",
               spacingMode=style.spacing_mode, keepLinesTogether=style.keep_together, keepWithNext=style.keep_with_next,
               avoidWidowAndOrphan=style.avoid_widows, pageBreakBefore=style.page_break_before,
               headingId=style.heading_id)
    if style.line_spacing:
        out["lineSpacing"] = number(style.line_spacing)
    out |= _lengths({"spaceAbove": style.space_above, "spaceBelow": style.space_below,
                     "indentStart": style.indent_start, "indentEnd": style.indent_end,
                     "indentFirstLine": style.indent_first})
    if style.shading:
        out["shading"] = {"backgroundColor": color(style.shading)}
    return {**out, **_borders(style.borders, padded=True)}


def _borders(borders: Sequence[Border], *, padded: bool = False) -> Object:
    return {f"border{one.side.capitalize()}": {
        "color": color(one.color or "#000000"), "width": size(one.width), "dashStyle": one.dash,
        **({"padding": size(one.padding)} if padded else {}),
    } for one in borders}


def cell_style(style: CellStyle) -> Object:
    """Return how a cell of a table looks."""
    out = _set(rowSpan=style.row_span, columnSpan=style.column_span, contentAlignment=style.alignment)
    if style.background:
        out["backgroundColor"] = color(style.background)
    out |= _lengths({"paddingTop": style.padding_top, "paddingBottom": style.padding_bottom,
                     "paddingLeft": style.padding_left, "paddingRight": style.padding_right})
    return {**out, **_borders(style.borders)}


def page_style(style: PageStyle, *, of_document: bool = False) -> Object:
    """Return how pages are laid out, of a section or of a whole tab."""
    out = _set(flipPageOrientation=style.flipped, useFirstPageHeaderFooter=style.first_differs,
               pageNumberStart=style.first_number or None, defaultHeaderId=style.header, defaultFooterId=style.footer)
    out |= _lengths({"marginTop": style.margin_top, "marginBottom": style.margin_bottom,
                     "marginLeft": style.margin_left, "marginRight": style.margin_right,
                     "marginHeader": style.margin_header, "marginFooter": style.margin_footer})
    if not of_document:
        columns: list[Json] = [{} for _ in range(style.columns)]
        return {**out, **_set(sectionType=style.section_type or "CONTINUOUS", columnSeparatorStyle=style.separator,
                              contentDirection=style.direction), **({"columnProperties": columns} if columns else {})}
    out |= _set(useEvenPageHeaderFooter=style.even_differs)
    if style.width and style.height:
        out["pageSize"] = {"width": size(style.width), "height": size(style.height)}
    return {**out, "background": {"color": color(style.background)}} if style.background else out
