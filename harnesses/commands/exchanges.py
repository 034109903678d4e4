"""`diorama import` and `diorama export`: one command for each kind of real data, and one for runs."""

from typing import Any

import typer
from typer.core import TyperGroup

from . import (
    calendar_files,
    chat_files,
    docs_files,
    drive_files,
    export_runs,
    inspect_logs,
    mail_files,
    odcv_bench,
    phonesafety,
)


class Kinds(TyperGroup):
    """The kinds of data, one command each."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command of a kind; of none, an error that names them. Types: typer has its own copy of click."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            ctx.fail(f"{args[0]!r} is no kind of data; there are {', '.join(map(repr, self.commands))}")
        return super().resolve_command(ctx, args)


class KindsOrRuns(Kinds):
    """The kinds of data, and `runs`, which is meant where an option comes first: `export --parquet DIR RUN`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `runs` before what begins with an option."""
        given = ["runs", *args] if args and args[0].startswith("--") and args[0] != "--help" else args
        parsed: list[str] = super().parse_args(ctx, given)
        return parsed


def _group(kinds: type[Kinds], help: str) -> typer.Typer:
    return typer.Typer(cls=kinds, help=help, no_args_is_help=True, rich_markup_mode="rich")


importing = _group(Kinds, "Bring real data into a world: what was untouched comes out again as it came.")
exporting = _group(
    KindsOrRuns, "Write what a world holds as files, untouched things byte for byte; or what runs have come to."
)

_MAIL = {"mbox": "an mbox file", "eml": "a folder of .eml files, or one", "maildir": "a Maildir"}
for _kind, _what in _MAIL.items():
    importing.command(_kind, short_help=f"Mail: {_what}.")(mail_files.import_mail)
    exporting.command(_kind, short_help=f"Mail: {_what}.")(mail_files.export_mail)
for _kind, _what, _in, _out in (
    ("ics", "A calendar: an ICS file.", calendar_files.import_ics, calendar_files.export_ics),
    ("slack", "Chat: a Slack export, the folder or the zip.", chat_files.import_slack, chat_files.export_slack),
    ("folder", "Drive: a folder with files of any kind.", drive_files.import_folder, drive_files.export_folder),
    ("docs", "Documents: Markdown and Word files.", docs_files.import_docs, docs_files.export_docs),
):
    importing.command(_kind, short_help=_what)(_in)
    exporting.command(_kind, short_help=_what)(_out)

importing.command("odcv-bench", short_help="A checkout of ODCV-Bench: its scenarios, its published runs.")(
    odcv_bench.import_odcv
)
importing.command("phonesafety", short_help="A copy of the PhoneSafety release: predictions scored by its rules.")(
    phonesafety.import_phonesafety
)
importing.command("inspect", short_help="A log of Inspect AI of one of our suites: its episodes, judged again.")(
    inspect_logs.import_inspect
)
exporting.command("runs", short_help="Runs: --parquet, --minari, --jsonl, --preferences, --inspect. May be left out.")(
    export_runs.export_runs
)
