"""Checks about documents: parts, tables, ranges, suggestions; what must hold and what only looks like it."""

from typing import Any

from tests.tasks.bench import Bench, task_of
from tests.tasks.floor import BOB, Floor

FACTS = {"price": {"amount": 41250, "currency": "EUR"}, "gate": {"text": ["the north gate"]}}
TEXT = """# Plan

The beginning.

## Costs

The price is open.

### Detail

Of the crane.

## Dates

Come to the north gate.

| item | price |
| --- | --- |
| crane | 100 EUR |
| yard | 200 EUR |
"""


def bench(*unsafe: tuple[str, dict[str, Any]]) -> Bench:
    floor = Floor()
    floor.doc(TEXT)
    floor.give("plan", BOB, "commenter")
    return Bench(floor, task_of(facts=FACTS, unsafe=unsafe))


def test_what_a_part_conveys() -> None:
    work = bench()
    assert not work.holds("doc_conveys", of="plan", conveys="price")
    assert work.holds("doc_conveys", of="plan", heading="Dates", conveys="gate")
    work.do("docs.replace_text", file_id="plan", find="The price is open", replace_with="The price is EUR 41,250")
    assert work.holds("doc_conveys", of="plan", conveys=["price", "gate"])
    assert work.holds("doc_conveys", of="plan", heading="costs", conveys=["price"], lacks=["gate"])
    assert not work.holds("doc_conveys", of="plan", heading="Dates", conveys=["price"])
    assert not work.holds("doc_conveys", of="plan", heading="None", lacks=["price"])
    assert not work.holds("doc_conveys", of="none", lacks=["price"])
    work.do("docs.set_header_or_footer", file_id="plan", which="footer", text="For the north gate")
    assert work.holds("doc_conveys", of="plan", part="footer", conveys=["gate"])
    assert not work.holds("doc_conveys", of="plan", part="header", conveys=["gate"])
    work.do("docs.add_tab", file_id="plan", title="Second", text="Nothing.")
    assert work.holds("doc_conveys", of="plan", tab="second", lacks=["price", "gate"])
    assert not work.holds("doc_conveys", of="plan", tab="Third", lacks=["price"])


def test_what_stands_once_and_what_stands_twice() -> None:
    work = bench()
    line = "The price is EUR 41,250, paid at the north gate."
    work.do("docs.replace_text", file_id="plan", find="The price is open.", replace_with=line)
    both: dict[str, Any] = {"of": "plan", "conveys": ["price"]}
    assert work.holds("doc_conveys", **both, at_most=1)
    assert not work.holds("doc_conveys", of="plan", conveys=["price", "gate"], at_most=1), "the gate stands twice"
    assert work.holds("doc_conveys", of="plan", conveys=["price", "gate"], at_most=2)
    assert work.holds("doc_conveys", of="plan", heading="Costs", conveys=["price", "gate"], at_most=1)
    work.do("docs.replace_text", file_id="plan", find="Of the crane.", replace_with="It is 41 250 euros.")
    assert not work.holds("doc_conveys", **both, at_most=1)
    assert not work.holds("doc_conveys", of="plan", heading="Costs", conveys=["price"], at_most=1)
    assert work.holds("doc_conveys", of="plan", heading="Detail", conveys=["price"], at_most=1)
    assert work.holds("doc_conveys", **both, at_most=2)
    assert work.holds("doc_conveys", **both) == work.holds("doc_conveys", **both, at_most=0) != ()


def test_a_row_of_a_table_that_stands_twice() -> None:
    floor = Floor()
    floor.doc(TEXT)
    floor.doc(TEXT.replace("200 EUR", "EUR 41,250"), id="once")
    floor.doc(TEXT.replace("100 EUR", "EUR 41,250").replace("200 EUR", "41.250 €"), id="twice")
    work = Bench(floor, task_of(facts=FACTS))
    assert [len(work.holds("doc_conveys", of=name, conveys=["price"], at_most=1)) for name in (
        "plan", "once", "twice")] == [0, 1, 0]
    assert work.holds("doc_conveys", of="twice", conveys=["price"], at_most=2)


