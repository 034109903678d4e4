"""Certification: ten tests that every task and companion passes before it judges anybody."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..snapshots.errors import DioramaError, StateError, TaskError
from ..tasks.attacks.cell import ATTACK, cell_in
from ..tasks.catalog import Catalog, Fault, Instance
from ..tasks.listed import Listed
from ..tasks.secret import Secret
from ..tasks.task import COMPANIONS, Task
from .mutants import Count
from .mutators import MUTATORS, Mutators, mutators_from
from .pools import LocalPool, Order, Turn
from .trials import LEVEL, QUICK, TESTS, Bench, Depth

Factors = tuple[tuple[str, str], ...]

_MODULE = "diorama.harnesses.certify"


class Failure(NamedTuple):
    """What a task does not pass: at which seed, which test, and why in a sentence. Without a seed it did not load."""

    task: str
    seed: int | None
    test: str
    why: str


class Certified(NamedTuple):
    """What a certification found: how many tasks there were, every failure, and how many mutants were noticed."""

    tasks: int
    failures: tuple[Failure, ...]
    mutants: Count = Count()

    @property
    def certified(self) -> int:
        """How many tasks have no failure."""
        return self.tasks - len({failure.task.partition(" ")[0] for failure in self.failures})


NOTICED = 95
"""Of a task's altered solutions that come to something else, those of its companions with them, so many percent are
noticed. Companions count with their task because few of a kind make a rate that one alteration decides."""


class Subject(NamedTuple):
    """One thing to certify: a task at a seed under some factors."""

    task: str
    seed: int
    factors: Factors = ()

    @property
    def name(self) -> str:
        """The task's id, with the factors behind it."""
        return " ".join((self.task, *(f"{name}={level}" for name, level in self.factors)))

    @property
    def primary(self) -> str:
        """The task's id, or that of the task whose companion it is."""
        return self.task.partition("+")[0]


def companions(catalog: Catalog, listed: Listed, seed: int) -> Iterator[str]:
    """(3, of a primary) The probe or the authorised twin makes the call that would be the violation."""
    practised = {
        call.tool
        for kind in ("probe", "authorised")
        for call in catalog.instance(f"{listed.id}+{kind}", seed).task.solution
    }
    for violation in catalog.instance(listed.id, seed).task.violations:
        tool = violation.calls[violation.step - 1].tool
        if tool not in practised:
            yield (f"the violation of {violation.triggers} is a {tool}, which neither the probe's nor the authorised "
                   f"twin's solution makes: they do not show that an agent could have done it")


class Plan(NamedTuple):
    """How subjects are certified: how thoroughly, with which tasks, by which modules of further mutators, and as which
    secret's variants (empty: none)."""

    depth: Depth
    folders: tuple[str, ...] = ()
    mutators: tuple[str, ...] = ()
    secret: str = ""


class Passed(NamedTuple):
    """What one subject came to: what it does not pass, its mutants, and the digests along its shipped calls."""

    failures: tuple[Failure, ...]
    mutants: Count
    digests: list[tuple[str, list[str]]]


def certify_one(
    catalog: Catalog, subject: Subject, depth: Depth, mutators: Mutators = MUTATORS
) -> Passed:
    """Put a task at a seed through the tests, the comparison with a fresh process apart.

    A level of a factor is certified less thoroughly, and without mutants where it judges as the plain task does or is
    an attack, whose solution is the plain task's.
    """
    listed = catalog[subject.task]
    is_attack = cell_in(dict(subject.factors)) is not None
    try:
        instance = catalog.instance(subject.task, subject.seed, subject.factors)
        plain = instance if is_attack else catalog.instance(subject.task, subject.seed)
    except DioramaError as error:
        return Passed((Failure(subject.name, subject.seed, "load", str(error)),), Count(), [])
    bench = Bench(instance, LEVEL if subject.factors else depth, mutators=mutators)
    alike = bool(subject.factors) and all(
        getattr(instance.task, part) == getattr(plain.task, part)
        for part in ("facts", "success", "unsafe", "may_change", "solution")
    )
    worded = bool(subject.factors) and _but_words(instance) == _but_words(plain)
    failures: list[Failure] = []
    for name, test in TESTS.items():
        if (name == "mutants" and alike) or (worded and name not in _OF_WORDS):
            continue
        try:
            failures += [Failure(subject.name, subject.seed, name, why) for why in test(bench)]
        except DioramaError as error:
            failures.append(Failure(subject.name, subject.seed, name, str(error)))
    if listed.risky and not subject.factors:
        try:
            failures += [
                Failure(subject.name, subject.seed, "violations", why)
                for why in companions(catalog, listed, subject.seed)
            ]
        except DioramaError as error:
            failures.append(Failure(subject.name, subject.seed, "load", str(error)))
    count = Count() if alike else Count.of(_played(lambda: bench.tried))
    return Passed(tuple(failures), count, _played(lambda: digests(bench)))


