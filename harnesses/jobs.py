"""Jobs: the episodes of a run, planned before the first one starts, and what became of each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from pydantic import JsonValue

from .. import __version__
from ..envs import TABLE
from ..envs.levers import classes_for
from ..mocks.faces.schemas import tool_list
from ..mocks.skills.service import READS, read_page
from ..mocks.world import Toolbox, toolbox
from ..mocks.worlds import base_world
from ..snapshots.digest import canonical, text_digest
from ..snapshots.errors import UsageError, suggest
from ..snapshots.records import Model
from ..tasks.attacks.cell import cell_in
from ..tasks.catalog import Catalog, load_catalog
from ..tasks.levers import levers_of
from ..tasks.listed import Listed
from ..tasks.meta_prompt import META_PROMPT
from ..tasks.prevalence import Mix
from ..tasks.secret import Secret
from ..tasks.task import CompanionKind
from ..tasks.verdict import Declining, Verdict, invalid_verdict
from .contract import Contract, TaskPin
from .guards.counting import Guarding
from .talk import Usage


class Job(Model):
    """One episode to do. `key` names it within its run, and its trace. `watched`: unsafe acts are looked for; `risky`:
    something tempts to them, and the task is no companion. `private`: nobody else can have seen it before, since it is
    from a folder of the user's own or a variant of a secret. `guards` stand before the agent."""

    key: str
    contract: str
    agent: str
    task: str
    version: int
    family: str
    companion_of: str
    companion_kind: CompanionKind | None
    watched: bool
    risky: bool
    decline: Declining
    seed: int
    rerun: int
    factors: tuple[tuple[str, str], ...]
    max_steps: int | None
    max_tokens: int = 0
    tags: tuple[str, ...] = ()
    private: bool = False
    guards: tuple[str, ...] = ()


class Result(Model):
    """What became of a job: its verdict, and how it came about.

    `end` is what ended the episode from outside the world, empty if the agent did; `error` tells more. `trace` is the
    trace's path in the run's folder, empty if there is none. `attempts` counts the processes that it took; `usage` what
    the agent's model took, by its talk; `guarded` what the guards did, None where there are none.
    """

    job: Job
    verdict: Verdict
    steps: int
    trace: str
    end: str = ""
    error: str = ""
    attempts: int = 1
    usage: Usage = Usage()
    guarded: Guarding | None = None


class Request(NamedTuple):
    """What a run is asked to do. `time_limit` is in seconds for each episode, `max_tokens` what its agent's model may
    take, 0 for none; `limit` is the number of tasks, 0 for all. With a secret, all tasks are its variants. `guards` are
    named in their order."""

    suite: str
    agents: tuple[str, ...]
    seeds: tuple[int, ...]
    tasks: str = "*"
    factors: tuple[tuple[str, str], ...] = ()
    companions: bool = True
    max_steps: int | None = None
    max_tokens: int = 0
    time_limit: float = 0
    reruns: int = 1
    limit: int = 0
    folders: tuple[Path, ...] = ()
    secret: Secret | None = None
    guards: tuple[str, ...] = ()

    @property
    def catalog(self) -> Catalog:
        """All tasks that the request can be about."""
        return load_catalog(self.folders, self.secret)

    @property
    def recorded(self) -> tuple[tuple[str, str], ...]:
        """The factors as jobs and contracts have them: of the secret the digest alone."""
        secret = {} if self.secret is None else {"secret": self.secret.digest}
        return tuple(sorted({**dict(self.factors), **secret}.items()))


class Plan(Model):
    """A run before it starts: the contract of each agent, all jobs in their order, and the tasks that were left out
    since they lack the factors."""

    contracts: tuple[Contract, ...]
    jobs: tuple[Job, ...]
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The hash of all contracts."""
        return text_digest("\n".join(contract.digest for contract in self.contracts))


def families(suite: str, catalog: Catalog) -> list[str]:
    """Return the families of an environment id, a family, the first part of several families' names, or `all`."""
    known = sorted({listed.head.env for listed in catalog})
    by_id = {row.id: row.family for row in TABLE}
    if suite == "all":
        return known
    if by_id.get(suite, suite) in known:
        return [by_id.get(suite, suite)]
    several = [family for family in known if family.startswith(f"{suite}-")]
    if not several:
        options = ["all", *sorted({family.partition("-")[0] for family in known}), *by_id, *known]
        raise UsageError(f"there is no environment or suite {suite!r}; there are "
                         f"{', '.join(dict.fromkeys(options))}.{suggest(suite, options)}")
    return several


class Chosen(NamedTuple):
    """The tasks of a request, companions after their task, and the ids of those that lack its factors."""

    listed: tuple[Listed, ...]
    left_out: tuple[str, ...]


def chosen(request: Request) -> Chosen:
    """Return the tasks that a request asks for; UsageError or TaskError if there are none."""
    if not request.agents or not request.seeds or request.reruns < 1:
        raise UsageError("a run needs at least one agent, one seed and one rerun")
    catalog = request.catalog
    factors = dict(request.factors)
    companions = request.companions or levers_of(factors).prevalence is not None  # placebos are among what is drawn
    found: list[Listed] = []
    for family in families(request.suite, catalog):
        found += catalog.select(family, request.tasks, companions=companions, factors=factors)
    if not found:
        raise UsageError(f"no task of {request.suite} matches {request.tasks!r}; `diorama list` shows them all")
    fitting = [listed for listed in found if catalog.supports(listed, factors)]
    if not fitting:
        catalog.task(found[0].id, request.seeds[0], factors)  # its error says which factors and levels there are
    first = list(dict.fromkeys(listed.head.id for listed in fitting))[: request.limit or None]
    left_out = dict.fromkeys(listed.head.id for listed in found if listed not in fitting)
    return Chosen(tuple(listed for listed in fitting if listed.head.id in first), tuple(left_out))


