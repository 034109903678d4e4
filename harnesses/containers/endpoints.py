"""Endpoints: what of the network containers reach, which is the models of their agents, through a proxy of ours."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple
from urllib.parse import urlsplit

from ...snapshots.errors import UsageError
from ..models import is_model_name, read_name
from ..models.making import ADDRESSES, KEYS, key_of
from ..models.named import BASES
from .scratch import User

SOCKETS = "/run/diorama"
"""Where a container has the sockets."""

PLACEHOLDER = "in-the-proxy"
"""What stands in a container where a key would."""

_FIRST_PORT = 18_000
_VENDORS = {"openai": "https://api.openai.com/v1", "responses": "https://api.openai.com/v1",
            "anthropic": "https://api.anthropic.com"}
_PROXY = Path(__file__).with_name("proxy.py")


class Endpoint(NamedTuple):
    """An address that may be reached, with the key that requests get on their way."""

    url: str
    key: str

    @property
    def path(self) -> str:
        """The path below which requests go."""
        return urlsplit(self.url).path.rstrip("/")


class Ways(NamedTuple):
    """The endpoints that containers reach, and their environment, which leads there and holds no key."""

    endpoints: tuple[Endpoint, ...]
    environment: dict[str, str]

    @property
    def doors(self) -> list[str]:
        """What the forwarder in a container is told: which port leads to which socket."""
        return [f"{_FIRST_PORT + at}={SOCKETS}/{at}.sock" for at in range(len(self.endpoints))]


def ways_for(agents: Iterable[str], endpoint: str = "", key_variable: str = "") -> Ways:
    """Return the ways out that agents have: model agents to their endpoint, other agents to the one that is given."""
    found: list[Endpoint] = []
    addresses: dict[str, str] = {}
    environment: dict[str, str] = {}
    if endpoint:
        here = _address(found, Endpoint(_checked(endpoint), _variable(key_variable)))
        environment = {"OPENAI_BASE_URL": here, "ANTHROPIC_BASE_URL": here.removesuffix("/v1"),
                       **dict.fromkeys(KEYS.values(), PLACEHOLDER)}
    for agent in filter(is_model_name, agents):
        given = read_name(agent)
        url = given.options.base_url or os.environ.get(BASES[given.kind]) or _VENDORS[given.kind]
        if given.kind == "anthropic":
            url = url.rstrip("/").removesuffix("/v1")
        addresses[f"{given.kind} {given.options.base_url}"] = _address(found, Endpoint(url, key_of(given)))
        environment[given.options.key or KEYS[given.kind]] = PLACEHOLDER
    return Ways(tuple(found), {**environment, ADDRESSES: json.dumps(addresses)})


def _address(found: list[Endpoint], wanted: Endpoint) -> str:
    """Return under which address a container reaches an endpoint, which is noted if it is a new one."""
    if wanted not in found:
        found.append(wanted)
    return f"http://127.0.0.1:{_FIRST_PORT + found.index(wanted)}{wanted.path}"


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise UsageError(f"--endpoint is an address such as http://127.0.0.1:8000/v1, not {url!r}")
    return url


def _variable(name: str) -> str:
    key = os.environ.get(name, "").strip() if name else ""
    if name and not key:
        raise UsageError(f"--endpoint-key names the environment variable {name}, which has no key")
    return key


class Proxy:
    """The process that stands between containers and the endpoints. It ends with us, and takes its sockets away."""

    def __init__(self, endpoints: Iterable[Endpoint], user: User) -> None:
        self.folder = Path(mkdtemp(prefix="diorama-"))  # short: a socket's path is
        user.own(self.folder)
        self._process = subprocess.Popen(
            [sys.executable, "-I", _PROXY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        doors = [{"socket": str(self.folder / f"{at}.sock"), "url": one.url, "key": one.key}
                 for at, one in enumerate(endpoints)]
        assert self._process.stdin is not None, "it was asked for"
        assert self._process.stdout is not None, "it was asked for"
        self._process.stdin.write(json.dumps(doors).encode() + b"\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != b"listening\n":
            raise UsageError("the proxy to the model's endpoint does not start")

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
