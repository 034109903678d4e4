"""HTML bodies: the text of a mail as simple mark-up, the way a mail program or a mailing tool sends it."""

from html import escape


def html_of(text: str, brand: str = "") -> str:
    """Return the HTML of a plain text: paragraphs, headings (`# `), lists (`- `) and tables (lines with ` | `)."""
    blocks = [_block(block) for block in text.strip("\n").split("\n\n")]
    head = f'<div style="color:#666666;font-size:12px">{escape(brand)}</div>\n' if brand else ""
    return f'<html><body style="font-family:sans-serif">\n{head}{"".join(blocks)}</body></html>\n'


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>\n"
    if all(" | " in line for line in lines):
        rows = ("".join(f"<td>{escape(cell.strip())}</td>" for cell in line.split("|")) for line in lines)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>\n"
    if len(lines) == 1 and block.startswith("# "):
        return f"<h2>{escape(block[2:])}</h2>\n"
    return f"<p>{'<br>'.join(escape(line) for line in lines)}</p>\n"
