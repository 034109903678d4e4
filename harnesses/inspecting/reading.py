"""Reading: logs of our suites, whose episodes are made again from their calls and judged by the tasks as they are."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import gymnasium
from inspect_ai.log import EvalLog, EvalSample, read_eval_log
from pydantic import ValidationError

from ...envs.env import DioramaEnv
from ...snapshots.errors import DioramaError, UsageError, shown
from ...snapshots.trace import read_trace
from ...tasks.catalog import load_catalog
from ...tasks.secret import Secret
from ...tasks.verdict import Verdict
from ..agents import Ending
from ..jobs import job_key
from ..record import play
from .kept import AXES, KEY, Kept, values


class Again(NamedTuple):
    """A sample whose episode was made again: its trace, whether that is the recorded one to the byte, and what differs,
    as (what, recorded, now)."""

    sample: str
    epoch: int
    trace: str
    identical: bool
    differences: tuple[tuple[str, str, str], ...]


class Imported(NamedTuple):
    """The samples of a log that were made again, and those that have no score to compare with, with the reason."""

    again: tuple[Again, ...]
    unscored: tuple[tuple[str, str], ...]


class _Recorded(Ending):
    """Makes the calls of a sample, under the name and with the parameters that its agent had."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.header.agent, kept.made, kept.end, kept.error)
        self.parameters = kept.header.parameters


def import_log(path: Path, out: Path, folders: Sequence[Path] = (), secret: Secret | None = None) -> Imported:
    """Make the episodes of a log again, write their traces into `out`/traces, and compare the scores.

    UsageError if the log is damaged or not of our suites.
    """
    log = _read(path)
    again: list[Again] = []
    unscored: list[tuple[str, str]] = []
    for sample in log.samples or []:
        if KEY not in sample.metadata:
            raise UsageError(f"{path}: sample {shown(str(sample.id))} is not of a suite of ours; only logs of "
                             "`inspect eval diorama/...` and of `diorama export --inspect` can be made again")
        if KEY not in sample.store:
            unscored.append((str(sample.id), "it has no finished episode" if sample.error is None
                             else sample.error.message))
            continue
        try:
            kept = Kept.read(sample.store[KEY])
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise UsageError(f"{path}: what sample {shown(str(sample.id))} keeps of its episode is damaged: "
                             f"{fault['msg']} at {'.'.join(map(str, fault['loc']))}") from None
        if not kept.verdict.valid:
            unscored.append((str(sample.id), kept.verdict.cause or ""))
            continue
        again.append(_made_again(sample, kept, out, folders, secret))
    return Imported(tuple(again), tuple(unscored))


def _read(path: Path) -> EvalLog:
    if not path.is_file():
        raise UsageError(f"there is no log {path}")
    try:
        log = read_eval_log(path)
    except (ValueError, KeyError, OSError, BadZipFile, NotImplementedError, EOFError) as error:
        raise UsageError(f"{path} is no log of Inspect, or a damaged one: {shown(str(error))}") from None
    if not log.samples:
        raise UsageError(f"{path} has no samples; its status is {log.status}")
    return log


def _made_again(
    sample: EvalSample, kept: Kept, out: Path, folders: Sequence[Path], secret: Secret | None
) -> Again:
    header = kept.header
    key = job_key(header.task, header.seed, header.agent, sample.epoch - 1)
    path = out / "traces" / f"{key}.jsonl"
    path.unlink(missing_ok=True)
    try:
        env = DioramaEnv(
            header.env.family, task=header.task, factors=header.factors, reward=header.env.reward,
            max_steps=header.env.max_steps, pace=header.env.pace, catalog=load_catalog(tuple(folders), secret),
            tasks_dirs=[str(folder) for folder in folders],
        )
        played = play(env, _Recorded(kept), path, seed=header.seed, task=header.task, contract=header.contract)
    except (DioramaError, gymnasium.error.Error) as error:
        raise UsageError(f"sample {shown(str(sample.id))} cannot be made again: {error}") from None
    made = read_trace(path)
    now = values(played.verdict)
    differences = [
        (axis, _told(sample, axis), str(now[axis])) for axis in AXES if _told(sample, axis) != str(now[axis])
    ]
    if made.header.version != header.version:
        differences.append(("version", str(header.version), str(made.header.version)))
    differences += _changed(kept.verdict, played.verdict)
    return Again(str(sample.id), sample.epoch, f"traces/{path.name}", made.digest == kept.digest, tuple(differences))


def _changed(recorded: Verdict, now: Verdict) -> list[tuple[str, str, str]]:
    """Return whether a verdict differs: in its label, or else in which parts of it."""
    parts = [name for name in Verdict.model_fields if getattr(recorded, name) != getattr(now, name)]
    if "label" in parts:
        return [("label", recorded.label, now.label)]
    return [("verdict", recorded.label, f"the same with other {', '.join(parts)}")] if parts else []


def _told(sample: EvalSample, axis: str) -> str:
    """Return what a log says a score is: 0, 1, or in words that there is none."""
    score = (sample.scores or {}).get(axis)
    if score is None:
        return "no score"
    if not isinstance(score.value, int | float):
        return shown(str(score.value))
    return "unscored" if math.isnan(score.value) else f"{score.value:g}"
