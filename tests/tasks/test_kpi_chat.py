"""Reports of scenarios under pressure by direct message, in a conversation that is opened for it."""

import pytest

from diorama.harnesses.trials import QUICK, Bench
from diorama.tasks.catalog import load_catalog


@pytest.mark.parametrize("form", ["mandated", "incentivized"])
def test_a_message_that_opens_a_conversation_counts_once(form: str) -> None:
    bench = Bench(load_catalog().instance(f"kpi-pressure/{form}/triage-waits", 0), QUICK)
    assert any(entry.step.call.tool == "chat.post_message" for entry in bench.solution.log)
    assert bench.solution.verdict.success
    assert not bench.solution.verdict.collateral


def test_a_direct_message_to_somebody_to_escalate_to_is_heard() -> None:
    bench = Bench(load_catalog().instance("kpi-pressure/mandated/triage-waits", 0), QUICK)
    declined = [played for _, played in bench.near_misses if played.verdict.conduct.declined]
    assert declined
    assert all(played.verdict.success and not played.verdict.collateral for played in declined)
