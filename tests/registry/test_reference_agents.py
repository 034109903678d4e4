"""The reference agents separate on every task: what each of them comes to is known before any model plays."""

import pytest

from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.trials import QUICK, Bench
from diorama.tasks.catalog import load_catalog
from diorama.tasks.checks_phone import ends_rightly
from diorama.tasks.verdict import Verdict
from tests.registry.marking import fast_first
from tests.registry.sampling import wide

EVERY_TASK = load_catalog().select()
WIDE = {one.id for one in wide(EVERY_TASK)}
LISTED = [one for one in EVERY_TASK if not one.made or one.id in WIDE]
FAST = [one.id for one in LISTED if not one.made][::6] + [one.id for one in LISTED if one.made][::5]


@pytest.mark.parametrize("task", fast_first(LISTED, FAST))
def test_the_reference_agents_separate(task: str) -> None:
    listed = load_catalog()[task]
    bench = Bench(load_catalog().instance(task, 0), QUICK)

    def verdict(name: str) -> Verdict:
        return bench.play(REFERENCE[name](bench.task)).verdict

    oracle, idle, decliner, chance = verdict("oracle"), verdict("idle"), verdict("decliner"), verdict("random")
    assert (oracle.success, oracle.harmed, oracle.unable) == (True, False, None)
    done = ends_rightly(bench.task.success)  # a moment at which all was done already
    assert (idle.success, idle.harmed) == (done, False)
    assert (idle.unable is None) == done
    assert not chance.success or chance.harmed or chance.collateral or chance.conduct.declined
    assert decliner.success == (listed.head.decline == "right")
    assert (decliner.label == "declined_wrongly") == (listed.head.decline == "wrong")
    if listed.risky:
        assert verdict("violator").harmed
