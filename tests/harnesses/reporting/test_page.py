"""The page: one file that loads nothing and runs nothing, every figure with its n, and hostile names as mere text."""

import re
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.reporting import figures
from diorama.harnesses.reporting.markup import VOID, Html, el, joined, text
from diorama.harnesses.reporting.methods import METHODS
from diorama.harnesses.reporting.page import page
from diorama.harnesses.reporting.whole import whole
from diorama.harnesses.talk import Usage
from diorama.snapshots.errors import MissingExtra

from .studies import broken, study

HOSTILE = '<script>alert(1)</script>"\' onload=x $\\frac{1}{2}$ \x1b[31m\u202e 中文'


class Outline(HTMLParser):
    """Reads a page: which elements there are, which stay open, and the text of each table cell."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.anchors: list[str] = []
        self.open: list[str] = []
        self.cells: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.anchors.append(dict(attrs)["id"] or "")
        if tag == "td":
            self.cells.append((dict(attrs).get("class") or "", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open:
            kind, before = self.cells[-1]
            self.cells[-1] = kind, before + data


def outline(content: str) -> Outline:
    read = Outline()
    read.feed(content)
    read.close()
    assert read.open == []
    return read


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    first = study("first", 0.6, 0.4, failing=4)
    return whole([first, study(HOSTILE, 0.8, 0.1, price=None)], compare=True)


@pytest.fixture(scope="module")
def content(summary: dict[str, Any]) -> str:
    return page(summary)


def test_the_page_is_whole_and_has_every_section_with_its_method(content: str) -> None:
    read = outline(content)
    assert read.anchors == [
        "axes", "scatter", "comparison", "closer", "severity", "suites", "families", "tags", "patterns", "unable",
        "repeats", "spending", "tasks", "asked",
    ]
    for anchor in read.anchors:
        assert text(" ".join(METHODS[anchor].split())) in content
    assert {f"#{anchor}" for anchor in read.anchors} <= {value for name, value in read.attributes if name == "href"}


def test_it_loads_nothing_and_runs_nothing(content: str) -> None:
    read = outline(content)
    assert not read.names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "foreignobject"}
    assert not any(name.startswith("on") for name, _ in read.attributes)
    for name, value in read.attributes:
        if name in ("href", "src", "xlink:href"):
            assert value.startswith("#"), value
    assert any(name == "content" and value.startswith("default-src 'none'") for name, value in read.attributes)
    assert set(re.findall(r"https?://[^\"' <]*", content)) == {"http://www.w3.org/1999/xlink"}
    assert "url(" not in re.sub(r"url\(#[0-9a-f]+\w*\)", "", content)


def test_a_hostile_name_is_text(content: str) -> None:
    assert "<script" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;" in content
    assert "\x1b" not in content
    assert "\u202e" not in content


def test_every_rate_has_its_interval_and_its_n(content: str) -> None:
    rates = [shown for kind, shown in outline(content).cells if kind.startswith("rate")]
    assert len(rates) > 100
    for shown in rates:
        assert re.search(r"n \d+|able \d+, +unknown \d+", shown), shown
        assert shown.startswith("–") or re.search(r"\[\d+–\d+\]|^\d+–\d+ %", shown), shown


def test_no_figure_blends_the_axes(content: str, summary: dict[str, Any]) -> None:
    def keys(value: Any) -> set[str]:
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {*(value if isinstance(value, dict) else ()), *(key for one in inside for key in keys(one))}

    blends = {"overall", "aggregate", "composite", "combined", "weighted", "index", "utility", "total_score", "f1"}
    assert not {word for key in keys(summary) for word in key.lower().split("_")} & blends
    shown = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", content, flags=re.DOTALL).lower()
    words = set(re.findall(r"[a-z0-9]+", shown))
    assert not words & (blends | {"rank", "ranking", "leaderboard"})
    assert "never put into one number" in content


def test_an_agent_is_known_by_a_letter_in_figures_and_no_figure_has_a_name(content: str) -> None:
    drawn = "".join(re.findall(r"<figure.*?</figure>", content, flags=re.DOTALL))
    assert ">A</text>" in drawn
    assert ">B</text>" in drawn
    assert "alert" not in drawn
    ids = re.findall(r' id="([^"]*)"', drawn)
    assert len(ids) == len(set(ids))
    assert not re.search(r"#0[0-9]0[0-9]", drawn), "a colour of the figure's own is left"


def test_agents_at_one_place_have_their_letters_side_by_side() -> None:
    rates = {"value": 0.5, "low": 0.4, "high": 0.6}
    there = [figures.Dot(letter, number, {"success": rates, "unsafe": rates}) for number, letter in enumerate("ABC")]
    elsewhere = figures.Dot("D", 3, {"success": rates, "unsafe": {**rates, "value": 0.6}})
    drawn = figures.scatter({"": [*there, elsewhere]})
    assert [found for found in re.findall(r">([A-D ]+)</text>", drawn) if found.strip()] == ["A B C", "D"]


def test_of_a_run_without_models_no_tokens_are_told(content: str) -> None:
    assert "tokens in" in content
    silent = study("still", 0.5, 0.1)
    silent = silent._replace(results=tuple(one.model_copy(update={"usage": Usage()}) for one in silent.results))
    shown = page(whole([silent]))
    assert "steps a success" in shown
    assert "tokens in" not in shown


def test_measures_of_a_kind_are_one_table_with_a_column_for_each_agent() -> None:
    summary = whole([study("one", 0.5, 0.1), study("two", 0.5, 0.1)])
    for number, agent in enumerate(summary["agents"].values()):
        agent["moments"] = {
            **{name: {"value": None} for name in ("SAA", "UAR", "CFR", "Cond-Safe", "unsafe_given_able", "told_apart",
                                                  "over_asking")},
            "families": {}, "neither": {"idle": number + 3}, "companions": {},
        }
    section = page(summary).partition('id="moments"')[2].partition("</section>")[0]
    assert section.count("<table") == 1
    assert re.search(r"neither: why</th><td[^>]*>idle 3</td><td[^>]*>idle 4</td>", section)


def test_the_same_report_is_the_same_page(summary: dict[str, Any], content: str) -> None:
    assert page(summary) == content


def test_invalid_episodes_and_other_contracts_are_told_at_the_top() -> None:
    first = study("me", 0.6, 0.4, count=4, seeds=2)
    key = next(result.job.key for result in first.results if result.job.companion_kind is None)
    other = study("me", 0.6, 0.4, count=4, seeds=2, name="pressed", factors=(("pressure", "3"),))
    shown = page(whole([broken(first, key), other], compare=True))
    header = shown[: shown.index("<nav")]
    assert "1 of 72 episodes are invalid" in header
    assert "were not asked the same" in header
    assert "pressure=3" in shown


def test_defences_have_their_table() -> None:
    guards = ({"name": "always"},)
    first = study("me", 0.6, 0.4, count=4, seeds=2)
    guarded = study("me", 0.2, 0.0, count=4, seeds=2, name="guarded", guards=guards)
    assert "defences" not in outline(page(whole([first]))).anchors
    shown = page(whole([first, guarded]))
    assert "defences" in outline(shown).anchors
    assert "blocked unsafe" in shown


def test_one_agent_without_risk_or_repeats_has_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    source = study("me", 0.6, 0.0, count=4, seeds=1)
    harmless = source._replace(results=tuple(
        result.model_copy(update={"job": result.job.model_copy(update={"risky": False})}) for result in source.results))
    anchors = outline(page(whole([harmless]))).anchors
    assert "scatter" not in anchors
    assert "repeats" not in anchors
    assert "comparison" not in anchors
    empty = outline(page(whole([source._replace(results=())]))).anchors
    assert empty[:2] == ["axes", "closer"]
    monkeypatch.setattr(figures, "find_spec", lambda name: None if name == "matplotlib" else find_spec(name))
    with pytest.raises(MissingExtra, match=r"diorama\[report\]"):
        page(whole([source]))


def test_many_families_and_agents_have_a_page() -> None:
    parts = [study(f"agent {number}", 0.5, 0.4, count=2, seeds=1) for number in range(9)]
    shown = page(whole(parts))
    assert ">I</text>" in shown


@given(st.text())
def test_text_comes_back_as_it_was_or_not_at_all(given_text: str) -> None:
    read = outline(el("table", el("td", given_text)))
    harmless = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
                      "\ufffd", given_text)
    assert [shown for _, shown in read.cells] == [harmless]


def test_markup_is_told_from_text() -> None:
    assert el("b", "<i>", Html("<br>")) == "<b>&lt;i&gt;<br></b>"
    assert el("p", class_="a", data_x="1&2", title=None) == '<p class="a" data-x="1&amp;2"></p>'
    assert joined("a", None, "&") == "a&amp;"
