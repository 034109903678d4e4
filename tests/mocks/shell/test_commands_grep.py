"""grep selects and prints what the real one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mocks.shell.differential import ours, same
from tests.mocks.shell.recorded import Recording

RECORDED = Recording("test_commands_grep")


@pytest.mark.parametrize("command", RECORDED.cases)
def test_it_does_what_the_real_one_did(command: str) -> None:
    done = ours(command, RECORDED.files)
    assert done._replace(files=RECORDED.after(done)) == RECORDED.cases[command]


@pytest.mark.parametrize("command", RECORDED.cases)
def test_it_does_what_the_real_one_does(command: str) -> None:
    same(command, RECORDED.files, tools=["grep"])


_LINES = st.lists(st.text("ab c", max_size=6), min_size=1, max_size=12)
_OPTIONS = st.sets(st.sampled_from(["-n", "-o", "-v", "-c", "-w", "-x", "-i", "-b", "-A1", "-B2", "-C1", "-m2", "-h",
"-H", "-l", "-E"]))
_PATTERNS = st.sampled_from(["a", "ab", "a*", "^a", "b$", "a b", "^$", "a.c", "[ab]c", "A", "b\\|c", "\\(a\\)\\1",
"c a*", "", "\\bb"])


@given(_LINES, _OPTIONS, _PATTERNS)
def test_any_options_together(lines: list[str], options: set[str], pattern: str) -> None:
    files = {"f": "\n".join(lines).encode(), "g": b"a b\nabc\n\nca\n"}
    same(f"grep {' '.join(sorted(options))} '{pattern}' f g", files, tools=["grep"])


def test_what_may_not_be_read_is_said() -> None:
    done = ours("chmod 000 f; su nobody -s /bin/sh -c 'grep a f' 2>/dev/null; grep -r a; echo $?", {"f": b"a\n"})
    assert done.stdout == b"f:a\n0\n"


def test_directories_are_searched_in_the_order_of_their_bytes() -> None:
    files = dict.fromkeys(("b", "a", "C/z", "C/a"), b"x\n")
    assert ours("grep -r x", files).stdout == b"C/a:x\nC/z:x\na:x\nb:x\n"


def test_a_loop_of_links_ends() -> None:
    done = ours("mkdir d; ln -s .. d/up; echo x > d/f; grep -R x d | head -3; echo $?")
    assert done.stdout.startswith(b"d/f:x\n")
