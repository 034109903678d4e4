"""The tool that runs a command line, by whatever executor the machine has."""

from typing import Annotated, Any

from pydantic import Field

from ...snapshots.calls import Actor
from ...snapshots.digest import Json
from ..service import INTERNAL, tool
from .executors import IN_PROCESS, executor_named, in_process
from .executors.protocol import Login, Ran, Request
from .keeping import Keeping
from .landing import Landing
from .names import bytes_of, name_of, path_of, text_of
from .records import Seat
from .tree import Tree

SECONDS = 120
"""Simulated seconds after which a command is ended, unless its caller says otherwise."""


class Running(Keeping):
    """Runs commands."""

    @tool("write")
    def bash(
        self,
        command: Annotated[str, Field(min_length=1, max_length=200_000, examples=["ls -l", "cat notes.txt"])],
        timeout_seconds: Annotated[int, Field(ge=1, le=600)] = SECONDS,
    ) -> Json:
        """Run a command line in a shell on the machine; return stdout, stderr and exit_code.

        Nobody can type anything into it: standard input is empty. Of a long output the beginning and the end are shown,
        and the result says how much was left out; write into a file what you want to look at in full.
        """
        seat = self.seat()
        login = self.login(seat)
        session = self.session(timeout_seconds)
        request = Request(session.tree, session, login, bytes_of(command))
        run = self.tx.new_id("run")
        if self.host.executor == IN_PROCESS:
            ran = in_process.run(request)
            self._leave(run, command, session.tree, ran, seat, login, "")
        else:
            ran = self._run_outside(run, command, request)
        self.tx.pass_time(self.tx.now + ran.elapsed)
        return self._told(ran)

    def _run_outside(self, run: str, command: str, request: Request) -> Ran:
        """Run a command by something that is not ours; where it is being repeated, take what it left then."""
        kept: list[Landing] = []

        def made() -> dict[str, Json]:
            ran = executor_named(self.host.executor)(request)
            landing: Any = Landing.of(request.tree, ran).model_dump(mode="json", exclude_defaults=True)
            return {"run": run, "command": command, "role": self.tx.actor.role, "landing": landing}

        landed = self.tx.outside("shell.land", made, actor=Actor(role="scheduler", principal=self.tx.actor.principal))
        kept.append(Landing.model_validate(landed.arguments["landing"], strict=False))
        return kept[0].ran()

    @tool("write", seconds=0, faces=INTERNAL)
    def land(self, run: str, command: str, role: str, landing: Landing) -> Json:
        """Put what a command has left, which a shell that is not ours has run, into the world."""
        tree = self.working_copy()
        tree.changes.update((path_of(one.path), one.node()) for one in landing.files)
        tree.reads.update(dict.fromkeys(map(path_of, landing.reads)))
        seat = self.seat()
        self._leave(run, command, tree, landing.ran(), seat, self.login(seat), role)
        return {"run": run}

    def _leave(self, run: str, command: str, tree: Tree, ran: Ran, seat: Seat, login: Login, role: str) -> None:
        store = self.store()
        writes = self.keep(tree, run, login.account.name)
        self.note_run(
            run, "shell.bash", login.account.name, cwd=seat.cwd, command=command, code=ran.code, killed=ran.killed,
            reads=[path for path in tree.reads if not store.is_program(path)], writes=writes, elapsed=ran.elapsed,
            stdout=self.put_text(ran.stdout), stderr=self.put_text(ran.stderr), role=role,
        )
        if seat.persistent and not ran.killed and (ran.cwd, ran.env) != (login.cwd, login.env):
            env = tuple((name_of(name), name_of(value)) for name, value in ran.env.items())
            self.logins.put(self.tx.actor.principal, seat.replace(cwd=name_of(ran.cwd), env=env))

    def _told(self, ran: Ran) -> dict[str, Json]:
        """Return what the caller gets to see."""
        out: dict[str, Json] = {}
        for name, text in (("stdout", text_of(ran.stdout)), ("stderr", text_of(ran.stderr))):
            shown, left = shortened(text, self.host.shown)
            out[name] = shown
            if left:
                out[f"{name}_left_out"] = left
        out["exit_code"] = ran.code
        if ran.killed:
            out["killed"] = ran.killed
        return out


def shortened(text: str, most: int) -> tuple[str, int]:
    """Return a text with its middle left out if it is longer than `most`, which it says; and how much is."""
    left = len(text) - most
    if left <= 0:
        return text, 0
    head = most - most // 2
    return f"{text[:head]}\n[... {left} of {len(text)} characters left out ...]\n{text[len(text) - most // 2 :]}", left
