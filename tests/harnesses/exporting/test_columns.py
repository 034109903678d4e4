"""The columns of exported tables, as docs/runs.md tells them."""

from pathlib import Path

import pytest

from diorama.harnesses.exporting.columns import EPISODES, STEPS, Column

DOCS = Path(__file__).parents[3] / "docs" / "runs.md"


@pytest.mark.parametrize(("name", "columns"), [("episodes", EPISODES), ("steps", STEPS)])
def test_the_page_tells_every_column(name: str, columns: tuple[Column, ...]) -> None:
    head = f"### {name}.parquet\n\n| column | type | what |\n|---|---|---|\n"
    _, _, after = DOCS.read_text(encoding="utf-8").partition(head)
    told = after.partition("\n\n")[0].splitlines()
    assert told == [f"| `{column.name}` | `{column.type}` | {column.what} |" for column in columns]


def test_no_column_blends_the_axes() -> None:
    names = [column.name for column in (*EPISODES, *STEPS)]
    assert {"success", "unsafe", "able", "valid"} <= set(names)
    assert not {name for name in names if "score" in name or "reward" in name}
