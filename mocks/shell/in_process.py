"""In process: the executor that runs a command in our own shell, on the tree itself."""

from collections.abc import Mapping
from typing import NamedTuple

from .errors import Killed
from .interpreter import Shell
from .session import Account, Session
from .streams import Sink, Source
from .tree import Tree
from .words import Dialect


class Login(NamedTuple):
    """Who runs a command and from where: the account, the directory, the environment."""

    account: Account
    cwd: str
    env: Mapping[str, str]
    dialect: Dialect = "bash"


class Ran(NamedTuple):
    """What a command did beside what it did to the tree. Texts are one character per byte."""

    stdout: str
    stderr: str
    code: int
    elapsed: int
    cwd: str
    env: Mapping[str, str]
    killed: str


def run(tree: Tree, session: Session, login: Login, command: str, stdin: str = "") -> Ran:
    """Run a command line on a tree; what the tree has then is what the command has left."""
    stdout, stderr = Sink(session.limits.output), Sink(session.limits.output)
    files = tree.view(login.account.credentials, login.cwd)
    zero = "bash" if login.dialect == "bash" else "/bin/sh"
    shell = Shell(session, files, login.env, {0: Source(stdin), 1: stdout, 2: stderr}, dialect=login.dialect, zero=zero)
    killed = ""
    try:
        code = shell.run_text(command)
    except Killed as error:
        killed, code = error.text, error.code
    finally:
        session.hub.stop()
    return Ran(stdout.text, stderr.text, code, session.elapsed, shell.files.cwd, shell.variables.environment(), killed)


