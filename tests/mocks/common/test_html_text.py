"""HTML as text: what a reader sees, whatever the markup is."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.html_text import html_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain\n text", "plain text"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1\t2\n3"),
        ("a&nbsp;&amp;&lt;b&gt; &#8364; &unknown; &", "a &<b> \u20ac &unknown; &"),
        ("<style>p{x>y}</style><script>if (a<b) {}</script>seen<title>not</title>", "seen"),
        ("<head><meta x>not</head>seen", "seen"),
        ("<script>never closed", ""),
        ("<title>never closed, still seen", "never closed, still seen"),
        ("a<!-- not <b> -->b<!doctype x>c<?php y?>d", "abcd"),
        ("<pre>a\n b</pre>", "a\nb"),
        ('<a href="https://x.test/?a=1&amp;b=2">here</a>', "here <https://x.test/?a=1&b=2>"),
        ("<a href='https://x.test'>https://x.test</a>", "https://x.test"),
        ("<a href=mailto:a@b.test>a@b.test</a> <a href='#top'>up</a> <a name=x>z</a>", "a@b.test up z"),
        ('<img src=x alt="A chart">', "A chart"),
        ("1 < 2 <3 and <", "1 < 2 <3 and <"),
        ("<DIV>a</DIV><div><div>b<br><br>c<br><br><br>d", "a\nb\n\nc\n\nd"),
    ],
)
def test_what_a_reader_sees(html: str, text: str) -> None:
    assert html_text(html) == text


@given(st.text("<>/!-a&#; \n\"'=phrscitle", max_size=120))
def test_any_markup_becomes_text(html: str) -> None:
    html_text(html).encode()


HOSTILE = ("<", "<a ", "<!--", "<title>", "<script>", "<a>x</a>", " \n", "&", "<a href=", "<pre> ", "<br>", "<p>")


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("end", ["", ">"])
def test_much_hostile_markup_gives_no_more_than_it_holds(piece: str, end: str) -> None:
    """What takes the square of the length would not come to an end here."""
    assert len(html_text(piece * 100_000 + end)) <= len(piece) * 100_000 + 1
