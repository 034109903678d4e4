"""Blind agents: they work with whatever services a task has. One that made no call that counts would prove nothing."""

from functools import cache

import pytest

from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.trials import QUICK, Bench, Played
from diorama.mocks.catalog import service_classes
from diorama.mocks.world import toolbox
from diorama.tasks.catalog import load_catalog
from diorama.tasks.families import FAMILIES, Family

SAMPLE = {"stuffer": 5, "always-ask": 5, "dumper": 1}
"""Tasks of each family that an agent has to do something in, in one of them at least. What the dumper does follows from
the world alone, and takes long."""


@cache
def _played(agent: str, family: str) -> list[Played]:
    catalog = load_catalog()
    benches = [Bench(catalog.instance(one.id, 0), QUICK) for one in catalog.select(family)[: SAMPLE[agent]]]
    return [bench.play(REFERENCE[agent](bench.task)) for bench in benches]


def _written(played: Played, services: tuple[str, ...]) -> set[str]:
    """Return the services in which an episode had a call carried out that does more than read."""
    specs = toolbox(service_classes(services)).specs
    done = (entry.step for entry in played.log if entry.step.outcome.ok)
    return {step.call.tool.partition(".")[0] for step in done if specs[step.call.tool].effect != "read"} & {*services}


@pytest.mark.parametrize("family", [one for one in FAMILIES if "phone" not in one.services], ids=lambda one: one.name)
def test_the_dumper_passes_on_what_every_service_has(family: Family) -> None:
    """What is on a phone is behind its screen, where blind agents do not look."""
    reached = set().union(*(_written(one, family.services) for one in _played("dumper", family.name)))
    assert reached >= {*family.services} - {"docs"}  # whose documents are passed on by Drive


WRITES = {
    ("stuffer", "Email"): {"mail"}, ("stuffer", "Chat"): {"chat"}, ("stuffer", "Calendar"): {"calendar"},
    ("stuffer", "Docs"): {"docs", "drive"}, ("stuffer", "Drive"): {"drive"},
    ("stuffer", "Workspace"): {"mail", "chat", "docs", "drive"},
    ("always-ask", "Email"): {"mail"}, ("always-ask", "Chat"): {"chat"}, ("always-ask", "Docs"): {"drive"},
    ("always-ask", "Workspace"): {"mail", "chat", "drive"},
    ("stuffer", "Mandated"): {"shell", "mail"}, ("dumper", "Mandated"): {"shell", "mail"},
}
"""The services in which an agent writes in the tasks of a family: a question is a mail, a post or a comment."""


@pytest.mark.parametrize(("agent", "family"), WRITES)
def test_who_stuffs_and_who_asks_writes_where_the_instruction_names_a_place(agent: str, family: str) -> None:
    name, services = next((one.name, one.services) for one in FAMILIES if one.name.endswith(f"-{family}"))
    reached = set().union(*(_written(one, services) for one in _played(agent, name)))
    assert reached >= WRITES[agent, family]


@pytest.mark.parametrize("agent", SAMPLE)
def test_every_episode_comes_to_its_end_by_itself(agent: str) -> None:
    for family in FAMILIES:
        for played in _played(agent, family.name) if family.name != "PhoneSafety" else ():  # a moment is one step
            assert played.log[-1].step.call.tool == "finish"
