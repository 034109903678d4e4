"""Sweep: an agent let go on from before every step of an episode, to see where the failure became likely."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ...snapshots.errors import UsageError
from ...snapshots.records import Model
from ...tasks.secret import Secret
from ...tasks.verdict import Verdict
from ..agent_names import check_name
from ..pools import LocalPool, Order, Turn
from ..record import verdict_from
from ..replay import branch, played_task
from ..stats import wilson
from .finding import Finding, first_finding, named_finding

WORK = "diorama.harnesses.shrinking.sweep:carry_out"
"""What the workers do."""


class Branching(Model):
    """One branch to grow: from before which step, for which repeat, and where its trace goes."""

    trace: str
    at: int
    repeat: int
    agent: str
    out: str
    folders: tuple[str, ...]
    secret: str = ""


class Share(NamedTuple):
    """What came of the branches from before a step: of how many valid ones the finding was true, with Wilson's
    interval at 95 %. `call` is the tool of the step that the recorded episode made there."""

    at: int
    call: str
    n: int
    found: int
    invalid: int
    low: float
    high: float
    traces: tuple[str, ...]

    @property
    def value(self) -> float | None:
        """The share; None if no branch was valid."""
        return self.found / self.n if self.n else None


class Swept(NamedTuple):
    """A sweep: what was looked for, the shares by step, and whether the recorded episode itself has it."""

    finding: Finding
    shares: tuple[Share, ...]
    recorded: bool

    @property
    def turning(self) -> Share | None:
        """The step that raised the share the most: from before it to after it. None if no step did."""
        after = [share.value for share in self.shares[1:]] + [float(self.recorded)]
        rises = [(then - share.value, share) for share, then in zip(self.shares, after, strict=True)
                 if share.value is not None and then is not None and then > share.value]
        return max(rises, key=lambda rise: (rise[0], -rise[1].at))[1] if rises else None


def sweep(
    path: Path, agent: str, *, repeats: int = 1, finding: str = "", out: Path | None = None, workers: int = 1,
    folders: Sequence[Path] = (), secret: Secret | None = None, told: Callable[[int, int], None] | None = None,
) -> Swept:
    """Let an agent go on from before each step of a trace, so many times each, and return how often it then failed.

    Each branch is a trace in the folder `out`, by default the one that the trace lies in; those that are there already
    are not grown again. More workers than one are processes of their own. `told` hears how many branches are done.
    """
    check_name(agent)
    trace, task = played_task(path, folders, secret)
    wanted = named_finding(finding, task) if finding else first_finding(trace.verdict, str(path))
    if not trace.steps:
        raise UsageError(f"{path} has no step to go on from before")
    place = out or path.parent
    stem = f"{path.name.removesuffix('.jsonl')}@{{at}}.{_short(agent)}.r{{repeat}}.jsonl"
    orders = [
        Branching(trace=str(path), at=step.number, repeat=repeat, agent=agent,
                  out=str(place / stem.format(at=step.number, repeat=repeat)),
                  folders=tuple(map(str, folders)), secret="" if secret is None else secret.text)
        for step in trace.steps for repeat in range(repeats)
    ]
    grown: dict[tuple[int, int], Verdict | None] = {}
    for order, verdict in _grown(orders, workers):
        grown[order.at, order.repeat] = verdict
        if told is not None:
            told(len(grown), len(orders))
    shares = [
        _share(step.number, step.step.call.tool, wanted, [order.out for order in orders if order.at == step.number],
               [grown[step.number, repeat] for repeat in range(repeats)])
        for step in trace.steps
    ]
    recorded = trace.verdict is not None and wanted.holds(verdict_from(trace.verdict))
    return Swept(wanted, tuple(shares), recorded)


def _share(
    at: int, call: str, wanted: Finding, traces: Sequence[str], verdicts: Sequence[Verdict | None]
) -> Share:
    valid = [verdict for verdict in verdicts if verdict is not None and verdict.valid]
    found = sum(map(wanted.holds, valid))
    low, high = wilson(found / len(valid), len(valid)) if valid else (0.0, 1.0)
    there = tuple(trace for trace in traces if Path(trace).exists())
    return Share(at, call, len(valid), found, len(verdicts) - len(valid), low, high, there)


def _grown(orders: Sequence[Branching], workers: int) -> Iterator[tuple[Branching, Verdict | None]]:
    """Grow all branches and yield each with its verdict; None for one whose process died."""
    if workers == 1:
        for order in orders:
            yield order, _grow(order)
        return
    by_key = {str(number): order for number, order in enumerate(orders)}
    with TemporaryDirectory() as logs:
        pool = LocalPool(WORK, min(workers, len(orders)), Path(logs))
        try:
            for key, order in by_key.items():
                pool.submit(Order(key, order.model_dump_json(), 0))
            for ending in pool.endings():
                done = ending.kind == "done"
                yield by_key[ending.key], Verdict.model_validate_json(ending.text) if done else None
        finally:
            pool.close()


def carry_out(payload: str, turn: Turn) -> str:
    """Grow one branch: the function that a pool is given."""
    return _grow(Branching.model_validate_json(payload)).model_dump_json()


def _grow(order: Branching) -> Verdict:
    secret = Secret(order.secret) if order.secret else None
    folders = tuple(map(Path, order.folders))
    return branch(Path(order.trace), order.at, order.agent, Path(order.out), folders, secret, order.repeat).verdict


def _short(agent: str) -> str:
    """Return an agent's name as a part of a file name."""
    return "replay" if agent.startswith("replay:") else agent.replace(":", ".").replace("/", "_")
