"""What lies in itself too often is refused as the program refuses what it can't read, and soon; the rest is read."""

import pytest

from diorama.mocks.shell.braces import braced
from diorama.mocks.shell.errors import Killed
from diorama.mocks.shell.nesting import DEEPEST, Nesting
from diorama.mocks.shell.parser import parse
from diorama.mocks.shell.syntax import Literal
from tests.mocks.shell.differential import ours

MANY = 100_000
"""Characters of a hostile text, about."""

SCRIPTS = {
    "(": "syntax error near unexpected token `('", "{ ": "token `{'", "if ": "token `if'", "while ": "token `while'",
    "f() ": "token `f'", "echo $(": "token `echo'", "echo $((": "token `echo'", "echo \"$(": "token `echo'",
    "echo ${a:-": "token `", "a=$(a[$(": "token `", "case x in x) ": "token `case'", "[[ ( ": "token `",
    "cat <(": "token `",
    "time ( ": "token `('", "a[$(": "token `", "a=([$(": "token `", "echo ${a[": "token `",
    "cat <<E\n$(": "token `cat'",
}
"""What a script says again and again, and a part of what bash then says."""

PROGRAMS = {
    "awk": ("awk -f s", "BEGIN{x=", "syntax error at or near", ("(", "!", "- ", "$", "length(", "1?", "1^")),
    "awk statements": ("awk -f s", "BEGIN{", "syntax error", ("{", "if(1)", "while(1)", "x=")),
    "jq": ("jq -n -f s", "", "memory exhausted", (
        "[", "(", "{a:", "-", "if ", "def f: ", "try ", "reduce (", '"\\(', ".[", "1//", ". as $x|")),
    "jq patterns": ("jq -n -f s", ". as ", "memory exhausted", ("[", "{a: ")),
    "bc": ("bc s", "", "syntax error", ("(", "{", "-", "!", "1^", "a=", "sqrt(", "a[", "if(1) ")),
    "grep": ("grep -E -f s s", "", "Memory exhausted", ("(",)),
}
ARITHMETIC = ("(", "- ", "! ", "1?", "1**", "a=")


def failed(command: str, text: str) -> str:
    """Return what a command says that fails over the file `s`."""
    done = ours(command, {"s": text.encode()})
    assert done.code not in (0, 124, 137, 139) or (command.startswith("bc") and done.code == 0)
    return done.stderr.decode()


@pytest.mark.parametrize("again", SCRIPTS)
def test_the_shell_refuses_what_is_too_deep(again: str) -> None:
    assert SCRIPTS[again] in failed("bash s", again * (MANY // len(again)))


@pytest.mark.parametrize(("command", "start", "message", "again"), [
    (command, start, message, again) for command, start, message, texts in PROGRAMS.values() for again in texts
])
def test_programs_refuse_what_is_too_deep(command: str, start: str, message: str, again: str) -> None:
    assert message in failed(command, start + again * (MANY // len(again)))


def test_sed_refuses_groups_that_are_too_deep() -> None:
    assert "Memory exhausted" in failed("sed -E -f s s", f"s/{'(' * MANY}/x/")


@pytest.mark.parametrize("again", ARITHMETIC)
def test_an_expression_too_deep_has_no_value(again: str) -> None:
    assert "expression recursion level exceeded" in failed("bash s", f"x='{again * 2000}1'; echo $((x))")


def test_what_is_deep_but_not_too_deep_is_run() -> None:
    deep = "( " * (DEEPEST // 2) + "echo fine" + " )" * (DEEPEST // 2)
    assert ours("bash s", {"s": deep.encode()}).stdout == b"fine\n"


@pytest.mark.parametrize("text", [
    "{a," * (MANY // 3), "{" * MANY, "{a" * 30_000 + "}" * 30_000, "{a}" * 30_000, "," * MANY,
])
def test_braces_that_are_no_expansion_stay_as_they_are(text: str) -> None:
    assert braced((Literal(text, False),)) == [(Literal(text, False),)]


def test_braces_too_deep_in_one_another_stay_as_they_are() -> None:
    deep, fair = ("{a," * depth + "b" + "}" * depth for depth in (DEEPEST, 20))
    assert len(braced((Literal(deep, False),))) == 1
    assert len(braced((Literal(fair, False),))) == 21


def test_braces_that_offer_too_much_end_the_command() -> None:
    with pytest.raises(Killed, match="out of memory"):
        braced((Literal("{1..100000}" + "x" * MANY, False),))
    with pytest.raises(Killed, match="out of memory"):
        braced((Literal("{1..1000}" * 3, False),))


@pytest.mark.parametrize("text", [
    ":\n" * (MANY // 2), ":;" * (MANY // 2), "a[b c " * 10_000, "[[ a && " + "a && " * 10_000 + "a ]]",
])
def test_what_is_long_is_read(text: str) -> None:
    assert parse(text).error is None


def test_brackets_that_are_no_index_are_read_on_only_so_often() -> None:
    assert parse("declare " + "a[b " * 50).error is None
    assert parse("declare " + "a[b " * 10_000).error is not None


@pytest.mark.parametrize(("pattern", "code"), [("[" * MANY, 1), ("!(a)" * 30, 137), ("@(" * 1000 + ")", 137)])
def test_patterns_are_read_in_bounded_time(pattern: str, code: int) -> None:
    assert ours("shopt -s extglob; p=$(cat s); [[ a == $p ]]", {"s": pattern.encode()}).code == code


def test_a_level_is_left_whatever_comes() -> None:
    nested = Nesting(lambda: ValueError("too deep"))
    for _ in range(2 * DEEPEST):
        with pytest.raises(KeyError), nested:
            raise KeyError
    nested.depth = DEEPEST
    with pytest.raises(ValueError, match="too deep"), nested:
        pass
