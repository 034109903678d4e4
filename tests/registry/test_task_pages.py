"""docs/tasks: what stands there is what `diorama pages docs/tasks` writes."""

from pathlib import Path

import pytest

from diorama.harnesses.pages.index import index
from diorama.harnesses.pages.page import Page
from diorama.harnesses.pages.writing import INDEX
from diorama.tasks.catalog import load_catalog
from tests.registry.sampling import sampled

FOLDER = Path(__file__).parents[2] / "docs" / "tasks"
LISTED = [one for one in load_catalog().select() if not one.made]
TASKS = [one.id for one in LISTED]
SAMPLE = {*sampled(LISTED), *(one for one in TASKS if not one.startswith("kpi-pressure/"))}


@pytest.mark.parametrize("task", [
    task if task in SAMPLE else pytest.param(task, marks=pytest.mark.long) for task in TASKS
])
def test_the_page_is_up_to_date(task: str) -> None:
    catalog = load_catalog()
    page = Page(catalog, catalog[task]).text()
    assert (FOLDER / f"{task}.md").read_text(encoding="utf-8") == page


def test_the_list_is_up_to_date() -> None:
    assert (FOLDER / INDEX).read_text(encoding="utf-8") == index(LISTED)
    assert {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*/*.md")} == set(TASKS)
