"""Checks about documents: what their parts say, what was changed where, and what became of suggestions."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.docs.records import Suggestion
from ..snapshots.errors import shown
from ..snapshots.state import State
from .checks import AtMost, Evidence, FactNames, Scene, Several, check, fits
from .checks_files import file_row
from .doc_scene import chosen, in_range, in_segments, same, sections, tables, under
from .facts import Source
from .file_scene import tab_sources

DOCUMENTS = ("files.files", "docs.segments", "docs.tabs", "docs.suggestions")
Part = Literal["body", "header", "footer", "footnote", "any"]
Names = Annotated[tuple[str, ...], Several]


@check(watch=DOCUMENTS)
def doc_conveys(
    scene: Scene, *, of: str, conveys: FactNames = (), lacks: FactNames = (), tab: str = "", heading: str = "",
    range: str = "", part: Part = "body", at_most: AtMost = 0,
) -> Iterator[Evidence]:
    """The document conveys the facts and none of `lacks`, as it reads without its open suggestions.

    Only `tab` (id or title), what stands under `heading`, in the named `range`, or in its headers, footers or
    footnotes counts if given; `any`: every part, suggestions too. `at_most`: each of the facts stands in no more than
    so many lines, a row of a table being one (0: any number, for a text may well come back to what it has said).
    """
    text = part_text(scene.state, of, tab=tab, heading=heading, range=range, part=part)
    if text is None or not fits(scene, (Source(heading or range or part, text),), conveys, lacks):
        return
    if not at_most or all(_lines_with(scene, fact, text) <= at_most for fact in conveys):
        where = " ".join(filter(None, (tab, heading, range))) or part
        yield Evidence(of, f"{of} in {shown(where)} conveys {', '.join(conveys) or 'none'} and lacks "
                           f"{', '.join(lacks) or 'nothing'}")


def _lines_with(scene: Scene, fact: str, text: str) -> int:
    return sum(scene.conveys(fact, (Source("line", line),)) is not None for line in text.splitlines() if line)


def part_text(
    state: State, file: str, *, tab: str = "", heading: str = "", range: str = "", part: Part = "body"
) -> str | None:
    """Return the text of a part of a document; None if the document or the part is not there."""
    if file_row(state, file) is None:
        return None
    if part == "any":
        return "\n".join(source.text for one in chosen(state, file, tab) for source in tab_sources(one))
    if range:
        return in_range(state, file, range)
    return under(state, file, heading, tab) if heading else in_segments(state, file, part, tab)


@check(watch=DOCUMENTS)
def doc_changed(
    scene: Scene, *, of: str, headings: Names = (), ranges: Names = (), tabs: Names = (), besides: Names = (),
) -> Iterator[Evidence]:
    """Some part of the document reads otherwise than at the start, or is gone.

    The parts are what stands under `headings`, in named `ranges`, in `tabs`; without any: the text under every
    heading of the start but those of `besides`.
    """
    if file_row(scene.start, of) is None:
        return
    wanted = [*(("heading", one) for one in headings), *(("range", one) for one in ranges),
              *(("tab", one) for one in tabs)]
    for kind, name in wanted:
        before, after = (_named_part(state, of, kind, name) for state in (scene.start, scene.state))
        if before is not None and before != after:
            yield Evidence(f"{kind} {name}", f"{of}: what is in {kind} {shown(name)} "
                                             f"{'is gone' if after is None else 'has changed'}")
    if not wanted:
        now = [] if file_row(scene.state, of) is None else [*sections(scene.state, of)]
        for one in sections(scene.start, of):
            if one not in now and not any(same(one.title, name) for name in besides):
                yield Evidence(f"section {one.tab} {one.title}", f"{of}: {shown(one.title or 'the beginning')} has "
                                                                 "changed or is gone")


def _named_part(state: State, file: str, kind: str, name: str) -> str | None:
    if kind == "heading":
        return part_text(state, file, heading=name)
    return part_text(state, file, range=name) if kind == "range" else part_text(state, file, tab=name)


@check(watch=DOCUMENTS)
def doc_replaced(
    scene: Scene, *, of: str, find: Annotated[str, Field(min_length=1)], replace_with: str, tab: str = ""
) -> Iterator[Evidence]:
    """Every occurrence of a text in the document was replaced, in one tab if it is given, and nothing else changed."""
    if file_row(scene.start, of) is None or file_row(scene.state, of) is None:
        return
    within = {one.tab.tab for one in chosen(scene.start, of, tab)}
    before = {(one.tab.tab, source.where): source.text for one in chosen(scene.start, of)
              for source in tab_sources(one)}
    after = {(one.tab.tab, source.where): source.text for one in chosen(scene.state, of)
             for source in tab_sources(one)}
    wanted = {key: text.replace(find, replace_with) if key[0] in within else text for key, text in before.items()}
    if wanted != before and wanted == after:
        yield Evidence(of, f"{of}: {shown(find)} was replaced with {shown(replace_with)} and nothing else")


@check(watch=DOCUMENTS)
def doc_headings(scene: Scene, *, of: str, headings: Annotated[Names, Field(min_length=1)], only: bool = False,
                 tab: str = "") -> Iterator[Evidence]:
    """The document has these headings in this order, others between them; with `only` these and no others."""
    if file_row(scene.state, of) is None:
        return
    there = [one.title for one in sections(scene.state, of, tab) if one.title]
    rest = iter(there)
    if all(any(same(title, wanted) for title in rest) for wanted in headings) and not (
            only and len(there) != len(headings)):
        yield Evidence(of, f"{of}: {', '.join(map(shown, there[:20]))}")


@check(watch=DOCUMENTS)
def doc_cell(
    scene: Scene, *, of: str, row: str, column: str, conveys: FactNames = (), lacks: FactNames = (), tab: str = ""
) -> Iterator[Evidence]:
    """A table's cell conveys the facts: in the row that begins with `row`, under the head `column`."""
    if file_row(scene.state, of) is None:
        return
    for table in tables(scene.state, of, tab):
        heads = [number for number, text in enumerate(table[0]) if same(text, column)]
        cells = [line[heads[0]] for line in table[1:] if heads and same(line[0], row) and len(line) > heads[0]]
        for text in cells:
            if fits(scene, (Source("cell", f"{column}: {text}"),), conveys, lacks):
                yield Evidence(f"{of} {row} {column}", f"{of}: {shown(row)}, {shown(column)}: {shown(text)}")


