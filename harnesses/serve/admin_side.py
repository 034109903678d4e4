"""The admin side: worlds made, kept, gone back to and looked into, on a port and with a token of its own."""

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

from anyio.to_thread import run_sync
from pydantic import Field, JsonValue, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ... import __version__
from ...mocks.common.addresses import normalise
from ...snapshots.calls import Call
from ...snapshots.diff import diff
from ...snapshots.digest import Json
from ...snapshots.errors import DioramaError, UsageError
from ...snapshots.faults import sentences
from ...snapshots.records import Model
from ...snapshots.state import Entry
from ...snapshots.trace import step_json
from ...tasks.secret import Secret
from ..commands.options import opened
from .described import described, entrance
from .live import MAX_STEPS, LiveEpisode, LiveWorld, begin
from .served import Point, Served, Worlds

M = TypeVar("M", bound=Model)
Answer: TypeAlias = "Json | Response"

MAX_BODY = 1024 * 1024
"""Bytes of a request's body. Ours."""

MAX_LOG = 1000
"""Calls that one answer has at the most."""


class New(Model):
    """A world to serve: a base world or a world file, or a task at a seed."""

    world: str = ""
    task: str = ""
    seed: int = 0
    factors: dict[str, str] = {}
    max_steps: Annotated[int, Field(ge=1)] = MAX_STEPS
    identities: list[str] = []


class Identity(Model):
    """Who is to have a key."""

    identity: str


class Name(Model):
    """The name that a snapshot is to have; `snapshot-N` if it is empty."""

    name: str = ""


class Which(Model):
    """A snapshot to go back to; the start if none is named."""

    snapshot: str = "start"


class From(Model):
    """A snapshot to fork from; the present if none is named."""

    snapshot: str = ""


class Until(Model):
    """How far the clock moves: by some minutes, or to an instant in ms."""

    minutes: Annotated[int, Field(ge=0)] = 0
    now: int | None = None


class Made(Model):
    """A call to make on somebody's account."""

    tool: str
    arguments: dict[str, JsonValue] = {}
    identity: str = ""


class End(Model):
    """How an episode ends that its agent leaves: with an answer, by declining, or without a word."""

    how: str = "left"
    answer: str = ""


