"""A runaway ends with the shell's kind of error, soon and in little memory, and leaves the files that were there."""

import pytest

from diorama.mocks.shell.session import Limits
from tests.mocks.shell.differential import Result, ours

FILES = {"f": b"x\n" * 50, "j": b'{"a": 1}\n'}
LIMITS = Limits(work=20_000)
SMALL = 2 << 20
"""Bytes of output that is still bounded: twice the limit."""

ENDLESS = (
    ":(){ :|:& };:", "f() { f; }; f", "f() { echo $(f); }; f", "f() { f | f; }; f", "while true; do echo x; done",
    "yes",
    "until false; do :; done", "for ((;;)); do :; done", "yes | cat", "yes | sort", "yes > g", "yes | tee g > h",
    "cat /dev/zero", "cat /dev/urandom > g", "head -c 10G /dev/zero > big", "dd if=/dev/zero of=big bs=1M count=10000",
    "truncate -s 10G big", "cp /dev/zero big", "tee a b < /dev/zero", "sort /dev/zero", "wc /dev/zero", "xxd /dev/zero",
    "md5sum /dev/zero", "fold -w 1 /dev/zero", "read -n 1000000000 x < /dev/zero", "mapfile a < <(yes)", "x=$(yes)",
    "sleep 1e9", "sleep infinity", "timeout 1000 yes", "seq 1000000000", "seq 1 inf", "x=a; while :; do x=$x$x; done",
    "a=(); while :; do a+=(x x x); done", "printf %1000000000d 1", "printf '%.1000000000f' 1",
    "printf -v x '%*s' 1000000000",
    "echo 'sh $0' > s; sh s", "echo './t' > t; chmod +x t; ./t", "x='eval \"$x\"'; eval \"$x\"",
    "trap 'kill -INT $$' INT; kill -INT $$", "for i in {1..100000}; do touch f$i; done",
    "awk 'BEGIN{while(1);}'", "awk 'BEGIN{s=\"a\"; while(1) s=s s}'", "awk 'BEGIN{for(;;) a[i++]=i}'",
    "awk 'function f(){f()} BEGIN{f()}'", "awk 'BEGIN{while((\"yes\"|getline x)>0);}'",
    "awk 'BEGIN{printf \"%1000000000d\", 1}'", "sed ':a;s/x/xx/g;ta' f", "sed ':a;ba' f", "sed 'G;D' f",
    "jq -n '[range(1e12)]'", "jq -n 'def f: f; f'", "jq -n 'def f: 1+f; f'", "jq -n '\"a\"|until(false; .+.)'",
    "jq -n '[repeat(1)]'", "bc <<< '2^1000000000'", "bc <<< '9^9^9^9'", "bc <<< 'while(1) x=1'",
    "bc <<< 'scale=100000000; 1/3'",
    "x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab; shopt -s extglob\n[[ $x == *(*(a)) ]]",
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep -P '(a+)+$'",
    "jq -n '\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\" | test(\"(a+)+$\")'",
)
"""Commands that would never end, or only with the machine."""

BOUNDED = (
    "echo {1..1000000000}", "echo {1..100000}{1..100000} | wc -c", "echo $((1<<1000000000)) $((2**1000000000))",
    "echo $((9**99999999))", "a=b; b=a; echo $((a))", "x=x; echo ${!x}; y=z; z=y; echo ${!y}",
    "a[9999999999]=1; echo ${#a[@]}", "ln -s b a; ln -s a b; cat a", "yes | head -1", "seq 1 inf | head -2",
    "cat <(echo x)",
    "bc <<< 'define f(x){return f(x)}; f(1)'",
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep -E '(a+)+$'", "timeout 1 sleep 1000; echo $?",
    "[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab =~ ^(a+)+$ ]]",
    "case aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab in *a*a*a*a*a*a*a*a*a*a*a*a*a*c) ;; esac",
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | sed -E 's/(a|aa)+$/x/'",
    "expr aaaaaaaaaaaaaaaaaaaaaaaaaaab : '\\(a*\\)*$'",
    "awk 'BEGIN{$1000000000=1}'", "jq -n '\"a\" * 1e10'", "date -d '+99999999999 years'", "numfmt --to=iec 1e1000",
    "shuf -i 1-1000000000 -n 1 | wc -l", "grep -E 'x{1,30000}' f", "grep -E '((x{1,200}){1,200}){1,200}' f",
    "eval \"$(printf '(%.0s' {1..3000})\"", "echo $(( $(printf '(%.0s' {1..3000}) ))",
    "test $(printf '! %.0s' {1..3000}) x",
    "awk \"BEGIN{x=$(printf '(%.0s' {1..3000})1}\"", "bc <<< \"$(printf '(%.0s' {1..3000})\"",
    "jq -n \"$(printf '[%.0s' {1..5000})\"", "jq . <<< \"$(printf '[%.0s' {1..20000})\"",
    "sed \"$(printf '{%.0s' {1..3000})\" f",
    "grep -E \"$(printf '(%.0s' {1..3000})\" f", "expr $(printf '\\( %.0s' {1..3000}) 1",
    "mkdir -p $(printf 'a/%.0s' {1..3000})",
    "exec bash -c 'exec bash -c \"exec bash\"'", "printf '\\t' | expand -t 1000000000 | wc -c",
)
"""Commands that end by themselves, however much they ask for."""


def done(command: str) -> Result:
    """Run a command under the limits, and hold what is left to what it may leave."""
    result = ours(command, FILES, limits=LIMITS)
    assert len(result.stdout) + len(result.stderr) <= SMALL
    assert {name: result.files.get(name) for name in FILES} == FILES
    assert sum(map(len, result.files.values())) <= 64 << 20
    return result


@pytest.mark.parametrize("command", ENDLESS)
def test_what_never_ends_is_ended(command: str) -> None:
    assert done(command).code != 0


@pytest.mark.parametrize("command", BOUNDED)
def test_what_asks_for_too_much_ends(command: str) -> None:
    assert done(command).code in (0, 1, 2, 3, 4, 5, 124, 137, 139, 254)


def test_the_next_command_finds_a_sound_machine() -> None:
    done(":(){ :|:& };:")
    assert ours("echo fine; cat f | wc -l", FILES).stdout == b"fine\n50\n"