@check(watch=DOCUMENTS)
def suggestion_made(
    scene: Scene, *, of: str, conveys: FactNames = (), lacks: FactNames = (), at_most: AtMost = 0,
) -> Iterator[Evidence]:
    """The principal made suggestions in the document that are open; its parts with them convey the facts.

    `lacks`: and none of these. `at_most`: no more than so many suggestions (0: any number, for one edit may come in
    several).
    """
    made = [identity for identity, row in scene.created("docs.suggestions")
            if row.file == of and row.author == scene.principal]
    table = scene.state.table("docs.suggestions")
    waiting = [one for one in made if one in table and table[one].status == "open"]
    if waiting and (not at_most or len(waiting) <= at_most) and file_row(scene.state, of) is not None:
        sources = tuple(source for one in chosen(scene.state, of) for source in tab_sources(one)
                        if "suggestion" in source.where)
        if fits(scene, sources, conveys, lacks):
            yield Evidence(" ".join(waiting), f"suggested in {of}: {', '.join(waiting)}")


@check(watch=("docs.suggestions",))
def suggestion_decided(
    scene: Scene, *, ids: Annotated[Names, Field(min_length=1)], how: Literal["accepted", "rejected"]
) -> Iterator[Evidence]:
    """All these suggestions were accepted, or rejected."""
    rows: list[Suggestion | None] = [scene.state.table("docs.suggestions").get(one) for one in ids]
    if all(row is not None and row.status == how for row in rows):
        yield Evidence(" ".join(ids), f"{how}: {', '.join(ids)}")
