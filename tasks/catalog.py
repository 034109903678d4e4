"""The catalog: finds task files, lists what they have, and hands out the tasks at a seed and under factors."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from ..snapshots.errors import StateError, TaskError, suggest
from ..snapshots.state import State
from .attacks.apply import BARE, Attack, Unfit, attacked
from .attacks.carriers import Place, find_place
from .attacks.cell import Cell, cell_in, without_cell
from .attacks.definitions import is_definition
from .attacks.registry import Attacks
from .attacks.walk import Walk, walk
from .families import FAMILIES
from .heads import Origin, written
from .kpi_pressure.compose import is_scenario, read_scenario
from .levers import Levers, levers_of
from .listed import BUILT_IN, Listed
from .making import make_task, validate_task
from .meta_prompt import META_PROMPT
from .phone_safety.compose import all_moments
from .preparing import prepare as prepare
from .secret import Secret, lacking
from .task import COMPANIONS, Task, TaskFile, read_task_file
from .verdict import Declining


class Fault(NamedTuple):
    """What is wrong with a task file, in a sentence that names it."""

    path: Path
    why: str


class Instance(NamedTuple):
    """A task at one seed with its prepared world."""

    task: Task
    start: State


class Catalog:
    """All tasks of the package and of a user's own folders, and the attacks that can be made on them. Loading checks
    every call of every file.

    With a secret, all of them are that secret's variants. Given `faults`, what is wrong with a file is noted there, and
    the catalog has the others.
    """

    def __init__(
        self, folders: tuple[Path, ...] = (), secret: Secret | None = None, faults: list[Fault] | None = None
    ) -> None:
        self.secret = secret
        self._listed: dict[str, Listed] = {}
        for folder in (BUILT_IN, *folders):
            for path in task_files(folder):
                try:
                    for origin in read_origins(path):
                        self.add(origin)
                except TaskError as error:
                    if faults is None:
                        raise
                    faults.append(Fault(path, str(error)))
        for moment in all_moments():
            self.add(moment)
        self._folders = folders

    @cached_property
    def attacks(self) -> Attacks:
        """The carriers, goals and wordings that there are. Read when first asked for: a package that adds some and
        fails spoils attacks alone."""
        return Attacks(self._folders)

    def add(self, origin: Origin) -> None:
        """Add a task and its companions; TaskError says what one that reads well lacks."""
        head, path = origin.head, origin.path
        if head.id in self._listed:
            raise TaskError(f"{path}: the id {head.id!r} is that of {self._listed[head.id].path} too")
        families = [family.name for family in FAMILIES]
        if head.env not in families:
            raise TaskError(f"{path}: there is no env {head.env!r}; there are {', '.join(families)}."
                            f"{suggest(head.env, families)}")
        for name in head.factors:
            if name in Levers._fields:
                raise TaskError(f"{path}: factors.{name}: every task has this factor; a file cannot give it levels")
        if head.risky:
            missing = [kind for kind in COMPANIONS if head.companion(kind) is None]
            if missing:
                raise TaskError(f"{path}: a risky task needs its three companions; {', '.join(missing)} is missing")
        self._listed[head.id] = Listed(head.id, origin, None)
        for one in head.companions:
            self._listed[f"{head.id}+{one.kind}"] = Listed(f"{head.id}+{one.kind}", origin, one.kind)

    def __iter__(self) -> Iterator[Listed]:
        """Yield all tasks in the order of their ids."""
        for identity in sorted(self._listed):
            yield self._listed[identity]

    def __getitem__(self, identity: str) -> Listed:
        found = self._listed.get(identity)
        if found is None:  # an ordinary task has companions where it is attacked
            primary, _, kind = identity.rpartition("+")
            known = next((one for one in COMPANIONS if one == kind), None)
            if primary not in self._listed or known is None:
                raise TaskError(f"there is no task {identity!r}.{suggest(identity, self._listed)}")
            found = self._listed[primary]._replace(id=identity, companion_kind=known)
        return found

    def select(
        self, env: str = "", pattern: str = "*", tags: tuple[str, ...] = (), companions: bool = False,
        factors: Mapping[str, str] | None = None,
    ) -> list[Listed]:
        """Return the tasks of an environment whose id matches a shell pattern and that carry all tags, with the
        companions that they have under some factors if these are wanted."""
        listed = list(self)
        if companions and cell_in(factors or {}) is not None:
            primaries = (one for one in listed if one.companion_kind is None)
            listed = [one for primary in primaries for one in (
                primary, *(self[f"{primary.id}+{kind}"] for kind in sorted(COMPANIONS)))]
        return [
            listed
            for listed in listed
            if (companions or listed.companion_kind is None)
            and env in ("", listed.head.env)
            and (fnmatchcase(listed.id, pattern) or fnmatchcase(listed.head.id, pattern))
            and set(tags) <= set(listed.head.tags)
        ]

    @lru_cache(maxsize=512)  # noqa: B019 - a catalog lives as long as its process
    def instance(self, identity: str, seed: int, factors: tuple[tuple[str, str], ...] = ()) -> Instance:
        """Return a task at a seed under some factors, checked, with its world prepared."""
        task = self.task(identity, seed, dict(factors))
        try:
            return Instance(task, prepare(task))
        except StateError as error:
            if cell_in(dict(factors)) is None:
                raise
            raise Unfit(f"{identity}: the attack cannot be put into its world: {error}") from None

    def task(self, identity: str, seed: int, factors: Mapping[str, str]) -> Task:
        """Return a task at a seed under some factors, checked; TaskError says what is wrong."""
        listed = self[identity]
        levers = levers_of(factors)
        if self.secret is not None:
            factors = {**factors, "secret": self.secret.digest}
        if levers.secret and (self.secret is None or levers.secret != self.secret.digest):
            raise lacking(levers.secret, self.secret)
        cell = cell_in(factors)
        if cell is None:
            task = make_task(listed, seed, factors, self._named(listed), self.secret)
        else:
            task = self._attacked(listed, seed, factors, cell)
        if levers.meta_prompt:
            task = task.model_copy(update={"instruction": f"{META_PROMPT}\n\n{task.instruction}"})
        return task

    def supports(self, listed: Listed, factors: Mapping[str, str]) -> bool:
        """Tell whether a task has all these levels of these factors, and a place for the attack if one is a cell.

        That is looked up at the seed 0: what there is room for does not depend on the seed, and what a solution reads
        does not where it makes the same calls at each.
        """
        cell = cell_in(factors)
        if cell is None or not listed.supports(without_cell(factors)):
            return cell is None and listed.supports(factors)
        self.attacks.check(cell)
        try:
            self.task(listed.id, 0, factors)
        except Unfit:
            return False
        return True

    def _attacked(self, listed: Listed, seed: int, factors: Mapping[str, str], cell: Cell) -> Task:
        """Return an attacked task, or a companion of one; TaskError says what could stand there instead."""
        self.attacks.check(cell)
        goal = self.attacks.goals[cell.goal]
        identity, services = listed.head.id, listed.head.services
        lacking = [one for one in goal.services if one not in services]
        if lacking:
            fitting = [one.name for _, one in sorted(self.attacks.goals.items())
                       if set(one.services) <= set(services)]
            raise Unfit(f"{identity}: the goal {goal.name} needs {', '.join(lacking)}, which the task does not have; "
                        f"there are {', '.join(fitting)}")
        others = tuple(sorted(without_cell(factors).items()))
        path = self.path_of(identity, seed, others)
        if path.task.world in BARE:
            raise Unfit(f"{identity}: its world {path.task.world!r} has no office that goals could be about; tasks of "
                        "ClawsBench do")
        place = self.place(identity, seed, others, cell.carrier)
        if place is None:
            fitting = [name for name in sorted(self.attacks.carriers) if self.place(identity, seed, others, name)]
            raise Unfit(f"{identity}: the carrier {cell.carrier} has no place on the path of its solution; "
                        f"{', '.join(fitting) or 'none'} would have one")
        attack = Attack(place, goal, self.attacks.wordings[cell.wording])
        task = attacked(path, attack, name=listed.id, kind=listed.companion_kind)
        task = task.model_copy(update={"factors": tuple(sorted(factors.items()))})
        validate_task(task, f"{identity} under {cell}", own=False)
        return task

    @lru_cache(maxsize=512)  # noqa: B019 - a catalog lives as long as its process
    def path_of(self, identity: str, seed: int, factors: tuple[tuple[str, str], ...]) -> Walk:
        """Return the path of the solution of what is attacked of a task: the task itself, or of one that tempts by
        itself its placebo, so that the attack alone tempts. Unfit if there is nothing to be done on it."""
        primary = self[identity]
        harmless = self[f"{identity}+placebo"] if primary.head.risky else primary
        task = make_task(harmless, seed, dict(factors), self._named(harmless), self.secret)
        if "right" in (primary.head.decline, task.decline):
            raise Unfit(f"{identity}: it is to be declined, so nothing is done there that an attack could be met at")
        path = walk(task, prepare(task))
        if not path.clean:
            raise Unfit(f"{identity}: its solution is not one to go by; `diorama certify` says why")
        return path

    @lru_cache(maxsize=4096)  # noqa: B019
    def place(self, identity: str, seed: int, factors: tuple[tuple[str, str], ...], carrier: str) -> Place | None:
        """Return where a carrier puts a text in a task; None if it has no place there."""
        return find_place(self.attacks.carriers[carrier], self.path_of(identity, seed, factors))

    def decline(self, listed: Listed) -> Declining:
        """Return what declining a task is, whatever it is of the task that a companion belongs to."""
        named = self._twin(listed)
        if named is not None:
            return named.head.decline
        own = None if listed.companion_kind is None else listed.head.companion(listed.companion_kind)
        return listed.head.decline if own is None else own.decline

    def _named(self, listed: Listed) -> TaskFile | None:
        """Return the file of the task that a companion is, if its primary names one; TaskError if there is none."""
        twin = self._twin(listed)
        return None if twin is None else twin.file

    def _twin(self, listed: Listed) -> Listed | None:
        if listed.companion_kind is None:
            return None
        own = listed.head.companion(listed.companion_kind)
        if own is None or not own.named:
            return None
        if own.named not in self._listed:
            raise TaskError(f"{listed.path}: companions.{own.kind}: there is no task {own.named!r}."
                            f"{suggest(own.named, self._listed)}")
        return self._listed[own.named]


def task_files(folder: Path) -> Iterator[Path]:
    """Yield the task files of a folder; those of attacks lie among them."""
    if not folder.is_dir():
        raise TaskError(f"there is no folder {str(folder)!r} to load tasks from")
    yield from (path for path in sorted(folder.rglob("*.yaml")) if not is_definition(path))


def read_origins(path: Path) -> tuple[Origin, ...]:
    """Read the tasks of a file: of one of a scenario under pressure two, else one."""
    return read_scenario(path) if is_scenario(path) else (written(path, _read(path)),)


def _read(path: Path) -> TaskFile:
    """Read a task's own file; TaskError says what it lacks besides what each of its fields must be."""
    file = read_task_file(path)
    if not file.success and file.decline != "right":
        raise TaskError(f"{path}: a task without success checks has nothing to judge; `success` is empty")
    if file.ordinary and file.companions:
        raise TaskError(f"{path}: an ordinary task tempts to nothing, so it has no companions")
    return file


def load_catalog(folders: tuple[Path, ...] = (), secret: Secret | None = None) -> Catalog:
    """Return the catalog of the package's tasks and those of some folders, read once."""
    return _loaded(folders, secret)


@lru_cache(maxsize=8)
def _loaded(folders: tuple[Path, ...], secret: Secret | None) -> Catalog:
    return Catalog(folders, secret)


@lru_cache(maxsize=1)
def sound_catalog() -> Catalog:
    """Return the catalog of the package's tasks that can be read, whatever is wrong with others."""
    return Catalog(faults=[])
