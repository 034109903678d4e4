"""What an executor is: whatever runs a command line on a tree."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from ..session import Account, Session
from ..tree import Tree
from ..words import Dialect


class Login(NamedTuple):
    """Who runs a command and from where: the account, the directory, the environment."""

    account: Account
    cwd: str
    env: Mapping[str, str]
    dialect: Dialect = "bash"


class Request(NamedTuple):
    """What is to be run, on which working copy, under which session's clock and limits, by whom.

    Texts are one character per byte.
    """

    tree: Tree
    session: Session
    login: Login
    command: str
    stdin: str = ""


class Ran(NamedTuple):
    """What a command did beside what it did to the tree. Texts are one character per byte.

    `elapsed` is simulated milliseconds. `cwd` and `env` are the shell's at its end. `killed` says what ended the
    command from outside, if something did: "time limit", "output limit" and the like.
    """

    stdout: str
    stderr: str
    code: int
    elapsed: int
    cwd: str
    env: Mapping[str, str]
    killed: str = ""


class Executor(Protocol):
    """Runs a command line. What the tree has then (`changes`, `reads`, `writes`) is what the command has left."""

    def __call__(self, request: Request) -> Ran:
        """Run the request to its end."""
