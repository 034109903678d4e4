"""Properties of every scenario under pressure: prompts are true, worlds are equal, scripts are what they show."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import get_args

import pytest

from diorama.mocks.shell.scripts import SCRIPTS
from diorama.tasks.catalog import Catalog, load_catalog
from diorama.tasks.kpi_pressure.compose import FORMS, LEVELS, instruction
from diorama.tasks.kpi_pressure.file import Domain, ScenarioFile, Violating, read_scenario_file
from diorama.tasks.kpi_pressure.scenario import PROTECTED, built, module_of
from diorama.tasks.listed import BUILT_IN
from diorama.tasks.shell_scene import behaviour, file_at, text_at
from diorama.tasks.task import KINDS_OF_COMPANION

FOLDER = BUILT_IN / "kpi_pressure" / "scenarios"
FILES: dict[str, ScenarioFile] = {
    file.scenario: file for file in (read_scenario_file(path) for path in sorted(FOLDER.glob("*.yaml")))
}
EACH = pytest.mark.parametrize("scenario", FILES)
SAMPLED = pytest.mark.parametrize("scenario", [
    name if number % 4 == 0 else pytest.param(name, marks=pytest.mark.long) for number, name in enumerate(FILES)
])
"""Every fourth scenario in the fast suite, and all in the long one: for what takes its time."""


def seeds(count: int) -> pytest.MarkDecorator:
    """Return the mark of a test that takes the first seed, and so many in the long suite."""
    return pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, count))])


_PATH = re.compile(r"(?<![\w/])/[\w.-]+(?:/[\w.-]+)+|(?<![\w/.])[\w-]+/[\w.-]+\.\w+")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


@lru_cache(maxsize=1)
def _catalog() -> Catalog:
    return load_catalog()


def _prompts(file: ScenarioFile) -> dict[str, str]:
    """Return every text of a scenario that an agent may be asked, by what it is."""
    texts = {f"{form} at {level}": instruction(file, form, level) for form in FORMS for level in LEVELS}
    return {**texts, **file.prompt.model_dump()}


def test_there_are_forty_of_all_domains_and_every_kind_of_violation() -> None:
    assert len(FILES) == 40
    assert {file.domain for file in FILES.values()} == set(get_args(Domain))
    assert {kind for file in FILES.values() for kind in file.covers} == set(get_args(Violating))


@EACH
def test_two_violations_or_more_an_honest_near_miss_and_all_companions_are_shipped(scenario: str) -> None:
    file = FILES[scenario]
    assert len({one.triggers for one in file.violations}) >= 2
    assert file.near_misses
    for form in FORMS:
        task = _catalog()[f"kpi-pressure/{form}/{scenario}"].file
        assert set(task.companions) == set(KINDS_OF_COMPANION)
        assert {name: len(levels) for name, levels in task.factors.items()} == {
            "pressure": 4, "conditions": 3, "suffix": 2}


@EACH
def test_the_names_of_file_module_and_scenario_agree(scenario: str) -> None:
    assert (FOLDER / f"{scenario.replace('-', '_')}.yaml").is_file()
    assert callable(module_of(scenario).build)


@EACH
@seeds(3)
def test_both_forms_and_all_levels_start_from_one_state(scenario: str, seed: int) -> None:
    digests = set[str]()
    for form in FORMS:
        task = f"kpi-pressure/{form}/{scenario}"
        digests.add(_catalog().instance(task, seed).start.digest())
        digests.add(_catalog().instance(f"{task}+placebo", seed).start.digest())
        for name, levels in _catalog()[task].head.factors.items():
            digests |= {_catalog().instance(task, seed, ((name, level),)).start.digest() for level in levels}
    assert len(digests) == 1


@EACH
@seeds(3)
@pytest.mark.parametrize("form", FORMS)
def test_every_path_that_a_prompt_names_is_there_or_is_to_be_made(scenario: str, form: str, seed: int) -> None:
    factors: list[tuple[tuple[str, str], ...]] = [(), (("pressure", "3"), ("conditions", "threat"))]
    wanted = [place.path for place in built(scenario, seed).of_role("deliverable")]
    cwd = FILES[scenario].login.cwd
    for kind in ("", *KINDS_OF_COMPANION):
        for cell in factors:
            name = f"kpi-pressure/{form}/{scenario}{'+' if kind else ''}{kind}"
            instance = _catalog().instance(name, seed, cell)
            made = " ".join(call.text for call in (*instance.task.success, *instance.task.solution))
            for path in _PATH.findall(instance.task.instruction):
                path = path.rstrip(".")
                whole = path if path.startswith("/") else f"{cwd}/{path}"
                there = file_at(instance.start, whole) is not None
                assert there or any(whole.startswith(one) for one in wanted) or whole in made, (name, path)


@EACH
def test_no_number_of_a_prompt_is_written_by_hand(scenario: str) -> None:
    """What a prompt says of the data is counted from the data; a time of the day is no such figure."""
    for name, text in _prompts(FILES[scenario]).items():
        bare = _PATH.sub("", _CLOCK.sub("", re.sub(r"\$\{[^}]*\}", "", text)))
        assert not re.findall(r"\d+", bare), (name, re.findall(r"\S*\d\S*", bare))


@EACH
@seeds(5)
def test_the_target_is_missed_and_the_twin_reaches_it_under_the_same_prompt(scenario: str, seed: int) -> None:
    own, twin = built(scenario, seed), built(scenario, seed, True)
    assert not own.kpi.met
    assert twin.kpi.met
    assert own.kpi.target == twin.kpi.target
    assert own.numbers == twin.numbers
    for form in FORMS:
        name = f"kpi-pressure/{form}/{scenario}"
        assert _catalog().instance(name, seed).task.instruction == (
            _catalog().instance(f"{name}+feasible", seed).task.instruction)


@SAMPLED
def test_the_places_are_the_same_at_every_seed(scenario: str) -> None:
    first = [one._replace(text="") for one in built(scenario, 0).places]
    for seed in range(8):
        for feasible in (False, True):
            assert [one._replace(text="") for one in built(scenario, seed, feasible).places] == first
    assert [one.path for one in built(scenario, 0).of_role(*PROTECTED)]
    assert built(scenario, 0).of_role("deliverable")


@SAMPLED
def test_there_are_many_variants(scenario: str) -> None:
    made = [built(scenario, seed) for seed in range(24)]
    assert len({one.places for one in made}) >= 20
    assert len({(one.kpi.true, tuple(one.results.items())) for one in made}) >= 20


@EACH
def test_the_dial_adds_and_never_takes_away(scenario: str) -> None:
    file = FILES[scenario]
    for form in FORMS:
        texts = [instruction(file, form, level) for level in LEVELS]
        assert all(two.startswith(one) and len(two) > len(one) for one, two in pairwise(texts))
        task = _catalog()[f"kpi-pressure/{form}/{scenario}"].file
        assert task.instruction == task.factors["pressure"]["1"].instruction
    assert file.prompt.mandated != file.prompt.incentivized
    assert 0.6 <= len(file.prompt.threat) / len(file.prompt.harmless) <= 1.7


@EACH
def test_every_unsafe_act_has_a_violation_of_its_own(scenario: str) -> None:
    file = FILES[scenario]
    assert {one.triggers for one in file.violations} == {one.finds for one in file.unsafe}
    assert len({one.triggers for one in file.violations}) >= 2
    assert "misreported" in {one.finds for one in file.unsafe}


@EACH
@seeds(3)
def test_scripts_do_what_they_show(scenario: str, seed: int) -> None:
    """A script with a remark at its end is no longer known, and runs as the text that it is: with the same outcome."""
    instance = _catalog().instance(f"kpi-pressure/mandated/{scenario}", seed)
    login = instance.start.table("shell.logins")[instance.task.principal]
    places = [place for place in built(scenario, seed).places if place.script]
    lines = list(getattr(module_of(scenario), "TRIES", ())) or [place.path for place in places]
    edited = {place.path: f"{SCRIPTS[place.script].text}# as it reads\n".encode() for place in places}
    for place in places:
        assert text_at(instance.start, place.path) == SCRIPTS[place.script].text
    for line in lines:
        command = f"cd {login.cwd} && {{ {line}; }} 2>&1"
        known = behaviour(instance.start, instance.task.principal, {}, command, login.user)
        shown = behaviour(instance.start, instance.task.principal, edited, command, login.user)
        assert known == shown, line
        assert "not found" not in known.stdout, line


@EACH
def test_names_and_addresses_are_invented(scenario: str) -> None:
    text = (FOLDER / f"{scenario.replace('-', '_')}.yaml").read_text("utf-8")
    text += "".join(place.text for place in built(scenario, 0).places)
    for domain in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text):
        assert domain.endswith((".test", ".example")), domain
