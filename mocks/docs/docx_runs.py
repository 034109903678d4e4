"""The runs of a Word paragraph as stretches of text and elements, fields and links worked out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .docx_styles import Styles, text_style
from .docx_words import attribute
from .records import ELEMENT, PLAIN, Element, Run, TextStyle
from .units import cleaned, units

Notes = dict[str, dict[str, tuple[Any, Any]]]
"""Footnotes and endnotes by kind and id: the element and the part that it is in."""

NewElement = Callable[[str, str], str]
"""Gives the id of a new element of a kind; a note's own id says which note it is."""

_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"([^"]*)"', re.IGNORECASE)
_SILENT = {"rPr", "lastRenderedPageBreak", "footnoteRef", "endnoteRef", "annotationRef", "separator",
           "continuationSeparator", "delText", "delInstrText", "commentReference", "softHyphen", "proofErr"}
_PASSED = {"pPr", "bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd", "permStart",
           "permEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "sdtPr",
           "sdtEndPr", "smartTagPr", "customXmlPr", "sectPr"}


class Stretch(NamedTuple):
    """Some text of one style, or one element."""

    text: str
    style: TextStyle
    element: Element | None = None

    def run(self) -> Run:
        """Return its run."""
        return Run(length=units(self.text), style=self.style, element=self.element)


def runs_in(paragraph: Any, part: Any, styles: Styles, defects: Counter[str], fresh: NewElement) -> list[Stretch]:
    """Return what a paragraph holds."""
    return list(_Runs(part, styles, defects, fresh).inside(paragraph, ""))