class AdminSide:
    """The routes over a server's worlds. `origin` is the address of the agent's side, `url` its own; tasks come from
    the package and `folders`, and are the variants of `secret` if there is one."""

    def __init__(
        self, worlds: Worlds, origin: str, url: str = "", folders: tuple[Path, ...] = (), secret: Secret | None = None
    ) -> None:
        self.worlds = worlds
        self.origin = origin
        self.url = url
        self.folders = folders
        self.secret = secret
        self.token = secrets.token_urlsafe(24)
        one = "/worlds/{world}"
        self.app = Starlette(routes=[
            Route("/health", self._health),
            self._route("/worlds", self._listed, "GET"),
            self._route("/worlds", self._add, "POST"),
            self._route(one, self._shown, "GET"),
            self._route(one, self._remove, "DELETE"),
            self._route(f"{one}/identities", self._admit, "POST"),
            self._route(f"{one}/snapshots", self._points, "GET"),
            self._route(f"{one}/snapshots", self._keep, "POST"),
            self._route(f"{one}/restore", self._restore, "POST"),
            self._route(f"{one}/fork", self._fork, "POST"),
            self._route(f"{one}/advance", self._advance, "POST"),
            self._route(f"{one}/call", self._call, "POST"),
            self._route(f"{one}/diff", self._diff, "GET"),
            self._route(f"{one}/log", self._log, "GET"),
            self._route(f"{one}/trace", self._trace, "GET"),
            self._route(f"{one}/verdict", self._verdict, "GET"),
            self._route(f"{one}/end", self._end, "POST"),
        ])

    def _route(self, path: str, act: Callable[[Request], Awaitable[Answer]], verb: str) -> Route:
        async def answer(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {self.token}".encode()):
                return _refused(401, "the admin side wants its own token: `Authorization: Bearer TOKEN`")
            try:
                found = await act(request)
            except DioramaError as error:
                known = request.path_params.get("world")
                gone = known is not None and all(served.name != known for served in self.worlds)
                return _refused(404 if gone else 400, str(error))
            return found if isinstance(found, Response) else JSONResponse(found)

        return Route(path, answer, methods=[verb])

    def _world(self, request: Request) -> Served:
        return self.worlds[request.path_params["world"]]

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"ok": True, "version": __version__, "worlds": len(self.worlds)})

    # --- worlds --------------------------------------------------------------------------------------------------

    async def _listed(self, request: Request) -> Answer:
        return {"worlds": [described(served, self.origin) for served in self.worlds]}

    async def _add(self, request: Request) -> Answer:
        new = await _body(request, New)
        if bool(new.world) == bool(new.task):
            raise UsageError("a world is named by `world` or by `task`, one of the two")
        live = await run_sync(self._opened, new)
        served = self.worlds.add(live, tuple(map(normalise, new.identities)))
        return JSONResponse(described(served, self.origin), 201)

    def _opened(self, new: New) -> LiveWorld | LiveEpisode:
        if new.world:
            return LiveWorld(opened(new.world))
        factors = tuple(sorted(new.factors.items()))
        return begin(
            new.task, new.seed, factors=factors, folders=self.folders, max_steps=new.max_steps, secret=self.secret
        )

    async def _shown(self, request: Request) -> Answer:
        return described(self._world(request), self.origin)

    async def _remove(self, request: Request) -> Answer:
        self.worlds.remove(self._world(request).name)
        return Response(status_code=204)

    async def _admit(self, request: Request) -> Answer:
        wanted = normalise((await _body(request, Identity)).identity)
        if not wanted:
            raise UsageError("an identity is an address")
        return entrance(self.worlds.admit(self._world(request), wanted), self.origin)

    # --- points --------------------------------------------------------------------------------------------------

    async def _points(self, request: Request) -> Answer:
        return {"snapshots": [_point(point) for point in self._world(request).points.values()]}

    async def _keep(self, request: Request) -> Answer:
        name = (await _body(request, Name)).name
        return JSONResponse(_point(self._world(request).keep(name)), 201)

    async def _restore(self, request: Request) -> Answer:
        name = (await _body(request, Which)).snapshot
        return _point(self._world(request).restore(name))

    async def _fork(self, request: Request) -> Answer:
        name = (await _body(request, From)).snapshot
        return JSONResponse(described(self.worlds.fork(self._world(request).name, name), self.origin), 201)

    # --- what happens --------------------------------------------------------------------------------------------

    async def _advance(self, request: Request) -> Answer:
        wanted = await _body(request, Until)
        served = self._world(request)
        now = served.world.state.now
        until = now + wanted.minutes * 60_000 if wanted.now is None else wanted.now
        if until < now:
            raise UsageError(f"the clock is at {now}; it does not go back to {until}")
        served.live.advance(until)
        return {"now": served.world.state.now, "digest": served.world.state.digest()}

    async def _call(self, request: Request) -> Answer:
        made = await _body(request, Made)
        served = self._world(request)
        if isinstance(served.live, LiveEpisode):
            raise UsageError("an episode's calls are its agent's; there is none from here")
        identity = normalise(made.identity) or served.live.principal
        outcome = served.call(Call.of(served.world.box.name_of(made.tool), made.arguments), identity)
        if not outcome.ok:
            return {"error": {"code": outcome.code, "message": outcome.message}}
        return {"result": outcome.value}

    async def _diff(self, request: Request) -> Answer:
        served = self._world(request)
        since = served.point(request.query_params.get("since", "start"))
        return {"since": since.name, "changes": [change._asdict() for change in diff(since.state, served.world.state)]}

    async def _log(self, request: Request) -> Answer:
        served = self._world(request)
        after, most = _number(request, "after", 0), min(_number(request, "limit", 100), MAX_LOG)
        found = served.world.log[after : after + most]
        return {"calls": [_logged(entry) for entry in found], "total": len(served.world.log)}

    async def _trace(self, request: Request) -> Answer:
        return PlainTextResponse(self._episode(request).env.trace, media_type="application/x-ndjson")

    async def _verdict(self, request: Request) -> Answer:
        verdict = self._episode(request).env.verdict
        return {"over": verdict is not None, "verdict": None if verdict is None else verdict.model_dump(mode="json")}

    async def _end(self, request: Request) -> Answer:
        """End an episode: for who works through a vendor's face, where there is no tool for it."""
        end = await _body(request, End)
        live = self._episode(request)
        served = self._world(request)
        ways = {"done": ("finish", {"status": "done", "answer": end.answer}),
                "infeasible": ("finish", {"status": "infeasible", "answer": end.answer}),
                "declined": ("decline", {"reason": end.answer})}
        if end.how != "left" and end.how not in ways:
            raise UsageError(f"an episode ends {', '.join(ways)} or left, not {end.how!r}")
        if live.env.verdict is not None:
            raise UsageError("the episode is over already")
        if end.how == "left":
            live.leave()
        else:
            tool, arguments = ways[end.how]
            outcome = served.call(Call.of(tool, arguments), live.principal)
            if not outcome.ok:
                raise UsageError(outcome.message)
        return await self._verdict(request)

    def _episode(self, request: Request) -> LiveEpisode:
        served = self._world(request)
        if not isinstance(served.live, LiveEpisode):
            raise UsageError(f"{served.name} is no episode: it has no trace and no verdict")
        return served.live


async def _body(request: Request, model: type[M]) -> M:
    """Return what a request asks for; UsageError says what is wrong with it."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_BODY:
            raise UsageError(f"the body has over {MAX_BODY} bytes")
    try:
        return model.model_validate_json(content or b"{}")
    except ValidationError as error:
        try:
            value = json.loads(content or b"{}")
        except (ValueError, RecursionError):
            raise UsageError("the body is not JSON") from None
        faults = sentences(error.errors(include_url=False), value, dict(model.model_json_schema()))
        raise UsageError(f"{'; '.join(faults)}") from None


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UsageError(f"{name} is {text!r}; it is a number from 0 on")
    return int(text)


def _point(point: Point) -> dict[str, Json]:
    return {"snapshot": point.name, "digest": point.state.digest(), "now": point.state.now, "calls": point.calls}


def _logged(entry: Entry) -> dict[str, Any]:
    return {"number": entry.number, **step_json(entry.step), "now": entry.after.now, "digest": entry.after.digest()}


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"error": {"message": why}}, status)
