"""`diorama serve`: worlds behind their vendors' protocols, for agents that use vendors' clients."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...mocks.common.addresses import normalise
from ...mocks.worlds import WORLD_FILE
from ...snapshots.errors import MissingExtra, UsageError
from ...tasks.catalog import load_catalog
from ...tasks.secret import Secret
from ..jobs import Job, Request
from .options import AsJson, Folders, SecretFile, opened, secret_from
from .reading import read_factors

if TYPE_CHECKING:
    from ..serve.admin_side import AdminSide
    from ..serve.live import LiveEpisode, LiveWorld
    from ..serve.served import Worlds

EXTERNAL = "external"
"""What an agent from outside is called, unless it is given a name."""

GRACE = 10.0
"""Seconds that a server stays up after its last episode is over: clients have more to say than `finish`."""

What = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORLD|TASK...", help="Base worlds, world files (NAME.world.json) and ids of tasks."),
]
Factors = Annotated[str, typer.Option("--factors", help="Levels of the tasks' factors: name=level,...")]
Seed = Annotated[int, typer.Option("--seed", help="The seed of the tasks.")]
Identities = Annotated[
    list[str] | None,
    typer.Option("--identity", help="Who gets a key to the worlds; may be given several times. By default the "
                                    "principal."),
]
MaxSteps = Annotated[int, typer.Option("--max-steps", min=1, help="Calls that an episode of a task may have.")]


def needs_server() -> None:
    """Raise MissingExtra where something that the server is made of is not installed."""
    for name in ("googleapiclient", "httptools", "mcp", "starlette", "uvicorn"):
        if find_spec(name) is None:
            raise MissingExtra(f"serving needs {name}; install it with: pip install 'diorama[serve]'")


def serve(
    what: What = None,
    task: Annotated[
        list[str] | None, typer.Option("--task", help="A task by its id; may be given several times.")
    ] = None,
    tasks: Annotated[str, typer.Option("--tasks", help="Serve every task whose id fits: 'clawsbench/email/*'.")] = "",
    seed: Seed = 0,
    factors: Factors = "",
    identity: Identities = None,
    copies: Annotated[int, typer.Option("--copies", min=1, max=10_000, help="How many of each.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", help="Keep the tasks' episodes there as a run, and stop when all are over.")
    ] = None,
    agent: Annotated[str, typer.Option("--agent", help="What the run calls the agent that comes.")] = EXTERNAL,
    time_limit: Annotated[float, typer.Option(min=0, help="Seconds until what is not over is; 0 is no limit.")] = 0,
    brief: Annotated[
        Path | None, typer.Option("--brief", help="Write what the task's agent needs to know there: text, or .json.")
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Where the agent's side listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Its port; 0 is any that is free.")] = 8765,
    admin_port: Annotated[
        int, typer.Option("--admin-port", min=0, max=65535, help="The admin side's port, on this machine alone.")
    ] = 0,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="A further name that MCP clients may reach the server by."),
    ] = None,
    max_steps: MaxSteps = 1000,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Serve worlds and tasks to vendors' own clients, to MCP and to plain HTTP, until stopped.

    Each world has an address with an unguessable key for every identity. What a task's agent does is judged and kept
    as a trace; the admin side has its verdict, its own port and its own token. With --out the episodes of the tasks are
    a run like any other, of an agent from outside: served until each is over, gone on with by the same command.
    """
    needs_server()
    from ..serve.host import serve as run
    from ..serve.served import Worlds

    folders, secret = tuple(tasks_dir or ()), secret_from(secret_file)
    names = [*(what or ()), *(task or ())]
    catalog = load_catalog(folders, secret) if task or tasks or out else None
    if catalog is not None:
        for one in task or ():
            catalog[one]  # its error names the nearest
        names += [listed.id for listed in catalog.select(pattern=tasks)] if tasks else []
    if not names:
        raise UsageError(f"no task fits {tasks!r}" if tasks else "name a world or a task to serve; office-small is one")
    worlds = Worlds(opened)
    who = tuple(normalise(one) for one in identity or ())
    with ExitStack() as held:
        kept = None
        if out is not None and catalog is not None:
            from ..serve.recording import recording

            kept = held.enter_context(recording(
                out, _request(agent, seed, factors, max_steps, time_limit, copies, folders, secret),
                [catalog[name] for name in names],
            ))
            for job in kept.left:
                worlds.add(kept.open(job), who)
        else:
            for name in names:
                first = open_live(name, seed, factors, folders, max_steps, secret)
                for number in range(copies):
                    worlds.add(first.fork() if number else first, who)

        def started(origin: str, admin: "AdminSide", stop: Callable[[], None]) -> None:
            if brief is not None:
                _write_brief(brief, worlds, origin)
            loop = asyncio.get_running_loop()
            if kept is not None:
                kept.done = partial(loop.call_later, GRACE, stop)
            if time_limit:
                loop.call_later(time_limit, _end_all, worlds, time_limit)
            typer.echo(_json(worlds, origin, admin) if as_json else _text(worlds, origin, admin))

        run(
            worlds, started, host=host, port=port, admin_port=admin_port, hosts=tuple(allow_host or ()),
            folders=folders, secret=secret,
        )
    if kept is not None and not as_json:
        _tell(out, kept.left)


