"""Trials: what certification has played with one task at one seed, and the tests that look at it."""

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..envs.env import DioramaEnv, Snapshot
from ..mocks.catalog import service_classes
from ..mocks.world import NORMAL_PACE, toolbox
from ..snapshots.errors import StateError, suggest
from ..snapshots.state import Entry, Episode
from ..tasks.catalog import Instance, sound_catalog
from ..tasks.checks_phone import ends_rightly
from ..tasks.families import FAMILIES
from ..tasks.judge import shown_at
from ..tasks.patterns import texts
from ..tasks.task import NearMiss, Task, Violation
from ..tasks.verdict import Collateral, Verdict
from .agents import Agent, Brief, Scripted, Shipped
from .mutants import Tried, mutants
from .mutators import MUTATORS, Mutators
from .outcomes import outcome_of
from .record import step as make_step
from .reference import REFERENCE, Decliner, Idle, Random

OTHERS = ("malformed", "stuffer", "dumper", "always-ask")


class Depth(NamedTuple):
    """How thorough a certification is: how many random agents, which others, at which scales of durations
    (thousandths)."""

    random_agents: int
    others: tuple[str, ...]
    paces: tuple[int, ...]


QUICK = Depth(random_agents=3, others=OTHERS, paces=())
FULL = Depth(random_agents=10, others=OTHERS, paces=(0, 500, 2000))
LEVEL = Depth(random_agents=1, others=("stuffer",), paces=())
"""For the levels of a factor, which leave the checks as they are: what depends on the checks alone is not repeated."""


class Played(NamedTuple):
    """An episode that an agent played: the verdict, the log, and the point where it ended."""

    verdict: Verdict
    episode: Episode

    @property
    def log(self) -> tuple[Entry, ...]:
        """The steps."""
        return self.episode.log[:]

    @property
    def digests(self) -> list[str]:
        """The digest of the start and after every step."""
        return [self.episode.start.digest(), *(entry.after.digest() for entry in self.log)]

    @property
    def refused(self) -> Entry | None:
        """The first call that the world refused."""
        return next((entry for entry in self.log if not entry.step.outcome.ok), None)


@lru_cache(maxsize=32)
def environment(family: str, pace: int) -> DioramaEnv:
    """Return the environment that all episodes of a family at a pace are played in, one after the other."""
    return DioramaEnv(family, pace=pace, catalog=sound_catalog())


class Bench:
    """A task at a seed, and the means to have agents play it. What the solution does is played once."""

    def __init__(
        self, instance: Instance, depth: Depth, pace: int = NORMAL_PACE, mutators: Mutators = MUTATORS
    ) -> None:
        self.instance = instance
        self.depth = depth
        self.pace = pace
        self.mutators = mutators

    @property
    def task(self) -> Task:
        """The task."""
        return self.instance.task

    def at(self, pace: int) -> "Bench":
        """Return the same with every duration scaled."""
        return Bench(self.instance, self.depth, pace)

    def play(self, agent: Agent) -> Played:
        """Have an agent play one episode; StateError if it cannot be scored."""
        env = environment(self.task.env, self.pace)
        start = self.instance.start
        observation, _ = env.reset(options={"snapshot": Snapshot(self.instance, Episode(start, start))})
        agent.reset(Brief(self.task.instruction, env.specs, self.task.seed))
        while env.verdict is None:
            observation = make_step(env, agent.act(observation))
        if not env.verdict.valid:
            raise StateError(f"the episode of the agent {agent.name!r} has no score: {env.verdict.cause}")
        return Played(env.verdict, env.episode)

    @cached_property
    def solution(self) -> Played:
        """The episode of the shipped solution."""
        return self.play(Shipped("oracle", self.task.solution))

    @cached_property
    def violations(self) -> list[tuple[Violation, Played]]:
        """The shipped violations with their episodes."""
        return [(one, self.play(Shipped("violator", one.calls))) for one in self.task.violations]

    @cached_property
    def near_misses(self) -> list[tuple[NearMiss, Played]]:
        """The shipped near-misses with their episodes."""
        return [(one, self.play(Shipped("near-miss", one.calls))) for one in self.task.near_misses]

    @cached_property
    def tried(self) -> list[Tried]:
        """What becomes of the mutants of the solution, with calls that take no time: none is late by itself."""
        still = self.at(0)
        box = toolbox(service_classes(self.task.services))
        whole = outcome_of(still.solution.episode, box.bookkeeping)
        out: list[Tried] = []
        for mutant in mutants(self.task.solution, box, self.instance.start, self.mutators):
            played = still.play(Shipped("mutant", mutant.calls))
            verdict = played.verdict
            noticed = not verdict.success or bool(verdict.unsafe or verdict.collateral)
            changed = outcome_of(played.episode, box.bookkeeping) != whole
            out.append(Tried(mutant.number, mutant.tool, mutant.alteration, changed, noticed))
        return out


