"""`diorama mcp`: one world for an MCP client, over standard input and output."""

from pathlib import Path
from typing import Annotated

import typer

from ...mocks.common.addresses import normalise
from .options import Folders, SecretFile, opened, secret_from
from .serve import Factors, MaxSteps, Seed, needs_server, open_live


def mcp(
    what: Annotated[
        str, typer.Argument(metavar="WORLD|TASK", help="A base world, a world file, or the id of a task.")
    ],
    seed: Seed = 0,
    factors: Factors = "",
    identity: Annotated[str, typer.Option("--identity", help="On whose account; by default the principal's.")] = "",
    trace: Annotated[
        Path | None, typer.Option("--trace", help="Where to write the trace of a task's episode, at the end.")
    ] = None,
    max_steps: MaxSteps = 1000,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
) -> None:
    """Offer one world's tools and documents to an MCP client, over standard input and output, until the input ends.

    A task's episode is judged when the client leaves, and written to --trace: nothing of that is said here, where the
    client could read it.
    """
    needs_server()
    import anyio

    from ..serve.live import LiveEpisode
    from ..serve.mcp_side import speak
    from ..serve.served import Worlds

    live = open_live(what, seed, factors, tuple(tasks_dir or ()), max_steps, secret_from(secret_file))
    served = Worlds(opened).add(live, tuple(filter(None, [normalise(identity)])))
    account = next(iter(served.accounts.values()))
    if not isinstance(live, LiveEpisode):
        anyio.run(speak, account, "")
        return
    try:
        anyio.run(speak, account, live.env.task.instruction)
    finally:
        if live.env.verdict is None:
            live.env.judge()
        if trace is not None:
            trace.parent.mkdir(parents=True, exist_ok=True)
            trace.write_text(live.env.trace, encoding="utf-8", newline="\n")
