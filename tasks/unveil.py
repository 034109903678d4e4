"""Unveil: the readings of a text, plain first, then through what hides it: quoting, encodings, look-alike letters.

A View is one reading, folded for comparison. Decoded texts are read again, so a hidden text may be wrapped in several
layers; `channel` names them, outermost first.
"""

import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from ..mocks.common.encoded_words import decode_words
from .dates import Day, read_dates
from .files import MAX_TEXT, bytes_text
from .notations import Number, read_numbers

MAX_VIEWS, MAX_LAYERS = 40, 3
"""Readings of one text, and disguises put over one another. Ours: no end without them."""


class View:
    """One reading of a text. `text` is folded; `shown` is for excerpts.

    An `invented` one comes of a transformation that makes some text of any text (rot13, reversal): a hit in it counts
    only if it cannot be chance.
    """

    def __init__(self, channel: str, raw: str, *, invented: bool = False) -> None:
        self.channel = channel
        self.text = folded(raw)
        self.shown = raw if len(raw) == len(self.text) else self.text
        self._invented = invented

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its runs of letters."""
        return frozenset(self.text.translate(_NO_LETTERS).split())

    @cached_property
    def weak(self) -> bool:
        """Whether a hit may be chance. A text that makes sense was not made by the transformation."""
        return self._invented and self.tokens.isdisjoint(_COMMON)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that it states."""
        return read_numbers(self.text, self.tokens)

    @cached_property
    def dates(self) -> tuple[Day, ...]:
        """The dates that it states."""
        found = read_dates(self.text, self.tokens)
        return tuple(day for day in found if _THREE.search(self.text, day.start, day.end)) if self.weak else found

    def excerpt(self, start: int, end: int) -> str:
        """Return a part with a little of what stands around it, in one line."""
        return " ".join(self.shown[max(0, start - 20) : min(end, start + 160) + 20].split())


_NO_LETTERS = dict.fromkeys((*range(0x21, 0x61), *range(0x7B, 0x7F)), " ")
_THREE = re.compile("[a-z]{3}")


# --- folding ------------------------------------------------------------------------------------------------------