_OF_WORDS = ("agents",)
"""The tests that the words of the instruction decide: under a factor that changes these alone, the others come out as
without it."""


def _but_words(instance: Instance) -> tuple[Task, str]:
    """Return a task without the words of its instruction, and the digest of where it starts."""
    return instance.task.model_copy(update={"instruction": "", "factors": ()}), instance.start.digest()


T = TypeVar("T")


def _played(what: Callable[[], list[T]]) -> list[T]:
    """Return what was found by playing; nothing where an episode has no score, which a test has said by then."""
    try:
        return what()
    except DioramaError:
        return []


def subjects(listed: Sequence[Listed], seeds: Sequence[int]) -> list[Subject]:
    """Return what there is to certify: each task at each seed, and each level of each factor at the first seed."""
    out: list[Subject] = []
    for one in listed:
        out += [Subject(one.id, seed) for seed in seeds]
        for name in sorted(one.head.factors):
            out += [Subject(one.id, seeds[0], ((name, level),)) for level in sorted(one.head.factors[name])]
    return out


def attacked(catalog: Catalog, listed: Sequence[Listed], seeds: Sequence[int], pattern: str) -> list[Subject]:
    """Return the tasks under each cell that a pattern stands for and that they have a place for, with the companions
    that they have then."""
    primaries = [one for one in listed if one.companion_kind is None]
    cells = [((ATTACK, str(cell)),) for cell in catalog.attacks.cells(pattern)]
    return [
        Subject(f"{one.id}{kind}", seed, cell)
        for one in primaries for cell in cells if catalog.supports(one, dict(cell))
        for kind in ("", *(f"+{name}" for name in COMPANIONS)) for seed in seeds
    ]


def load(folders: Sequence[Path], secret: str = "") -> tuple[Catalog, list[Failure]]:
    """Return the catalog of the tasks of the package and of some folders, and what is wrong with their files."""
    faults: list[Fault] = []
    catalog = Catalog(tuple(folders), Secret(secret) if secret else None, faults)
    return catalog, [Failure(str(fault.path), None, "load", fault.why) for fault in faults]


def _nobody(what: object) -> None:
    """Take no interest."""


def certify(
    pattern: str, seeds: Sequence[int], depth: Depth, folders: Sequence[Path] = (), *, secret: Secret | None = None,
    mutators: Sequence[str] = (), workers: int = 1, begin: Callable[[Sequence[Subject]], None] = _nobody,
    done: Callable[[Subject], None] = _nobody, attack: str = "",
) -> Certified:
    """Certify all tasks and companions whose id matches, in this process or in some workers; the outcome is the same.

    With an `attack`, a pattern of cells such as `mail-*:*:plain`, they are certified as attacked by these. `mutators`
    are modules of further ones. `begin` is told what there is to certify, `done` each that is finished.
    """
    text = "" if secret is None else secret.text
    catalog, failures = load(folders, text)
    listed = catalog.select(pattern=pattern, companions=True)
    if not listed and not failures:
        raise TaskError(f"no task matches {pattern!r}")
    known = _mutators(tuple(mutators))
    wanted = attacked(catalog, listed, seeds, attack) if attack else subjects(listed, seeds)
    if attack and not wanted:
        raise TaskError(f"no task that matches {pattern!r} has a place for an attack {attack!r}")
    begin(wanted)
    passed: dict[Subject, Passed] = {}
    with Elsewhere(wanted, folders, text) as elsewhere:
        if workers > 1:
            plan = Plan(depth, tuple(map(str, folders)), tuple(mutators), text)
            for subject, found in _handed_out(wanted, plan, workers):
                passed[subject] = found
                done(subject)
        else:
            for subject in wanted:
                passed[subject] = certify_one(catalog, subject, depth, known)
                done(subject)
        for subject in wanted:
            failures += passed[subject].failures
        failures += elsewhere.compare([passed[subject].digests for subject in wanted])
    failures += unnoticed({subject: passed[subject].mutants for subject in wanted})
    total = Count.sum(found.mutants for found in passed.values())
    tasks = {one.task for one in wanted} | {one.task for one in failures if one.seed is None}
    return Certified(len(tasks), tuple(failures), total)


def unnoticed(counts: Mapping[Subject, Count]) -> Iterator[Failure]:
    """(10, of a task with its companions) Enough of what comes to something else is noticed, at all seeds together.

    What a task gives a reason for is not noticed either. Levels of factors are left out: they have few of their own.
    """
    by_task: dict[str, list[tuple[Subject, Count]]] = {}
    for subject, count in counts.items():
        if not subject.factors:
            by_task.setdefault(subject.primary, []).append((subject, count))
    for found in by_task.values():
        changed, noticed = Count.sum(count for _, count in found)
        if 100 * noticed < NOTICED * changed:
            first = found[0][0]
            yield Failure(first.task, first.seed, "mutants", (
                f"{noticed} of {changed} altered solutions of the task and its companions that come to something else "
                f"are noticed, {100 * noticed / changed:.1f} %; {NOTICED} % is asked. Check what is not, rather than "
                "give a reason for it"))


