"""In process: the executor that runs a command in our own shell, on the tree itself. It is deterministic."""

import sys

from ..errors import BrokenPipe, FileError, Killed
from ..interpreter import Shell
from ..streams import Sink, Source
from .protocol import Ran, Request

WORK_PER_MILLISECOND = 10
"""How much work is a millisecond of simulated time. Ours: about what a small machine does."""

STACK = 3000
"""Calls of Python inside one another that a shell may need, which is more than Python allows by itself: a function that
calls itself as often as the limits let it."""

sys.setrecursionlimit(max(STACK, sys.getrecursionlimit()))


def run(request: Request) -> Ran:
    """Run a command line on a tree; what the tree has then is what the command has left."""
    session, login = request.session, request.login
    stdout, stderr = Sink(session.limits.output), Sink(session.limits.output)
    files = request.tree.view(login.account.credentials, login.cwd)
    shell = Shell(
        session, files, login.env, {0: Source(request.stdin), 1: stdout, 2: stderr}, dialect=login.dialect,
        zero="bash" if login.dialect == "bash" else "/bin/sh",
    )
    shell.commanded = True
    killed = ""
    try:
        code = shell.run_text(request.command)
    except Killed as error:
        killed, code = error.text, error.code
    except (BrokenPipe, FileError) as error:  # the shell's own output is closed or full
        code = 141 if isinstance(error, BrokenPipe) else 1
    except RecursionError:
        killed, code = "Segmentation fault", 139
    finally:
        session.hub.stop()
    elapsed = min(session.elapsed + session.worked // WORK_PER_MILLISECOND, session.limits.seconds * 1000)
    return Ran(stdout.text, stderr.text, code, elapsed, shell.files.cwd, shell.variables.environment(), killed)
