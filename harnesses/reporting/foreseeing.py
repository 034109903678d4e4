"""Foreseeing: what a run would come to before it is made: episodes, calls, and about how many tokens and dollars."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ..agent_names import check_name
from ..jobs import Job, Plan, Request, chosen, make_plan
from ..models import is_model_name, read_name
from ..models.named import ModelName
from ..models.prices import Price, cost_of, price_of
from ..models.window import BYTES_A_TOKEN
from ..report import Summary
from ..tables import Grid
from .cells import count, money
from .listening import Heard, hear

SAMPLE = 10
"""Tasks whose solution is played for each kind of model agent, spread over all that there are."""

WORDS = 80
"""Tokens of text that a model is taken to write beside each call. Its reasoning is not foreseen."""

SIZES = ("solution", "twice", "budget")
"""How many calls an episode is taken to have: as many as the shipped solution, twice as many, or all that it may."""


class Extent(NamedTuple):
    """An episode's calls: those of the shipped solution, and the most that there may be."""

    solution: int
    budget: int

    def calls(self, size: str) -> int:
        """Return how many calls are taken."""
        wanted = {"solution": self.solution, "twice": 2 * self.solution, "budget": self.budget}[size]
        return min(wanted, self.budget)


class Spent(NamedTuple):
    """Tokens: new ones that went in, those that had gone in before, and what came out."""

    fresh: float
    again: float
    out: float


Samples: TypeAlias = dict[tuple[str, int], dict[str, Heard]]
"""What was heard of tasks, by the kind of screen that a model sees and how many pictures stay."""


def unasked(request: Request) -> Plan:
    """Return the plan of a request without making any agent: what agents say of themselves is not in it."""
    tasks = chosen(request)
    for name in request.agents:
        check_name(name)
    return make_plan(request, tasks, {})


def foresee(asked: Sequence[tuple[Request, Plan]]) -> Summary:
    """Return what runs would come to together, by agent."""
    jobs = [job for _, plan in asked for job in plan.jobs]
    agents = list(dict.fromkeys(job.agent for job in jobs))
    samples: Samples = {}
    extents = [_extents(request, plan) for request, plan in asked]
    return {
        "runs": len(asked),
        "episodes": len(jobs),
        "primary": sum(job.companion_kind is None for job in jobs),
        "companions": sum(job.companion_kind is not None for job in jobs),
        "tasks": len({job.task for job in jobs if job.companion_kind is None}),
        "left_out": list(dict.fromkeys(task for _, plan in asked for task in plan.left_out)),
        "agents": {agent: _agent(agent, asked, extents, samples) for agent in agents},
    }


def _extents(request: Request, plan: Plan) -> dict[str, Extent]:
    """Return how many calls each task of a plan takes, by its id. Finishing is a call of its own."""
    out: dict[str, Extent] = {}
    catalog = request.catalog
    for name in dict.fromkeys(job.task for job in plan.jobs):
        task = catalog.task(name, request.seeds[0], dict(request.factors))
        ends = bool(task.solution) and task.solution[-1].tool in ("finish", "decline")
        budget = request.max_steps or task.max_steps
        out[name] = Extent(min(len(task.solution) + (not ends), budget), budget)
    return out


def _agent(
    name: str, asked: Sequence[tuple[Request, Plan]], extents: Sequence[Mapping[str, Extent]], samples: Samples
) -> Summary:
    own = [(job, extent[job.task]) for (_, plan), extent in zip(asked, extents, strict=True)
           for job in plan.jobs if job.agent == name]
    calls = {size: sum(extent.calls(size) for _, extent in own) for size in SIZES}
    found: Summary = {"episodes": len(own), "calls": calls, "tokens": None, "cost": None, "sample": 0}
    if not is_model_name(name):
        return found
    given = read_name(name)
    seen = given.options.screen, given.options.pictures
    if seen not in samples:
        samples[seen] = _sample(asked, given)
    sample = samples[seen]
    price = price_of(given)
    spent = {size: [_spent(job, extent.calls(size), sample, given) for job, extent in own] for size in SIZES}
    sums = {size: Spent(*map(sum, zip(*several, strict=True))) for size, several in spent.items()}
    found["sample"] = len(sample)
    found["tokens"] = {
        size: {"input": round(each.fresh + each.again), "repeated": round(each.again), "output": round(each.out)}
        for size, each in sums.items()
    }
    found["cost"] = None if price is None else {size: _cost(price, each) for size, each in sums.items()}
    return found


