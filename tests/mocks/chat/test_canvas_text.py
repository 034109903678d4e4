"""Sections of canvases: all that is written is in one of them, and they keep their ids."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.chat.canvas_text import as_html, defect, joined, sections

TEXT = """# Plan #
First line
second line

- one
- [x] two

```
# no heading

still code
```
> said

| a | b |
|---|---|
| 1 | 2 |

---
###### Deep
1. first
"""

LINES = st.sampled_from(["# a", "## b", "words", "- item", "1. item", "> said", "```", "~~~", "", "  ", "---", "| a |"])


def test_sections_are_of_their_kinds() -> None:
    assert [one.kind for one in sections(TEXT)] == [
        "h1", "paragraph", "list", "code", "quote", "table", "rule", "h3", "list"]
    assert len({one.id for one in sections(TEXT)}) == 9
    assert sections("a\n\na")[0].id != sections("a\n\na")[1].id


@given(st.lists(LINES, max_size=15))
def test_joined_sections_are_the_text_but_for_empty_lines(lines: list[str]) -> None:
    parts = sections("\n".join(lines))
    again = sections(joined([one.text for one in parts]))
    assert [one.id for one in again] == [one.id for one in parts]
    said = [line for one in parts for line in one.text.split("\n") if line.strip()]
    assert said == [line for line in lines if line.strip()]


def test_a_section_keeps_its_id_while_others_change() -> None:
    before = sections(TEXT)
    after = sections(joined(["New", *(one.text for one in before)]))
    assert {one.id for one in before} < {one.id for one in after}


def test_html_says_the_same_and_no_more() -> None:
    html = as_html("# A & B\n\n**bold** and *it* [link](https://x.test/?a=1&b=2) `<b>`\n\n<script>x</script>")
    assert "<b>bold</b> and <i>it</i>" in html
    assert '<a href="https://x.test/?a=1&amp;b=2">link</a>' in html
    assert "<code>&lt;b&gt;</code>" in html
    assert "<script>" not in html
    shown = as_html(TEXT)
    for part in ('<li class="checked">two</li>', "<td>1</td>", "<blockquote", "<hr", "<ol", "<pre"):
        assert part in shown


@given(st.text(max_size=60))
def test_html_holds_no_tag_of_the_text(text: str) -> None:
    assert "<x" not in as_html(text.replace("<", "<x"))


def test_lists_in_quotes_are_what_a_canvas_cannot_show() -> None:
    assert defect("a\n> - b") == "line 2: Unsupported block type (List) within block quote"
    assert not defect("> a\n- b")
