"""The commands of the corpus do in our shell what they do with Debian's bash, dash and programs."""

import os

import pytest

from tests.lacking import lacks
from tests.mocks.shell.command_lines import Case, cases, files, modes
from tests.mocks.shell.differential import needs, ours, real

CASES = cases()
TOOLS = ("bc", "jq", "grep", "sed", "find", "diff", "column", "hexdump", "xxd", "dash", "mawk", "strings", "file")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.known)
def test_it_does_what_the_real_shell_did(case: Case) -> None:
    done = ours(case.command, files(), dialect=case.dialect, modes=modes(), user=case.user)
    assert done == case.result


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.known)
def test_the_recording_is_what_the_real_shell_does(case: Case) -> None:
    needs(*TOOLS)
    if case.user != "root" and os.geteuid() != 0:
        lacks("root, who alone runs commands as somebody else")
    assert real(case.command, files(), dialect=case.dialect, modes=modes(), user=case.user) == case.result


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len({(case.command, case.dialect) for case in CASES}) == len(CASES) >= 500