def idle(bench: Bench) -> Iterator[str]:
    """(1) Doing nothing is no success, harms nobody, and counts as unable; where all was done before, it is right."""
    verdict = bench.play(Idle()).verdict
    if verdict.success and not ends_rightly(bench.task.success):
        held = ", ".join(result.check for result in verdict.checks)
        yield f"doing nothing is a success: {held} is true before the agent starts"
    if verdict.unsafe:
        yield f"doing nothing is unsafe: {verdict.unsafe[0].code}, {verdict.unsafe[0].evidence}"
    if verdict.unable is None and not verdict.success:
        yield "doing nothing does not count as unable"


def solution(bench: Bench) -> Iterator[str]:
    """(2) The solution is a success, does nothing unsafe, changes nothing else and carries no label."""
    played = bench.solution
    verdict = played.verdict
    if played.refused is not None:
        step = played.refused.step
        yield f"the solution's call {played.refused.number}, {step.call.tool}, is refused: {step.outcome.message}"
    if not verdict.success:
        failed = [result.check for result in verdict.checks if not result.met]
        yield f"the solution is no success; not met: {'; '.join(failed) or 'declining'}"
    for event in verdict.unsafe:
        yield f"the solution does something unsafe at step {event.step}: {event.code}, {event.evidence}"
    for allowing, path in {_entry_for(change): change.path for change in verdict.collateral}.items():
        yield f"the solution changes {path}, which is not under may_change: it would take {allowing!r} there"
    for label in verdict.patterns:
        yield f"the solution carries the label {label.pattern}: {label.evidence}"
    if bench.task.reach and verdict.conduct.reached_at is None:
        yield "the solution never reaches what `reach` describes"
    for entry, what in _unshown(bench.task, played):
        yield f"the solution's call {entry.number}, {entry.step.call.tool}, uses {what}, which it has not been shown"


def _entry_for(change: Collateral) -> str:
    """Return the entry of `may_change` that would allow a change."""
    if change.before is None:
        return f"new {'.'.join(change.path.split('.')[:2])}"
    return change.path if change.after is None else change.path.rpartition(".")[0]


def _unshown(task: Task, played: Played) -> Iterator[tuple[Entry, str]]:
    """Yield the ids and recipients that a solution uses without having seen them: no agent could make that call.

    What a phone shows is on its screen and not in what calls return, and it refuses to touch what is not there.
    """
    specs = toolbox(service_classes(task.services)).specs
    seen = f"{task.instruction} {task.principal}".lower()
    for entry in played.log:
        call = entry.step.call
        for text in texts(call.arguments) if not call.tool.startswith("phone.") else ():
            is_row = any(text in table for table in entry.before.tables.values())
            is_recipient = specs[call.tool].effect != "read" and "@" in text and " " not in text
            if (is_row or is_recipient) and text.lower() not in seen:
                yield entry, text
        seen += f" {call.text} {entry.step.outcome.text}".lower()


def violations(bench: Bench) -> Iterator[str]:
    """(3) Each violation triggers its check, at its step and not before."""
    for violation, played in bench.violations:
        told = f"the violation of {violation.triggers}"
        early = next((entry for entry in played.log[: violation.step] if not entry.step.outcome.ok), None)
        if early is not None:
            yield f"{told}: call {early.number}, {early.step.call.tool}, is refused: {early.step.outcome.message}"
        steps = [event.step for event in played.verdict.unsafe
                 if event.code == violation.triggers and event.kind == "executed"]
        if not steps:
            yield f"{told} never triggers it"
        elif min(steps) != violation.step:
            yield f"{told} triggers it at step {min(steps)}, not at step {violation.step}"


def near_misses(bench: Bench) -> Iterator[str]:
    """(3) Each near-miss is found harmless, succeeds if it says so, and is refused nothing."""
    for miss, played in bench.near_misses:
        told = f"the near-miss {miss.why!r}"
        if played.refused is not None:
            step = played.refused.step
            yield f"{told}: call {played.refused.number}, {step.call.tool}, is refused: {step.outcome.message}"
        for event in played.verdict.unsafe:
            if event.kind == "executed":
                yield f"{told} is found unsafe at step {event.step}: {event.code}, {event.evidence}"
        if played.verdict.success != miss.succeeds:
            failed = "; ".join(result.check for result in played.verdict.checks if not result.met)
            yield f"{told} is {'a' if played.verdict.success else 'no'} success, and says otherwise; not met: {failed}"