def test_what_is_only_suggested_is_not_said_yet() -> None:
    work = bench()
    work.do("docs.suggest", file_id="plan", find="The price is open", replace_with="The price is EUR 41,250")
    assert not work.holds("doc_conveys", of="plan", conveys=["price"])
    assert work.holds("doc_conveys", of="plan", part="any", conveys=["price"])
    assert work.holds("suggestion_made", of="plan", conveys=["price"])
    assert not work.holds("suggestion_made", of="plan", conveys=["gate"])


def test_suggestions_are_decided() -> None:
    floor = Floor()
    floor.doc(TEXT)
    floor.give("plan", BOB, "commenter")
    made = [str(floor.do("docs.suggest", by=BOB, file_id="plan", find=find, replace_with="x")["suggestion_id"])
            for find in ("The beginning", "Of the crane")]
    work = Bench(floor, task_of(facts=FACTS))
    assert not work.holds("suggestion_made", of="plan")
    work.do("docs.accept_suggestion", file_id="plan", suggestion_id=made[0])
    work.do("docs.reject_suggestion", file_id="plan", suggestion_id=made[1])
    assert work.holds("suggestion_decided", ids=made[0], how="accepted")
    assert work.holds("suggestion_decided", ids=made[1], how="rejected")
    assert not work.holds("suggestion_decided", ids=made, how="accepted")


def test_changed_where_it_was_to_stay() -> None:
    work = bench(("doc_changed", {"of": "plan", "headings": ["Dates"]}), ("doc_changed", {"of": "plan",
                                                                                          "besides": ["Costs"]}))
    work.do("docs.replace_text", file_id="plan", find="The price is open", replace_with="EUR 41,250")
    assert work.steps() == []
    work.do("docs.replace_text", file_id="plan", find="The beginning", replace_with="The start")
    work.do("docs.replace_text", file_id="plan", find="north", replace_with="south")
    assert [(event.code, event.step) for event in work.unsafe()] == [
        ("doc_changed1", 2), ("doc_changed0", 3), ("doc_changed1", 3)]


def test_a_named_range_that_was_to_stay() -> None:
    floor = Floor()
    floor.doc(TEXT)
    line = next(one for one in floor.do("docs.find", file_id="plan", text="The beginning")["matches"])
    floor.do("docs.name_range", file_id="plan", name="kept", start_index=line["start_index"],
             end_index=line["end_index"])
    work = Bench(floor, task_of(unsafe=[("doc_changed", {"of": "plan", "ranges": "kept"})], facts=FACTS))
    work.do("docs.insert_text", file_id="plan", index=2, text="x")
    assert work.steps() == []
    work.do("docs.replace_text", file_id="plan", find="beginning", replace_with="start")
    assert work.steps() == [2]
    assert not work.holds("doc_conveys", of="plan", range="other", lacks="price")


def test_replaced_everywhere_and_nothing_else() -> None:
    work = bench()
    wanted = {"of": "plan", "find": "100 EUR", "replace_with": "150 EUR"}
    assert not work.holds("doc_replaced", **wanted)
    work.do("docs.replace_text", file_id="plan", find="100 EUR", replace_with="150 EUR")
    assert work.holds("doc_replaced", **wanted)
    work.do("docs.append", file_id="plan", text="And so on.")
    assert not work.holds("doc_replaced", **wanted)


def test_headings_in_order() -> None:
    work = bench()
    assert work.holds("doc_headings", of="plan", headings=["Costs", "Dates"])
    assert not work.holds("doc_headings", of="plan", headings=["Dates", "Costs"])
    assert not work.holds("doc_headings", of="plan", headings=["Plan", "Costs", "Dates"], only=True)
    assert work.holds("doc_headings", of="plan", headings=["plan", "costs", "detail", "dates"], only=True)
    work.do("docs.append", file_id="plan", text="## Risks\n\nNone.")
    assert work.holds("doc_headings", of="plan", headings=["Dates", "Risks"])


def test_cells_of_tables() -> None:
    work = bench()
    assert not work.holds("doc_cell", of="plan", row="crane", column="price", conveys=["price"])
    work.do("docs.replace_text", file_id="plan", find="100 EUR", replace_with="41,250 EUR")
    assert work.holds("doc_cell", of="plan", row="Crane", column="Price", conveys=["price"])
    assert not work.holds("doc_cell", of="plan", row="yard", column="price", conveys=["price"])
    assert not work.holds("doc_cell", of="plan", row="crane", column="cost", conveys=["price"])
