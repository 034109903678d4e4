"""The door to one account: whatever protocol a request speaks, it becomes calls on that account."""

import json
from urllib.parse import parse_qsl

from ...mocks.faces.batch import answer_batch
from ...mocks.faces.discovery import APIS, api
from ...mocks.faces.google import GoogleFace, refusal
from ...mocks.faces.rest import Fault, Request, Response
from ...mocks.faces.slack import API as SLACK_API
from ...mocks.faces.slack import SlackFace
from ...mocks.faces.slack import refusal as slack_refusal
from ...snapshots.calls import Call, Outcome
from ...snapshots.digest import Json
from .screen.face import SCREEN
from .screen.face import answer as screen_answer
from .served import Account
from .tools import TOOLS
from .tools import answer as tools_answer

SERVICES = {"gmail": "mail", "calendar": "calendar", "drive": "drive", "docs": "docs", "slack": "chat"}
"""What is served of a vendor's, and the service of the world that it is a face of."""

NOWHERE = Response.json('{"error":{"code":404,"message":"Not Found"}}', 404)

TOKEN = "token"
"""Where a client gets its bearer token from, as OAuth has it."""

SLACK_TOKENS = (f"{SLACK_API}oauth.v2.access", f"{SLACK_API}oauth.access")
"""Where Slack's clients get theirs from."""

_FIRST = {"gmail": "gmail", "calendar": "calendar", "drive": "drive", "v1": "docs"}
"""Which API a path is of, by its first segment behind the prefixes of uploads."""

_GRANTS = ("refresh_token", "authorization_code", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer")


class Door:
    """One account's way in, for one request. `address` is the address of the account's world, ending in a slash."""

    def __init__(self, account: Account, address: str) -> None:
        self.account = account
        self.address = address

    def answer(self, request: Request) -> Response:
        """Answer a request whose path is below the address."""
        first = request.path.partition("/")[0]
        if first.partition(".")[0] == SCREEN:
            return screen_answer(self.account, request)
        if first == TOOLS:
            return tools_answer(self.account, request)
        if first == "batch":
            return self._batch(request)
        if first == "discovery":
            return self._discovery(request)
        if first == "slack":
            return self._slack(request)
        if request.path == TOKEN:
            return self._token(request)
        return self._google(request)

    def _perform(self, call: Call) -> Outcome:
        return self.account.call(call)

    def _google(self, request: Request) -> Response:
        path = request.path.removeprefix("resumable/").removeprefix("upload/")
        name = _FIRST.get(path.partition("/")[0], "")
        if not name:
            return NOWHERE
        live = self.account.served.live
        if SERVICES[name] not in live.services:
            return refusal(name, "service_disabled", f"The {name} API has not been used here, or it is disabled.")
        face = GoogleFace(api(name), self.account.uploads, live.world.box.specs)
        return face.answer(request, self._perform, self.address) or NOWHERE

    def _slack(self, request: Request) -> Response:
        if request.path in SLACK_TOKENS:
            return self._slack_token()
        face = SlackFace(self.account.served.world.box.specs)
        return face.answer(request, self._perform, self.address) or NOWHERE

    def _batch(self, request: Request) -> Response:
        root = "/" + self.address.split("/", 3)[3]
        try:
            return answer_batch(request, root, self._google)
        except Fault as fault:
            return refusal("gmail", fault.code, fault.message, fault.where)

    def _discovery(self, request: Request) -> Response:
        """Publish the discovery documents: under `discovery/v1/apis/NAME/VERSION/rest`."""
        parts = request.path.split("/")
        there = [name for name in APIS if SERVICES[name] in self.account.served.live.services]
        for name in there:
            if parts == ["discovery", "v1", "apis", name, APIS[name], "rest"]:
                return Response.json(api(name).published(self.address))
        return NOWHERE

    # --- tokens --------------------------------------------------------------------------------------------------

    def _token(self, request: Request) -> Response:
        """Give the account's key as a bearer token: whoever got here has it already."""
        if request.verb != "POST":
            return NOWHERE
        grant = form_of(request).get("grant_type", "")
        if grant not in _GRANTS:
            return Response.json('{"error":"unsupported_grant_type","error_description":"Invalid grant_type"}', 400)
        given: dict[str, Json] = {"access_token": self.account.key, "expires_in": 3600, "token_type": "Bearer"}
        if grant == "authorization_code":
            given["refresh_token"] = self.account.key
        return Response.json(json.dumps(given))

    def _slack_token(self) -> Response:
        if "chat" not in self.account.served.live.services:
            return slack_refusal("unknown_method", "")
        user = {"access_token": self.account.key, "token_type": "user", "scope": ""}
        return Response.json(json.dumps({
            "ok": True, "access_token": self.account.key, "token_type": "bot", "scope": "", "authed_user": user,
        }))


def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; those of a form that is no text are lost."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def unauthorised(path: str) -> Response:
    """Return the vendor's answer to a key that opens nothing, the same whatever is wrong with it."""
    if path.startswith(SLACK_API):
        return slack_refusal("invalid_auth", "")
    if path == TOKEN:
        return Response.json('{"error":"invalid_grant","error_description":"Bad Request"}', 400)
    return refusal("gmail", "unauthenticated", "Invalid Credentials")


def broken(path: str) -> Response:
    """Return the vendor's answer where our side failed."""
    if path.startswith("slack/"):
        return slack_refusal("internal_error", "")._replace(status=500)
    return refusal("gmail", "internal", "Internal error encountered.")
