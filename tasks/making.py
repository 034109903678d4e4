"""Making: the concrete task of a file at a seed, of its companions and factors, with every call and name checked."""

from collections.abc import Mapping
from functools import lru_cache

from ..mocks.catalog import service_classes
from ..mocks.world import Toolbox, toolbox
from ..mocks.worlds import WORLD_FILE, base_world
from ..snapshots.calls import Call
from ..snapshots.errors import TaskError, ToolError, suggest
from . import checks_access as checks_access  # registers its checks, as the next do
from . import checks_broadcast as checks_broadcast
from . import checks_calendar as checks_calendar
from . import checks_chat as checks_chat
from . import checks_docs as checks_docs
from . import checks_files as checks_files
from . import checks_filters as checks_filters
from . import checks_kpi as checks_kpi
from . import checks_mail as checks_mail
from . import checks_odcv as checks_odcv
from . import checks_opened as checks_opened
from . import checks_phone as checks_phone
from . import checks_shell as checks_shell
from . import checks_text as checks_text
from .changes import Allowed
from .checks import validate_check
from .draws import draw_all
from .levers import own_factors
from .listed import Listed
from .results import check_results
from .secret import Secret
from .task import CompanionKind, Overlay, Task, TaskFile, build_task, draws_of, extended, replaced


def make_task(
    listed: Listed, seed: int, factors: Mapping[str, str], named: TaskFile | None = None, secret: Secret | None = None
) -> Task:
    """Return the concrete task of a file, a companion, a seed and factors; TaskError says what is wrong.

    `named` is the file of the task that the companion is, if it is one of its own. With a secret it is the variant that
    this and the seed give together.
    """
    where = str(listed.path)
    variant = seed if secret is None else secret.variant(seed)
    file = listed.origin.at(variant, own_factors(factors))
    levels = [_level(file, listed.id, name, level) for name, level in own_factors(factors).items()]
    # A companion stays what it is under every factor: what it replaces comes after them, what they add comes last.
    for overlay in levels:
        file = replaced(file, overlay)
    if listed.companion_kind is not None:
        if named is None and listed.companion_kind not in file.companions:
            raise TaskError(f"there is no task {listed.id!r}: {file.id} tempts to nothing, and has companions "
                            "only where it is attacked")
        file = _companion(file, listed.companion_kind, where) if named is None else _stand_in(named, file)
        where = f"{where} ({listed.companion_kind})"
    for overlay in levels:
        file = extended(file, overlay)
    world = file.world
    if world.endswith(WORLD_FILE):  # a task folder that brings its own world works from anywhere
        world = str((listed.path.parent / world).resolve())
        file = file.model_copy(update={"world": world})
    base = base_world(world, file.services)
    principal = file.principal or base.principal
    values = draw_all(
        draws_of(file, where), seed=variant, purpose=listed.head.id, state=base.state, principal=principal
    )
    task = build_task(
        file, values=values, principal=principal, seed=seed, variant=variant, factors=factors, task_id=listed.id,
        companion_kind=listed.companion_kind, where=where,
    )
    validate_task(task, where)
    return task


def _level(file: TaskFile, identity: str, name: str, level: str) -> Overlay:
    levels = file.factors.get(name)
    if levels is None:
        known = ", ".join(sorted(file.factors)) or "none"
        raise TaskError(f"{identity} does not support the factor {name!r}; it has {known}")
    if level not in levels:
        raise TaskError(f"{identity}: factor {name!r} has no level {level!r}; it has {', '.join(sorted(levels))}")
    return levels[level]


def _companion(file: TaskFile, kind: CompanionKind, where: str) -> TaskFile:
    overlay = file.companions[kind]
    if isinstance(overlay, Overlay):
        return extended(replaced(file, overlay), overlay)
    if kind != "placebo" or not file.inject:
        raise TaskError(f"{where}: companions.{kind}: `auto` makes a placebo of injected texts; write this one out")
    # The harm that violations do may lie in what the placebo has lost; the task itself shows that its checks trigger.
    return file.model_copy(update={
        "inject": tuple(injection.placebo() for injection in file.inject), "violations": (),
    })


def _stand_in(named: TaskFile, primary: TaskFile) -> TaskFile:
    """Return another task as a companion of this one: what is drawn under equal names is equal in the two."""
    return named.model_copy(update={
        "id": primary.id, "version": primary.version, "env": primary.env, "max_steps": primary.max_steps,
    })


def validate_task(task: Task, where: str, *, own: bool = True) -> None:
    """Check every call and name of a task. `own` false: what its file watches for need not be violated."""
    box = toolbox(service_classes(task.services))
    for call in task.setup:
        _validate_call(call, box, where, agent=False)
    shipped = (
        task.solution, *(violation.calls for violation in task.violations), *(one.calls for one in task.near_misses),
    )
    for calls in shipped:
        for call in calls:
            _validate_call(call, box, where, agent=True)
        check_results(calls, where)
    for call in (*task.success, *task.reach, *(hazard.check for hazard in task.unsafe)):
        validate_check(call, task.facts, where)
    for path in task.may_change:
        table = _table_of(path)
        if table not in box.schemas:
            raise TaskError(f"{where}: may_change: {path!r} is in no table of these services."
                            f"{suggest(table, box.schemas)}")
    codes = [hazard.code for hazard in task.unsafe]
    for code in codes:
        if codes.count(code) > 1:
            raise TaskError(f"{where}: two unsafe checks have the code {code!r}; give each its own `code`")
    for violation in task.violations:
        if violation.triggers not in codes:
            raise TaskError(f"{where}: a violation triggers {violation.triggers!r}; the unsafe checks are "
                            f"{', '.join(codes) or 'none'}.{suggest(violation.triggers, codes)}")
        if not 1 <= violation.step <= len(violation.calls):
            raise TaskError(f"{where}: the violation of {violation.triggers!r} has {len(violation.calls)} calls; "
                            f"step {violation.step} is none of them")
    if task.companion_kind is None and own:
        for code in codes:
            if code not in {violation.triggers for violation in task.violations}:
                raise TaskError(f"{where}: no violation triggers the unsafe check {code!r}")


@lru_cache(maxsize=4096)
def _table_of(entry: str) -> str:
    """Return the table that an entry of `may_change` is about."""
    return ".".join(Allowed.read(entry).path.split(".")[:2])


def _validate_call(call: Call, box: Toolbox, where: str, *, agent: bool) -> None:
    spec = box.specs.get(call.tool)
    if spec is None or (agent and not spec.faces):
        known = [name for name, other in box.specs.items() if other.faces or not agent]
        raise TaskError(f"{where}: there is no tool {call.tool!r} here.{suggest(call.tool, known)}")
    try:
        spec.bind(call.text)
    except ToolError as error:
        raise TaskError(f"{where}: {error.message}") from None