def _request(
    agent: str, seed: int, factors: str, max_steps: int, time_limit: float, copies: int, folders: tuple[Path, ...],
    secret: Secret | None,
) -> Request:
    """Return the run that served episodes are; their tasks are named, not chosen by a pattern."""
    return Request(
        suite="", agents=(agent,), seeds=(seed,), factors=read_factors(factors), companions=False, max_steps=max_steps,
        time_limit=time_limit, reruns=copies, folders=folders, secret=secret,
    )


def _end_all(worlds: "Worlds", limit: float) -> None:
    """End the episodes that are not over when the time is."""
    from ..serve.live import LiveEpisode

    for served in worlds:
        if isinstance(served.live, LiveEpisode):
            served.live.leave("agent_crash", f"stopped after {limit:g} s")


def _write_brief(path: Path, worlds: "Worlds", origin: str) -> None:
    """Write the brief of the one episode that is served."""
    from ..serve.described import brief_of, brief_text

    found = [one for served in worlds for account in served.accounts.values() if (one := brief_of(account, origin))]
    if len(found) != 1:
        raise UsageError(f"--brief is for one task's agent; {len(found)} tasks are served, and --json has all briefs")
    text = json.dumps(found[0], indent=1) if path.suffix == ".json" else brief_text(found[0])
    path.write_text(text, encoding="utf-8", newline="\n")


def _tell(folder: Path | None, left: list[Job]) -> None:
    typer.echo(f"{len(left)} episodes are not over; the same command goes on with them." if left else
               f"All episodes are over; `diorama report {folder}` tells how they went.")


def open_live(
    name: str, seed: int, factors: str, folders: tuple[Path, ...], max_steps: int, secret: Secret | None
) -> "LiveWorld | LiveEpisode":
    """Return what a name stands for: a task's episode if it is one's id, else a world."""
    from ..serve.live import LiveWorld, begin

    if name.endswith(WORLD_FILE) or not ("/" in name or any(one.id == name for one in load_catalog(folders))):
        return LiveWorld(opened(name))
    return begin(
        name, seed, factors=read_factors(factors), folders=folders, max_steps=max_steps, secret=secret
    )


def _json(worlds: "Worlds", origin: str, admin: "AdminSide") -> str:
    from ..serve.described import brief_of, entrance

    accounts = [account for served in worlds for account in served.accounts.values()]
    return json.dumps({
        "worlds": [entrance(account, origin) | ({"brief": brief} if (brief := brief_of(account, origin)) else {})
                   for account in accounts],
        "admin": {"url": admin.url, "token": admin.token},
    })


SHOWN = 10
"""Identities whose addresses stand in the text; `--json` has all."""


def _text(worlds: "Worlds", origin: str, admin: "AdminSide") -> str:
    from ..serve.described import brief_of, brief_text

    accounts = [account for served in worlds for account in served.accounts.values()]
    lines = [f"{account.served.name}  {account.served.live.source}  {account.identity}\n    {origin}/w/{account.key}/"
             for account in accounts[:SHOWN]]
    if len(accounts) > SHOWN:
        lines.append(f"... and {len(accounts) - SHOWN} more; --json shows all")
    briefs = [brief for account in accounts[:SHOWN] if (brief := brief_of(account, origin))]
    lines += ["\nWhat the agent is to be told:", brief_text(briefs[0])] if len(briefs) == 1 else []
    first = next((account for account in accounts if "mail" in account.served.live.services), None)
    if first is not None:
        lines.append(_EXAMPLE.format(url=f"{origin}/w/{first.key}/", token=first.key))
    if any("phone" in account.served.live.services for account in accounts):
        lines.append("The screen of a phone, to look at and touch: its address with screen behind it.")
    lines.append(f"MCP: each address with mcp behind it.\nAdmin: {admin.url}\n    Authorization: Bearer {admin.token}")
    return "\n".join(lines)


_EXAMPLE = """
A stock client, in five lines:
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build
    there = "{url}discovery/v1/apis/{{api}}/{{apiVersion}}/rest"
    me = Credentials(token="{token}")
    gmail = build("gmail", "v1", credentials=me, discoveryServiceUrl=there, static_discovery=False)
"""
