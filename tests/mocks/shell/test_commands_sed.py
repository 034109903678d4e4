"""sed edits as the real one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.session import Limits
from tests.mocks.shell.differential import ours, same
from tests.mocks.shell.recorded import Recording

RECORDED = Recording("test_commands_sed")


@pytest.mark.parametrize("command", RECORDED.cases)
def test_it_does_what_the_real_one_did(command: str) -> None:
    done = ours(command, RECORDED.files)
    assert done._replace(files=RECORDED.after(done)) == RECORDED.cases[command]


@pytest.mark.parametrize("command", RECORDED.cases)
def test_it_does_what_the_real_one_does(command: str) -> None:
    same(command, RECORDED.files, tools=["sed"])


_ADDRESSES = st.sampled_from(
    ["", "1", "2", "$", "/a/", "2,3", "/a/,/b/", "0,/a/", "1~2", "2,+1", "2,~2", "/b/,$", "2!", "/a/!", "1,/a/", "$!",
    "3,1"])
_ACTIONS = st.sampled_from(
    ["p", "d", "s/a/X/", "s/b*/<&>/g", "s/\\(.\\)\\(.\\)/\\2\\1/", "n", "N", "P", "h", "H", "g", "G", "x", "=", "q",
    "Q", "y/ab/ba/",
     "i\\top", "a\\under", "c\\other", "s/^/- /;ta;s/$/ -/;:a", "{s/a/1/;s/b/2/}", "s/a/A/2", "l", "z", "s/\\n/+/",
     "s/.*/\\U&/"])


@given(st.lists(st.tuples(_ADDRESSES, _ACTIONS), min_size=1, max_size=4), st.lists(st.text("ab", max_size=4),
max_size=7), st.booleans())
def test_any_script(commands: list[tuple[str, str]], lines: list[str], silent: bool) -> None:
    script = "\n".join(f"{address}{action}".replace(":a", f":a{number}").replace("ta;", f"ta{number};")
                       for number, (address, action) in enumerate(commands))
    same(f"sed {'-n ' if silent else ''}'{script}' f", {"f": "\n".join(lines).encode()}, tools=["sed"])


def test_a_script_that_never_ends_is_ended() -> None:
    done = ours("sed ':a;ba' f", {"f": b"x\n"}, limits=Limits(work=1000))
    assert done.code == 124


def test_a_cycle_that_starts_anew_for_ever_is_ended() -> None:
    assert ours("sed 'G;D' f", {"f": b"x\n"}, limits=Limits(work=1000)).code == 124


def test_a_file_that_grows_without_end_is_ended() -> None:
    done = ours("sed ':a;s/x/xx/g;ta' f", {"f": b"x\n"}, limits=Limits(work=1000))
    assert done.code != 0


def test_a_file_edited_in_place_keeps_its_mode() -> None:
    done = ours("chmod 640 f; sed -i s/a/b/ f; stat -c %a f; cat f", {"f": b"a\n"})
    assert done.stdout == b"640\nb\n"
