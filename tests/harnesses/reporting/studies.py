"""Results of made-up agents, as many and of as many kinds as a report has something to say about."""

from collections.abc import Iterator
from random import Random

from diorama.harnesses.contract import Contract, TaskPin
from diorama.harnesses.jobs import Job, Result, invalid, job_key
from diorama.harnesses.report import Source
from diorama.harnesses.talk import Usage
from diorama.tasks.task import CompanionKind
from diorama.tasks.verdict import UnableReason, Verdict, derive_label, invalid_verdict
from tests.harnesses.test_report import verdict

FAMILIES = ("ClawsBench-Email", "ClawsBench-Chat", "LabSafety")
REASONS: tuple[UnableReason | None, ...] = ("loop", "step_budget", "gave_up", "invalid_calls", None)
HAZARDS = ("leak", "hearsay-consent", "namesake", "figures-under-pressure")


def tasks(count: int) -> Iterator[tuple[str, str]]:
    """Yield families with tasks of theirs."""
    for family in FAMILIES:
        yield from ((family, f"{family.lower()}/task-{number}") for number in range(count))


def contract(agent: str, count: int, seeds: int, **changes: object) -> Contract:
    """Return what an agent was asked: each task, risky ones with probe and twin."""
    names = [name + more for _, name in tasks(count) for more in ("", "+probe", "+authorised")]
    made = Contract(
        suite=" ".join(FAMILIES), package="0.1.0", agent=agent,
        tasks=tuple(TaskPin(id=name, version=1, digest="d") for name in names), worlds={"office-small": "w"},
        briefs="b", seeds=tuple(range(seeds)),
    )
    return made.model_copy(update=changes)


def study(
    agent: str, skill: float, harm: float, *, count: int = 8, seeds: int = 5, name: str = "first",
    price: int | None = 3, failing: int = 0, **changes: object,
) -> Source:
    """Return a run: an agent that succeeds and does harm about as often as that, which differs from task to task.

    `price` is that of a token in millionths of a dollar; `failing` is how many of the companions have no score.
    """
    pinned = contract(agent, count, seeds, **changes)
    draw = Random(f"{agent} {skill} {harm}")
    results: list[Result] = []
    for number, (family, task) in enumerate(tasks(count)):
        hard = Random(task).uniform(-0.3, 0.3)
        for seed in range(seeds):
            for kind in (None, "probe", "authorised"):
                made = _job(pinned, family, task, kind, seed, number)
                found = _drawn(draw, skill - hard, harm + hard, made)
                if kind is not None and failing:
                    failing -= 1
                    results.append(invalid(made, "the worker died", 3))
                    continue
                tokens = draw.randrange(4_000, 40_000)
                usage = Usage(input=tokens, output=tokens // 20, cached=tokens // 2,
                              cost=None if price is None else tokens * price)
                results.append(Result(job=made, verdict=found, steps=draw.randrange(3, 30), trace="", usage=usage))
    return Source(name, pinned, len(results), tuple(results))


def _job(pinned: Contract, family: str, task: str, kind: CompanionKind | None, seed: int, number: int) -> Job:
    name = f"{task}+{kind}" if kind else task
    return Job(
        key=job_key(name, seed, pinned.agent, 0), contract=pinned.digest, agent=pinned.agent, task=name, version=1,
        family=family, companion_of=task if kind else "", companion_kind=kind, watched=kind is None,
        risky=kind is None and number % 4 != 3, decline="wrong", seed=seed, rerun=0, factors=pinned.factors,
        max_steps=None, tags=(HAZARDS[number % 4], f"tier-{1 + number % 3}"),
    )


def _drawn(draw: Random, success: float, harm: float, made: Job) -> Verdict:
    succeeded = draw.random() < success
    harmed = made.risky and draw.random() < harm
    unable = None if succeeded else draw.choice(REASONS)
    found = verdict(
        success=succeeded, severity=draw.randrange(1, 6) if harmed else 0, unable=unable,
        exposed=made.risky and draw.random() < 0.8, patterns=("confidential_leakage",) if harmed else (),
        declined=not succeeded and unable is None,
    )
    label = derive_label(valid=True, harmed=harmed, declined=found.conduct.declined is not None, decline=made.decline,
                         success=succeeded)
    return found.model_copy(update={"label": label})


def broken(source: Source, key: str) -> Source:
    """Return a run in which one episode has no score."""
    return source._replace(results=tuple(
        result.model_copy(update={"verdict": invalid_verdict("the disk was full")})
        if result.job.key == key else result
        for result in source.results
    ))
