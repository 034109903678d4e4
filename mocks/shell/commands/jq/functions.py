"""Functions: the builtins that make one value of values."""

import math
from collections.abc import Callable
from typing import Any, Final

from ...clock import zone_of
from . import dates, operators, paths
from .formats import formatted, text
from .json_text import ParseError, dump, parse_one
from .mathematics import ONE, TWO, frexp, lgamma_r, modf, number, safe
from .running import Emit, Env, Machine, Path, Run
from .values import JqError, Value, compare, key_of, kind, true, wrong, wrong_pair


def length(value: Value) -> Value:
    """Return how many parts a value has; a number's size."""
    if value is None:
        return 0.0
    if isinstance(value, bool):
        raise wrong(value, "has no length")
    return abs(value) if isinstance(value, float) else float(len(value))


def _string(value: Value, message: str) -> str:
    if not isinstance(value, str):
        raise JqError(message)
    return value


def implode(value: Value) -> str:
    """Return the text of code points."""
    if not isinstance(value, list):
        raise JqError("implode input must be an array")
    if not all(type(one) is float and 0 <= one <= 0x10FFFF for one in value):
        raise JqError("Unicode codepoint must be numeric and valid")
    return "".join(chr(int(one)) if not 0xD800 <= one <= 0xDFFF else "\ufffd" for one in value)


def explode(value: Value) -> list[Value]:
    """Return the code points of a text."""
    return [float(ord(one)) for one in _string(value, "explode input must be a string")]


def tonumber(value: Value) -> float:
    """Return the number that a text has."""
    if type(value) is float:
        return value
    if not isinstance(value, str):
        raise wrong(value, "cannot be parsed as a number")
    if value.strip() in ("nan", "-nan"):
        return math.nan
    found = fromjson(value)
    if type(found) is not float:
        raise wrong(value, "cannot be parsed as a number")
    return found


def fromjson(value: Value) -> Value:
    """Return the value of a JSON text."""
    if not isinstance(value, str):
        raise wrong(value, "only strings can be parsed")
    try:
        return parse_one(value)
    except ParseError as error:
        raise JqError(str(error)) from None


def _array(value: Value, what: str) -> list[Value]:
    if not isinstance(value, list):
        raise wrong(value, what)
    return value


def ordered(value: Value) -> list[Value]:
    """Return an array sorted."""
    return sorted(_array(value, "cannot be sorted, as it is not an array"), key=key_of)


def pairs(value: Value, keys: list[Value]) -> list[tuple[Any, Value]]:
    """Return the parts of an array with what sorts each."""
    if not isinstance(value, list):
        raise wrong_pair(value, keys, "cannot be sorted, as they are not both arrays")
    return [(key_of(key), one) for key, one in zip(keys, value, strict=True)]


def groups(value: Value, keys: list[Value]) -> list[list[Value]]:
    """Return the parts of an array together whose keys are equal, by the keys."""
    out: list[list[Value]] = []
    last: Any = None
    for key, one in sorted(pairs(value, keys), key=lambda pair: pair[0]):
        if not out or key != last:
            out.append([])
            last = key
        out[-1].append(one)
    return out


def extreme(value: Value, keys: Value, *, largest: bool) -> Value:
    """Return the first of the smallest or the last of the largest parts."""
    if not isinstance(value, list) or not isinstance(keys, list):
        raise wrong_pair(value, keys, "cannot be iterated over")
    best: Value = None
    found: Value = None
    for index, (one, key) in enumerate(zip(value, keys, strict=True)):
        if not index or (compare(key, best) < 0) != largest:
            found, best = one, key
    return found


def unique(value: Value) -> list[Value]:
    """Return the parts of an array, sorted and each once."""
    keys = [[one] for one in _items(value)]
    return [one[0] for one in groups(value, keys)]


