"""Converting: the text forms of a file's content. An editor's document is kept as Markdown, a sheet as CSV."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from html import escape

from ...snapshots.errors import ToolError, shown
from ..common.file_records import DOCUMENT, PRESENTATION, SPREADSHEET
from ..common.html_text import html_text

PLAIN, MARKDOWN, HTML, CSV, TSV = "text/plain", "text/markdown", "text/html", "text/csv", "text/tab-separated-values"
JSON_TYPE = "application/json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Word files: what Docs gives and takes, no text."""

KEPT_AS = {DOCUMENT: MARKDOWN, SPREADSHEET: CSV, PRESENTATION: MARKDOWN}
EXTENSIONS = {
    "txt": PLAIN, "log": PLAIN, "md": MARKDOWN, "html": HTML, "htm": HTML, "csv": CSV, "tsv": TSV, "json": JSON_TYPE,
    "xml": "application/xml", "yaml": "application/x-yaml", "yml": "application/x-yaml", "py": "text/x-python",
    "js": "application/javascript", "css": "text/css", "sql": "application/sql", "ics": "text/calendar",
    "vcf": "text/vcard", "eml": "message/rfc822", "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg",
    "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml", "zip": "application/zip",
    "mp3": "audio/mpeg", "mp4": "video/mp4",
    "docx": DOCX,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def type_of(name: str, *, text: bool) -> str:
    """Return the type of a file by the end of its name."""
    found = EXTENSIONS.get(name.rpartition(".")[2].lower()) if "." in name else None
    return found or (PLAIN if text else "application/octet-stream")


Rows = list[list[str]]


def convert(text: str, source: str, target: str) -> str:
    """Return a text in another form; ToolError names the forms that its type can take."""
    kept = KEPT_AS.get(source, source)
    ways = _WAYS.get(kept, {})
    if target != kept and target not in ways:
        options = [kept, *ways] if kept.startswith("text/") else list(ways)
        raise ToolError("cannot_convert", f"{source} cannot be given as {shown(target)}; it can be given as "
                                          f"{', '.join(sorted(options)) or 'nothing else'}.")
    return text if target == kept else ways[target](text)


def forms(source: str) -> list[str]:
    """Return the types that a type's content can be given as, sorted."""
    kept = KEPT_AS.get(source, source)
    return sorted({kept, *_WAYS.get(kept, {})}) if kept in _WAYS else []


def editor_text(text: str, source: str, editor: str) -> str:
    """Return a text as an editor keeps it, for what is made into one of its documents."""
    return convert(text, source, KEPT_AS[editor])


# --- Markdown --------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_NUMBER = re.compile(r"[0-9]{1,9}[.)]\s+(.*)")
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*")
_INLINE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>", r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"<strong>\1</strong>", r"\1"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", re.ASCII), r"<em>\1</em>", r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>', r"\1 <\2>"),
)


def _inline(text: str, *, html: bool) -> str:
    out = escape(text, quote=True) if html else text
    for pattern, tagged, plain in _INLINE:
        out = pattern.sub(tagged if html else plain, out)
    return out


def markdown_html(text: str) -> str:
    """Return Markdown as HTML: headings, lists, tables, paragraphs, emphasis, code and links."""
    out: list[str] = []
    block: list[str] = []
    kind = ""

    def close() -> None:
        nonlocal block, kind
        if kind in ("ul", "ol"):
            out.append(f"<{kind}>{''.join(f'<li>{line}</li>' for line in block)}</{kind}>")
        elif kind == "table":
            out.append(rows_html([_cells(line) for line in block if not _RULE.fullmatch(line)]))
        elif kind == "p":
            out.append(f"<p>{'<br>'.join(block)}</p>")
        block, kind = [], ""

    for line in (raw.strip() for raw in text.splitlines()):
        wanted, content = "p", _inline(line, html=True)
        if heading := _HEADING.fullmatch(line):
            close()
            level = len(heading[1])
            out.append(f"<h{level}>{_inline(heading[2], html=True)}</h{level}>")
            continue
        if not line:
            close()
            continue
        if found := _BULLET.fullmatch(line):
            wanted, content = "ul", _inline(found[1], html=True)
        elif found := _NUMBER.fullmatch(line):
            wanted, content = "ol", _inline(found[1], html=True)
        elif line.startswith("|"):
            wanted, content = "table", line
        if wanted != kind:
            close()
            kind = wanted
        block.append(content)
    close()
    return "\n".join(out)


def markdown_text(text: str) -> str:
    """Return Markdown without its marks: lists keep their dashes and numbers, tables their bars."""
    lines: list[str] = []
    for line in text.splitlines():
        heading = _HEADING.fullmatch(line.strip())
        if not _RULE.fullmatch(line.strip()) or "-" not in line:
            lines.append(_inline(heading[2] if heading else line, html=False))
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


# --- tables ----------------------------------------------------------------------------------------------------------

def read_rows(text: str, separator: str = ",") -> Rows:
    """Return the rows of a CSV text; ToolError where it is none."""
    try:
        if "\x00" not in text:
            return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error:
        pass
    raise ToolError("cannot_convert", "The content is no table of comma- or tab-separated values.")


def _write_rows(rows: Sequence[Sequence[str]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def rows_html(rows: Rows) -> str:
    """Return rows as an HTML table, the first as its head."""
    lines = [
        "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"
        for tag, row in ((("th" if not number else "td"), row) for number, row in enumerate(rows))
    ]
    return f"<table>{''.join(lines)}</table>"


def _rows_markdown(rows: Rows) -> str:
    width = max((len(row) for row in rows), default=0)
    full = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join((*lines[:1], "|" + " --- |" * width, *lines[1:])) if lines else ""


_Way = Callable[[str], str]
_TO: dict[str, Callable[[Rows], str]] = {
    CSV: lambda rows: _write_rows(rows, ","), TSV: lambda rows: _write_rows(rows, "\t"), HTML: rows_html,
    MARKDOWN: _rows_markdown, PLAIN: lambda rows: _write_rows(rows, "\t"),
}


def _from_rows(separator: str, target: str) -> _Way:
    return lambda text: _TO[target](read_rows(text, separator))


_WAYS: dict[str, dict[str, _Way]] = {
    PLAIN: {MARKDOWN: str, HTML: lambda text: "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())},
    MARKDOWN: {PLAIN: markdown_text, HTML: markdown_html},
    HTML: {PLAIN: html_text, MARKDOWN: html_text},
    CSV: {target: _from_rows(",", target) for target in (TSV, HTML, MARKDOWN, PLAIN)},
    TSV: {target: _from_rows("\t", target) for target in (CSV, HTML, MARKDOWN, PLAIN)},
}
"""What each kind of text can be turned into. HTML becomes Markdown as plain text, which is Markdown too."""
