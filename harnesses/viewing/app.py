"""The app: what the viewer tells, by address, to a browser on this machine and to nobody else."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...snapshots.digest import Json
from ...snapshots.errors import DioramaError, UsageError, shown
from .rows import PAGE
from .viewer import Viewer

PAGES = Path(__file__).parent / "page"
"""The folder of the page: one HTML file, one style sheet, and the modules of the script."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
"""What the page may load and run: its own script, and nothing that stands in a trace."""

GUARDS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

HOSTS = ("127.0.0.1", "localhost", "::1")
"""The names that the page may be reached by, whatever the port: a foreign name that leads here is an attack."""

_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


class Guard:
    """Lets in what was asked for by this page or by a person, and says in every answer what it may load."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        why = _refusal(scope["path"], headers)
        if why:
            await _answer(403, {"error": why})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _refusal(path: str, headers: Mapping[str, str]) -> str:
    """Return why a request is not answered, empty if it is. The page itself may be come to by a link elsewhere."""
    host = _name(f"//{headers.get('host', '')}")
    if host not in HOSTS:
        return f"this page is at {' or '.join(HOSTS)}, not at {shown(host)}"
    if path != "/" and headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "another site asks for this page"
    if "origin" in headers and _name(headers["origin"]) not in HOSTS:
        return f"{shown(headers['origin'])} asks for this page"
    return ""


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _answer(status: int, told: object) -> Response:
    return Response(json.dumps(told), status, GUARDS, "application/json")


def make_app(viewer: Viewer) -> ASGIApp:
    """Return the application."""
    routes = [Route("/", partial(_file, "index.html"))]
    routes += [Route(f"/{path.name}", partial(_file, path.name)) for path in sorted(PAGES.iterdir())
               if path.suffix in _KINDS]
    routes += [Route(f"/api/{name}", _asked(viewer, answer), methods=["POST" if name == "check" else "GET"])
               for name, answer in _ANSWERS.items()]
    routes.append(Route("/api/picture", partial(_picture, viewer)))
    return Guard(Starlette(routes=routes, exception_handlers={404: _nowhere, DioramaError: _wrong}))


def _file(name: str, request: Request) -> Response:
    path = PAGES / name
    return Response(path.read_bytes(), 200, GUARDS, _KINDS[path.suffix])


async def _nowhere(request: Request, error: Exception) -> Response:
    return _answer(404, {"error": f"there is nothing at {shown(request.url.path)}"})


async def _wrong(request: Request, error: Exception) -> Response:
    return _answer(400, {"error": str(error)})


def _picture(viewer: Viewer, request: Request) -> Response:
    asked = request.query_params
    content = viewer.picture(_text(asked, "run"), _text(asked, "key"), _number(asked, "step", 0))
    return Response(content, 200, {**GUARDS, "Cache-Control": "private, max-age=3600"}, "image/png")


Asked = Mapping[str, str]
Answer = Callable[[Viewer, Asked], Json]


def _asked(viewer: Viewer, answer: Answer) -> Callable[[Request], Response]:
    """Return what answers requests with JSON: outside the event loop, for a replay takes its time."""

    def asked(request: Request) -> Response:
        return _answer(200, answer(viewer, request.query_params))

    return asked


def _episodes(viewer: Viewer, asked: Asked) -> Json:
    start, count = _number(asked, "from", 0), _number(asked, "count", PAGE)
    return viewer.episodes(_text(asked, "run"), _sought(asked), start, count)


def _part(viewer: Viewer, asked: Asked) -> Json:
    return viewer.part(
        _text(asked, "run"), _text(asked, "key"), _text(asked, "part"), _number(asked, "number", 0), _place(asked),
        _number(asked, "from", 0), _number(asked, "to"),
    )


_ANSWERS: dict[str, Answer] = {
    "runs": lambda viewer, asked: [*viewer.runs()],
    "episodes": _episodes,
    "around": lambda viewer, asked: viewer.around(_text(asked, "run"), _text(asked, "key"), _sought(asked)),
    "episode": lambda viewer, asked: viewer.episode(_text(asked, "run"), _text(asked, "key")),
    "steps": lambda viewer, asked: viewer.steps(*_range(asked)),
    "brief": lambda viewer, asked: viewer.brief(_text(asked, "run"), _text(asked, "key")),
    "changes": lambda viewer, asked: viewer.changes(*_range(asked), _number(asked, "start", 0)),
    "part": _part,
    "tree": lambda viewer, asked: viewer.tree(_text(asked, "run"), _text(asked, "key")),
    "check": lambda viewer, asked: viewer.check(_text(asked, "run"), _text(asked, "key")),
}
"""What can be asked at /api/NAME. A check is asked for by POST, since it takes time."""

_OTHER = frozenset({"run", "key", "from", "count"})
"""Names in an address that say nothing of which episodes are sought."""


def _sought(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name not in _OTHER}


def _text(asked: Asked, name: str) -> str:
    if name not in asked:
        raise UsageError(f"the address lacks {name}=")
    return asked[name]


def _number(asked: Asked, name: str, default: int | None = None) -> int:
    if name not in asked and default is not None:
        return default
    value = _text(asked, name)
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise UsageError(f"{name} is {shown(value)}; it is a number from 0 on")
    return int(value)


def _range(asked: Asked) -> tuple[str, str, int, int]:
    return _text(asked, "run"), _text(asked, "key"), _number(asked, "from"), _number(asked, "to")


def _place(asked: Asked) -> list[str | int]:
    """Return the keys and positions that lead to a part, which are given as a JSON list."""
    try:
        place: Any = json.loads(asked.get("place", "[]"))
    except (ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or not all(type(one) in (str, int) for one in place):
        raise UsageError(f"place is {shown(asked['place'])}; it is a JSON list of keys and positions")
    return cast("list[str | int]", place)