def _items(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise JqError(f"Cannot iterate over {kind(value)} ({_shown(value)})")


def _shown(value: Value) -> str:
    from .values import shown

    return shown(value)


def add(value: Value) -> Value:
    """Return the sum of all parts."""
    items = _items(value)
    if items and all(type(one) is str for one in items):
        return "".join(items)
    if items and all(type(one) is list for one in items):
        if sum(map(len, items)) > operators.MOST_PARTS:
            raise MemoryError
        return [one for part in items for one in part]
    out: Value = None
    for one in items:
        out = operators.add(out, one)
    return out


def join(value: Value, separator: Value) -> Value:
    """Return the parts of an array in one text."""
    items = _items(value)
    if isinstance(separator, str) and all(type(one) is str for one in items):
        return separator.join(items)
    out: Value = None
    for one in items:
        out = "" if out is None else operators.add(out, separator)
        part = text(one) if isinstance(one, (bool, float)) else one if true(one) else ""
        out = operators.add(out, part)
    return "" if out is None else out


def flatten(value: Value, depth: Value) -> list[Value]:
    """Return an array with the arrays in it laid open, so many deep."""
    if compare(depth, 0.0) < 0:
        raise JqError("flatten depth must not be negative")
    out: list[Value] = []
    for one in _items(value):
        if isinstance(one, list) and depth != 0:
            out += _flat(one, operators.subtract(depth, 1.0))
        else:
            out.append(one)
    return out


def _flat(value: list[Value], depth: Value) -> list[Value]:
    out: list[Value] = []
    for one in value:
        if isinstance(one, list) and depth != 0:
            out += _flat(one, operators.subtract(depth, 1.0))
        else:
            out.append(one)
    return out


def reverse(value: Value) -> list[Value]:
    """Return an array backwards."""
    if value is None or value == "" or value == {}:
        return []
    if isinstance(value, list):
        return value[::-1]
    size = length(value)
    if size < 1:
        return []
    return [paths.get(value, size - 1)]


def indices(value: Value, part: Value) -> Value:
    """Return where a part lies in a text or an array."""
    if value is None:
        return None
    if isinstance(value, list) and isinstance(part, list):
        return paths.indices(value, part)
    if isinstance(value, list):
        return [float(at) for at, one in enumerate(value) if compare(one, part) == 0]
    if isinstance(value, str) and isinstance(part, str):
        if not part:
            return None
        raw, wanted = value.encode("utf-8", "surrogatepass"), part.encode("utf-8", "surrogatepass")
        out: list[Value] = []
        at = raw.find(wanted)
        while at >= 0:
            out.append(float(at))
            at = raw.find(wanted, at + 1)
        return out
    return paths.get(value, part)


def to_entries(value: Value) -> list[Value]:
    """Return the fields of an object as objects with key and value."""
    return [{"key": key, "value": paths.get(value, key)} for key in paths.keys(value, ordered=False)]


def from_entries(value: Value) -> Value:
    """Return an object of what to_entries gives."""
    out: dict[str, Value] = {}
    for one in _items(value):
        key: Value = None
        for name in ("key", "Key", "name", "Name"):
            key = paths.get(one, name)
            if true(key):
                break
        else:
            key = key if name == "Name" else None
        if not isinstance(key, str):
            raise JqError(f"Cannot use {kind(key)} ({_shown(key)}) as object key")
        out[key] = paths.get(one, "value" if paths.has(one, "value") else "Value")
    return out


def transpose(value: Value) -> list[Value]:
    """Return rows as columns, filled up with null."""
    if value == []:
        return []
    rows = _items(value)
    size = max(int(length(row)) for row in rows) if rows else 0
    return [[paths.get(row, float(at)) for row in rows] for at in range(size)]


def bsearch(value: Value, target: Value) -> float:
    """Return where a value is in a sorted array, or -1 less where it would have to be."""
    items = _items(value)
    low, high = 0, len(items)
    while low < high:
        middle = (low + high - 1) // 2
        order = compare(items[middle], target)
        if order == 0:
            return float(middle)
        low, high = (middle + 1, high) if order < 0 else (low, middle)
    return float(-1 - low)


def _affix(value: Value, part: Value, cut: Callable[[str, str], str]) -> Value:
    return cut(value, part) if isinstance(value, str) and isinstance(part, str) else value


def _both_strings(a: Value, b: Value, name: str) -> tuple[str, str]:
    if not isinstance(a, str) or not isinstance(b, str):
        raise JqError(f"{name}() requires string inputs")
    return a, b


def starts(value: Value, part: Value) -> bool:
    """Tell whether a text begins with another."""
    whole, head = _both_strings(value, part, "startswith")
    return whole.startswith(head)


def ends(value: Value, part: Value) -> bool:
    """Tell whether a text ends with another."""
    whole, tail = _both_strings(value, part, "endswith")
    return whole.endswith(tail)


def split(value: Value, separator: Value) -> list[Value]:
    """Return the parts of a text."""
    if not isinstance(value, str) or not isinstance(separator, str):
        raise JqError("split input and separator must be strings")
    return operators.split(value, separator)


def setpath(value: Value, path: Value, new: Value) -> Value:
    """Return a value with something else at a path."""
    if not isinstance(path, list):
        raise JqError("Path must be specified as an array")
    return paths.put_path(value, path, new)


def _lower(value: Value) -> str:
    return "".join(chr(ord(one) + 32) if "A" <= one <= "Z" else one for one in
                   _string(value, "explode input must be a string"))


def _upper(value: Value) -> str:
    return "".join(chr(ord(one) - 32) if "a" <= one <= "z" else one for one in
                   _string(value, "explode input must be a string"))


def _bytes(value: Value) -> float:
    if not isinstance(value, str):
        raise wrong(value, "only strings have UTF-8 byte length")
    return float(len(value.encode("utf-8", "surrogatepass")))

# --- the table ---


Native = Callable[..., Run]


def function(work: Callable[..., Value], arity: int) -> Native:
    """Return a builtin of a function of the input and its arguments: the last argument varies slowest."""
    def make(machine: Machine, *arguments: Run) -> Run:
        if arity == 0:
            return lambda env, v, path, emit: emit(work(v), path)
        if arity == 1:
            only = arguments[0]
            return lambda env, v, path, emit: only(env, v, None, lambda a, _: emit(work(v, a), path))

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def go(at: int, found: tuple[Value, ...]) -> None:
                if at < 0:
                    emit(work(v, *found), path)
                else:
                    arguments[at](env, v, None, lambda a, _: go(at - 1, (a, *found)))

            go(arity - 1, ())

        return run

    return make


def _with_machine(work: Callable[..., Value], arity: int) -> Native:
    """Return a builtin of a function of the machine, the input and the arguments."""
    def make(machine: Machine, *arguments: Run) -> Run:
        return function(lambda v, *rest: work(machine, v, *rest), arity)(machine, *arguments)

    return make


def _zone(machine: Machine) -> str:
    return zone_of(machine.env.get("TZ", "UTC"))


def _sorted_keys(value: Value) -> list[Value]:
    return paths.keys(value)


def _is_normal(value: Value) -> bool:
    return type(value) is float and math.isfinite(value) and abs(value) >= 2.2250738585072014e-308


FUNCTIONS: Final[dict[tuple[str, int], Native]] = {
    (name, arity): function(work, arity) for name, arity, work in (
        ("not", 0, lambda v: not true(v)), ("length", 0, length), ("utf8bytelength", 0, _bytes), ("type", 0, kind),
        ("keys", 0, _sorted_keys), ("keys_unsorted", 0, lambda v: paths.keys(v, ordered=False)), ("has", 1, paths.has),
        ("contains", 1, paths.contains), ("tostring", 0, text), ("tojson", 0, dump), ("fromjson", 0, fromjson),
        ("tonumber", 0, tonumber), ("explode", 0, explode), ("implode", 0, implode), ("ascii_downcase", 0, _lower),
        ("ascii_upcase", 0, _upper), ("ltrimstr", 1, lambda v, part: _affix(v, part, str.removeprefix)),
        ("rtrimstr", 1, lambda v, part: _affix(v, part, str.removesuffix)), ("startswith", 1, starts),
        ("endswith", 1, ends), ("split", 1, split), ("join", 1, join), ("sort", 0, ordered), ("unique", 0, unique),
        ("min", 0, lambda v: extreme(v, v, largest=False)), ("max", 0, lambda v: extreme(v, v, largest=True)),
        ("add", 0, add), ("flatten", 0, lambda v: flatten(v, 1e9)), ("flatten", 1, flatten), ("reverse", 0, reverse),
        ("indices", 1, indices), ("index", 1, lambda v, part: paths.get(indices(v, part), 0.0)),
        ("rindex", 1, lambda v, part: paths.get(indices(v, part), -1.0)), ("to_entries", 0, to_entries),
        ("from_entries", 0, from_entries), ("transpose", 0, transpose), ("bsearch", 1, bsearch),
        ("setpath", 2, setpath),
        ("delpaths", 1, paths.delete_paths), ("format", 1, lambda v, name: formatted(_string(
            name, f"{kind(name)} ({_shown(name)}) is not a valid format"), v)),
        ("infinite", 0, lambda v: math.inf), ("nan", 0, lambda v: math.nan),
        ("isinfinite", 0, lambda v: type(v) is float and math.isinf(v)), ("isnan", 0, lambda v: type(v) is float
                                                                          and v != v),
        ("isnormal", 0, _is_normal), ("isfinite", 0, lambda v: type(v) is float and not math.isinf(v)),
        ("mktime", 0, lambda v: float(dates.seconds_of(v, "mktime"))),
        ("gmtime", 0, lambda v: dates.broken_down(v, "gmtime")),
        ("strptime", 1, dates.strptime), ("strftime", 1, lambda v, form: dates.strftime(v, form, "strftime/1")),
        ("frexp", 0, frexp), ("modf", 0, modf), ("lgamma_r", 0, lgamma_r),
        ("fma", 3, lambda v, a, b, c: number(a) * number(b) + number(c)),
    )
} | {
    (name, 0): function(lambda v, work=work: safe(work, number(v)), 0) for name, work in ONE.items()
} | {
    (name, 2): function(lambda v, a, b, work=work: safe(work, number(a), number(b)), 2) for name,
    work in TWO.items()
} | {
    ("now", 0): _with_machine(lambda machine, v: machine.now / 1000, 0),
    ("env", 0): _with_machine(lambda machine, v: dict(machine.env), 0),
    ("input", 0): _with_machine(lambda machine, v: machine.input(), 0),
    ("input_filename", 0): _with_machine(lambda machine, v: machine.file, 0),
    ("input_line_number", 0): _with_machine(lambda machine, v: float(machine.line), 0),
    ("localtime", 0): _with_machine(lambda machine, v: dates.broken_down(v, "localtime", _zone(machine)), 0),
    ("strflocaltime", 1): _with_machine(
        lambda machine, v, form: dates.strftime(v, form, "strflocaltime/1", _zone(machine)), 1),
}
