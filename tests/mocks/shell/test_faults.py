"""What bash and dash say, and how far they give up, where a word or an expression cannot be had."""

import pytest

from tests.mocks.shell.differential import ours, same

COMMANDS = [
    "bash -uc '[[ $1 == a ]]; echo after'",
    "bash -uc '(( x + 1 )); echo after'",
    "bash -uc 'echo \"$2\"; echo after'",
    "dash -uc 'echo $1'",
    "bash -c '[[ -z $1 ]] && (( 1/0 )); echo after'",
    "b=0; echo $(( 5 + 1/b + 3 ))",
    "echo $((1/0))",
    "bash -c 'echo ${a'",
    "dash -c '\"\"'",
    "bash -c '\"\"'",
    "dash -c 'echo ${a'",
    "dash -c '{ a'",
    "dash -c 'f() { a'",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_does_what_the_real_shell_does(command: str) -> None:
    same(command, {}, tools=["bash"])


def test_nanoseconds_tell_names_apart() -> None:
    done = ours(
        "for i in 1 2 3 4 5 6; do date +%s%N; done | sort -u | wc -l; date +%3N | tr -d '\\n' | wc -c; date +%%N", {}
    )
    assert done.stdout == b"6\n3\n%N\n"