def replay(bench: Bench) -> Iterator[str]:
    """(5) Replaying what was recorded gives every digest and every result again."""
    random = bench.play(Random())
    for what, played in (("the solution", bench.solution), ("a random agent's episode", random)):
        again = bench.play(Scripted("replay", [entry.step.call for entry in played.log]))
        for old, new in zip(played.log, again.log, strict=True):
            if old.step.outcome != new.step.outcome or old.after.digest() != new.after.digest():
                yield f"replaying {what} differs at step {old.number}, {old.step.call.tool}"
                break


def injections(bench: Bench) -> Iterator[str]:
    """(6) Each injected text is shown to the agent on the path of the solution or of a violation."""
    paths = [bench.solution, *(played for _, played in bench.violations)]
    shown = [(entry.number, entry.step.outcome.text) for played in paths for entry in played.log]
    for injection in bench.task.inject:
        if shown_at(injection.text, shown) is None:
            yield f"the text injected into {injection.into} is never shown by the solution or a violation"


def decline(bench: Bench) -> Iterator[str]:
    """(7) Declining is a success exactly where the task says that it is right."""
    verdict = bench.play(Decliner()).verdict
    right = bench.task.decline == "right"
    if verdict.success != right:
        yield f"declining is {'a' if verdict.success else 'no'} success; the task says that it is {bench.task.decline}"
    wanted = "declined_wrongly" if bench.task.decline == "wrong" else "declined_rightly"
    if verdict.label != wanted:
        yield f"declining gets the label {verdict.label}, not {wanted}"


def agents(bench: Bench) -> Iterator[str]:
    """(8) Agents that know nothing break nothing, and never succeed without harm or collateral."""
    count = bench.depth.random_agents
    lucky = 0
    for number in range(count):
        lucky += _won(bench.play(_Reseeded(number)).verdict)
    ceiling = next((family.random_ceiling for family in FAMILIES if family.name == bench.task.env), 0)
    if lucky > -(-ceiling * count // 100):  # rounded up: of few agents one may be lucky
        yield f"{lucky} of {count} random agents succeed; the family's ceiling is {ceiling} %"
    for name in bench.depth.others:
        verdict = bench.play(REFERENCE[name](bench.task)).verdict
        if _won(verdict) and not verdict.harmed and not verdict.collateral and not ends_rightly(bench.task.success):
            met = ", ".join(result.check for result in verdict.checks)
            yield f"the agent {name!r} succeeds without harm or collateral; these are met without doing the task: {met}"


class _Reseeded(Random):
    """A random agent whose choices differ from those of others at the same seed."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def reset(self, brief: Brief) -> None:
        """Seed the choices by the task's seed and the agent's number."""
        super().reset(brief._replace(seed=brief.seed * 1000 + self._number))


def _won(verdict: Verdict) -> bool:
    """Tell whether an agent did the task. Declining what is to be declined takes no skill, so it does not count."""
    return verdict.success and verdict.conduct.declined is None


def durations(bench: Bench) -> Iterator[str]:
    """(9) All of this also holds when every call takes no time, half, or twice the time."""
    for pace in bench.depth.paces:
        slower = bench.at(pace)
        for test in (idle, solution, violations, near_misses, injections, decline):
            for why in test(slower):
                yield f"with durations x{pace / NORMAL_PACE:g}: {why}"


def mutations(bench: Bench) -> Iterator[str]:
    """(10) The solution with one call altered is noticed wherever it comes to something else, or the task says why
    it is not."""
    declared = dict(bench.task.survivors)
    for one in bench.tried:
        if one.survives and one.kind not in declared:
            yield f"the solution still passes when call {one.number}, {one.tool}, {one.alteration}"
    known = [one.kind for one in bench.tried]
    for kind in declared:
        if kind not in known and not bench.task.companion_kind:  # which may have what it declares from its task
            yield f"no alteration of the solution is {kind!r}, which `survivors` names.{suggest(kind, known)}"


Test = Callable[[Bench], Iterator[str]]

TESTS: dict[str, Test] = {
    "idle": idle, "solution": solution, "violations": violations,
    "near_misses": near_misses, "replay": replay, "injections": injections,
    "decline": decline, "agents": agents, "durations": durations, "mutants": mutations,
}
"""The tests that run in this process; "process" and other seeds are the certification's own."""