def _sample(asked: Sequence[tuple[Request, Plan]], given: ModelName) -> dict[str, Heard]:
    """Play the solutions of some tasks, spread evenly over all, companions too, for a model that takes in anything."""
    given = given._replace(options=given.options.model_copy(update={"context": 0}))
    request, plan = asked[0]
    tasks = list({job.task: job.family for job in plan.jobs}.items())
    number = min(SAMPLE, len(tasks))
    some = [tasks[place * len(tasks) // number] for place in range(number)]
    return {task: hear(request, family, task, given) for task, family in some}


def _spent(job: Job, calls: int, sample: Mapping[str, Heard], given: ModelName) -> Spent:
    """Return what an episode of so many calls takes: each request has all that was said before, and some more."""
    heard = sample.get(job.task) or _usual(sample)
    room = given.options.context or float("inf")
    fresh = again = out = 0.0
    for call in range(calls):
        size = min(room, heard.first + heard.growth * call)
        before = 0.0 if call == 0 else min(size, heard.first + heard.growth * (call - 1))
        fresh, again, out = fresh + size - before, again + before, out + heard.answer + WORDS
        if job.max_tokens and fresh + again + out >= job.max_tokens:
            break
    return Spent(fresh, again, out)


def _usual(sample: Mapping[str, Heard]) -> Heard:
    """Return the mean of what was heard."""
    return Heard(*(sum(values) / len(sample) for values in zip(*sample.values(), strict=True)))


def _cost(price: Price, spent: Spent) -> Summary:
    """Return the cost in millionths of a dollar if the provider keeps all that it was sent, and if nothing."""
    fresh, again, out = map(round, spent)
    return {"kept": cost_of(price, 0, again, fresh, out), "not_kept": cost_of(price, fresh + again, 0, 0, out)}


_TOLD = {"solution": "as the solution", "twice": "twice as many", "budget": "the whole budget"}


def foreseen_grids(found: Summary) -> Iterator[Grid]:
    """Yield what was foreseen as tables."""
    rows: list[tuple[str, ...]] = []
    for name, agent in found["agents"].items():
        for size in SIZES:
            tokens = agent["tokens"] and agent["tokens"][size]
            cost = agent["cost"] and agent["cost"][size]
            rows.append((
                name if size == SIZES[0] else "", _TOLD[size], f"{agent['calls'][size]:,}",
                *((count(tokens["input"]), count(tokens["output"])) if tokens else ("-", "-")),
                f"{money(cost['kept'])} to {money(cost['not_kept'])}" if cost else "-",
            ))
    how = (f"Tokens: what a model would be told, measured with the solutions of {_heard(found)} tasks, at "
           f"{BYTES_A_TOKEN} bytes each; {WORDS} for what it writes beside a call, nothing for reasoning. Cost: if the "
           "provider keeps what it was sent before, to if it does not; - where no file of prices has the model.")
    yield Grid(
        f"{found['episodes']:,} episodes of {found['tasks']:,} tasks",
        ("agent", "calls an episode", "calls", "tokens in", "tokens out", "cost"), tuple(rows),
        f"{found['primary']:,} primary episodes and {found['companions']:,} of companions. "
        f"{how if _heard(found) else 'No model is asked, as far as the names tell.'}",
    )


def _heard(found: Summary) -> int:
    """Return of how many tasks the solutions were played."""
    return max((agent["sample"] for agent in found["agents"].values()), default=0)