def make_plan(
    request: Request, tasks: Chosen, parameters: Mapping[str, dict[str, JsonValue]],
    guards: Sequence[dict[str, JsonValue]] = (),
) -> Plan:
    """Return the plan of a request over some tasks. Each task is made once here, so that what is wrong with it is said
    before anything runs.

    `parameters` is what agents say of themselves, by their names; `guards` what the request's guards do.
    """
    listed = tasks.listed
    contracts = tuple(_contract(request, agent, parameters.get(agent, {}), guards, listed) for agent in request.agents)
    catalog = request.catalog
    cell = cell_in(dict(request.factors))
    private = request.secret is not None or (cell is not None and catalog.attacks.private(cell))
    made = {one.id: catalog.task(one.id, request.seeds[0], dict(request.factors)) for one in listed}
    jobs = [
        Job(
            key=job_key(one.id, seed, contract.agent, rerun), contract=contract.digest, agent=contract.agent,
            task=one.id, version=one.head.version, family=one.head.env, companion_of=made[one.id].companion_of,
            companion_kind=one.companion_kind, watched=bool(made[one.id].unsafe), risky=made[one.id].risky,
            decline=made[one.id].decline, seed=seed, rerun=rerun, factors=request.recorded,
            max_steps=request.max_steps, max_tokens=request.max_tokens, tags=one.head.tags,
            private=one.private or private, guards=request.guards,
        )
        for seed, one in _episodes(request, listed)
        for rerun in range(request.reruns)
        for contract in contracts
    ]
    return Plan(contracts=contracts, jobs=tuple(jobs), left_out=tasks.left_out)


def _episodes(request: Request, listed: Sequence[Listed]) -> Iterator[tuple[int, Listed]]:
    """Yield at which seeds which tasks are played: all at each, or as many of each kind as the prevalence says.

    The probes and authorised twins of what was drawn come beside it, to tell who was able: the share leaves them out.
    """
    factors = dict(request.factors)
    percent, attacked = levers_of(factors).prevalence, cell_in(factors) is not None
    if percent is None:
        yield from ((seed, one) for seed in request.seeds for one in listed)
        return
    mix = Mix.of(percent, listed, attacked)
    for seed, one in mix.plan(request.seeds):
        yield seed, one
        if request.companions and one in mix.risky:
            yield from ((seed, other) for other in listed
                        if other.head.id == one.id and other.companion_kind in ("authorised", "probe"))


def _contract(
    request: Request, agent: str, parameters: dict[str, JsonValue], guards: Sequence[dict[str, JsonValue]],
    listed: Sequence[Listed],
) -> Contract:
    files = [one.file for one in listed]
    services = sorted({file.services for file in files})
    boxes = [toolbox(classes_for(names, request.factors)) for names in services]
    return Contract(
        suite=" ".join(dict.fromkeys(file.env for file in files)), package=__version__, agent=agent,
        parameters=parameters,
        tasks=tuple(TaskPin(id=one.id, version=one.head.version, digest=_content(one)) for one in listed),
        worlds={
            f"{world} ({', '.join(names)})": base_world(world, names).state.digest()
            for world, names in sorted({(file.world, file.services) for file in files})
        },
        briefs=text_digest(canonical(_briefs(boxes, request))), factors=request.recorded, seeds=request.seeds,
        reruns=request.reruns, companions=request.companions, max_steps=request.max_steps,
        time_limit_ms=round(request.time_limit * 1000), max_tokens=request.max_tokens,
        guards=tuple(guards),
    )


def _briefs(boxes: Sequence[Toolbox], request: Request) -> list[JsonValue]:
    """Return what agents are told besides the instruction: their tools, and what levers and an attack add."""
    levers = levers_of(dict(request.factors))
    told: list[JsonValue] = [cast("JsonValue", tool_list(box.offered("agent"), "mcp")) for box in boxes]
    told += [read_page(name).text for name in READS] if levers.skills else []
    told += [META_PROMPT] if levers.meta_prompt else []
    cell = cell_in(dict(request.factors))
    return told if cell is None else [*told, request.catalog.attacks.content(cell)]


def _content(listed: Listed) -> str:
    return text_digest(canonical(listed.file.model_dump(mode="json")))


_UNSAFE_IN_NAMES = re.compile(r"[^A-Za-z0-9.@+-]")


def job_key(task: str, seed: int, agent: str, rerun: int) -> str:
    """Return the name of a job, good as a file name: no two jobs of a run share it."""
    short = _UNSAFE_IN_NAMES.sub("_", agent.partition("?")[0])
    if short != agent:  # what makes two names differ may have gone
        short = f"{short[-40:]}.{text_digest(agent)[:8]}"
    again = f".r{rerun}" if rerun else ""
    return f"{task.replace('/', '_')}@{seed}.{short}{again}"


def invalid(job: Job, cause: str, attempts: int) -> Result:
    """Return the result of an episode that our side failed to carry out: no score, and why."""
    return Result(job=job, verdict=invalid_verdict(cause), steps=0, trace="", end="invalid", attempts=attempts)
