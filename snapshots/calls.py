"""Calls: the one verb that changes a world, who makes them, and what they return."""

import inspect
import json
import warnings
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from .digest import Json, canonical
from .errors import StateError, ToolError
from .faults import sentences
from .records import Record

Role: TypeAlias = Literal["agent", "person", "scheduler", "setup"]
Effect: TypeAlias = Literal["read", "write", "send", "destroy", "spend", "actuate"]


BLOCKED = "guard__blocked"
"""The tool name in the log of a call that a guard did not let through; its arguments say which call, which guard and
what the agent was told. No action can name it: of a name without a dot, the first two underscores are read as one."""

UNPARSED = ""
"""The tool name in the log of an action that could not be read as a call; its argument `raw` is that text, as JSON."""


class Actor(Record):
    """Who makes a call, and on whose account (a principal: an address or user name)."""

    role: Role
    principal: str


class Call(Record):
    """A request to a tool. The arguments are kept as canonical JSON text, so a call is a value."""

    tool: str
    text: str = "{}"

    @classmethod
    def of(cls, tool: str, arguments: Mapping[str, Json] | None = None) -> "Call":
        """Return the call of `tool` with JSON arguments."""
        return cls(tool=tool, text=canonical(dict(arguments or {})))

    @property
    def arguments(self) -> dict[str, Json]:
        """The arguments, parsed anew: changing them changes nothing else."""
        return cast("dict[str, Json]", json.loads(self.text))


class Outcome(NamedTuple):
    """What a call returned: JSON text, or the code and message of a ToolError."""

    text: str = "null"
    code: str = ""
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether the call was carried out."""
        return not self.code

    @property
    def value(self) -> Json:
        """The result, parsed anew; None after an error."""
        return cast("Json", json.loads(self.text))

    @property
    def observation(self) -> str:
        """The JSON text that the agent sees."""
        if self.ok:
            return self.text
        return canonical({"error": {"code": self.code, "message": self.message}})


class Step(NamedTuple):
    """One call that was made: by whom, when (simulated ms), with what outcome, and the calls that it set off."""

    call: Call
    actor: Actor
    outcome: Outcome
    at: int
    effects: tuple["Step", ...] = ()

    def walk(self) -> "list[Step]":
        """Return this step and all that it set off, depth first."""
        out = [self]
        for effect in self.effects:
            out.extend(effect.walk())
        return out


class Spec:
    """What a typed function takes and does: built once from its signature, the source of every schema.

    `doc` is written for a language model. `duration` is simulated milliseconds. An agent sees the tool if `"agent"`
    is among `faces`; without any face it is the scheduler's and the set-up's alone.
    """

    def __init__(
        self, name: str, function: Callable[..., object], *, effect: Effect, duration: int, faces: frozenset[str]
    ) -> None:
        self.name = name
        self.function = function
        self.effect = effect
        self.duration = duration
        self.faces = faces
        self.doc = inspect.getdoc(function) or ""
        if not self.doc:
            raise StateError(f"tool {name} has no docstring; it is what an agent reads")

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the model, a class that no other process could look up; it is built anew from the signature."""
        return {name: value for name, value in self.__dict__.items() if name != "params"}

    @property
    def wire(self) -> str:
        """The name in vendors' tool lists, which allow no dots: `mail__send`."""
        return self.name.replace(".", "__")

    @cached_property
    def params(self) -> type[BaseModel]:
        """The pydantic model of the parameters."""
        return parameter_model(self.name, self.function)

    @cached_property
    def schema(self) -> dict[str, Json]:
        """The JSON schema of the parameters. Do not change it."""
        return _plain_schema(self.params)

    def bind(self, arguments: str) -> dict[str, Any]:
        """Return the checked keyword arguments from JSON text; ToolError `invalid_arguments` names each fault."""
        return bind(self.params, arguments, self.name)


def parameter_model(name: str, function: Callable[..., object]) -> type[BaseModel]:
    """Build the model of a function's keyword parameters (all but the first, which is self or the subject)."""
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.name not in hints:
            raise StateError(f"{name}: parameter {parameter.name!r} has no type")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[parameter.name] = (hints[parameter.name], default)
    config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Field name", UserWarning)  # a vendor's argument may be called `schema`
        return create_model(name.replace(".", "_"), __config__=config, **fields)


def bind(params: type[BaseModel], arguments: str, where: str) -> dict[str, Any]:
    """Validate JSON text against a parameter model; ToolError `invalid_arguments` with a sentence a fault.

    Text and not a dict: pydantic's strict mode takes a JSON list for a tuple only when it reads the JSON itself.
    """
    try:
        model = params.model_validate_json(arguments)
    except ValidationError as error:
        faults = sentences(error.errors(include_url=False), json.loads(arguments), _plain_schema(params))
        raise ToolError("invalid_arguments", f"{where}: {'; '.join(faults)}.") from None
    return {name: getattr(model, name) for name in params.model_fields}


@lru_cache(maxsize=1024)
def _plain_schema(params: type[BaseModel]) -> dict[str, Json]:
    """Return the JSON schema with the titles left out: they only repeat the names."""
    schema = params.model_json_schema()

    def strip(node: Any, *, names: bool = False) -> Any:
        if isinstance(node, dict):
            return {
                key: strip(value, names=key in ("properties", "$defs") and not names)
                for key, value in node.items()
                if names or key != "title"
            }
        return [strip(item) for item in node] if isinstance(node, list) else node

    return cast("dict[str, Json]", strip(schema))
