"""Library: finds a builtin by name and number of arguments."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from .parser import parse
from .syntax import Define


class Library(NamedTuple):
    """The builtins: those in Python make a filter of a machine and filters, the others are written in jq."""

    native: "dict[tuple[str, int], Callable[..., Any]]"
    defined: dict[tuple[str, int], Define]


@lru_cache(maxsize=1)
def library_of() -> Library:
    """Return all builtins."""
    from .functions import FUNCTIONS
    from .generators import GENERATORS

    defined: dict[tuple[str, int], Define] = {}
    node: Any = parse(_IN_JQ)
    while isinstance(node, Define):
        defined[node.name, len(node.parameters)] = node
        node = node.rest
    return Library({**FUNCTIONS, **GENERATORS}, defined)


_IN_JQ: Final = r"""
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def todateiso8601: todate;
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def fromdate: fromdateiso8601;
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def combinations:
  if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as $rest | [$head] + $rest end;
def combinations(n): . as $set | [range(n) | $set] | combinations;
def in(object): . as $key | object | has($key);
def inside(whole): . as $part | whole | contains($part);
def truncate_stream(events):
  . as $depth | null | events | . as $event
  | if ($event[0] | length) > $depth then [$event[0][$depth:]] + $event[1:] else empty end;
def fromstream(events):
  foreach events as $event ({whole: null, done: false};
    (if .done then {whole: null, done: false} else . end)
    | ($event | length) as $parts | ($event[0] | length) as $deep
    | if $parts > 1 then .whole |= setpath($event[0]; $event[1]) else . end
    | .done = (if $parts > 1 then $deep == 0 else $deep == 1 end);
    if .done then .whole else empty end);
def INDEX(rows; key):
  reduce rows as $row ({}; .[$row | key | if type == "string" then . else tojson end] = $row);
def INDEX(key): INDEX(.[]; key);
def JOIN($rows; key): [.[] | [., $rows[key]]];
def JOIN($rows; stream; key): stream | [., $rows[key]];
def JOIN($rows; stream; key; joined): stream | [., $rows[key]] | joined;
def halt_error: halt_error(5);
def recurse_down: recurse;
.
"""
"""What is best said in jq itself, each by what the manual says of it and what jq 1.6 does."""
