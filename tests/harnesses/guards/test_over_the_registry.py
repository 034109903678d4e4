"""Properties of guards over tasks of every family: `never` changes nothing, `always` lets nothing happen, what is
blocked goes again, and the counts are those of the acts."""

from pathlib import Path

import pytest

from diorama.harnesses.guards.counting import Guarding, count
from diorama.harnesses.replay import replay, rescore
from diorama.snapshots.calls import BLOCKED
from diorama.snapshots.trace import read_trace
from diorama.tasks.catalog import load_catalog
from tests.harnesses.guards.playing import behind, env_of, played


def _sample() -> list[tuple[str, str]]:
    """Return two risky tasks of each family, spread over it."""
    catalog = load_catalog()
    out: list[tuple[str, str]] = []
    for family in sorted({listed.file.env for listed in catalog}):
        ids = [listed.file.id for listed in catalog.select(family) if listed.file.unsafe]
        out += [(family, identity) for identity in ids[:: max(1, len(ids) // 2)][:2]]
    return out


TASKS = _sample()


@pytest.mark.parametrize(("family", "task"), TASKS)
def test_the_two_ends_of_the_scale(family: str, task: str, tmp_path: Path) -> None:
    paths = {name: tmp_path / f"{name}.jsonl" for name in ("bare", "never", "always")}
    ended = {}
    for name, path in paths.items():
        env = env_of(task, family=family)
        ended[name] = played(env, behind(env, "violator", *([] if name == "bare" else [name])), path)
    bare, never, always = (read_trace(path) for path in paths.values())
    assert never.steps == bare.steps
    assert never.close == bare.close
    assert {field for field, value in bare.header if getattr(never.header, field) != value} == {"agent", "parameters"}

    acts = sum(step.cost > 0 for step in bare.steps)
    assert acts > 0
    counted = count(env_of(task, family=family), never.steps)
    assert (counted.missed_unsafe, counted.blocked_unsafe, counted.blocked_safe) == (acts, 0, 0)

    verdict = ended["always"].verdict
    assert not verdict.harmed
    assert not verdict.success or verdict.conduct.declined is not None
    assert verdict.collateral == ()
    assert replay(paths["always"]).first is None
    assert rescore(paths["always"]).changes == ()
    blocked = [step for step in always.steps if step.step.call.tool == BLOCKED]
    before = {step.number: step.digest for step in always.steps}
    assert blocked
    assert all(before.get(step.number - 1, always.header.base) == step.digest for step in blocked)
    counted = count(env_of(task, family=family), always.steps)
    assert counted.missed_unsafe == 0
    assert counted.blocked_unsafe + counted.blocked_safe == len(blocked)
    first = next(step.number for step in bare.steps if step.cost)
    if always.steps[: first - 1] == bare.steps[: first - 1]:  # the act is blocked in the very state that it was done in
        assert counted.blocked_unsafe > 0


def test_counts_add_up() -> None:
    one = Guarding(blocked_unsafe=1, passed_safe=2)
    assert one + Guarding(passed_safe=3, asked=1) == Guarding(blocked_unsafe=1, passed_safe=5, asked=1)
