"""What reading and writing Word files share: names on either side, and the library that the extra `docx` brings."""

import re
from importlib import import_module
from typing import Any

from ...snapshots.errors import MissingExtra
from .records import NamedStyleType

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)

STYLES: dict[NamedStyleType, str] = {
    "TITLE": "Title", "SUBTITLE": "Subtitle", "HEADING_1": "Heading1", "HEADING_2": "Heading2",
    "HEADING_3": "Heading3", "HEADING_4": "Heading4", "HEADING_5": "Heading5", "HEADING_6": "Heading6",
}
"""The ids that Word gives the named styles."""

ALIGNMENTS = {"START": "left", "CENTER": "center", "END": "right", "JUSTIFIED": "both"}
SIDES = ("top", "left", "bottom", "right", "between")

LEVELS: dict[str, tuple[str, ...]] = {
    "BULLET_DISC_CIRCLE_SQUARE": ("●", "○", "■"), "BULLET_DIAMONDX_ARROW3D_SQUARE": ("❖", "➢", "■"),
    "BULLET_CHECKBOX": ("☐", "☐", "☐"), "BULLET_ARROW_DIAMOND_DISC": ("➔", "◆", "●"),
    "BULLET_STAR_CIRCLE_SQUARE": ("★", "○", "■"), "BULLET_ARROW3D_CIRCLE_SQUARE": ("➢", "○", "■"),
    "BULLET_LEFTTRIANGLE_DIAMOND_DISC": ("◄", "◆", "●"), "BULLET_DIAMONDX_HOLLOWDIAMOND_SQUARE": ("❖", "◇", "■"),
    "BULLET_DIAMOND_CIRCLE_SQUARE": ("◆", "○", "■"),
    "NUMBERED_DECIMAL_ALPHA_ROMAN": ("decimal", "lowerLetter", "lowerRoman"),
    "NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS": ("decimal", "lowerLetter", "lowerRoman"),
    "NUMBERED_DECIMAL_NESTED": ("decimal", "decimal", "decimal"),
    "NUMBERED_UPPERALPHA_ALPHA_ROMAN": ("upperLetter", "lowerLetter", "lowerRoman"),
    "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL": ("upperRoman", "upperLetter", "decimal"),
    "NUMBERED_ZERODECIMAL_ALPHA_ROMAN": ("decimalZero", "lowerLetter", "lowerRoman"),
}
"""What marks the first three levels of a list of each preset: a glyph, or Word's name for a way to number."""

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _REFUSED.sub("\ufffd", text)


def library(module: str = "docx") -> Any:
    """Return a module of python-docx; MissingExtra where it is not installed. It is loaded when first wanted."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise MissingExtra("Word files need python-docx; install it with: pip install 'diorama[docx]'") from None


def attribute(name: str) -> str:
    """Return the full name of an attribute or element: `w:val` as lxml has it."""
    prefix, _, local = name.partition(":")
    return f"{{{W if prefix == 'w' else R}}}{local}"
