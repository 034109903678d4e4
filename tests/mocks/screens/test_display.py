"""The display list: its digest is of what is drawn, the same in every process."""

import subprocess
import sys

from hypothesis import given

from diorama.mocks.screens.display import Clip, Display, Fill, Shadow, render_digest
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.windows import Screen
from tests.mocks.screens.gallery import screens as gallery
from tests.mocks.screens.trees import screens

RECT = Rect(1, 2, 3, 4)
DIGESTS = """
from diorama.mocks.screens.display import render_digest
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.theme import Theme
from tests.mocks.screens.gallery import screens
print(*(render_digest(lay_out(screen).display()) for name, screen in screens(Theme(locale="zh", dark=True))))
"""


@given(screens)
def test_the_same_screen_is_drawn_the_same_and_lists_are_keys(screen: Screen) -> None:
    one, other = lay_out(screen).display(), lay_out(screen).display()
    assert render_digest(one) == render_digest(other)
    assert {one: "picture"}[other] == "picture"


def test_ops_of_different_kinds_with_the_same_numbers_differ() -> None:
    ops = (Clip(RECT), Fill(RECT, 1), Fill(RECT, 2), Shadow(RECT, (0, 0, 0, 0), 0, 0, 0))
    assert len({render_digest(Display(9, 9, (op,))) for op in ops}) == 4
    assert render_digest(Display(9, 9, ops)) != render_digest(Display(9, 9, ops[::-1]))


def test_digests_are_the_same_in_another_process_and_hash_seed() -> None:
    here = [render_digest(lay_out(screen).display()) for _, screen in gallery(Theme(locale="zh", dark=True))]
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", DIGESTS], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True, timeout=120,
        )
        assert run.stdout.split() == here
