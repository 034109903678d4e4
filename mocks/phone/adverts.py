"""Adverts: films that apps show before what was asked for, and the place that a touch on one leads to."""

from ..screens.widgets import Widget
from . import parts
from .act import Act
from .look import Look
from .records import AppRecord


class Film(AppRecord):
    """What is shown before something else: it can be left after `wait` ms. `fake` is something on it that only looks
    like a way out."""

    brand: str
    claim: str
    target: str
    picture: str
    wait: int = 5_000
    fake: bool = True


def landing(look: Look, films: type[Film]) -> Widget:
    """Show the place that the page's advert leads to."""
    one = look.row(films, look.arg("advert"))
    return parts.page(look, one.target, parts.note(one.claim), parts.note(look.say("landing_text", brand=one.brand)))


def visit(act: Act, films: type[Film]) -> None:
    """Open what the page's advert is for."""
    advert = act.arg("advert")
    act.effect("ad.opened", target=act.row(films, advert).target)
    act.replace("landing", advert=advert)
