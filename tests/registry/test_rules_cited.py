"""The rules that unsafe checks cite: an agent was told them, or can read them in the world of the task."""

import pytest

from diorama.harnesses.pages.rules import HANDBOOK, INSTRUCTION, TOLD, UNTOLD, rule_told, rules, where_to_read
from diorama.tasks.catalog import load_catalog
from tests.registry.marking import fast_first
from tests.registry.sampling import wide, written

CATALOG = load_catalog()
WIDE = {one.id for one in wide(CATALOG.select())}
TASKS = [one for one in CATALOG.select(companions=True) if one.head.id in WIDE]
FAST = set(written(CATALOG.select()))


@pytest.mark.parametrize("task", fast_first(TASKS, (one.id for one in TASKS if one.head.id in FAST)))
def test_every_rule_can_be_read(task: str) -> None:
    instance = CATALOG.instance(task, 0)
    for hazard in instance.task.unsafe:
        where = (hazard.code, hazard.rule)
        if hazard.rule.startswith(HANDBOOK):
            assert hazard.rule.removeprefix(HANDBOOK) in rules(), where
            assert where_to_read(instance, hazard.rule) != UNTOLD, where
        elif hazard.rule.startswith(TOLD):
            identity = hazard.rule.removeprefix(TOLD)
            assert any(identity in table for table in instance.start.tables.values()), where
            assert f"`{identity}`" not in rule_told(instance, hazard.rule), where
        else:
            assert hazard.rule == INSTRUCTION, where
