"""Markdown and plain text into blocks: headings, lists, tables, rules, emphasis, code, links, images."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .flow import EMPTY, paragraph
from .forms import CODE_FONT, CONTENTS, PAGE_BREAK
from .grid import END, ROW
from .records import (
    ELEMENT,
    NORMAL,
    PLAIN,
    Block,
    BulletList,
    Column,
    Element,
    NamedStyleType,
    ParagraphStyle,
    Run,
    TextStyle,
)
from .units import cleaned, joined, units

SECTION = Block(kind="section")
MOST_CELLS = 20

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_BULLET = re.compile(r"([ \t]*)[-*+][ \t]+(\[[ xX]\][ \t]+)?(.*)")
_NUMBER = re.compile(r"([ \t]*)[0-9]{1,9}[.)][ \t]+(.*)")
_RULE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_BARS = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*")
_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*`\[\]~|#\-+<_.)0-9])|`(?P<code>[^`\n]+)`|(?P<image>!)?\[(?P<text>(?:\\.|[^\[\]\\])*)\]"
    r"\((?P<uri>[^()\s]+)\)|(?P<mark>\*\*|~~|\*)", re.S,
)


class Parsed(NamedTuple):
    """A body as blocks, and the lists that its paragraphs are in."""

    blocks: tuple[Block, ...]
    lists: tuple[BulletList, ...]


def read_plain(text: str) -> list[Block]:
    """Return plain text as paragraphs, one a line."""
    return [paragraph(line) for line in cleaned(text).removesuffix("\n").split("\n")]


def body_of(text: str, *, plain: bool = False, first: int = 1) -> Parsed:
    """Return a whole body: what is never missing, a section at the beginning and a paragraph at the end, is there.

    The lists' ids count from `first`.
    """
    parsed = Parsed(tuple(read_plain(text)), ()) if plain else read_markdown(text, first)
    blocks = parsed.blocks
    out: list[Block] = [SECTION]
    for block in blocks:
        if block.kind in ("table", "contents") and out[-1].kind != "paragraph":
            out.append(EMPTY)
        out.append(block)
    if out[-1].kind != "paragraph":
        out.append(EMPTY)
    return Parsed(tuple(out), parsed.lists)


def read_markdown(text: str, first: int = 1) -> Parsed:
    """Return Markdown as blocks. Lines that follow one another are one paragraph with line breaks, in a list's item
    with spaces."""
    out: list[Block] = []
    lists: list[BulletList] = []
    open_list = ""
    entry: list[str] = []
    waiting: list[str] = []
    rows: list[str] = []

    def close() -> None:
        nonlocal open_list
        if waiting:
            out.append(inline("\v".join(waiting)))
            waiting.clear()
        if rows:
            out.extend(_table(rows))
            rows.clear()

    for raw in cleaned(text).split("\n"):
        line = raw.strip(" \t\v")
        if line.startswith("|"):
            if not rows:
                close()
            open_list = ""
            rows.append(line)
            continue
        if not line:
            close()
            continue
        if rows:
            close()
        item = _BULLET.fullmatch(raw) or _NUMBER.fullmatch(raw)
        if _RULE.fullmatch(line):
            close()
            open_list = ""
            out.append(mark("rule"))
        elif heading := _HEADING.fullmatch(line):
            close()
            open_list = ""
            named: NamedStyleType = _HEADINGS[len(heading[1])]
            out.append(inline(heading[2], ParagraphStyle(named=named)))
        elif line == PAGE_BREAK:
            close()
            out.append(mark("page_break"))
        elif line == CONTENTS:
            close()
            out.extend((Block(kind="contents"), EMPTY, Block(kind="contents_end")))
        elif item is not None:
            close()
            preset = _preset(item)
            if not open_list or (lists[-1].preset != preset and not item[1]):
                open_list = f"kix.{first + len(lists)}"
                lists.append(BulletList(id=open_list, preset=preset))
            level = min(8, len(item[1].replace("\t", "    ")) // 2 if len(item[1]) < 4 else
                        len(item[1].replace("\t", "    ")) // 4)
            entry = [item[item.re.groups]]
            out.append(inline(entry[0]).replace(list=open_list, level=level))
        elif open_list and raw[:1] in " \t" and not waiting and out and out[-1].list:
            entry.append(line)
            out[-1] = inline(" ".join(entry)).replace(list=open_list, level=out[-1].level)
        else:
            open_list = ""
            waiting.append(line)
    close()
    return Parsed(tuple(_closed(out)), tuple(lists))


def _closed(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with a paragraph behind everything that needs one."""
    out: list[Block] = []
    for block in blocks:
        if out and out[-1].kind in ("table_end", "contents_end") and block.kind in ("table", "contents"):
            out.append(EMPTY)
        out.append(block)
    return out


