"""Digests, letters and laid out lines come out as the real programs write them."""

import pytest

from tests.mocks.shell.differential import ours, same

FILES = {"a": b"one\ntwo\n\n\tthree four five\n", "b": bytes(range(256)), "e": b"", "t.txt": b"x"}
COMMANDS = [
    "md5sum a b",
    "md5sum < a",
    "md5sum nosuch a",
    "sha1sum a",
    "sha256sum -b a",
    "sha512sum a",
    "b2sum a",
    "cksum a b e",
    "cksum < a",
    "sha256sum --tag a",
    "md5sum a b > s && md5sum -c s",
    "md5sum a > s; echo x >> a; md5sum -c s",
    "md5sum a t.txt > s; rm t.txt; echo junk >> s; md5sum -c s",
    "md5sum -c --quiet a",
    "md5sum a > s; md5sum --status -c s; echo $?",
    "base64 b",
    "base64 -w 20 b",
    "base64 -w0 a",
    "base64 b | base64 -d | cmp - b",
    "echo 'aGVsbG8K' | base64 -d",
    "echo 'a*b' | base64 -d",
    "echo 'aGVs*bG8K' | base64 -di",
    "base64 a b",
    "base32 a",
    "base32 a | base32 -d",
    "base64 e",
    "nl a",
    "nl -ba a",
    "nl -s': ' -w3 -nln a",
    "nl -v10 -i5 -nrz a",
    "nl -bpo a",
    "nl nosuch",
    "nl -bx a",
    "nl -w0 a",
    "fold -w 5 a",
    "fold -sw 10 a",
    "fold -b -w3 b > x; fold -w x a",
    "printf 'abc' | fold -w2",
    "expand a",
    "expand -t4 a",
    "printf 'a\\tb\\tc\\n' | expand -t 3,7",
    "printf 'a\\tb\\n' | expand -i",
    "expand -t0 a",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_does_what_the_real_one_does(command: str) -> None:
    same(command, FILES, tools=["coreutils"])


@pytest.mark.parametrize(
    ("command", "stdout"),
    [
        ("printf abc | md5sum", b"900150983cd24fb0d6963f7d28e17f72  -\n"),
        ("printf abc | base64", b"YWJj\n"),
        ("printf 'a\\n\\nb\\n' | nl", b"     1\ta\n       \n     2\tb\n"),
    ],
)
def test_known_results(command: str, stdout: bytes) -> None:
    assert ours(command, {}).stdout == stdout
