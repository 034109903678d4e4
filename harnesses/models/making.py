"""Making a model agent out of its name: with the vendor's client, which the extra `llm` brings."""

import json
import os
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...snapshots.errors import MissingExtra, UsageError
from ...tasks.task import Task
from ..agents import Agent
from ..dialects import dialect_named
from .agent import ModelAgent
from .asking import NO_KEY, Patient
from .named import BASES, ModelName, read_name
from .prices import price_of
from .screen_agent import ScreenAgent
from .shapes import Endpoint

if TYPE_CHECKING:
    from anthropic import Anthropic
    from openai import OpenAI

KEYS = {"openai": "OPENAI_API_KEY", "responses": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""The environment variables of the vendors' keys."""

HOSTS = ("api.openai.com", "api.anthropic.com")
"""The vendors' own endpoints."""

ADDRESSES = "DIORAMA_ADDRESSES"
"""The environment variable by which a container says where endpoints are reached from there: JSON, by `KIND BASE_URL`.
Names of agents stay as they are, and so do the contract and the traces."""


def model_agent(name: str, task: Task) -> Agent:
    """Return the agent of a name. UsageError without a key, MissingExtra without the vendor's client."""
    given = read_name(name)
    if given.options.screen not in ("", "text") and "phone" not in task.services:
        raise UsageError(f"agent {given.kind}:{given.model} wants to see a screen ({given.options.screen}); {task.id} "
                         "has none")
    patient = Patient(endpoint_of(given), given.options.tries)
    if given.options.dialect:
        return ScreenAgent(name, given, patient, dialect_named(given.options.dialect))
    return ModelAgent(name, given, patient)


def endpoint_of(given: ModelName) -> Endpoint:
    """Return where a model is asked."""
    package = "anthropic" if given.kind == "anthropic" else "openai"
    if find_spec(package) is None:
        raise MissingExtra(f"agent {given.kind}:{given.model} needs the package {package}; install it with: "
                           "pip install 'diorama[llm]'")
    options, price, key = given.options, price_of(given), key_of(given)
    reached: dict[str, str] = json.loads(os.environ.get(ADDRESSES, "{}"))
    url = reached.get(f"{given.kind} {options.base_url}", options.base_url) or None
    if given.kind == "anthropic":
        from .anthropic_messages import AnthropicMessages

        return AnthropicMessages(_anthropic(key, url, options.timeout), given.model, options, price)
    from .openai_chat import OpenAIChat
    from .openai_responses import OpenAIResponses

    kind = OpenAIChat if given.kind == "openai" else OpenAIResponses
    return kind(_openai(key, url, options.timeout), given.model, options, price)


@lru_cache(maxsize=8)
def _openai(key: str, url: str | None, timeout: float) -> "OpenAI":
    """Return a client. A process keeps it, and with it the connections, for all its episodes."""
    from openai import OpenAI

    return OpenAI(api_key=key, base_url=url, max_retries=0, timeout=timeout)


@lru_cache(maxsize=8)
def _anthropic(key: str, url: str | None, timeout: float) -> "Anthropic":
    """Return a client. It puts the version into the path itself, where the others want it in the address."""
    from anthropic import Anthropic

    there = url.rstrip("/").removesuffix("/v1") if url else None
    return Anthropic(api_key=key, base_url=there, max_retries=0, timeout=timeout)


def key_of(given: ModelName) -> str:
    """Return the key out of the environment. A vendor's own goes to no other endpoint, unless the name says so."""
    variable = given.options.key or KEYS[given.kind]
    key = os.environ.get(variable, "").strip()
    host = urlsplit(given.options.base_url).hostname
    if host is not None and not given.options.key:
        return key if key and host in HOSTS else NO_KEY
    if not key and (given.options.key or not os.environ.get(BASES[given.kind])):
        raise UsageError(f"agent {given.kind}:{given.model}: the environment variable {variable} has no key; set it, "
                         "or name another with key=VARIABLE, or an endpoint of your own with base_url=")
    return key or NO_KEY
