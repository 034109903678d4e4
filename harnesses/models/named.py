"""Names of model agents, such as `openai:gpt-5-mini?temperature=0&context=128000`: what to ask, where, and how.

All that bears on an answer stands in the name, so that it is in the trace and in the contract. Keys never do: a name
says at most which environment variable has the key.
"""

import re
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from pydantic import JsonValue, ValidationError

from ...snapshots.errors import UsageError, suggest
from ...snapshots.records import Model
from ..dialects import dialect_named

KINDS = ("openai", "responses", "anthropic")
"""The protocols, as they begin a name."""

BASES = {"openai": "OPENAI_BASE_URL", "responses": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}
"""The environment variables by which the vendors' clients are sent elsewhere."""

WhenFull: TypeAlias = Literal["stop", "drop", "truncate"]
"""What happens when a conversation does not fit the model: the episode ends there, the oldest results are left out, or
long results are cut."""


class Options(Model):
    """What a name may say behind its question mark.

    `base_url`: the endpoint, if not the vendor's own; `key`: the environment variable with its key. `temperature`,
    `top_p`, `seed`: sampling; `effort`: how much a model reasons (low, medium, high); `thinking`: tokens for the
    extended thinking of Anthropic's, or adaptive; `max_output`: tokens of one answer. `parallel`: whether one answer
    may have several calls; `tools`: whether each tool is offered by itself, or one that calls them all, for endpoints
    that take fewer than a task has. `context`: tokens that the model takes in, if that is to be watched here;
    `when_full`: what is done then. `keep_reasoning`: send reasoning_content back, for models that want it. `screen`:
    what is shown of a phone: screen, elements, xml or pixels; `pictures`: how many of the last pictures stay;
    `dialect`: the model answers in the words of a screen model instead of calling tools. `tries`, `timeout` (seconds):
    for each answer. `prices`: a file of prices.
    """

    base_url: str = ""
    key: str = ""
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    effort: str = ""
    thinking: int | Literal["adaptive"] | None = None
    max_output: int | None = None
    parallel: bool = True
    tools: Literal["each", "one"] = "each"
    context: int = 0
    when_full: WhenFull = "stop"
    keep_reasoning: bool = False
    screen: Literal["", "text", "screen", "elements", "xml", "pixels"] = ""
    pictures: int = 3
    dialect: str = ""
    tries: int = 6
    timeout: float = 600
    prices: str = ""


_INCIDENTAL = {"tries", "timeout", "prices", "key"}
"""Options that bear on no answer."""


class ModelName(NamedTuple):
    """A model agent's name, taken apart."""

    kind: str
    model: str
    options: Options

    @property
    def parameters(self) -> dict[str, JsonValue]:
        """What the agent says of itself: all that an answer depends on, and nothing that is as it is anyway."""
        given = self.options.model_dump(exclude_defaults=True, exclude=_INCIDENTAL)
        return {"protocol": self.kind, "model": self.model, **given}


def is_model_name(name: str) -> bool:
    """Tell whether a name begins as those of model agents do."""
    return name.partition(":")[0] in KINDS and ":" in name


def read_name(name: str) -> ModelName:
    """Take a name apart; UsageError says what is wrong with it, and repeats nothing that may be a secret."""
    kind, _, rest = name.partition(":")
    model, _, query = rest.partition("?")
    if not model:
        raise UsageError(f"agent {kind!r} names no model; write {kind}:MODEL, or {kind}:MODEL?base_url=http://...")
    given = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)) if _well_formed(query) else None
    if given is None:
        raise UsageError(f"agent {kind}:{model}: what follows the question mark is name=value&name=value")
    values = dict(given)
    for option in values:
        if option not in Options.model_fields:
            raise UsageError(f"agent {kind}:{model} has no option {option!r}; there are "
                             f"{', '.join(Options.model_fields)}.{suggest(option, Options.model_fields)}")
    if len(values) < len(given):
        raise UsageError(f"agent {kind}:{model} has an option twice")
    try:
        options = Options.model_validate_strings(values, strict=False)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise UsageError(f"agent {kind}:{model}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    _check(f"agent {kind}:{model}", kind, options)
    if options.dialect:
        options = options.model_copy(update={"dialect": dialect_named(options.dialect.replace("-", "_")).name,
                                             "screen": options.screen or "pixels"})
    return ModelName(kind, model, options)


def _well_formed(query: str) -> bool:
    return all("=" in part for part in query.split("&")) if query else True


_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)


def _check(where: str, kind: str, options: Options) -> None:
    """Refuse options that cannot be, above all such as hold a key."""
    if options.key and not _VARIABLE.fullmatch(options.key):
        raise UsageError(f"{where}: key is the name of an environment variable, such as OPENAI_API_KEY; a key itself "
                         "belongs into no name, since names are written down")
    if options.base_url:
        address = urlsplit(options.base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise UsageError(f"{where}: base_url is an address such as http://127.0.0.1:8000/v1")
        if "@" in address.netloc or address.query or address.fragment:
            raise UsageError(f"{where}: base_url has neither a user nor a query, where a key might stand; names are "
                             "written down")
    if options.tries < 1 or options.timeout <= 0 or options.pictures < 0 or options.context < 0:
        raise UsageError(f"{where}: tries is at least 1, timeout more than 0, pictures and context not negative")
    if options.thinking is not None and kind != "anthropic":
        raise UsageError(f"{where}: thinking is Anthropic's; effort is what {kind} takes")
    if options.seed is not None and kind != "openai":
        raise UsageError(f"{where}: only openai takes a seed")
    if options.dialect and options.tools != "each":
        raise UsageError(f"{where}: a model that answers in a dialect has no tools")
    if options.prices and not Path(options.prices).is_file():
        raise UsageError(f"{where}: there is no file of prices {options.prices}")
