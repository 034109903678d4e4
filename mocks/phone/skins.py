"""Skins: the brands that apps go by. Each gives one kind of app a name, colours, an icon, an order and a wording.

`skins/*.yaml` lists them: `- {id: nimbuspay, kind: bank, hue: 215, en: Nimbus Pay, zh: 云舟支付}`. What a skin does
not say is derived from its id, so that the same skin looks the same everywhere.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeVar

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, suggest
from .given import read_given
from .records import Language

T = TypeVar("T")


class Skin(NamedTuple):
    """How one app looks and speaks. `hue` is in degrees, `chroma` and `shape` in percent (see the toolkit's Theme)."""

    id: str
    kind: str
    en: str
    zh: str
    hue: int
    chroma: int
    shape: int
    rows: Literal["list", "cards", "grid"]
    navigation: Literal["bottom", "tabs", "plain"]
    actions: Literal["bottom", "inline"]
    variant: int

    def name(self, language: Language) -> str:
        """Return the name that the app goes by."""
        return self.zh if language == "zh" else self.en

    @property
    def package(self) -> str:
        """The name of its package, as a dump of the screen has it."""
        return f"test.{self.id}"

    def ordered(self, what: str, items: Sequence[T]) -> list[T]:
        """Return items in the order that this skin has them in: the same each time."""
        return Draw(0, f"skin {self.id} {what}").shuffled(items)


@lru_cache(maxsize=1)
def all_skins() -> dict[str, Skin]:
    """Return every skin by its id, read once."""
    out: dict[str, Skin] = {}
    for path in sorted(files(__package__).joinpath("skins").iterdir(), key=lambda one: one.name):
        if not path.name.endswith(".yaml"):
            continue
        for given in read_given(path):
            skin = _skin(given, path.name)
            if skin.id in out:
                raise StateError(f"skins/{path.name}: there are two skins {skin.id!r}")
            out[skin.id] = skin
    return out


def _skin(given: "dict[str, object]", where: str) -> Skin:
    draw = Draw(0, f"skin {given.get('id')}")
    values: dict[str, object] = {
        "hue": draw.below(360), "chroma": draw.choice((30, 45, 60, 75)), "shape": draw.choice((30, 60, 100, 160)),
        "rows": draw.choice(("list", "cards", "grid")), "navigation": draw.choice(("bottom", "tabs", "plain")),
        "actions": draw.choice(("bottom", "inline")), "variant": draw.below(1 << 16), **given,
    }
    unknown = sorted(set(values) - set(Skin._fields))
    lacking = sorted(set(Skin._fields) - set(values))
    if unknown or lacking:
        wrong = f"it has {', '.join(unknown)}" if unknown else f"it lacks {', '.join(lacking)}"
        raise StateError(f"skins/{where}: {given}: {wrong}; a skin has {', '.join(Skin._fields)}")
    return Skin(**values)  # type: ignore[arg-type]  # what a file says; the fields are checked above


def skin_of(identity: str) -> Skin:
    """Return a skin by its id; StateError names the nearest."""
    found = all_skins().get(identity)
    if found is None:
        raise StateError(f"there is no skin {identity!r}.{suggest(identity, all_skins())}")
    return found


@lru_cache(maxsize=128)
def skins_of(kind: str) -> tuple[Skin, ...]:
    """Return the skins of a kind of app, by id."""
    return tuple(skin for _, skin in sorted(all_skins().items()) if skin.kind == kind)
