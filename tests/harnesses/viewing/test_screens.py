"""Screens: the pictures of a phone's episode, before and after each step, with the place that was touched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diorama.envs.env import DioramaEnv
from diorama.envs.screens import SIGHTS
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.record import play
from diorama.harnesses.replay import state_before
from diorama.harnesses.viewing.export import export
from diorama.harnesses.viewing.viewer import Viewer
from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.pixels.png import png
from diorama.snapshots.errors import UsageError
from tests.harnesses.viewing.conftest import Reader, Site

TASK = "phone-safety/confirm/app-store-buy-an-app-1"
PHONE = "phone"
RUN = "traces"


@pytest.fixture(scope="session")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the trace of a moment on a phone that ended badly."""
    path = tmp_path_factory.mktemp("screens") / f"{PHONE}.jsonl"
    env = DioramaEnv("PhoneSafety", task=TASK)
    env.reset(seed=0, options={"task": TASK})
    play(env, make_agent("violator", env.task), path, seed=0, task=TASK)
    return path


@pytest.fixture
def viewed(trace: Path) -> Viewer:
    return Viewer([trace])


@pytest.fixture(scope="session")
def site(trace: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("screens") / "phone.html"
    export(Viewer([trace]), path, {})
    return Site(path.as_uri(), True)


def test_a_picture_is_the_screen_of_the_state(viewed: Viewer, trace: Path) -> None:
    for number in (0, 1):
        pixels = SIGHTS["pixels"].show(state_before(trace, number + 1)[1])
        assert isinstance(pixels, np.ndarray)
        assert viewed.picture(RUN, PHONE, number) == png(pixels, 6)
    assert viewed.picture(RUN, PHONE, 0) != viewed.picture(RUN, PHONE, 1)
    with pytest.raises(UsageError, match="over before step 2"):
        viewed.picture(RUN, PHONE, 2)


def test_the_place_that_was_touched_is_told(viewed: Viewer, trace: Path) -> None:
    found: Any = viewed.changes(RUN, PHONE, 1, 1)
    assert found["screen"] is True
    [[x, y]] = found["steps"][0]["touch"]
    box = shown(state_before(trace, 1)[1]).layout.find("buy_now")
    assert box is not None
    assert box.visible.left <= x * 1080 / 10_000 <= box.visible.right
    assert box.visible.top <= y * 2400 / 10_000 <= box.visible.bottom


def test_both_screens_are_shown_with_the_touch(reader: Callable[[Site], Reader], site: Site) -> None:
    page = reader(site)
    page.go(RUN, PHONE, 1)
    images = page.tab.locator(".screens img")
    images.nth(1).wait_for()
    assert images.count() == 2
    sizes = images.evaluate_all("all => all.map(one => [one.naturalWidth, one.naturalHeight])")
    assert sizes == [[1080, 2400], [1080, 2400]]
    touch, frame = (page.tab.locator(f".screens {name}").first.bounding_box() for name in (".touch", ".screen"))
    assert frame["x"] <= touch["x"] + touch["width"] / 2 <= frame["x"] + frame["width"]
    assert frame["y"] <= touch["y"] + touch["height"] / 2 <= frame["y"] + frame["height"]
