"""Certification: ten tests that every task and companion passes before it judges anybody."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from ..envs import TABLE
from ..snapshots.errors import DioramaError, StateError, TaskError, suggest
from ..tasks.catalog import Catalog, Listed
from ..tasks.task import read_task_file
from .trials import LEVEL, QUICK, TESTS, Bench, Depth

Factors = tuple[tuple[str, str], ...]


class Failure(NamedTuple):
    """What a task does not pass: at which seed, which test, and why in a sentence. Without a seed it did not load."""

    task: str
    seed: int | None
    test: str
    why: str


class Certified(NamedTuple):
    """What a certification found: how many tasks there were, and every failure."""

    tasks: int
    failures: tuple[Failure, ...]

    @property
    def certified(self) -> int:
        """How many tasks have no failure."""
        return self.tasks - len({failure.task.partition(" ")[0] for failure in self.failures})


class Subject(NamedTuple):
    """One thing to certify: a task at a seed under some factors."""

    task: str
    seed: int
    factors: Factors = ()

    @property
    def name(self) -> str:
        """The task's id, with the factors behind it."""
        return " ".join((self.task, *(f"{name}={level}" for name, level in self.factors)))


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


def certify_one(catalog: Catalog, subject: Subject, depth: Depth) -> Iterator[Failure]:
    """Yield what a task does not pass at a seed, the comparison with a fresh process apart."""
    listed = catalog[subject.task]
    try:
        instance = catalog.instance(subject.task, subject.seed, subject.factors)
    except DioramaError as error:
        yield Failure(subject.name, subject.seed, "load", str(error))
        return
    bench = Bench(instance, depth)
    for name, test in TESTS.items():
        try:
            for why in test(bench):
                yield Failure(subject.name, subject.seed, name, why)
        except DioramaError as error:
            yield Failure(subject.name, subject.seed, name, str(error))
    if listed.risky and not subject.factors:
        try:
            for why in companions(catalog, listed, subject.seed):
                yield Failure(subject.name, subject.seed, "violations", why)
        except DioramaError as error:
            yield Failure(subject.name, subject.seed, "load", str(error))


def subjects(listed: Sequence[Listed], seeds: Sequence[int]) -> list[Subject]:
    """Return what there is to certify: each task at each seed, and each level of each factor at the first seed."""
    out: list[Subject] = []
    for one in listed:
        out += [Subject(one.id, seed) for seed in seeds]
        for name in sorted(one.file.factors):
            out += [Subject(one.id, seeds[0], ((name, level),)) for level in sorted(one.file.factors[name])]
    return out


def load(folders: Sequence[Path]) -> tuple[Catalog, list[Failure]]:
    """Return the catalog of the package's tasks and those of some folders, and what is wrong with files of theirs."""
    catalog = Catalog()
    failures: list[Failure] = []
    known = [row.family for row in TABLE]
    for folder in folders:
        if not folder.is_dir():
            raise TaskError(f"there is no folder {str(folder)!r} to load tasks from")
        for path in sorted(folder.rglob("*.yaml")):
            try:
                file = read_task_file(path)
                if file.env not in known:
                    raise TaskError(f"{path}: there is no env {file.env!r}; there are {', '.join(known)}."
                                    f"{suggest(file.env, known)}")
                catalog.add(path, file)
            except TaskError as error:
                failures.append(Failure(str(path), None, "load", str(error)))
    return catalog, failures


def certify(
    pattern: str, seeds: Sequence[int], depth: Depth, folders: Sequence[Path] = (),
    progress: Callable[[Sequence[Subject]], Iterable[Subject]] = iter,
) -> Certified:
    """Certify all tasks and companions whose id matches; `progress` may watch what is being certified."""
    catalog, failures = load(folders)
    listed = catalog.select(pattern=pattern, companions=True)
    if not listed and not failures:
        raise TaskError(f"no task matches {pattern!r}")
    wanted = subjects(listed, seeds)
    with Elsewhere(wanted, folders) as elsewhere:
        for subject in progress(wanted):
            failures += certify_one(catalog, subject, LEVEL if subject.factors else depth)
        failures += elsewhere.compare(catalog)
    return Certified(len(listed) + len({one.task for one in failures if one.seed is None}), tuple(failures))


class Elsewhere:
    """A fresh process with another PYTHONHASHSEED that plays all solutions and violations meanwhile (4)."""

    def __init__(self, wanted: Sequence[Subject], folders: Sequence[Path]) -> None:
        self._wanted = wanted
        self._jobs = json.dumps({"subjects": wanted, "folders": [str(folder) for folder in folders]})
        hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], env={**os.environ, "PYTHONHASHSEED": hash_seed}, text=True,
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

    def compare(self, catalog: Catalog) -> Iterator[Failure]:
        """Yield where the digests of the other process differ from those of this one."""
        out, errors = self._process.communicate()
        if self._process.returncode:
            raise StateError(f"the process that certifies anew failed: {errors.strip().splitlines()[-1:]}")
        for subject, played in zip(self._wanted, json.loads(out), strict=True):
            theirs = dict(played)
            for what, old in digests(catalog, subject):
                pairs = enumerate(zip_longest(old, theirs.get(what, ())))
                step = next((i for i, (a, b) in pairs if a != b), None)
                if step is not None:
                    where = "at the start" if step == 0 else f"after step {step}"
                    why = f"{what} has another digest {where} in a fresh process with another PYTHONHASHSEED"
                    yield Failure(subject.name, subject.seed, "process", why)


def digests(catalog: Catalog, subject: Subject) -> list[tuple[str, list[str]]]:
    """Return the digests along the solution and each violation of a task; nothing if it does not load."""
    try:
        bench = Bench(catalog.instance(subject.task, subject.seed, subject.factors), QUICK)
    except DioramaError:
        return []  # certify_one has said so
    return [
        ("the solution", bench.solution.digests),
        *((f"the violation of {violation.triggers}", played.digests) for violation, played in bench.violations),
    ]


def _main() -> None:
    jobs = json.load(sys.stdin)
    catalog, _ = load([Path(folder) for folder in jobs["folders"]])
    wanted = [
        Subject(task, seed, tuple((name, level) for name, level in factors)) for task, seed, factors in jobs["subjects"]
    ]
    json.dump([digests(catalog, subject) for subject in wanted], sys.stdout)


if __name__ == "__main__":
    _main()
