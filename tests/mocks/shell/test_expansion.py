"""Expansion, arithmetic and parsing on texts that nobody thought of: as the real shells do, and never with a crash."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.shell.arithmetic import ArithmeticFault, evaluate
from diorama.mocks.shell.backtracking import SHORT, ambiguous_loops, bearable
from diorama.mocks.shell.errors import Killed
from diorama.mocks.shell.parser import parse
from diorama.mocks.shell.patterns import compiled
from diorama.mocks.shell.session import Limits
from tests.mocks.shell.differential import needs, ours, real, same

_NUMBERS = st.integers(-(2**63), 2**63 - 1).map(str) | st.integers(-9, 9).map(str) | st.sampled_from("abc")
_BINARY = st.sampled_from(["+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^", "&&", "||", "==", "!=", "<", "<=",
                           ">", ">="])


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, _BINARY, inner).map(" ".join),
        st.tuples(st.sampled_from("-!~+"), inner).map(lambda one: f"{one[0]} {one[1]}"),
        inner.map("({})".format), st.tuples(inner, inner, inner).map(lambda one: f"({one[0]} ? {one[1]} : {one[2]})"))


_EXPRESSIONS = st.recursive(_NUMBERS, _combined, max_leaves=8)


@settings(max_examples=30, deadline=None)
@given(st.lists(_EXPRESSIONS, min_size=5, max_size=20))
def test_expressions_have_the_values_that_bash_gives_them(expressions: list[str]) -> None:
    lines = "\n".join(f"echo $(({one}))" for one in expressions)
    script = f"a=7; b=-3; c=\n{lines}\n"
    needs()
    got, wanted = ours(script), real(script)
    assert (got.stdout, got.code) == (wanted.stdout, wanted.code)


_TEXTS = st.text("ab*?[]/.x ", max_size=8)
_PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "/", ".", "x"]), max_size=4).map("".join)
_OPERATORS = st.sampled_from(["#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^", ",", ",,"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(_TEXTS, _OPERATORS, _PATTERNS), min_size=5, max_size=20))
def test_parameters_are_cut_and_replaced_as_bash_does(cases: list[tuple[str, str, str]]) -> None:
    lines = []
    for text, operator, pattern in cases:
        shown = pattern.replace("/", "\\/") if operator.startswith("/") else pattern
        new = "/<X>" if operator.startswith("/") else ""
        lines.append(f"x='{text}'; printf '<%s>\\n' \"${{x{operator}{shown}{new}}}\"")
    same("\n".join(lines))


_FIELDS = st.text("ab :\t", max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(_FIELDS, min_size=1, max_size=8), st.sampled_from([" \t\n", ":", ": ", "", "a", " :b"]))
def test_words_are_split_as_both_shells_do(texts: list[str], separators: str) -> None:
    lines = [f"x='{text}'; set -- $x; printf '%s' $#; printf '<%s>' \"$@\" \"$*\"; echo" for text in texts]
    script = f"IFS='{separators}'\n" + "\n".join(lines)
    same(script)
    same(script, dialect="dash")


@settings(max_examples=200, deadline=None)
@given(st.text("abx*?[]!-\\/", max_size=8), st.text("abx*[]\\-", max_size=8))
def test_a_pattern_without_extensions_means_the_same_step_by_step(pattern: str, text: str) -> None:
    assert bool(compiled(pattern, extended=False).match(text)) == bool(compiled(f"@(){pattern}").match(text))


@settings(max_examples=300, deadline=None)
@given(st.text("ab \n;&|<>(){}[]$`'\"\\#=!*?~1-", max_size=30), st.sampled_from(["bash", "dash"]))
def test_no_text_makes_the_parser_or_the_shell_crash(text: str, dialect: str) -> None:
    parse(text, "bash" if dialect == "bash" else "dash")
    ours(text, dialect="bash" if dialect == "bash" else "dash", limits=Limits(work=2000))


class _Nothing:
    """Variables of which none is set."""

    def get_number(self, name: str, index: str | None) -> str:
        return ""

    def set_number(self, name: str, index: str | None, value: int) -> None:
        assert -(2**63) <= value < 2**63


@settings(max_examples=300, deadline=None)
@given(st.text("ab01279 +-*/%<>=!&|^~?:(),[]x#", max_size=20))
def test_any_text_is_an_expression_of_64_bits_or_a_fault(text: str) -> None:
    try:
        value = evaluate(text, _Nothing())
    except ArithmeticFault:
        return
    assert -(2**63) <= value < 2**63


EXPLOSIVE = (
    "(a+)+", "(?:a*)*b", "((a+)b?)*", r"(\d{2,})+", "(a|aa)+$", "(.*a){20}", "(x+x+)+y", "(|a)+", r"(\w+\s*)*x",
    "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){30}a{30}",
)
LOOPS = {
    "a+b+": 0, "(ab)+": 1, "[(*]+": 0, r"\(a+\)+": 0, "(?:a+)?": 1, "(a|b)*": 1, "([^,]*,){14}x": 0, r"(\w+\s)*": 1,
    "a.*b.*c": 2, ".*.*.*.*.*x": 5, r"\d+(\.\d+)*": 1, '("[^"]*"|[^,"]*),': 0, "[]a]+x": 0, "a++b": 0,
}


@pytest.mark.parametrize("pattern", EXPLOSIVE)
def test_what_explodes_is_refused_a_long_text(pattern: str) -> None:
    assert ambiguous_loops(pattern) is None
    bearable(re.compile(pattern), "a" * SHORT)
    with pytest.raises(Killed, match="time limit"):
        bearable(re.compile(pattern), "a" * (SHORT + 1))


@pytest.mark.parametrize("pattern", LOOPS)
def test_what_does_not_explode_is_tried(pattern: str) -> None:
    assert ambiguous_loops(pattern) == LOOPS[pattern]
    bearable(re.compile(pattern), "a" * 100)


def test_loops_in_a_row_are_tried_on_what_is_not_too_long_for_them() -> None:
    bearable(re.compile(".*.*.*x"), "a" * 2000)
    with pytest.raises(Killed, match="time limit"):
        bearable(re.compile(".*.*.*x"), "a" * 3000)
