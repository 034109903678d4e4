"""Forms: a document's blocks as Markdown, plain text and HTML. Suggestions that are open are left out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from .flow import EMPTY
from .records import ELEMENT, Block, Element, Run
from .units import joined, narrow, runs_of, split, units, wide

HEADS = {"TITLE": 1, "SUBTITLE": 2, **{f"HEADING_{level}": level for level in range(1, 7)}}
CODE_FONT = "Courier New"
PAGE_BREAK = "<!-- page break -->"
CONTENTS = "[TOC]"
_SPECIAL = re.compile(r"[\\*`\[\]~|]")
_LEAD = re.compile(r"(?:#{1,6}|[-*+]|[0-9]{1,9}[.)])(?=\s|$)|---|<!--")

Lists = Mapping[str, str]
"""The presets of a tab's lists, by their ids."""


def settled(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return blocks as if every open suggestion were rejected."""
    if not any(run.inserted for block in blocks for run in block.runs):
        return blocks
    out: list[Block] = []
    text = ""
    runs: list[Run] = []  # joined only where a paragraph ends: joined alone, plain ones are none at all
    for block in blocks:
        if block.kind != "paragraph":
            if text:  # a mark needs a paragraph before it, even one whose newline is only suggested
                out.append(EMPTY.replace(text=f"{narrow(text)}\n", runs=joined((*runs, Run(length=1)))))
                text, runs = "", []
            out.append(block)
            continue
        body, at = wide(block.text), 0
        for run in runs_of(block.runs, len(body)):
            if not run.inserted:
                text += body[at : at + run.length]
                runs.append(run)
            at += run.length
        if text.endswith("\n"):
            out.append(block.replace(text=narrow(text), runs=joined(tuple(runs))))
            text, runs = "", []
    return out


def pieces(block: Block) -> Iterator[tuple[str, Run | None]]:
    """Yield a paragraph's text in stretches of one style each, its newline left out."""
    if not block.runs:
        yield block.text[:-1], None
        return
    rest, behind = block.runs, units(block.text) - 1
    body, at = wide(block.text), 0
    for run in split(rest, behind)[0]:
        yield narrow(body[at : at + run.length]), run
        at += run.length


def element_text(element: Element) -> str:
    """Return what an element says."""
    match element.kind:
        case "person":
            return element.get("name") or element.get("email")
        case "rich_link":
            return element.get("title") or element.get("uri")
        case "date" | "dropdown":
            return element.get("text")
        case "footnote":
            return f"[{element.get('number')}]" if element.get("number") else ""
        case _:
            return ""


# --- Markdown --------------------------------------------------------------------------------------------------------


def markdown(blocks: Sequence[Block], lists: Lists, notes: Mapping[str, Sequence[Block]] | None = None) -> str:
    """Return a segment as Markdown. `notes` are its footnotes, which follow at the end."""
    numbers: dict[str, int] = {}
    lines = _blocks_markdown(settled(blocks), lists, numbers)
    known = notes or {}
    for name, number in list(numbers.items()):
        text = " ".join(_inline(block, numbers) for block in settled(known.get(name, ())) if block.kind == "paragraph")
        lines.append((f"[^{number}]: {text.strip()}", False))
    return _laid_out(lines)


def _laid_out(lines: Sequence[tuple[str, bool]]) -> str:
    """Join lines with an empty one between them, but none within a list."""
    out: list[str] = []
    before = False
    for text, item in lines:
        if out and not (before and item):
            out.append("")
        out.append(text)
        before = item
    return "\n".join(out) + "\n" if out else ""


def _blocks_markdown(blocks: Sequence[Block], lists: Lists, numbers: dict[str, int]) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []
    counts: dict[tuple[str, int], int] = {}
    number = 0
    while number < len(blocks):
        block = blocks[number]
        if block.kind == "paragraph":
            if block.list:
                out.append((_item(block, lists, counts, numbers), True))
            elif block.text != "\n":
                head = "#" * HEADS[block.style.named] + " " if block.style.named in HEADS else ""
                text = _inline(block, numbers)
                if not head and _LEAD.match(text) and text not in (PAGE_BREAK, "---"):
                    text = f"\\{text}"
                out.append((head + (text.replace("\n", " ") if head else text), False))
        elif block.kind == "table":
            rows, number = table_rows(blocks, number)
            text = _table([[" <br> ".join(text for text, _ in _blocks_markdown(cell, lists, numbers)).replace("\n", " ")
                            for cell in row] for row in rows])
            out.append((text, False))
        elif block.kind == "contents":
            out.append((CONTENTS, False))
            while blocks[number].kind != "contents_end":
                number += 1
        number += 1
    return out


def _item(block: Block, lists: Lists, counts: dict[tuple[str, int], int], numbers: dict[str, int]) -> str:
    preset = lists.get(block.list, "")
    for key in [one for one in counts if one[0] == block.list and one[1] > block.level]:
        del counts[key]
    mark = "-"
    if preset.startswith("NUMBERED"):
        counts[block.list, block.level] = counts.get((block.list, block.level), 0) + 1
        mark = f"{counts[block.list, block.level]}."
    elif preset == "BULLET_CHECKBOX":
        mark = "- [ ]"
    return f"{'    ' * block.level}{mark} {_inline(block, numbers)}".replace("\n", " ").rstrip()


def _inline(block: Block, numbers: dict[str, int]) -> str:
    known = _known.get(id(block))
    if known is not None and known[0] is block:
        return known[1]
    text = _written(block, numbers)
    if not any(run.element is not None and run.element.kind == "footnote" for run in block.runs):
        if len(_known) >= 50_000:
            _known.clear()
        _known[id(block)] = block, text
    return text


_known: dict[int, tuple[Block, str]] = {}
"""What paragraphs have been written as: an edit leaves most of a document's as they were."""


def _written(block: Block, numbers: dict[str, int]) -> str:
    out: list[str] = []
    for text, run in pieces(block):
        if run is not None and run.element is not None:
            out.append(_element_markdown(run.element, numbers))
            continue
        plain = _SPECIAL.sub(r"\\\g<0>", text) if _SPECIAL.search(text) else text
        out.append(plain if run is None else _marked(text, plain, run))
    return "".join(out).replace("\v", "\n")


def _marked(text: str, plain: str, run: Run) -> str:
    style, core = run.style, plain.strip(" \t\v")
    if not core:
        return plain
    left, right = plain[: len(plain) - len(plain.lstrip(" \t\v"))], plain[len(plain.rstrip(" \t\v")) :]
    if style.font == CODE_FONT and "`" not in text and "\v" not in text:
        core = f"`{text.strip(' ' + chr(9))}`"
    if style.link:
        core = f"[{core}]({style.link})"
    if style.strikethrough:
        core = f"~~{core}~~"
    if style.italic:
        core = f"*{core}*"
    if style.bold:
        core = f"**{core}**"
    return left + core + right


def _element_markdown(element: Element, numbers: dict[str, int]) -> str:
    match element.kind:
        case "person":
            return f"[{element.get('name') or element.get('email')}](mailto:{element.get('email')})"
        case "rich_link":
            return f"[{element_text(element)}]({element.get('uri')})"
        case "image":
            return f"![{element.get('title')}]({element.get('uri')})"
        case "rule":
            return "---"
        case "page_break":
            return PAGE_BREAK
        case "footnote":
            return f"[^{numbers.setdefault(element.id, len(numbers) + 1)}]"
        case _:
            return element_text(element)


def _table(rows: list[list[str]]) -> str:
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join((lines[0], f"|{' --- |' * width}", *lines[1:]))


def table_rows(blocks: Sequence[Block], first: int) -> tuple[list[list[list[Block]]], int]:
    """Return the rows of a table as lists of its cells' blocks, and the number of its last block."""
    rows: list[list[list[Block]]] = []
    depth = 0
    for number in range(first, len(blocks)):
        kind = blocks[number].kind
        depth += (kind == "table") - (kind == "table_end")
        if not depth:
            return rows, number
        if depth == 1 and kind == "row":
            rows.append([])
        elif depth == 1 and kind == "cell":
            rows[-1].append([])
        elif number > first:
            rows[-1][-1].append(blocks[number])
    raise AssertionError("a table has an end")


# --- plain text ------------------------------------------------------------------------------------------------------


def plain(blocks: Sequence[Block], lists: Lists) -> str:
    """Return a segment as plain text: a line a paragraph, list marks in front, cells of a table parted by tabs."""
    counts: dict[tuple[str, int], int] = {}
    out: list[str] = []
    number, shown = 0, settled(blocks)
    while number < len(shown):
        block = shown[number]
        if block.kind == "table":
            rows, number = table_rows(shown, number)
            out.extend("\t".join(plain(cell, lists).strip("\n").replace("\n", " ") for cell in row) for row in rows)
        elif block.kind == "paragraph":
            text = plain_line(block)
            if block.list:
                mark = _item(block.replace(text="\n", runs=()), lists, counts, {})
                text = f"{mark} {text}"
            out.append(text)
        number += 1
    return "".join(f"{line}\n" for line in out)


def plain_line(block: Block) -> str:
    """Return a paragraph's text without its newline, elements as what they say."""
    if ELEMENT not in block.text:
        return block.text[:-1].replace("\v", "\n")
    return "".join(text if run is None or run.element is None else element_text(run.element)
                   for text, run in pieces(block)).replace("\v", "\n")


# --- HTML ------------------------------------------------------------------------------------------------------------


def html(blocks: Sequence[Block], lists: Lists, notes: Mapping[str, Sequence[Block]] | None = None) -> str:
    """Return a segment as HTML."""
    numbers: dict[str, int] = {}
    out = _blocks_html(settled(blocks), lists, numbers)
    for name, number in list(numbers.items()):
        inner = "".join(_blocks_html(settled((notes or {}).get(name, ())), lists, numbers))
        out.append(f'<div id="note{number}">{inner}</div>')
    return "\n".join(out) + "\n"


def _blocks_html(blocks: Sequence[Block], lists: Lists, numbers: dict[str, int]) -> list[str]:
    out: list[str] = []
    number = 0
    while number < len(blocks):
        block = blocks[number]
        if block.kind == "table":
            rows, number = table_rows(blocks, number)
            lines = ("".join(f"<td>{''.join(_blocks_html(cell, lists, numbers))}</td>" for cell in row) for row in rows)
            out.append(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")
        elif block.kind == "paragraph" and block.list:
            last = number
            while last < len(blocks) and blocks[last].list == block.list:
                last += 1
            out.append(_list_html(blocks[number:last], lists, numbers))
            number = last - 1
        elif block.kind == "paragraph" and block != EMPTY:
            tag = f"h{HEADS[block.style.named]}" if block.style.named in HEADS else "p"
            out.append(f"<{tag}>{_inline_html(block, numbers)}</{tag}>")
        number += 1
    return out


def _list_html(items: Sequence[Block], lists: Lists, numbers: dict[str, int]) -> str:
    tag = "ol" if lists.get(items[0].list, "").startswith("NUMBERED") else "ul"
    out: list[str] = []
    depth = -1
    for item in items:
        while depth < item.level:
            out.append(f"<{tag}>")
            depth += 1
        while depth > item.level:
            out.append(f"</{tag}>")
            depth -= 1
        out.append(f"<li>{_inline_html(item, numbers)}</li>")
    return "".join(out) + f"</{tag}>" * (depth + 1)


_TAGS: tuple[tuple[str, Callable[[Run], bool]], ...] = (
    ("s", lambda run: bool(run.style.strikethrough)), ("u", lambda run: bool(run.style.underline)),
    ("em", lambda run: bool(run.style.italic)), ("strong", lambda run: bool(run.style.bold)),
    ("sup", lambda run: run.style.baseline == "SUPERSCRIPT"), ("sub", lambda run: run.style.baseline == "SUBSCRIPT"),
    ("code", lambda run: run.style.font == CODE_FONT),
)


def _inline_html(block: Block, numbers: dict[str, int]) -> str:
    out: list[str] = []
    for text, run in pieces(block):
        if run is not None and run.element is not None:
            out.append(_element_html(run.element, numbers))
            continue
        core = escape(text).replace("\v", "<br>")
        if run is not None and core:
            for tag, has in _TAGS:
                if has(run):
                    core = f"<{tag}>{core}</{tag}>"
            if run.style.link:
                core = f'<a href="{escape(run.style.link)}">{core}</a>'
        out.append(core)
    return "".join(out)


def _element_html(element: Element, numbers: dict[str, int]) -> str:
    match element.kind:
        case "person":
            return f'<a href="mailto:{escape(element.get("email"))}">{escape(element_text(element))}</a>'
        case "rich_link":
            return f'<a href="{escape(element.get("uri"))}">{escape(element_text(element))}</a>'
        case "image":
            return f'<img src="{escape(element.get("uri"))}" alt="{escape(element.get("title"))}">'
        case "rule" | "page_break":
            return "<hr>"
        case "footnote":
            number = numbers.setdefault(element.id, len(numbers) + 1)
            return f'<sup><a href="#note{number}">{number}</a></sup>'
        case _:
            return escape(element_text(element))
