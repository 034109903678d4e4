"""HTML as the text that a reader sees, for mail that has no plain text. By our own small tokeniser: the library's
parser reads broken HTML in other ways from one Python to the next."""

import re
from html import unescape

_NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:-]*)")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" {2,}")

_UNSEEN = ("script", "style", "head", "title", "template")
_CLOSING = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _UNSEEN}
_LINES = frozenset((
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
))
_APART = frozenset(("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))


def html_text(html: str) -> str:
    """Return an HTML text without its markup: blocks as lines, list items with a dash, a link's target behind its text
    in angle brackets where it differs."""
    reader = _Reader(html)
    while reader.step():
        pass
    return _tidy(unescape("".join(reader.out)))


class _Reader:
    """Goes through an HTML text once; each step takes it to behind the next tag."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.at = 0
        self.kept = 0
        self.breaks = 2
        self.link: tuple[int, str] | None = None
        self.unclosed: set[str] = set()
        self.last = html.rfind(">")

    def step(self) -> bool:
        start = self.html.find("<", self.at)
        if start < 0 or start > self.last:
            self._text(self.html[self.at :])
            return False
        self._text(self.html[self.at : start])
        if self.html.startswith("<!--", start):
            self.at = self._behind("-->", start + 4)
            return True
        name = _NAME.match(self.html, start + 1)
        if name is None and self.html[start + 1] not in "!?":
            self._text("&lt;")
            self.at = start + 1
            return True
        self.at = self._behind(">", start)
        if name is not None:
            self._tag(name[2].lower(), bool(name[1]), self.html[name.end() : self.at - 1])
        return True

    def _behind(self, mark: str, start: int) -> int:
        found = self.html.find(mark, start)
        return len(self.html) if found < 0 else found + len(mark)

    def _text(self, text: str) -> None:
        if text:
            self.out.append(text if self.kept else _SPACE.sub(" ", text))
        if text.strip():
            self.breaks = 0

    def _break(self, least: int) -> None:
        """Go to a new line (1) or leave an empty one (2), unless that has been done."""
        self.out.append("\n" * max(0, least - self.breaks))
        self.breaks = max(self.breaks, least)

    def _tag(self, name: str, closing: bool, attributes: str) -> None:
        if name in _UNSEEN and not closing:
            self._skip(name)
        elif name == "a":
            self._close_link()
            if not closing:
                found = _HREF.search(attributes)
                self.link = (len(self.out), (found[1] or found[2] or found[3] or "") if found else "")
        elif name == "img" and (alt := _ALT.search(attributes)):
            self._text(alt[1] or alt[2] or "")
        elif name == "br":
            self._break(self.breaks + 1)
        elif name in _LINES:
            if name == "pre":
                self.kept = max(0, self.kept + (-1 if closing else 1))
            self._break(2 if name in _APART else 1)
            if name == "li" and not closing:
                self._text("- ")
        elif name in ("td", "th") and closing:
            self.out.append("\t")

    def _skip(self, name: str) -> None:
        """Go on behind the closing tag; one that is missing hides all the rest of a script, and nothing else."""
        stop = None if name in self.unclosed else _CLOSING[name].search(self.html, self.at)
        if stop is not None:
            self.at = stop.end()
        elif name in ("script", "style"):
            self.at = len(self.html)
        else:
            self.unclosed.add(name)

    def _close_link(self) -> None:
        if self.link is None:
            return
        start, target = self.link
        self.link = None
        shown = unescape("".join(self.out[start:])).strip()
        if target and not target.startswith("#") and unescape(target).removeprefix("mailto:") != shown:
            self.out.append(f" &lt;{target}&gt;")


def _tidy(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u200c", "").replace("\r\n", "\n")
    lines = [_SPACES.sub(" ", line).strip(" \t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
