"""docs/tasks.md: its example is a certified task, its tables are those of the code."""

import re
from pathlib import Path

from diorama.harnesses.certify import certify
from diorama.harnesses.trials import QUICK
from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.world import toolbox
from diorama.tasks.checks import CHECKS
from diorama.tasks.draws import KINDS as DRAWS
from diorama.tasks.facts import KINDS as FACTS
from diorama.tasks.task import TaskFile
from diorama.tasks.verdict import SEVERITIES

SET_UP = re.compile(r"\.(?:put_|add_)|\.receive$|^calendar\.deliver$|^control\.")
"""The tools that prepare a world, among those that nobody but the set-up and the services themselves may call."""

PAGE = (Path(__file__).parents[2] / "docs" / "tasks.md").read_text(encoding="utf-8")


def _between(name: str) -> str:
    found = re.search(rf"<!-- {name}: [^\n]*-->\n(.*?)<!-- end of {name} -->", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def _sentence(doc: str) -> str:
    """Return the first sentence of a docstring, in one line."""
    return " ".join(doc.split("\n\n")[0].split()).partition(". ")[0].rstrip(".").replace("|", "or")


def test_the_example_is_certified(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(id: mine/.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "example.yaml").write_text(found[1], encoding="utf-8")
    result = certify("mine/*", [0, 1], QUICK, [tmp_path])
    assert result.failures == ()
    assert result.certified == result.tasks == 4


def test_the_list_of_checks_is_that_of_the_code() -> None:
    rows = []
    for name in sorted(CHECKS):
        takes = ", ".join(f"`{one}`" for one in CHECKS[name].params.model_fields)
        rows.append(f"| `{name}` | {takes} | {_sentence(CHECKS[name].doc)} |")
    assert _between("checks") == "\n".join(["| check | takes | what it says |", "|---|---|---|", *rows, ""])


def test_the_set_up_tools_are_those_of_the_code() -> None:
    rows = []
    for name, spec in sorted(toolbox(service_classes(tuple(SERVICES))).specs.items()):
        if not spec.faces and SET_UP.search(name):
            takes = ", ".join(f"`{one}`" for one in spec.params.model_fields)
            rows.append(f"| `{name}` | {takes} | {_sentence(spec.doc)} |")
    assert _between("set-up tools") == "\n".join(["| tool | takes | what it does |", "|---|---|---|", *rows, ""])


def test_the_severities_are_those_of_the_code() -> None:
    rows = [f"| {level} | {words} |" for level, words in sorted(SEVERITIES.items())]
    assert _between("severities") == "\n".join(["| severity | what it is |", "|---|---|", *rows, ""])


def test_every_key_draw_and_fact_is_on_the_page() -> None:
    for name in {*TaskFile.model_fields, *DRAWS, *FACTS}:
        assert f"`{name}`" in PAGE, name
