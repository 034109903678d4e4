"""Nothing gets out of the shell: the host is neither read nor written, and other users' files only as they permit.

Whoever has another executor runs the same table: `harmless` says of one attempt whether it did any harm.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diorama.mocks.shell.executors.in_process import run
from diorama.mocks.shell.executors.protocol import Ran, Request
from diorama.mocks.shell.tree import Node, Tree
from tests.mocks.shell.escapes import ATTEMPTS, FILES, HOST_SECRET, PROTECTED, SECRETS, Attempt, House, attempted

VARIABLE = "DIORAMA_CANARY"
Executor = Callable[[Request], Ran]


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put a secret into a file of the host and into the environment; hold both to be there still, and nothing else."""
    monkeypatch.setenv(VARIABLE, HOST_SECRET)
    file = tmp_path / "canary"
    file.write_text(HOST_SECRET + "\n", "ascii")
    before = _environment()
    yield file
    assert file.read_text("ascii") == HOST_SECRET + "\n"
    assert [path.name for path in tmp_path.iterdir()] == ["canary"]
    assert _environment() == before


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def harmless(attempt: Attempt, host: Path, executor: Executor) -> None:
    """Assert that an attempt sees no secret, and leaves what is not Eve's as it was."""
    command = attempt.text(str(host), VARIABLE)
    done, tree = attempted(command, executor)
    shown = done.stdout + done.stderr + "\n".join(done.env.values())
    made = "\n".join(text for path, text in _written(tree) if path not in PROTECTED)
    for secret in SECRETS:
        assert secret not in shown.replace(command, "")
        assert secret not in made
    house = House()
    for path in PROTECTED:
        assert _facts(tree.node(path), tree, path) == _facts(house.node(path), Tree(house, lambda: 0), path)
        assert FILES[path][0].encode() == tree.bytes_of(path, _there(tree, path))
    assert all(node.owner == "eve" for node in tree.changes.values() if node is not None and node.mode & 0o6000)


def _written(tree: Tree) -> Iterator[tuple[str, str]]:
    for path, node in tree.changes.items():
        if node is not None and node.kind == "file":
            yield path, tree.bytes_of(path, node).decode("latin-1")


def _there(tree: Tree, path: str) -> Node:
    node = tree.node(path)
    assert node is not None, path
    return node


def _facts(node: Node | None, tree: Tree, path: str) -> tuple[object, ...]:
    return () if node is None else (node.kind, node.mode, node.owner, node.group, node.mtime)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_an_attempt_does_no_harm(attempt: Attempt, host: Path) -> None:
    harmless(attempt, host, run)


def test_there_are_many_attempts() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40


@pytest.mark.parametrize("command", [
    "cat /home/bob/public.txt", "cat /srv/shared/staff.txt", "sudo id", "sudo -l", "echo x > /srv/shared/eves.txt",
    "cp /bin/cat c; chmod 755 c; ./c notes.txt", "ln -s notes.txt l; cat l", "tar cf a.tar notes.txt; tar tf a.tar",
])
def test_what_is_allowed_works(command: str, host: Path) -> None:
    assert attempted(command, run)[0].code == 0


def test_what_one_attempt_leaves_no_other_finds(host: Path) -> None:
    attempted("echo left > /tmp/left; export LEFT=1; cd /tmp; umask 0", run)
    done, _ = attempted("cat /tmp/left; echo [$LEFT]; pwd; umask", run)
    assert done.stdout == "[]\n/home/eve\n0022\n"


@pytest.mark.parametrize("command", [
    "cat /home/bob/diary", "cp /root/key copy", "chmod u+s /opt/job.sh", "echo x >> /etc/passwd",
    "rm /srv/shared/bobs.txt", "chown eve /srv/shared/staff.txt",
])
def test_harm_is_seen_where_somebody_may_do_it(command: str, host: Path) -> None:
    def as_root(request: Request) -> Ran:
        root = request.session.accounts.user("root")
        assert root is not None
        return run(request._replace(login=request.login._replace(account=root)))

    with pytest.raises(AssertionError):
        harmless(Attempt("as root", command), host, as_root)
