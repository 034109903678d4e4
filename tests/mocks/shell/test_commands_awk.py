"""awk does what mawk does."""

import shutil
import subprocess
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.session import Limits
from tests.lacking import lacks
from tests.mocks.shell.differential import ours, same
from tests.mocks.shell.recorded import Recording

RECORDED = Recording("test_commands_awk")


@cache
def _is_mawk() -> bool:
    path = shutil.which("awk")
    if path is None:
        return False
    done = subprocess.run([path, "-W", "version"], capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    return done.stdout.startswith(b"mawk 1.3.4 20200120")


@pytest.fixture
def mawk() -> None:
    """Tell of the version of awk, if this machine's is another."""
    if not _is_mawk():
        lacks("mawk 1.3.4")


@pytest.mark.parametrize("command", RECORDED.cases)
def test_it_does_what_the_real_one_did(command: str) -> None:
    done = ours(command, RECORDED.files)
    assert done._replace(files=RECORDED.after(done)) == RECORDED.cases[command]


@pytest.mark.parametrize("command", RECORDED.cases)
@pytest.mark.usefixtures("mawk")
def test_it_does_what_the_real_one_does(command: str) -> None:
    same(command, RECORDED.files)


_OPERANDS = st.sampled_from(
    ["0", "1", "-3", "2.5", "1e6", "1e-5", "\"a\"", "\"10\"", "\"9x\"", "\"\"", "$1", "$2", "$3", "$9", "u", "n", "s",
    "NF", "NR", "m[1]"])
_OPERATORS = st.sampled_from(["+", "-", "*", "/", "%", " ", "<", "<=", "==", "!=", ">=", "&&", "||", " ~ ", "^"])
EXPRESSIONS = st.recursive(
    _OPERANDS,
    lambda inner: st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(lambda three: f"(({three[0]}){three[1]}({three[2]}))"),
        inner.map(lambda one: f"(!({one}))"), inner.map(lambda one: f"(-({one}))"),
        inner.map(lambda one: f"length({one})"), inner.map(lambda one: f"int({one})"),
        st.tuples(inner, inner).map(lambda two: f"index({two[0]}, {two[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"(({three[0]}) ? ({three[1]}) : ({three[2]}))"),
        st.tuples(inner, inner, inner).map(lambda three: f"substr({three[0]}, {three[1]}, {three[2]})")),
    max_leaves=8)


@given(st.lists(EXPRESSIONS, min_size=8, max_size=8))
@pytest.mark.usefixtures("mawk")
def test_any_expression(expressions: list[str]) -> None:
    body = "; ".join(f'printf "%s|", ({one})' for one in expressions)
    same(f"awk '{{ n = 7; s = \"text\"; m[1] = \"4\"; {body}; print \"\" }}'", stdin=b"10 abc 0x1\n3.0 +4 .\n",
    stderr=False)


@given(st.lists(st.tuples(st.sampled_from(["set", "text", "delete", "has", "loop"]), st.integers(0, 40)), max_size=200))
@pytest.mark.usefixtures("mawk")
def test_arrays_have_the_order_of_the_real_one(steps: list[tuple[str, int]]) -> None:
    made = {"set": "a[{0}] = 1", "text": 'a["k" {0}]++', "delete": "delete a[{0}]", "has": '({0} in a); ("k" {0}) in a',
            "loop": 'for (k in a) printf "%s ", k'}
    program = "; ".join(made[kind].format(number) for kind, number in [*steps, ("loop", 0)])
    same(f"awk 'BEGIN {{ {program} }}'")


def test_a_program_that_never_ends_is_ended() -> None:
    for program in ("while (1) n++", "for (;;) ;", "do x = x \"a\"; while (1)", "x = \"a\"; while (1) x = x x",
    "x = \"a\"; while (1) gsub(/a/, \"aa\", x)", "while (1) m[n++]", "f()", "while (1) print"):
        done = ours(f"awk 'function f() {{ while (1) n++ }} BEGIN {{ {program} }}'", limits=Limits(work=2000))
        assert done.code in (124, 137), program


def test_functions_that_call_themselves_without_end_are_ended() -> None:
    assert ours("awk 'function f(n) { return f(n + 1) } BEGIN { f(0) }'").code != 0


def test_random_numbers_are_derived() -> None:
    program = "print rand(), rand(); srand(7); print rand(); srand(7); print rand(); srand(8); print rand()"
    command = f"awk 'BEGIN {{ {program} }}'"
    first, second = ours(command), ours(command)
    assert first == second
    _, seven, again, eight = first.stdout.split(b"\n")[:4]
    assert seven == again != eight


def test_its_clock_is_the_world_s() -> None:
    assert ours("awk 'BEGIN { print systime(), strftime(\"%F %T\") }'").stdout == b"1772613000 2026-03-04 08:30:00\n"


def test_a_million_turns_are_within_the_limits() -> None:
    assert ours("awk 'BEGIN { for (i = 0; i < 1000000; i++) s += i % 7; print s }'").stdout == b"2999997\n"