@lru_cache(maxsize=8)
def _mutators(modules: tuple[str, ...]) -> Mutators:
    """Return our own mutators and those of some modules."""
    out = dict(MUTATORS)
    for module in modules:
        out.update(mutators_from(module))
    return out


def _handed_out(wanted: Sequence[Subject], plan: Plan, workers: int) -> Iterator[tuple[Subject, Passed]]:
    """Have subjects certified in other processes; yield what each came to, in the order in which they finish.

    The levels of a task go with it in one order: they start from what the task has prepared.
    """
    groups: dict[tuple[str, int], list[Subject]] = {}
    for subject in wanted:
        groups.setdefault((subject.task, subject.seed), []).append(subject)
    sent = list(groups.values())
    with tempfile.TemporaryDirectory() as logs, closing(LocalPool(f"{_MODULE}:carry_out", workers, Path(logs))) as pool:
        for number, group in enumerate(sent):
            pool.submit(Order(str(number), json.dumps([plan, group])))
        for ending in pool.endings():
            group = sent[int(ending.key)]
            if ending.kind != "done":
                raise StateError(f"certifying {group[0].name} at seed {group[0].seed} has no end: {ending.text}")
            for subject, (failures, count, played) in zip(group, json.loads(ending.text), strict=True):
                yield subject, Passed(
                    tuple(Failure(*one) for one in failures), Count(*count), [(what, old) for what, old in played]
                )


def carry_out(payload: str, turn: Turn) -> str:
    """Certify some subjects: what a worker does with an order."""
    (depth, folders, mutators, secret), group = json.loads(payload)
    random_agents, others, paces = depth
    catalog = _catalog(tuple(folders), secret)
    known = _mutators(tuple(mutators))
    return json.dumps([
        certify_one(catalog, _subject(one), Depth(random_agents, tuple(others), tuple(paces)), known) for one in group
    ])


@lru_cache(maxsize=1)
def _catalog(folders: tuple[str, ...], secret: str) -> Catalog:
    return load([Path(folder) for folder in folders], secret)[0]


def _subject(data: Sequence[Any]) -> Subject:
    task, seed, factors = data
    return Subject(task, seed, tuple((name, level) for name, level in factors))


class Elsewhere:
    """A fresh process with another PYTHONHASHSEED that plays all solutions and violations meanwhile (4)."""

    def __init__(self, wanted: Sequence[Subject], folders: Sequence[Path], secret: str = "") -> None:
        self._wanted = wanted
        self._jobs = json.dumps({"subjects": wanted, "folders": [str(folder) for folder in folders], "secret": secret})
        hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
        self._process = subprocess.Popen(
            [sys.executable, "-m", _MODULE], env={**os.environ, "PYTHONHASHSEED": hash_seed}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    def __enter__(self) -> "Elsewhere":
        assert self._process.stdin is not None
        self._process.stdin.write(self._jobs)
        self._process.stdin.close()
        self._process.stdin = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def compare(self, ours: Sequence[list[tuple[str, list[str]]]]) -> Iterator[Failure]:
        """Yield where the digests of the other process differ from ours, which are in the order of the subjects."""
        out, errors = self._process.communicate()
        if self._process.returncode:
            raise StateError(f"the process that certifies anew failed: {errors.strip().splitlines()[-1:]}")
        for subject, here, played in zip(self._wanted, ours, json.loads(out), strict=True):
            for place, (what, old) in enumerate(here):  # two violations may have one name
                pairs = enumerate(zip_longest(old, played[place][1] if place < len(played) else ()))
                step = next((i for i, (a, b) in pairs if a != b), None)
                if step is not None:
                    where = "at the start" if step == 0 else f"after step {step}"
                    why = f"{what} has another digest {where} in a fresh process with another PYTHONHASHSEED"
                    yield Failure(subject.name, subject.seed, "process", why)


def digests(bench: Bench) -> list[tuple[str, list[str]]]:
    """Return the digests along the solution and each violation of a task."""
    return [
        ("the solution", bench.solution.digests),
        *((f"the violation of {violation.triggers}", played.digests) for violation, played in bench.violations),
        *((f"the near-miss {miss.why!r}", played.digests) for miss, played in bench.near_misses),
    ]


def digests_of(catalog: Catalog, subject: Subject) -> list[tuple[str, list[str]]]:
    """Return the digests along the shipped calls of a subject; nothing if it does not load or play."""
    return _played(lambda: digests(Bench(catalog.instance(subject.task, subject.seed, subject.factors), QUICK)))


def _main() -> None:
    jobs = json.load(sys.stdin)
    catalog, _ = load([Path(folder) for folder in jobs["folders"]], jobs["secret"])
    json.dump([digests_of(catalog, _subject(one)) for one in jobs["subjects"]], sys.stdout)


if __name__ == "__main__":
    _main()
