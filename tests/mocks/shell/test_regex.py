"""Regular expressions match as POSIX says: the leftmost, and of those the longest, and never for ever."""

import re
import subprocess
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.expressions import BadPattern
from diorama.mocks.shell.regex import compiled
from tests.mocks.shell.differential import needs

_PIECES = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "ab", "abc", "a*", "b+", "c?", "a{2}", "b{1,2}",
"[bc]*"])
EXPRESSIONS = st.recursive(
    _PIECES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join), st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        inner.map(lambda one: f"({one})"), inner.map(lambda one: f"({one})*"), inner.map(lambda one: f"({one})?"),
        inner.map(lambda one: f"({one})+")),
    max_leaves=6)
TEXTS = st.text("abcd", max_size=8)


@given(EXPRESSIONS, TEXTS)
def test_the_longest_of_the_leftmost_is_found(expression: str, text: str) -> None:
    brute = re.compile(expression)
    wanted = next(((start, end) for start in range(len(text) + 1) for end in range(len(text), start - 1, -1)
                   if brute.fullmatch(text, start, end)), None)
    found = compiled(expression, extended=True).search(text)
    assert (None if found is None else found.span()) == wanted


@given(EXPRESSIONS, TEXTS)
def test_it_is_tested_as_it_is_searched(expression: str, text: str) -> None:
    regex = compiled(expression, extended=True)
    assert regex.test(text) == (regex.search(text) is not None)
    assert regex.whole(text) == (re.fullmatch(expression, text) is not None)


@given(EXPRESSIONS, TEXTS)
def test_matches_never_touch_an_empty_one_behind_them(expression: str, text: str) -> None:
    spans = [found.span() for found in compiled(expression, extended=True).finditer(text)]
    for (start, end), (following, after) in pairwise(spans):
        assert start <= end <= following <= after
        assert following > end or after > following


@pytest.mark.parametrize(("expression", "text", "wanted"), [
    ("a|ab|abc", "abcd", "abc"), ("foo|foobar", "xfoobar", "foobar"), ("(a|ab)(c|bcd)", "abcd", "abcd"),
    ("x*", "aaa", ""), ("(ab)*", "ababc", "abab"), ("a{2}", "aaa", "aa"), ("a{,2}b", "aaab", "aab"), ("^a|b$", "cab",
    "b"),
    (r"\bfoo\b", "a foo b", "foo"), (r"\<b", "ab b", "b"), ("[]a]+", "x]a", "]a"), ("[^]a]", "]ab", "b"), ("[a-]+",
    "x-a", "-a"),
    ("[[:alpha:]]+", "12ab", "ab"), (r"(.)(.)\2\1", "xabba", "abba"), ("()", "a", ""), ("a||b", "b", "b"), (r"\.",
    "a.", "."),
    (r"[\]", "a\\", "\\"), (r"\w+", "--a_1", "a_1"), ("a**", "baa", ""), ("(a*)+", "baa", ""), ("a+b", "caab", "aab"),
])
def test_extended(expression: str, text: str, wanted: str) -> None:
    found = compiled(expression, extended=True).search(text)
    assert found is not None
    assert found.group() == wanted


@pytest.mark.parametrize(("expression", "text", "wanted"), [
    ("a*b", "caab", "aab"), ("*a", "b*a", "*a"), (r"\(*a\)", "*a", "*a"), (r"a\+", "caa", "aa"), (r"\+a", "+a", "+a"),
    ("a+", "a+", "a+"),
    (r"a\|b", "cb", "b"), ("a|b", "a|b", "a|b"), ("^*a", "*a", "*a"), ("a^b", "a^b", "a^b"), ("a$b", "a$b", "a$b"),
    (r"\(^a\)", "a", "a"), (r"a\{2,3\}", "aaaa", "aaa"), ("a{2}", "a{2}", "a{2}"), (r"\(ab\)\1", "cabab", "abab"),
    ("()", "()", "()"),
    ("x?", "x?", "x?"), (r"x\?", "x", "x"),
])
def test_basic(expression: str, text: str, wanted: str) -> None:
    found = compiled(expression, extended=False).search(text)
    assert found is not None
    assert found.group() == wanted


@pytest.mark.parametrize(("expression", "extended", "message"), [
    ("(a", True, "Unmatched ( or \\("), ("a)", True, "Unmatched ) or \\)"), ("[a",
    True, "Unmatched [, [^, [:, [., or [="),
    ("a\\", True, "Trailing backslash"), ("*a", True, "Invalid preceding regular expression"), ("[b-a]",
    True, "Invalid range end"),
    ("a{2,1}", True, "Invalid content of \\{\\}"), (r"(a)\2", True, "Invalid back reference"), (r"a\{1",
    False, "Unmatched \\{"),
    ("[[:foo:]]", False, "Invalid character class name"), ("a{40000}", True, "Regular expression too big"),
])
def test_what_makes_no_sense_is_refused(expression: str, extended: bool, message: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(message)):
        compiled(expression, extended=extended)


@pytest.mark.parametrize(("expression", "lenient"), [("a)", True), ("a{1", True), ("*a", True)])
def test_grep_takes_what_others_refuse(expression: str, lenient: bool) -> None:
    assert compiled(expression, extended=True, lenient=lenient).search("a)a{1") is not None
    with pytest.raises(BadPattern):
        compiled(expression, extended=True)


@pytest.mark.parametrize("expression", ["a.*a.*a.*a.*a.*a.*x", "a*a*a*a*a*a*a*x", "[ab]*a[ab]*a[ab]*a[ab]*x"])
def test_none_takes_very_long_for_a_long_text(expression: str) -> None:
    assert not compiled(expression, extended=True).test("a" * 20_000)


@pytest.mark.parametrize("expression", ["(a*)*b", "(a|a)*b", "(a|aa)+$", "((a+)+)+c", "(.*)(.*)(.*)*x"])
def test_none_takes_for_ever(expression: str) -> None:
    regex = compiled(expression, extended=True)
    assert not regex.test("a" * 300 + "d")
    assert regex.search("a" * 300 + "d") is None


def test_case_is_folded_in_ascii_alone() -> None:
    assert compiled("[a-c]x", extended=True, ignore_case=True).test("BX")
    assert not compiled("\xe9", extended=True, ignore_case=True).test("\xc9")


def test_lines_have_their_own_beginnings_and_ends() -> None:
    text = "one\ntwo"
    assert [found.span() for found in compiled("^.", extended=True, lines=True).finditer(text)] == [(0, 1), (4, 5)]
    assert [found.span() for found in compiled("^.", extended=True).finditer(text)] == [(0, 1)]
    assert [found.start() for found in compiled("$", extended=True, lines=True).finditer(text)] == [3, 7]


@given(st.lists(EXPRESSIONS, min_size=1, max_size=1), st.lists(TEXTS, min_size=20, max_size=20))
def test_sed_finds_the_same(expressions: list[str], texts: list[str]) -> None:
    needs("sed")
    (expression,) = expressions
    done = subprocess.run(["sed", "-E", f"s/{expression}/<&>/g"], input="\n".join([*texts, ""]), capture_output=True,
                          text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=True)
    regex = compiled(expression, extended=True)
    ours: list[str] = []
    for text in texts:
        at, out = 0, ""
        for found in regex.finditer(text):
            out += f"{text[at : found.start()]}<{found.group()}>"
            at = found.end()
        ours.append(out + text[at:])
    assert ours == done.stdout.split("\n")[:-1]
