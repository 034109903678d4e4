"""Pictures that screens show, drawn by us from a recipe `kind:seed`: no photograph, no person and no brand is in them.

The seed may be any text: `landscape:17`, `mug:blue`. A kind draws something else for each seed, in every size.
"""

import difflib
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from .....snapshots.draw import Draw
from ...display import Picture
from ..canvas import Canvas
from ..raster import Bytes
from ..shapes import copy_rounded
from .everyday import EVERYDAY
from .people import portrait
from .prints import PRINTS
from .scenes import SCENES
from .sheet import Sheet
from .things import THINGS

Artist = Callable[[Sheet, Draw], None]


def _product(sheet: Sheet, draw: Draw) -> None:
    """Draw one of the things that shops sell."""
    THINGS[draw.choice(sorted(THINGS))](sheet, draw)


KINDS: Mapping[str, Artist] = {
    "portrait": portrait, "product": _product, **SCENES, **THINGS, **PRINTS, **EVERYDAY,
}
"""What draws each kind."""


def artist(recipe: str) -> Artist:
    """Return what draws a recipe."""
    kind, colon, seed = recipe.partition(":")
    if kind not in KINDS or not colon or not seed:
        near = difflib.get_close_matches(kind, KINDS, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"kinds are {', '.join(sorted(KINDS))}"
        raise ValueError(f"a picture's recipe is kind:seed, not {recipe!r}; {meant}")
    return KINDS[kind]


@lru_cache(maxsize=48)
def picture(recipe: str, width: int, height: int) -> Bytes:
    """Return a picture as rows of bytes, three a pixel; the array is read-only."""
    rows = np.zeros((height, 3 * width), np.uint8)
    artist(recipe)(Sheet(Canvas(rows, 0)), Draw(0, recipe))
    rows.flags.writeable = False
    return rows


def draw_picture(canvas: Canvas, op: Picture) -> None:
    """Draw a picture, cut to its rounded corners."""
    copy_rounded(canvas, picture(op.recipe, op.rect.width, op.rect.height), op.rect, op.corners)
