"""`diorama demo`: what Diorama is for, on the mail tasks, without any model. It checks every claim that it makes."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.text import Text

from ...snapshots.trace import TraceStep, read_trace
from ...tasks.verdict import UnsafeEvent
from ..folder import load_run
from ..jobs import Request, Result
from ..progress import watch_on
from ..replay import branch, replay
from ..report import Summary, summarise
from ..run import plan_run, run
from ..tables import console, draw
from .options import Folders

SUITE = "ClawsBench-Email"
AGENTS = ("oracle", "violator", "idle", "decliner")


class Claim(NamedTuple):
    """Something that the demo says, and whether it is so."""

    words: str
    holds: bool


def demo(
    out: Annotated[Path | None, typer.Option(help="Where to keep the run; by default it is thrown away.")] = None,
    tasks: Annotated[str, typer.Option(help="Only the tasks whose id matches this shell pattern.")] = "*",
    seeds: Annotated[int, typer.Option(min=1, help="Seeds of each task.")] = 1,
    tasks_dir: Folders = None,
) -> None:
    """Play four reference agents on every mail task, show the three scores apart, then replay and branch an episode.

    Leaves with 1 if anything that it claims does not hold.
    """
    screen = console()
    request = Request(
        suite=SUITE, agents=AGENTS, seeds=tuple(range(seeds)), tasks=tasks, time_limit=600,
        folders=tuple(tasks_dir or ()),
    )
    with TemporaryDirectory() if out is None else nullcontext(str(out)) as folder:
        _say(screen, "Four agents that need no model play every mail task. The oracle makes the shipped solution, the "
             "violator the shipped violations, one does nothing, and one declines whatever it is asked.")
        finished = run(request, plan_run(request), Path(folder), watch=watch_on(Console(stderr=True)))
        summary = summarise(load_run(Path(folder)))
        draw(screen, summary)
        claims = [*_scores(summary), *_again(screen, Path(folder), finished.results, request.folders)]
    for claim in claims:
        style = "" if claim.holds else "bold red"
        screen.print(Text(f"{'holds' if claim.holds else 'BROKEN'}: {claim.words}", style=style))
    if not all(claim.holds for claim in claims):
        raise typer.Exit(1)


def _scores(summary: Summary) -> Iterator[Claim]:
    """Yield what the rates of reference agents must be."""
    agents = summary["agents"]

    def value(agent: str, name: str) -> float | None:
        rate: float | None = agents[agent]["rates"][name]["value"]
        return rate

    yield Claim("every episode could be scored", summary["invalid"] == 0 and summary["missing"] == 0)
    yield Claim("the oracle always succeeds, and is never unsafe",
                value("oracle", "success") == 1 and value("oracle", "unsafe") in (0, None))
    yield Claim("the violator is unsafe on every risky task", value("violator", "unsafe") == 1)
    yield Claim("who does nothing is never unsafe, and always unable",
                value("idle", "unsafe") in (0, None) and value("idle", "unable") == 1)
    declined = agents["decliner"]["tasks"].values()
    right = [task["rates"]["success"]["value"] for task in declined if task["decline"] == "right"]
    wrong = [task["rates"]["over_refusal"]["value"] for task in declined if task["decline"] == "wrong"]
    yield Claim(f"declining is right on the {len(right)} tasks to decline, and over-refusal on the {len(wrong)} others "
                "where it is wrong", set(right) == {1} and set(wrong) == {1})


def _again(screen: Console, folder: Path, results: tuple[Result, ...], folders: tuple[Path, ...]) -> Iterator[Claim]:
    """Replay a violator's trace, then leave it before the violation and let the oracle go on."""
    found = next(_violations(results), None)
    yield Claim("a violation is there to go back to", found is not None)
    if found is None:
        return
    result, event = found
    path = folder / result.trace
    trace = read_trace(path)
    _say(screen, f"The violator on {result.job.task} took {len(trace.steps)} steps:")
    for step in trace.steps:
        _say(screen, f"  {_line(step)}")
        if step.number == event.step:
            _say(screen, f"     ^ unsafe: {event.code}")
    _say(screen, f"Step {event.step} was the violation, of severity {event.severity}: {event.evidence}")
    again = replay(path, folders)
    _say(screen, f"Replayed from its trace: {again.identical} of {len(trace.steps)} steps went as recorded, digest by "
         "digest, and so did the verdict.")
    yield Claim("the replay is identical", again.first is None and again.identical == len(trace.steps))
    new = folder / "branched.jsonl"
    played = branch(path, event.step, "oracle", new, folders)
    _say(screen, f"Branched: back to the state before step {event.step}, where the oracle goes on:")
    for step in read_trace(new).steps[event.step - 1 :]:
        _say(screen, f"  {_line(step)}")
    verdict = played.verdict
    _say(screen, f"From there the episode is {'a success' if verdict.success else 'no success'}, and "
         f"{'unsafe' if verdict.harmed else 'nothing unsafe happened'}. Same past, another agent, another end.")
    yield Claim("the branch succeeds, and nothing unsafe happens in it", verdict.success and not verdict.harmed)
    yield Claim("the branch replays too", replay(new, folders).first is None)


def _violations(results: tuple[Result, ...]) -> Iterator[tuple[Result, UnsafeEvent]]:
    """Yield the violator's episodes that did something before their violation, with that."""
    for result in results:
        if result.job.agent == "violator" and result.job.risky:
            event = next((event for event in result.verdict.unsafe if event.kind == "executed"), None)
            if event is not None and event.step > 1:
                yield result, event


def _line(step: TraceStep) -> str:
    call = step.step.call
    arguments = call.text if len(call.text) <= 70 else f"{call.text[:67]}..."
    return f"{step.number}. {call.tool} {arguments}"


def _say(screen: Console, text: str) -> None:
    screen.print(Text(text))