def _base_letters() -> dict[int, str | None]:
    """Accents, typographic quotes, dashes and spaces. Only long-assigned code points: later ones differ by version."""
    table: dict[int, str | None] = {ord(one): two for one, two in zip(
        "øłđıæœðþß", ("o", "l", "d", "i", "ae", "oe", "d", "th", "ss"), strict=True)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and code not in table:
            table[code] = base
    table.update(dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`"), "'"))
    table.update(dict.fromkeys(map(ord, "\u201c\u201d\u201e\u00ab\u00bb\u2033"), '"'))
    table.update(dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-"))
    table.update(dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "))
    table.update(dict.fromkeys(range(0x300, 0x370)))  # combining accents
    return table


_BASE = _base_letters()


def folded(text: str) -> str:
    """Return a text for comparison: lower case, accents dropped, one kind of quote, dash and space."""
    return text.lower() if text.isascii() else text.lower().translate(_BASE)


_INVISIBLE = dict.fromkeys((
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180F), *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
))
_TAGS = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
"""Unicode's invisible tag characters spell ASCII."""


def _compatible() -> dict[int, str]:
    """Full-width, mathematical, circled, super- and subscript forms and their plain ones."""
    out: dict[int, str] = {}
    ranges = (range(0x2070, 0x20A0), range(0x2100, 0x2190), range(0x2460, 0x2500), range(0xFF01, 0xFF5F),
              range(0x1D400, 0x1D800), range(0x1F110, 0x1F12A), range(0x1F130, 0x1F14A), (0xB2, 0xB3, 0xB9),
              range(0x660, 0x66A), range(0x6F0, 0x6FA), range(0x966, 0x970))
    for codes in ranges:
        for code in codes:
            digit = unicodedata.decimal(chr(code), None)
            plain = unicodedata.normalize("NFKC", chr(code)) if digit is None else str(digit)
            if plain != chr(code):
                out[code] = plain
    return out


_COMPATIBLE = _compatible()

_LOOK_ALIKES = str.maketrans({
    one: latin
    for latin, others in {
        "a": "\u0430\u03b1\u0251", "w": "\u0561\u051d\u03c9", "b": "\u044c\u03b2", "c": "\u0441\u03f2", "d": "\u0501",
        "e": "\u0435\u0451\u03b5\u0565", "g": "\u0261\u0581", "h": "\u04bb\u0570",
        "i": "\u0456\u0457\u03b9\u0269\u2170", "j": "\u0458\u03f3", "k": "\u043a\u03ba", "l": "\u04cf\u217c\u2223",
        "m": "\u043c", "n": "\u043f\u03b7\u0578", "o": "\u043e\u03bf\u0585\u1d0f", "p": "\u0440\u03c1", "q": "\u051b",
        "r": "\u0433\u1d26", "s": "\u0455", "u": "\u057d\u03c5\u1d1c", "t": "\u0442\u03c4", "v": "\u03bd\u0475",
        "x": "\u0445\u03c7", "y": "\u0443\u03b3\u04af", "z": "\u03b6", "A": "\u0410\u0391", "B": "\u0412\u0392",
        "C": "\u0421\u03f9", "E": "\u0415\u0395", "G": "\u050c", "H": "\u041d\u0397", "I": "\u0406\u0399\u04c0",
        "J": "\u0408", "K": "\u041a\u039a", "M": "\u041c\u039c", "N": "\u039d", "O": "\u041e\u039f",
        "P": "\u0420\u03a1", "S": "\u0405", "T": "\u0422\u03a4", "X": "\u0425\u03a7", "Y": "\u04ae\u03a5",
        "Z": "\u0396", "0": "\u0966", "3": "\u0417\u04e0", "6": "\u0431",
    }.items()
    for one in others
})
"""Cyrillic, Greek and Armenian letters that look Latin."""

_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_CUT = re.compile(r"\n[ \t>]*[.,'/-]?[0-9]|-\r?\n")
_BROKEN = re.compile(r"(?<=[A-Za-z])-\r?\n[ \t]*(?=[a-z])|(?<=[0-9])([.,'/-]?)[ \t]*(?:\r?\n[ \t]*)+(?=[0-9])|"
                     r"(?<=[0-9])[ \t]*(?:\r?\n[ \t]*)+(?=[.,'/-][0-9])")


def _unwrapped(text: str) -> str:
    """Join what a line break cuts: a hyphenated word, a number."""
    return _BROKEN.sub(lambda found: found[1] or "", _QUOTE.sub("", text)) if _CUT.search(text) else text


# --- encodings ----------------------------------------------------------------------------------------------------

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr",
    "ul",
))
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PRINTABLE = re.compile(r"=(?:([0-9A-F]{2})|[ \t]*\r?\n)")
_ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]{4,6})\}?|x([0-9a-fA-F]{2}))")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{7,}(?:\r?\n[ >]*[A-Za-z0-9+/_-]{2,})*={0,2}")
_HEX = re.compile(r"[2-7][0-9A-Fa-f](?:[\s:,-]?(?:0x|\\x)?[0-9A-Fa-f]{2}){3,}(?![0-9A-Za-z])")
_CODES = re.compile(r"[0-9][0-9]{1,2}(?:[ ,;-]{1,2}[0-9]{2,3}){4,}(?![0-9])")
_BITS = re.compile(r"[01][01]{7}(?:[ ,]?[01]{8}){2,}(?![0-9])")
_SPACED_GATE = re.compile(r"[ ._*|/\n-]\S[ ._*|/\n-]{1,3}\S[ ._*|/\n-]")
_SPACED = re.compile(
    r"(?<!\S)\S(?: {1,3}\S(?!\S)){3,}"
    r"|(?<![^\s(\"'>])[^\s._*|/-](?:([._*|/\n-])\S)(?:\1\S){2,}(?![0-9A-Za-z])"
)
_MIXED_GATE = re.compile(r"[0-9](?:[.,]?[OolISBZ]|(?<=[OolISBZ][0-9])|(?<=[OolISBZ][.,][0-9]))")
_MIXED = re.compile(r"(?<![0-9A-Za-z.,])(?=[OolISBZ.,]*[0-9])[0-9OolISBZ][0-9OolISBZ.,]{2,}(?![0-9A-Za-z])")
_DIGIT_OF = str.maketrans("OolISBZ", "0011582")
_ROT13 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
)
_COMMON = frozenset(("the", "and", "with", "from", "for", "our", "you", "please", "will"))
"""Words that a reading by chance does not have: none is a word backwards."""


def _without_tags(text: str) -> str:
    """Return what an HTML page shows, and after it what its comments and attributes say."""
    if "<" not in text:
        return text
    bare, *comments = text.split("<!--")
    hidden: list[str] = []
    for part in comments:  # one that is never closed goes on to the next
        comment, _, rest = part.partition("-->")
        hidden.append(comment)
        bare += rest

    def taken(tag: "re.Match[str]") -> str:
        hidden.extend(one or two for one, two in _ATTRIBUTE.findall(tag[2]))
        return "\n" if tag[1].lower() in _BLOCK else ""

    shown = _TAG.sub(taken, bare)
    return "\n".join((html.unescape(shown) if "&" in shown else shown, *hidden))


def _entities(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _from_bytes(text: str) -> str:
    """Return a text of which characters stand for single bytes as UTF-8, if it is that."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _percent(text: str) -> str:
    if "%" not in text:
        return text
    return _PERCENT.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text)


def _quoted_printable(text: str) -> str:
    if "=" not in text:
        return text
    return _from_bytes(_PRINTABLE.sub(lambda code: chr(int(code[1], 16)) if code[1] else "", text))


def _escapes(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda code: chr(min(int(code[1] or code[2], 16), 0xFFFD)), text)


def _base64(text: str) -> str:
    parts: list[str] = []
    for run in _BASE64.finditer(text):
        if run[0][1:].islower():
            continue  # a word
        token = "".join(run[0].replace(">", " ").split()).rstrip("=")
        plain = token.translate(_URL_SAFE)
        for cut in range(4):
            part = plain[cut:]
            found = _as_text(binascii.a2b_base64(part[: len(part) - (len(part) % 4 == 1)] + "=" * (-len(part) % 4)))
            if found:
                parts.append(found)
                break
    return "\n".join(parts)


_URL_SAFE = str.maketrans("-_", "+/")
_HEX_MARK = re.compile(r"0x|\\x|[^0-9A-Fa-f]")


def _hex(text: str) -> str:
    parts: list[str] = []
    for run in _HEX.finditer(text):
        digits = _HEX_MARK.sub("", run[0])
        parts.append(_as_text(bytes.fromhex(digits[: len(digits) // 2 * 2])))
    return "\n".join(part for part in parts if part)


def _codes(text: str) -> str:
    runs = [[int(code) for code in re.findall("[0-9]+", run[0])] for run in _CODES.finditer(text)]
    runs += [[int(bits, 2) for bits in re.findall("[01]{8}", run[0])] for run in _BITS.finditer(text)]
    return "\n".join(filter(None, (_as_text(bytes(run)) for run in runs if max(run) < 256)))


def _as_text(data: bytes) -> str:
    """Return decoded bytes as text, of packed files too; empty if they are no text."""
    if data[:4] == b"PK\x03\x04" or data[:3] == b"\x1f\x8b\x08" or data[:5] == b"%PDF-":
        return bytes_text(data)
    if len(data) > 3 and data[1::2].count(0) == len(data) // 2:
        data = data[::2]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return "" if _UNPRINTABLE.search(text) else text


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _spaced(text: str) -> str:
    if not _SPACED_GATE.search(text):
        return ""
    runs = (
        run[0][:: 2] if run[1] else "".join(part or " " for part in run[0].replace("  ", " \x00").split(" "))
        for run in _SPACED.finditer(text)
    )
    return "\n".join(_TURN.sub(" ", run.replace("\x00", " ")) for run in runs)


_TURN = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
"""Where figures and letters meet; letters put together have lost their spaces."""


def _mixed(text: str) -> str:
    return _MIXED.sub(lambda token: token[0].translate(_DIGIT_OF), text) if _MIXED_GATE.search(text) else text


_LAYERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("zero-width", lambda text: text if text.isascii() else text.translate(_INVISIBLE).translate(_TAGS)),
    ("full-width", lambda text: text if text.isascii() else text.translate(_COMPATIBLE)),
    ("look-alike letters", lambda text: text if text.isascii() else text.translate(_LOOK_ALIKES)),
    ("split over lines", _unwrapped),
    ("html", _without_tags),
    ("html entities", _entities),
    ("url-encoding", _percent),
    ("quoted-printable", _quoted_printable),
    ("encoded words", lambda text: decode_words(text) if "=?" in text else text),
    ("escapes", _escapes),
    ("base64", _base64),
    ("hex", _hex),
    ("character codes", _codes),
    ("spaced letters", _spaced),
    ("look-alike digits", _mixed),
)
"""Each layer's name and how it comes off; what it does not apply to comes back as it is, or empty."""

_WORD_ORDER: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("rot13", lambda text: text.translate(_ROT13)),
    ("reversed", lambda text: text[::-1]),
    ("words reversed", lambda text: " ".join(reversed(text[::-1].split()))),
)


def views(text: str) -> tuple[View, ...]:
    """Return the readings of a text, the plain one first."""
    return _views(text) if len(text) <= _SHORT else _long_views(text[:MAX_TEXT])


_SHORT = 32 * 1024
"""Characters of a text whose readings are kept among many; of longer ones only the last few are."""


@lru_cache(maxsize=1024)
def _views(text: str) -> tuple[View, ...]:
    return tuple(_read(text))


@lru_cache(maxsize=4)
def _long_views(text: str) -> tuple[View, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[View]:
    seen: set[str] = {""}
    waiting: list[tuple[str, str, int]] = [("", text, 0)]
    count = 0
    while waiting and count < MAX_VIEWS:
        channel, current, layers = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        count += 1
        yield View(channel or "plain", current)
        if layers == MAX_LAYERS:
            continue
        for name, taken_off in _LAYERS:
            found = taken_off(current)
            if found and found not in seen:
                waiting.append((f"{channel} > {name}" if channel else name, found, layers + 1))
    for name, changed in _WORD_ORDER:
        found = changed(text)
        if found not in seen:
            yield View(name, found, invented=True)
