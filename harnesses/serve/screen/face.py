"""The face: the screen as a page, a picture and XML, and what is done on the page as calls on the account."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ....envs.screens import SIGHTS
from ....mocks.faces.rest import Request, Response
from ....mocks.phone.screen import shown
from ....mocks.screens.fonts import FACES, path_of
from ....mocks.screens.html import page
from ....mocks.screens.pixels.pictures import artist, picture
from ....mocks.screens.pixels.png import png
from ....snapshots.calls import Outcome
from ..served import Account

SCREEN = "screen"
"""The page's place below an account's address, and what the places of its picture, XML and parts begin with."""

ENDS = ("finish", "decline")
"""Tools beside the phone's own that the page has."""

MAX_SIDE = 4096
"""Pixels of a picture's width and height. Ours: more than any phone's screen has."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load and run: our own script and nothing that stands in an app. Boxes have their places inline."""

GUARDS = (
    ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
)
KEPT, FRESH = ("Cache-Control", "private, max-age=3600"), ("Cache-Control", "no-store")

_FOLDER = Path(__file__).parent
_FILES = {"screen.js": "text/javascript; charset=UTF-8", "screen.css": "text/css; charset=UTF-8"}
_FONTS = {f"{name}.ttf": path_of(name) for names in FACES.values() for name in names}
_SEAM = "</head><body>"
_END = "</body></html>"


def answer(account: Account, request: Request) -> Response:
    """Answer a request for the screen or something of it, or one that does something on it."""
    live = account.served.live
    if "phone" not in live.services:
        return _refused(404, "There is no phone here.")
    acts = request.path == SCREEN and request.verb == "POST"
    if request.verb != "GET" and not acts:
        return _refused(405, f"{request.verb} is not for this address.")
    place = request.path.removeprefix(f"{SCREEN}/")
    if place != request.path:
        return _part(place)
    if live.over:
        return _refused(401, "The session has ended.")
    if acts:
        return _acted(account, request.body)
    match request.path.removeprefix(SCREEN):
        case "":
            return _given("text/html; charset=UTF-8", _page(account).encode("utf-8", "replace"))
        case ".png":
            return _given("image/png", png(SIGHTS["pixels"].show(account.served.world.state)))
        case ".xml":
            return _given("text/xml; charset=UTF-8", SIGHTS["xml"].show(account.served.world.state).encode())
        case _:
            return _refused(404, "Not Found")


def _given(kind: str, body: bytes, kept: tuple[str, str] = FRESH) -> Response:
    return Response(200, body, (("Content-Type", kind), kept, *GUARDS))


def _refused(status: int, why: str) -> Response:
    return Response(status, why.encode(), (("Content-Type", "text/plain; charset=UTF-8"), FRESH, *GUARDS))


# The page

def _page(account: Account) -> str:
    """Return the whole page: the screen on a stage, and the controls beside it."""
    head, screen = _drawn(account)
    links = (f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{SCREEN}/screen.css">'
             f'<script src="{SCREEN}/screen.js" defer></script>')
    ends = " data-ends" if any(name in ENDS for name in _tools(account)) else ""
    return f'{head}{links}</head><body{ends} aria-busy="false"><div id="stage">{screen}</div>{_controls()}{_END}'


def _drawn(account: Account) -> tuple[str, str]:
    """Return the head of the screen's own page, and the element that shows the screen."""
    layout = shown(account.served.world.state).layout
    source = page(layout, "Phone", {name.removesuffix(".ttf"): f"{SCREEN}/fonts/{name}" for name in _FONTS}, _picture)
    head, _, body = source.partition(_SEAM)
    return head, body.removesuffix(_END)


def _picture(recipe: str, width: int, height: int) -> str:
    return f"{SCREEN}/pictures/{width}/{height}/{quote(recipe, safe='')}"


@lru_cache(maxsize=1)
def _controls() -> str:
    return (_FOLDER / "controls.html").read_text(encoding="utf-8")


def _part(place: str) -> Response:
    """Return a part of the page: the same for every world."""
    kind, _, rest = place.partition("/")
    if place in _FILES:
        return _given(_FILES[place], (_FOLDER / place).read_bytes())
    if kind == "fonts" and rest in _FONTS:
        return _given("font/ttf", _FONTS[rest].read_bytes(), KEPT)
    if kind == "pictures":
        return _drawing(rest)
    return _refused(404, "Not Found")


def _drawing(place: str) -> Response:
    """Return the picture that `WIDTH/HEIGHT/RECIPE` names."""
    width, _, rest = place.partition("/")
    height, _, name = rest.partition("/")
    sides, recipe = [int(one) for one in (width, height) if one.isascii() and one.isdecimal() and len(one) < 5], ""
    try:
        recipe = unquote(name, errors="strict")
        artist(recipe)
    except ValueError:
        return _refused(404, "Not Found")
    if len(sides) < 2 or not all(0 < side <= MAX_SIDE for side in sides):
        return _refused(404, "Not Found")
    return _given("image/png", png(picture(recipe, *sides).reshape(sides[1], sides[0], 3)), KEPT)


# What is done on it

def _tools(account: Account) -> list[str]:
    """Return the tools that the page may call: those that an agent is offered of the phone, and those that end."""
    return [spec.name for spec in account.served.live.specs if spec.name.startswith("phone.") or spec.name in ENDS]


def _acted(account: Account, body: bytes) -> Response:
    """Make the call that was asked for, and return what came of it with the screen as it is then."""
    try:
        asked: Any = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict) or set(asked) != {"tool", "arguments"}:
        return _refused(400, 'What is done is said as JSON: {"tool": NAME, "arguments": {...}}.')
    if asked["tool"] not in _tools(account):
        return _refused(400, f"The tool is one of {', '.join(_tools(account))}.")
    outcome = account.act(asked)
    over = account.served.live.over
    told = {"ok": outcome.ok, "said": "The session has ended." if over else _told(outcome), "over": over,
            "screen": "" if over else _drawn(account)[1]}
    return Response.json(json.dumps(told), 200, (FRESH, *GUARDS))


def _told(outcome: Outcome) -> str:
    """Return what a person is told of a call: why it was refused, or what the user answered."""
    if not outcome.ok:
        return outcome.message
    value = outcome.value
    return str(value["answer"]) if isinstance(value, dict) and "answer" in value else ""