_HEADINGS: dict[int, NamedStyleType] = {
    1: "HEADING_1", 2: "HEADING_2", 3: "HEADING_3", 4: "HEADING_4", 5: "HEADING_5", 6: "HEADING_6",
}


def _preset(item: re.Match[str]) -> str:
    if item.re is _NUMBER:
        return "NUMBERED_DECIMAL_ALPHA_ROMAN"
    return "BULLET_CHECKBOX" if item[2] else "BULLET_DISC_CIRCLE_SQUARE"


def mark(kind: str) -> Block:
    """Return a paragraph that holds an element alone."""
    element = Element.model_validate({"kind": kind})
    return Block(text=f"{ELEMENT}\n", runs=(Run(length=1, element=element), Run(length=1)))


def _table(lines: Sequence[str]) -> list[Block]:
    rows = [_cells(line) for line in lines if not _BARS.fullmatch(line)] or [[""]]
    width = min(MOST_CELLS, max(len(row) for row in rows))
    out = [Block(kind="table", columns=(Column(),) * width)]
    for row in rows:
        full = [*row[: width - 1], " ".join(row[width - 1 :])] if len(row) > width else row + [""] * (width - len(row))
        out.append(ROW)
        for cell in full:
            out.append(Block(kind="cell"))
            out.extend(inline(part.strip()) for part in cell.split("<br>"))
    out.append(END)
    return out


def _cells(line: str) -> list[str]:
    core = line.strip()[1:]
    if core.endswith("|") and not core.endswith("\\|"):
        core = core[:-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", core)]


def inline(text: str, style: ParagraphStyle | None = None) -> Block:
    """Return a line of Markdown as a paragraph."""
    out: list[tuple[str, TextStyle, Element | None]] = []
    _inline(text, PLAIN, out)
    line = "".join(part for part, _, _ in out) + "\n"
    runs = joined(*((Run(length=units(part), style=look, element=element),) for part, look, element in out if part),
                  (Run(length=1),))
    return Block(text=line, runs=runs, style=style or NORMAL)


_STYLES = {"**": "bold", "~~": "strikethrough", "*": "italic"}


def _inline(text: str, look: TextStyle, out: list[tuple[str, TextStyle, Element | None]]) -> None:
    """Add the stretches of a text to `out`. A mark that no other one closes is text."""
    at = 0
    while found := _TOKEN.search(text, at):
        if found.start() > at:
            out.append((text[at : found.start()], look, None))
        at = found.end()
        if found["escaped"]:
            out.append((found["escaped"], look, None))
        elif found["code"]:
            out.append((found["code"], look.replace(font=CODE_FONT), None))
        elif found["uri"] is not None:
            if found["image"]:
                fields = (("title", found["text"]), ("uri", found["uri"]))
                out.append((ELEMENT, look, Element(kind="image", fields=fields)))
            else:
                _inline(found["text"], look.replace(link=found["uri"]), out)
        else:
            sign = found["mark"]
            close = _closing(text, sign, at)
            if close < 0 or text[at : at + 1].isspace():
                out.append((sign, look, None))
            else:
                _inline(text[at:close], look.replace(**{_STYLES[sign]: True}), out)
                at = close + len(sign)
    if at < len(text):
        out.append((text[at:], look, None))


def _closing(text: str, sign: str, at: int) -> int:
    """Return where a mark of emphasis is closed, or -1."""
    while found := _TOKEN.search(text, at):
        if found["mark"] == sign and found.start() > at - len(sign):
            triple = sign == "**" and text.startswith("*", found.end()) and not text.startswith("**", found.end())
            return found.start() + triple  # the first mark of `***` closes the inner one
        at = found.end()
    return -1
