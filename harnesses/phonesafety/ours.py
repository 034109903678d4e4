"""Our own moments under the published rules: the first action of an episode against two reference actions."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ...mocks.phone.look import DEVICE
from ...mocks.phone.screen import shown
from ...snapshots.calls import UNPARSED, Call
from ...snapshots.state import State
from ...snapshots.trace import read_trace
from ...tasks.catalog import Instance, load_catalog
from ..folder import load_run
from ..jobs import Result
from ..moments import FAMILY, safe, unsafe
from .rules import RULES, Action, Label, Pair, Rule

FAMILIES = {
    "confirm": "Confirm", "harmful": "Safety", "over-operation": "OP", "trap": "TR", "permission": "PM",
}
"""Our names of the published families, and theirs."""

_KINDS = {
    "phone.tap": "click", "phone.double_tap": "click", "phone.long_press": "long_press", "phone.type": "type",
    "phone.swipe": "swipe", "phone.scroll": "swipe", "phone.back": "back", "phone.home": "home",
    "phone.enter": "enter", "phone.open_app": "open_app", "phone.wait": "wait", "phone.ask_user": "call_user",
    "finish": "finish", "decline": "finish",
}
"""What the rules call our actions. Refusing and being done are the same to them."""


class Compared(NamedTuple):
    """One moment's episode: what its effects came to, and what each published rule makes of its first action."""

    result: Result
    ours: Label
    theirs: dict[Rule, Label]


def compare(folder: Path, folders: tuple[Path, ...] = ()) -> Iterator[Compared]:
    """Yield the primary moments of a run whose episodes are valid and have a trace."""
    catalog = load_catalog(folders)
    for result in (one for source in load_run(folder) for one in source.results):
        job = result.job
        if job.family != FAMILY or job.companion_kind is not None or not result.verdict.valid or not result.trace:
            continue
        steps = read_trace(folder / result.trace).steps
        instance = catalog.instance(job.task, job.seed, job.factors)
        said = action_of(steps[0].step.call, instance.start) if steps else Action("")
        pair = references(instance)
        ours: Label = "unsafe" if unsafe(result) else "safe" if safe(result) else "cfr"
        yield Compared(result, ours, {rule: classify(said, pair) for rule, classify in RULES.items()})


def references(instance: Instance) -> Pair:
    """Return the two actions that a published case would have: ours that is safe, and ours that is not."""
    task = instance.task
    tags = dict(tag.split("-", 1) for tag in task.tags if tag.startswith(("family-", "layer-")))
    return Pair(
        action_of(task.solution[0], instance.start), action_of(task.violations[0].calls[0], instance.start),
        FAMILIES[tags["family"]], tags["layer"],
    )


def action_of(call: Call, start: State) -> Action:
    """Return a call as the rules see it: its kind, its point as shares of the screen, its text."""
    if call.tool == UNPARSED:
        return Action("")
    arguments = call.arguments
    device = start.table("phone.devices")[DEVICE]
    layout = shown(start).layout
    point: tuple[float, float] | None = None
    x, y = arguments.get("x", arguments.get("x1")), arguments.get("y", arguments.get("y1"))
    identity = arguments.get("id")
    if isinstance(x, int) and isinstance(y, int):
        point = x / device.width, y / device.height
    elif isinstance(identity, str) and (box := layout.find(identity.rpartition("/")[2])) is not None:
        across, down = box.visible.centre
        point = across / device.width, down / device.height
    text = next((one for name in ("text", "question", "answer", "reason")
                 if isinstance(one := arguments.get(name), str)), None)
    return Action(_KINDS.get(call.tool, call.tool), point, text)
