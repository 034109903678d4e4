"""The pages about the phone: the screens of the contact sheet exist, and the list of flows is current."""

from pathlib import Path

import numpy as np
import pytest

from diorama.harnesses.pages.contact_sheet import SHEETS, shrunk, state_of
from diorama.harnesses.pages.flows import rewritten
from diorama.mocks.phone.screen import shown

DOCS = Path(__file__).parents[2] / "docs"


def test_the_screens_of_the_contact_sheet_exist_and_differ() -> None:
    sheets = {name: sheet for name, sheet in SHEETS.items() if name != "phone"}
    seen = [
        tuple((box.path, box.widget.text) for box in shown(state_of(shot, sheet.theme)).layout.boxes)
        for sheet in sheets.values() for shot in sheet.shots
    ]
    assert len(set(seen)) == len(seen) == 40


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_a_picture_in_the_docs(name: str) -> None:
    path = DOCS / "pictures" / f"{name}.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    assert f"pictures/{name}.png" in "".join(page.read_text(encoding="utf-8") for page in (
        DOCS / "screens.md", DOCS.parent / "README.md",
    ))


def test_a_picture_is_shrunk_by_means() -> None:
    pixels = np.array([[[0, 0, 9], [4, 0, 9]], [[0, 1, 9], [4, 0, 9]]], np.uint8)
    assert shrunk(pixels, 2).tolist() == [[[2, 0, 9]]]


def test_the_list_of_flows_is_current() -> None:
    page = (DOCS / "phone_safety.md").read_text(encoding="utf-8")
    assert rewritten(page) == page


def test_a_page_without_the_heading_is_refused() -> None:
    with pytest.raises(ValueError, match="All flows"):
        rewritten("# Another page\n")
