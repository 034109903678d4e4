"""The text of a canvas: Markdown, in sections that an edit can name."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from ...snapshots.digest import text_digest

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*", re.ASCII)
_ITEM = re.compile(r"(\s*)(?:[-*+]|(\d{1,9})[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(.*)", re.ASCII)
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_QUOTED_ITEM = re.compile(r"\s*>\s*(?:[-*+]|\d{1,9}[.)])[ \t]")


class Section(NamedTuple):
    """A heading, paragraph, list, quote, table or piece of code, with the id that it has while it stays as it is."""

    id: str
    kind: str
    text: str


def sections(markdown: str) -> list[Section]:
    """Return the sections of a text in order."""
    out: list[Section] = []
    seen: dict[str, int] = {}
    for kind, text in _blocks(markdown.replace("\r\n", "\n").split("\n")):
        number = seen[text] = seen.get(text, 0) + 1
        out.append(Section(f"temp:C:{text_digest(f'{number} {text}')[:28]}", kind, text))
    return out


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    held: list[str] = []
    fence = ""
    for line in [*lines, ""]:
        mark = _FENCE.match(line)
        if fence or mark:
            if not fence and held:
                yield _kind(held), "\n".join(held)
                held = []
            held.append(line)
            if fence and line.strip() == fence:
                yield "code", "\n".join(held)
                held, fence = [], ""
            elif mark and not fence:
                fence = mark[1]
            continue
        heading = _HEADING.fullmatch(line)
        if (heading or not line.strip()) and held:
            yield _kind(held), "\n".join(held)
            held = []
        if heading:
            yield f"h{min(len(heading[1]), 3)}", line
        elif line.strip():
            held.append(line)
    if held:
        yield ("code" if fence else _kind(held)), "\n".join(held).rstrip("\n")


def _kind(lines: Sequence[str]) -> str:
    if _RULE.fullmatch(lines[0]):
        return "rule"
    if _ITEM.fullmatch(lines[0]):
        return "list"
    if lines[0].lstrip().startswith(">"):
        return "quote"
    return "table" if lines[0].lstrip().startswith("|") else "paragraph"


def joined(parts: Sequence[str]) -> str:
    """Return a text made of sections."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + ("\n" if parts else "")


def defect(markdown: str) -> str:
    """Return what a canvas cannot show of a text, in the words that Slack's clients know; empty if nothing."""
    for number, line in enumerate(markdown.split("\n"), 1):
        if _QUOTED_ITEM.match(line):
            return f"line {number}: Unsupported block type (List) within block quote"
    return ""


# --- HTML ------------------------------------------------------------------------------------------------------------


def as_html(markdown: str) -> str:
    """Return a text as HTML, every section with its id."""
    return "\n".join(_html(one) for one in sections(markdown))


def _html(one: Section) -> str:
    name, lines = f' id="{one.id}"', one.text.split("\n")
    if one.kind in ("h1", "h2", "h3"):
        found = _HEADING.fullmatch(one.text)
        return f"<{one.kind}{name}>{_inline(found[2] if found else one.text)}</{one.kind}>"
    if one.kind == "rule":
        return f"<hr{name}>"
    if one.kind == "code":
        code = "\n".join(line for line in lines if not _FENCE.match(line))
        return f"<pre{name}>{escape(code, quote=False)}</pre>"
    if one.kind == "quote":
        said = (_inline(line.lstrip().lstrip(">").strip()) for line in lines)
        return f"<blockquote{name}>{'<br>'.join(said)}</blockquote>"
    if one.kind == "list":
        first = _ITEM.fullmatch(lines[0])
        tag = "ol" if first and first[2] else "ul"
        return f"<{tag}{name}>{''.join(_item(line) for line in lines)}</{tag}>"
    if one.kind == "table":
        rows = [line for line in lines if not re.fullmatch(r"[\s|:-]+", line)]
        cells = ([_inline(cell.strip()) for cell in row.strip().strip("|").split("|")] for row in rows)
        inner = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in cells)
        return f"<table{name}>{inner}</table>"
    return f"<p{name}>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _item(line: str) -> str:
    found = _ITEM.fullmatch(line)
    if not found:
        return f"<li>{_inline(line.strip())}</li>"
    checked = "" if found[3] is None else ' class="checked"' if found[3] in "xX" else ' class="unchecked"'
    return f"<li{checked}>{_inline(found[4])}</li>"


_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w*])[*_]([^*_]+)[*_](?![\w*])", re.ASCII), r"<i>\1</i>"),
    (re.compile(r"~~([^~]+)~~"), r"<del>\1</del>"),
    (re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
)


def _inline(text: str) -> str:
    out = escape(text)
    for pattern, shape in _INLINE:
        out = pattern.sub(shape, out)
    return out
