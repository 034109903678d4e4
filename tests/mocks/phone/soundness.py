"""What holds of the phone's tables in every state that calls can lead to."""

import re

from diorama.mocks.phone.act import DISPLAY
from diorama.mocks.phone.app import LAUNCHER, SYSTEM
from diorama.mocks.phone.catalog import app_of
from diorama.mocks.phone.look import DEVICE
from diorama.mocks.phone.screen import shown
from diorama.mocks.phone.service import Phone
from diorama.mocks.screens.geometry import Rect
from diorama.snapshots.state import State

HALF_WIDTH = re.compile("[\u4e00-\u9fff]”?[,;:!?()]|[,;:!?()]“?[\u4e00-\u9fff]")
"""A mark of Latin text beside a character of Chinese text, where a mark of its own width belongs."""

OWN = {"devices", "displays", "tasks", "apps", "grants", "notices", "effects", "asked", "replies", "deeds"}
"""The tables of the phone itself; every other is one of an app's."""


def assert_sound(state: State) -> None:
    """Assert that nothing is kept of apps that are not there, and that what is open can be seen."""
    apps = state.table("phone.apps")
    display = state.table("phone.displays")[DISPLAY]
    assert display.app == "" or display.app in apps, f"{display.app} is in front and not installed"
    for path in Phone.schemas:
        if path.removeprefix("phone.") in OWN:
            continue
        for row in state.table(path).rows():
            assert row.app in apps, f"{path} has a row of {row.app}, which is not installed"
    for name in ("grants", "notices"):
        for row in state.table(f"phone.{name}").rows():
            assert row.app in apps, f"{name} has a row of {row.app}, which is not installed"
    tasks = state.table("phone.tasks")
    for identity in tasks.ids():
        if identity in (LAUNCHER, SYSTEM):
            continue
        assert identity in apps, f"{identity} is open and not installed"
        screens = app_of(apps[identity].kind).screens
        assert {page.screen for page in tasks[identity].pages} <= set(screens), identity
    device = state.table("phone.devices")[DEVICE]
    glass = Rect(0, 0, device.width, device.height)
    for box in shown(state).layout.boxes:
        assert box.visible.empty or glass.covers(box.visible), f"{box.path} is beyond the glass"
