"""The command line: one table of commands, loaded when they are asked for."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple, NoReturn, cast

import typer

from ..snapshots.errors import DioramaError, UsageError, suggest


class Command(NamedTuple):
    """One command: its name, the `module:function` of harnesses/commands that it is, and a line for the overview."""

    name: str
    where: str
    line: str

    def load(self) -> Callable[..., Any] | typer.Typer:
        """Import the function, or the group of commands."""
        module, _, function = self.where.partition(":")
        found: Callable[..., Any] | typer.Typer = getattr(import_module(f".commands.{module}", __package__), function)
        return found


TABLE = (
    Command("demo", "demo:demo", "Show four reference agents on every mail task, then replay and branch one episode."),
    Command("list", "list:list_tasks", "List the environments and the tasks."),
    Command("run", "run:run", "Run agents over the tasks of an environment or a suite."),
    Command("runs", "runs:runs", "List runs, pack one to send it, fetch one from a store."),
    Command("report", "report:report", "Report the rates of one run, or compare several."),
    Command("image", "image:image", "Make the image of the containers that runs may work in."),
    Command("power", "power:power", "Say how many tasks and repeats a wanted difference needs."),
    Command("view", "view:view", "Look at runs, episodes and every step of one in a browser, or as one HTML file."),
    Command("replay", "replay:replay", "Replay a trace and compare every digest."),
    Command("branch", "branch:branch", "Go back to a step of a trace, or to each, and let another agent go on."),
    Command("minimise", "minimise:minimise", "Shorten a failing trace to the fewest calls that still fail alike."),
    Command("rescore", "rescore:rescore", "Judge a trace again with the task as it is now."),
    Command("assess", "assess:assess", "Have an agent judge its own episodes of scenarios under pressure."),
    Command("compat", "compat:compat", "Class the moments of a run by the published rules, beside their effects."),
    Command("state", "state:write_state", "Write a world, or that at a step of a trace, as an SQLite file."),
    Command("new", "new:new", "Write a task of your own, small, that certifies as it is."),
    Command("certify", "certify:certify", "Put tasks through the tests that every task must pass."),
    Command("pages", "pages:pages", "Write a page of each task: what is asked, prepared, and looked for."),
    Command("serve", "serve:serve", "Serve worlds and tasks to vendors' own clients, and to MCP."),
    Command("mcp", "mcp:mcp", "Offer one world or task to an MCP client, over standard input and output."),
    Command("call", "call:call", "Make one call in a world and see what comes back and what changes."),
    Command("import", "exchanges:importing", "Make a world from real mail, calendars, chat, files or documents."),
    Command("export", "exchanges:exporting", "Write a world as files, or runs as tables, datasets and pairs."),
    Command("bench", "bench:bench", "Measure what the speed claims rest on."),
)
"""Every command, in the order of the overview."""

_GENERAL = """Small, complete, deterministic worlds for agents: run agents in them, see what they did on three axes
that are never merged, and replay or branch any episode exactly."""


def build_app(commands: Sequence[str] | None = None) -> typer.Typer:
    """Return the typer app. Only the named commands are imported, the others keep their line; None: all are."""
    app = typer.Typer(
        name="diorama", help=_GENERAL, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(_general)
    for command in TABLE:
        if commands is None or command.name in commands:
            found = command.load()
            if isinstance(found, typer.Typer):
                app.add_typer(found, name=command.name, short_help=command.line)
            else:
                app.command(command.name, short_help=command.line)(found)
        else:
            app.command(command.name, help=command.line)(_not_loaded)
    return app


def _not_loaded() -> None:
    """Stand for a command that was not asked for."""


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"diorama {__version__}")
        raise typer.Exit


def _general(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


_WrongUse = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])
"""What typer raises for wrong options of any kind; it has no public name there."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. A DioramaError or wrong options are one line on stderr and exit code 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = next((word for word in given if not word.startswith("-")), None)
    names = [command.name for command in TABLE]
    try:
        if asked is not None and asked not in names:
            raise UsageError(f"there is no command {asked!r}; there are {', '.join(names)}.{suggest(asked, names)}")
        code = build_app([asked] if asked else [])(given, standalone_mode=False)
    except DioramaError as error:
        _refuse(str(error))
    except _WrongUse as error:
        said = error.format_message().replace("Value error, ", "").strip().rstrip(".")
        if said:  # else the overview stands there already
            _refuse(f"{said}. Try `{' '.join(('diorama', *filter(None, [asked])))} --help`.")
        sys.exit(2)
    sys.exit(code)


def _refuse(why: str) -> NoReturn:
    typer.echo(f"diorama: {' '.join(why.split())}", err=True)
    sys.exit(2)
