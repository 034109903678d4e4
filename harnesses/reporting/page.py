"""The page: a report as one HTML file, which loads nothing and runs nothing."""

from collections.abc import Sequence
from pathlib import Path

from ... import __version__
from ..report import Summary
from ..tables import remarks
from .cells import Section, count
from .figures import check_extra
from .main_sections import main_sections, tasks_section
from .markup import Html, el, joined
from .methods import METHODS
from .side_sections import asked_section, comparison_section, side_sections

STYLE = Path(__file__).parent / "style.css"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may do: be styled. Scripts and requests are refused, wherever they might come from."""


def page(summary: Summary) -> str:
    """Return a report as a page. MissingExtra without what draws its figures."""
    check_extra()
    compared = list(comparison_section(summary))
    sections = [*main_sections(summary), *side_sections(summary), tasks_section(summary), asked_section(summary)]
    sections[2:2] = compared
    names = list(dict.fromkeys(name for agent in summary["agents"].values() for name in agent["runs"]))
    title = f"Report: {', '.join(names)}"
    head = el(
        "head", el("meta", charset="utf-8"), el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"), el("title", title),
        Html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>"),
    )
    body = el("body", _header(summary, names), _contents(sections), el("main", *map(_section, sections)),
              el("footer", f"diorama {__version__}. Success, unsafe acts and inability are separate throughout."))
    return f"<!doctype html>\n{el('html', head, body, lang='en')}\n"


def _header(summary: Summary, names: Sequence[str]) -> Html:
    facts = [(count(summary["episodes"]), "episodes"), (str(len(summary["agents"])), "agents"),
             (count(summary["invalid"]), "invalid"), (count(summary["missing"]), "missing")]
    shown = (el("li", el("b", figure), " ", word) for figure, word in facts)
    notes = [el("p", line, class_="note") for line in remarks(summary)]
    return el("header", el("h1", "Report"), el("p", ", ".join(names), class_="runs"), el("ul", *shown, class_="facts"),
              joined(*notes))


def _contents(sections: Sequence[Section]) -> Html:
    return el("nav", *(el("a", one.title, href=f"#{one.anchor}") for one in sections), aria_label="Contents")


def _section(one: Section) -> Html:
    method = el("p", " ".join(METHODS[one.anchor].split()), class_="method")
    return el("section", el("h2", one.title), one.body, method, id=one.anchor)