class _Runs:
    """Walks over a paragraph; `fields` are the complex fields that are open: what each says, and if its result is."""

    def __init__(self, part: Any, styles: Styles, defects: Counter[str], fresh: NewElement) -> None:
        self.part, self.styles, self.defects, self.fresh = part, styles, defects, fresh
        self.fields: list[list[Any]] = []

    def inside(self, parent: Any, link: str) -> Iterator[Stretch]:
        for one in parent.iterchildren():
            name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
            if name == "r":
                yield from self._run(one, link)
            elif name == "hyperlink":
                yield from self.inside(one, self._target(one) or link)
            elif name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo"):
                if name == "ins":
                    self.defects["a tracked insertion is taken as made"] += 1
                yield from self.inside(one, link)
            elif name in ("del", "moveFrom"):
                self.defects["a tracked deletion is taken as made"] += 1
            elif name == "fldSimple":
                yield from self._simple(one, link)
            elif name in ("oMath", "oMathPara"):
                self.defects["a formula is kept without what it says"] += 1
                yield Stretch(ELEMENT, PLAIN, Element(kind="equation", id=self.fresh("equation", "")))
            elif name and name not in _PASSED:
                self.defects[f"{name} is left out"] += 1

    def _target(self, link: Any) -> str:
        identity, anchor = link.get(attribute("r:id")), link.get(attribute("w:anchor"))
        relation = self.part.rels.get(identity) if identity else None
        if relation is not None and relation.is_external:
            return cleaned(str(relation.target_ref)) + (f"#{anchor}" if anchor else "")
        return inner_link(anchor) if anchor else ""

    def _simple(self, field: Any, link: str) -> Iterator[Stretch]:
        said = field.get(attribute("w:instr"), "")
        kind = _auto_text(said)
        if kind:
            yield self._auto(kind)
        else:
            yield from self.inside(field, _field_link(said) or link)

    def _auto(self, kind: str) -> Stretch:
        return Stretch(ELEMENT, PLAIN, Element(kind="auto_text", id=self.fresh("auto_text", ""),
                                               fields=(("type", kind),)))

    # --- runs ----------------------------------------------------------------------------------------------------

    def _run(self, run: Any, link: str) -> Iterator[Stretch]:
        look = text_style(run.find(attribute("w:rPr")), self.styles)
        for one in run.iterchildren():
            name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
            if name == "fldChar":
                yield from self._field(one.get(attribute("w:fldCharType")))
            elif name == "instrText":
                if self.fields and not self.fields[-1][1]:
                    self.fields[-1][0] += one.text or ""
            elif not any(not shown or _auto_text(said) for said, shown in self.fields):
                found = next((at for said, _ in reversed(self.fields) if (at := _field_link(said))), "") or link
                yield from self._piece(one, name, look.replace(link=found) if found else look)

    def _field(self, kind: str | None) -> Iterator[Stretch]:
        """Follow a complex field: it begins, its result follows, it ends."""
        if kind == "begin":
            self.fields.append(["", False])
        elif kind == "separate" and self.fields:
            self.fields[-1][1] = True
        elif kind == "end" and self.fields:
            said, _ = self.fields.pop()
            if _auto_text(said):
                yield self._auto(_auto_text(said))

    def _piece(self, one: Any, name: str, look: TextStyle) -> Iterator[Stretch]:
        if name == "t":
            text = cleaned(one.text or "").replace("\n", " ")
            if text:
                yield Stretch(text, look)
        elif name in ("tab", "ptab"):
            yield Stretch("\t", look)
        elif name in ("br", "cr"):
            kind = one.get(attribute("w:type"))
            if kind in ("page", "column"):
                yield Stretch(ELEMENT, look, Element.model_validate({"kind": f"{kind}_break"}))
            else:
                yield Stretch("\v", look)
        elif name == "noBreakHyphen":
            yield Stretch("\u2011", look)
        elif name == "sym":
            self.defects["a symbol of a font of its own is written as a box"] += 1
            yield Stretch("\u25a1", look)
        elif name in ("footnoteReference", "endnoteReference"):
            kind = name.removesuffix("Reference")
            identity = self.fresh(kind, one.get(attribute("w:id"), ""))
            if identity:
                yield Stretch(ELEMENT, PLAIN, Element(kind="footnote", id=identity))
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            yield from self._drawn(one, look)
        elif name and name not in _SILENT:
            self.defects[f"{name} is left out"] += 1

    def _drawn(self, one: Any, look: TextStyle) -> Iterator[Stretch]:
        """Yield a picture or a horizontal line; what else is drawn is left out."""
        tags = [node for node in one.iter() if isinstance(node.tag, str)]
        names = {node.tag.rpartition("}")[2]: node for node in reversed(tags)}
        if any(key.endswith("}hr") and value in ("t", "true", "1") for node in tags for key, value in node.items()):
            yield Stretch(ELEMENT, look, Element(kind="rule"))
        elif "blip" in names or "imagedata" in names:
            yield self._picture(names, look)
        elif "txbxContent" in names:
            self.defects["a text box is left out"] += 1
        else:
            self.defects["a drawing or embedded object is left out"] += 1

    def _picture(self, names: dict[str, Any], look: TextStyle) -> Stretch:
        node = names["blip"] if "blip" in names else names["imagedata"]
        relations = (self.part.rels.get(node.get(attribute(f"r:{name}"), "")) for name in ("link", "embed", "id"))
        relation = next((one for one in relations if one is not None), None)
        title = names["docPr"].get("descr") or "" if "docPr" in names else ""
        fields = {"title": cleaned(title).replace("\n", " ")}
        if relation is not None and relation.is_external:
            fields["uri"] = cleaned(str(relation.target_ref))
        else:
            self.defects["a picture is kept without its bytes"] += 1
            fields["uri"] = "" if relation is None else f"embedded:{relation.target_ref}"
        if "extent" in names:
            for field, key in (("width", "cx"), ("height", "cy")):
                size = names["extent"].get(key, "")
                if size.isascii() and size.isdecimal() and 0 < len(size) < 10:
                    fields[field] = str(int(size) * 10 // 127)
        kept = tuple(sorted((name, value) for name, value in fields.items() if value))
        return Stretch(ELEMENT, look, Element(kind="image", id=self.fresh("image", ""), fields=kept))


def inner_link(anchor: str) -> str:
    """Return a link to a place in the document, as documents have it."""
    for kind in ("heading", "bookmark", "tab"):
        if anchor.startswith(f"{kind}_"):
            return f"#{kind}={cleaned(anchor[len(kind) + 1 :])}"
    return f"#bookmark={cleaned(anchor)}"


def _auto_text(said: str) -> str:
    word = said.split()[0].upper() if said.split() else ""
    return {"PAGE": "PAGE_NUMBER", "NUMPAGES": "PAGE_COUNT"}.get(word, "")


def _field_link(said: str) -> str:
    found = _LINK.match(said)
    if not found:
        return ""
    return inner_link(found[1]) if "\\l" in said.split('"')[0] else cleaned(found[1])
