"""Screens: what an environment shows of a device's screen, beside the result of a call."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from gymnasium import Space, spaces

from ..mocks.phone.actions import element_list
from ..mocks.phone.records import Device
from ..mocks.phone.screen import shown
from ..mocks.screens.reading import reading
from ..mocks.screens.uiautomator import dump
from ..snapshots.digest import canonical
from ..snapshots.errors import UsageError, suggest
from ..snapshots.state import State
from .spaces import AnyText

if TYPE_CHECKING:
    from ..mocks.screens.pixels.painter import Painter

MAX_SCREEN = 200_000
"""Characters of a screen as text or XML."""

SHAPE = (Device.model_fields["height"].default, Device.model_fields["width"].default, 3)
"""Of the pixels: rows, columns, and red, green and blue."""


class Sight(NamedTuple):
    """One way of showing a screen: the space of what is shown, and what is shown of a state."""

    space: Callable[[], Space[Any]]
    show: Callable[[State], Any]


@lru_cache(maxsize=1)
def _painter() -> "Painter":
    """The painter of this process: what screens have in common is painted once. Who never looks loads none."""
    from ..mocks.screens.pixels.painter import Painter

    return Painter()


def _pixels(state: State) -> Any:
    return _painter().paint(shown(state).layout.display())


def _elements(state: State) -> str:
    return canonical(element_list(shown(state).layout))


SIGHTS: dict[str, Sight] = {
    "screen": Sight(lambda: AnyText(MAX_SCREEN), lambda state: reading(shown(state).layout)),
    "elements": Sight(lambda: AnyText(MAX_SCREEN), _elements),
    "xml": Sight(lambda: AnyText(MAX_SCREEN), lambda state: dump(shown(state).layout)),
    "pixels": Sight(lambda: spaces.Box(0, 255, SHAPE, np.uint8), _pixels),
}
"""`screen`: numbered lines, as a screen reader goes. `elements`: JSON, as AndroidWorld lists them. `xml`: a
`uiautomator dump`. `pixels`: an RGB array."""

TEXT = "text"
"""The observation that shows no screen."""


def sight_of(observation: str | None, services: tuple[str, ...]) -> Sight | None:
    """Return what an observation shows of the screen, None for nothing. By default what is shown of a phone is text."""
    phone = "phone" in services
    if observation is None:
        observation = "screen" if phone else TEXT
    if observation == TEXT:
        return None
    known = (TEXT, *SIGHTS) if phone else (TEXT,)
    if observation not in known:
        names = ", ".join(repr(one) for one in known)
        raise UsageError(f"there is no observation {observation!r} of these worlds; there is {names}."
                         f"{suggest(observation, known)}")
    return SIGHTS[observation]
