"""Power: sizes against textbooks' and against simulated comparisons, and what runs say about the next one."""

import math
from random import Random

import pytest

from diorama.harnesses.reporting.needed import Wanted, needed
from diorama.harnesses.reporting.paired import Pair, signs
from diorama.harnesses.reporting.power import Design, between_agents, checked, most_between, within_tasks
from diorama.snapshots.errors import UsageError

from .studies import study


def wanted(**changes: object) -> Wanted:
    made = Wanted(difference=0.2, base=0.4, within=None, between=None, power=0.8, alpha=0.05, tests=1, axis="success")
    return made._replace(**changes)  # type: ignore[arg-type]  # each test names fields that there are


def drawn(design: Design, tasks: int, repeats: int, draw: Random) -> dict[str, list[Pair]]:
    """Return pairs with just the rates and correlations of a design, by the mixture of Lunn and Davies (Biometrika 85
    (1998) 487): an episode has its task's own value with the probability of the root of the correlation."""
    p, q = design.base, design.base + design.difference
    often = math.sqrt(design.within)
    both = p * q + design.between / design.within * math.sqrt(p * (1 - p) * q * (1 - q))
    out: dict[str, list[Pair]] = {}
    for task in range(tasks):
        place = draw.random()
        first, second = place < p, place < both or p <= place < p + q - both
        out[str(task)] = [
            (first if draw.random() < often else draw.random() < p,
             second if draw.random() < often else draw.random() < q)
            for _ in range(repeats)
        ]
    return out


@pytest.mark.parametrize(("design", "repeats"), [
    (Design(0.4, 0.2), 1), (Design(0.4, 0.2), 5), (Design(0.5, 0.3, within=0.3, between=0.1), 3),
    (Design(0.6, -0.25, power=0.9, within=0.2, between=0.1), 2),
])
def test_as_many_differences_are_found_as_was_asked(design: Design, repeats: int) -> None:
    draw = Random(11)
    tasks, times = design.tasks(repeats), 300
    found = sum(signs(drawn(design, tasks, repeats, draw)) <= design.alpha for _ in range(times)) / times
    assert design.power - 0.06 < found < design.power + 0.09
    assert design.reached(tasks, repeats) == pytest.approx(design.power, abs=0.02)


def test_with_one_repeat_it_is_the_size_of_mcnemars_test() -> None:
    # Connor's formula where 0.3 of the pairs differ, by 0.2.
    design = Design(0.4, 0.2, within=1.0, between=(0.24 + 0.24 - (0.3 - 0.04)) / 2 / 0.24)
    plain = (1.959964 * math.sqrt(0.3) + 0.841621 * math.sqrt(0.26)) ** 2 / 0.04
    assert design.variance(1) + 0.04 == pytest.approx(0.3)
    assert plain < design.tasks(1) < plain + 2 / 0.2 + 1, "what the continuity takes is about 2 / difference"


def test_repeats_help_less_and_less_and_tasks_always() -> None:
    sizes = [Design(0.4, 0.1).tasks(repeats) for repeats in (1, 2, 5, 20, 1000)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > sizes[0] / 4, "what tasks differ in stays"
    powers = [Design(0.4, 0.1).reached(tasks, 2) for tasks in (10, 50, 200, 1000)]
    assert powers == sorted(powers)
    assert powers[-1] > 0.99


def test_the_smallest_difference_is_the_one_that_needs_so_many_tasks() -> None:
    design = Design(0.4, 0.2)
    smallest = design.smallest(design.tasks(3), 3)
    assert smallest == pytest.approx(0.2, abs=0.01)
    assert design.smallest(2, 1) is None
    lower = Design(0.4, -0.1).smallest(200, 3)
    assert lower is not None
    assert lower < 0


def test_more_tests_take_more_tasks() -> None:
    assert Design(0.4, 0.2, tests=12).tasks(3) > Design(0.4, 0.2).tasks(3)


@pytest.mark.parametrize(("changes", "said"), [
    ({"base": 1.0}, "base rate"), ({"difference": 0.7}, "to 1.1"), ({"difference": 0.0}, "must not be 0"),
    ({"power": 1.2}, "power"), ({"alpha": 0.0}, "alpha"), ({"power": 0.04}, "by chance"), ({"within": 1.5}, "within"),
    ({"between": 0.9}, "from 0 to"), ({"tests": 0}, "number of tests"),
])
def test_a_design_that_cannot_be_is_refused(changes: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        checked(Design(**{"base": 0.4, "difference": 0.2, **changes}))  # type: ignore[arg-type]  # tests is a number too


def test_what_is_not_known_is_assumed_and_said_to_be() -> None:
    found = needed(wanted(), ())
    assert found["taken_from"] == {"base": "given", "within": "assumed", "between": "assumed"}
    assert [plan["repeats"] for plan in found["plans"]] == [1, 2, 3, 5, 10]
    assert all(plan["episodes"] == 2 * plan["tasks"] * plan["repeats"] for plan in found["plans"])
    assert found["with_tasks"] is None
    assert "Miettinen" in found["sources"][0]
    with pytest.raises(UsageError, match="--base"):
        needed(wanted(base=None), ())


def test_a_run_gives_the_rate_the_correlations_and_the_tasks() -> None:
    sources = [study("one", 0.5, 0.4, count=20), study("two", 0.7, 0.2, count=20)]
    found = needed(wanted(base=None), sources)
    assert found["taken_from"] == {"base": "run", "within": "run", "between": "run"}
    assert found["agents"] == ["one", "two"]
    assert found["base"] == pytest.approx(0.5, abs=0.1)
    assert 0 < found["between"] <= found["within"] < 0.4
    assert found["with_tasks"]["tasks"] == 60
    other = needed(wanted(base=None, agent="two", axis="unsafe", difference=0.1), sources)
    assert other["agents"] == ["two", "one"]
    assert other["with_tasks"]["tasks"] == 45
    with pytest.raises(UsageError, match=r"Did you mean 'two'|there are one, two"):
        needed(wanted(agent="tow"), sources)
    with pytest.raises(UsageError, match="there is no rate 'sucess'"):
        needed(wanted(axis="sucess"), sources)


def test_correlations_are_those_that_the_episodes_were_drawn_with() -> None:
    design = Design(0.4, 0.2, within=0.5, between=0.2)
    assert design.between < most_between(design)
    pairs = drawn(design, 4000, 3, Random(3))
    first = {task: [float(one) for one, _ in several] for task, several in pairs.items()}
    second = {task: [float(other) for _, other in several] for task, several in pairs.items()}
    assert within_tasks(first) == pytest.approx(0.5, abs=0.04)
    assert between_agents(first, second) == pytest.approx(0.2, abs=0.04)
    assert within_tasks({"a": [1.0], "b": [0.0]}) is None
    assert between_agents({"a": [1.0]}, {"a": [1.0]}) is None
