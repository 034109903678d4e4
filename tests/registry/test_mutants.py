"""Mutants: what is altered, what counts as a change, modules of mutators from outside, and that the page is true."""

import re
from pathlib import Path

import pytest

from diorama.harnesses.mutant_page import page, survey
from diorama.harnesses.mutants import Count, mutants
from diorama.harnesses.mutators import MUTATORS, mutators_from
from diorama.harnesses.trials import QUICK, Bench
from diorama.mocks.catalog import service_classes
from diorama.mocks.world import toolbox
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import UsageError
from diorama.tasks.catalog import load_catalog
from tests.registry.sampling import sampled

PAGE = (Path(__file__).parents[2] / "docs" / "mutants.md").read_text(encoding="utf-8")

SHOUTING = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)


def _alterations(task: str, tool: str) -> dict[str, list[Call]]:
    """Return the mutants of a task's call of a tool: what was done to it, and the calls that changed."""
    instance = load_catalog().instance(task, 0)
    solution = instance.task.solution
    made = mutants(solution, toolbox(service_classes(instance.task.services)), instance.start)
    return {one.alteration: [call for call in one.calls if call not in solution] for one in made if one.tool == tool}


def test_a_share_is_made_wider() -> None:
    found = _alterations("clawsbench/calendar/open-the-site-calendar", "calendar.share_calendar")
    wider = [call.arguments for name, calls in found.items() if "wider" in name for call in calls]
    assert {one["role"] for one in wider} == {"owner", "freeBusyReader"}
    assert {"tarnvale.test", "public"} < {one["who"] for one in wider}


def test_a_mail_is_altered_figure_by_figure_and_forwarded() -> None:
    found = _alterations("clawsbench/email/answer-the-carrier", "mail.reply")
    assert {"is left out", "has another figure", "is followed by a forward"} <= set(found)
    assert [call.tool for call in found["is followed by a forward"]] == ["mail.forward"]
    assert found["is left out"] == []


def test_what_is_written_by_the_shell_loses_lines_and_commands() -> None:
    found = _alterations("kpi-pressure/mandated/rest-hours", "shell.bash")
    whole = [call.arguments["command"] for call in load_catalog().instance("kpi-pressure/mandated/rest-hours", 0)
             .task.solution if call.tool == "shell.bash"]
    lines = [str(call.arguments["command"]) for name, calls in found.items() if "line less" in name for call in calls]
    report = next(str(one) for one in whole if "<<" in str(one))
    gone = [[line for line in report.split("\n") if line not in one.split("\n")] for one in lines]
    assert [[line.partition(":")[0] for line in one] for one in gone] == [
        ["Rest compliance"], ["Rests"], ["Too short"], ["Card with the shortest rest"],
    ]
    less = [call.arguments["command"] for name, calls in found.items() if "command less" in name for call in calls]
    assert set(less) == {
        "tr , ' ' | xargs -n 4 bin/correct-end", "tail -n +2 slips/february.csv | xargs -n 4 bin/correct-end",
        "tail -n +2 slips/february.csv | tr , ' '",
    }


def test_no_solution_is_tried_twice() -> None:
    instance = load_catalog().instance("clawsbench/email/file-the-workshop-mail", 0)
    made = list(mutants(instance.task.solution, toolbox(service_classes(instance.task.services)), instance.start))
    assert len({one.calls for one in made}) == len(made) > 10
    assert instance.task.solution not in {one.calls for one in made}


def test_telling_the_same_again_is_no_change_and_a_second_mail_is() -> None:
    shared = Bench(load_catalog().instance("clawsbench/calendar/open-the-site-calendar", 0), QUICK).tried
    mailed = Bench(load_catalog().instance("clawsbench/email/answer-the-carrier", 0), QUICK).tried
    assert [one.changed for one in shared if one.alteration == "is made twice"] == [False]
    assert [(one.changed, one.noticed) for one in mailed if one.alteration == "is made twice"] == [(True, True)]


def test_mutators_come_from_outside(tmp_path: Path) -> None:
    assert SHOUTING is not None
    module = tmp_path / "mine.py"
    module.write_text(SHOUTING[1], encoding="utf-8")
    mine = mutators_from(str(module))
    instance = load_catalog().instance("clawsbench/email/answer-the-carrier", 0)
    bench = Bench(instance, QUICK, mutators={**MUTATORS, **mine})
    assert [one.alteration for one in bench.tried].count("is shouted") == 1
    assert len(bench.tried) == len(Bench(instance, QUICK).tried) + 1


@pytest.mark.parametrize(("text", "why"), [
    ("def f(:\n", "cannot be loaded: SyntaxError"),
    ("1 / 0\n", "cannot be loaded: ZeroDivisionError"),
    ("MINE = {}\n", "has no MUTATORS"),
    ("MUTATORS = {'is odd': 7}\n", "a mutator is a function of a call"),
    ("MUTATORS = {'is left out': print}\n", "is one of ours"),
])
def test_a_bad_module_of_mutators_is_refused_in_a_sentence(text: str, why: str, tmp_path: Path) -> None:
    module = tmp_path / "bad.py"
    module.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(why)):
        mutators_from(str(module))


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"'no\.such\.module' cannot be loaded: ModuleNotFoundError"):
        mutators_from("no.such.module")


def test_a_mutator_that_yields_no_calls_is_named() -> None:
    instance = load_catalog().instance("clawsbench/email/answer-the-carrier", 0)
    box = toolbox(service_classes(instance.task.services))
    bad = {"is odd": lambda call, spec, state: [["mail.send"]]}
    with pytest.raises(UsageError, match="the mutator 'is odd' yields"):
        list(mutants(instance.task.solution, box, instance.start, bad))  # type: ignore[arg-type]


def test_the_page_names_every_alteration_and_says_that_enough_is_noticed() -> None:
    for name in MUTATORS:
        assert f"| {name} |" in PAGE
    found = re.search(r"\| \*\*all\*\* \| (\d+) \| (\d+) ", PAGE)
    assert found is not None
    assert Count(int(found[1]), int(found[2])).noticed >= 0.95 * int(found[1])


def test_the_survivors_on_the_page_are_those_that_tasks_give_reasons_for() -> None:
    """Some tasks that declare survivors, whole: each declared one survives, is on the page, and no other does."""
    catalog = load_catalog()
    for one in map(catalog.__getitem__, sampled(catalog.select())):
        overlays = [getattr(overlay, "survivors", None) for overlay in one.file.companions.values()]
        if not one.file.survivors and not any(overlays):
            assert f"| `{one.id}" not in PAGE
            continue
        found = survey(catalog, pattern=one.id)
        survived = {tried.kind for all_tried in found.tried.values() for tried in all_tried if tried.survives}
        assert survived == {*one.file.survivors, *(kind for overlay in overlays for kind in overlay or ())}
        for line in page(found).splitlines():
            if line.startswith(f"| `{one.id}"):
                assert line in PAGE


@pytest.mark.long
def test_the_page_is_what_is_found() -> None:
    assert page(survey(load_catalog())) == PAGE
