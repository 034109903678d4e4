"""Generators: the builtins that take filters, lead into values by paths, or have no, one or many outputs."""

from collections.abc import Callable
from typing import Final

from . import functions, operators
from .compiler import Emit, Env, Machine, Path, Run, modified, paths_of
from .json_text import dump
from .matching import matches, named
from .paths import delete_paths, get_path
from .values import Break, JqError, Value, compare, equal, kind, same, shown, true


class Halt(Exception):
    """The end of the program, asked for by the filter: what is said, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


def outputs(run: Run, env: Env, value: Value) -> list[Value]:
    """Return all outputs of a filter."""
    out: list[Value] = []
    run(env, value, None, lambda r, _: out.append(r))
    return out


def _items(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise JqError(f"Cannot iterate over {kind(value)} ({shown(value)})")


def empty(machine: Machine) -> Run:
    """No output."""
    return lambda env, v, path, emit: None


def error(machine: Machine, *message: Run) -> Run:
    """Fail with a value; null is no failure but no output."""
    def fail(value: Value, _: Path | None = None) -> None:
        if value is not None:
            raise JqError(value)

    if not message:
        return lambda env, v, path, emit: fail(v)
    return lambda env, v, path, emit: message[0](env, v, None, fail)


def select(machine: Machine, wanted: Run) -> Run:
    """The input, if a filter says so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        wanted(env, v, None, lambda r, _: emit(v, path) if true(r) else None)

    return run


def kinds(*names: str) -> Callable[[Machine], Run]:
    """The input, if it is of some kinds."""
    def make(machine: Machine) -> Run:
        return lambda env, v, path, emit: emit(v, path) if kind(v) in names else None

    return make


def map_all(machine: Machine, change: Run) -> Run:
    """`map`."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        out: list[Value] = []
        keep: Emit = lambda r, _: out.append(r)  # noqa: E731 - one closure for all parts
        items = _items(v)
        machine.tick(1 + (len(items) >> 3))
        for one in items:
            change(env, one, None, keep)
        emit(out, path)

    return run


def map_values(machine: Machine, change: Run) -> Run:
    """Each part changed in its place."""
    def parts(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        assert path is not None
        keys = range(len(v)) if isinstance(v, list) else _items(v) and v
        for key in keys:
            emit(v[key], Path((*path.keys, float(key) if isinstance(v, list) else key), v[key]))

    return lambda env, v, path, emit: emit(modified(parts, change, env, v), path)


def with_entries(machine: Machine, change: Run) -> Run:
    """An object by way of its entries."""
    mapped = map_all(machine, change)

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        mapped(env, functions.to_entries(v), None, lambda r, _: emit(functions.from_entries(r), path))

    return run


def recurse(machine: Machine, *filters: Run) -> Run:
    """The input and what a filter makes of it, and so on."""
    if not filters:
        return _everything(machine)
    step = filters[0]
    goes_on = filters[1] if len(filters) > 1 else None
    count = [0]

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def each(one: Value, p: Path | None) -> None:
            count[0] += 1
            if not count[0] & 7:
                machine.tick()
            emit(one, p)
            if goes_on is None:
                step(env, one, p, each)
            else:
                step(env, one, p, lambda r, q: goes_on(env, r, None, lambda c, _: each(r, q) if true(c) else None))

        each(v, path)

    return run


def _everything(machine: Machine) -> Run:
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        if path is not None and not same(v, path.value) and isinstance(v, (list, dict)):
            emit(v, path)
            raise JqError(f"Invalid path expression near attempt to iterate through {shown(v)}")
        emit(v, path)
        if isinstance(v, (list, dict)):
            machine.tick(1 + (len(v) >> 3))
            for key, one in enumerate(v) if isinstance(v, list) else v.items():
                inner = None if path is None else Path((*path.keys, float(key) if isinstance(v, list) else key), one)
                run(env, one, inner, emit)

    return run


def span(machine: Machine, *bounds: Run) -> Run:
    """`range`: numbers from one to before another."""
    def count(start: Value, stop: Value, step: Value, path: Path | None, emit: Emit) -> None:
        if not all(type(one) is float for one in (start, stop, step)):
            raise JqError("Range bounds must be numeric")
        at, done = start, 0
        while (step > 0 and at < stop) or (step < 0 and at > stop):
            done += 1
            if not done & 15:
                machine.tick()
            emit(at, path)
            at += step

    if len(bounds) == 1:
        return lambda env, v, path, emit: bounds[0](env, v, None, lambda b, _: count(0.0, b, 1.0, path, emit))
    if len(bounds) == 2:
        return lambda env, v, path, emit: bounds[0](env, v, None, lambda a, _: bounds[1](
            env, v, None, lambda b, _: count(a, b, 1.0, path, emit)))
    return lambda env, v, path, emit: bounds[0](env, v, None, lambda a, _: bounds[1](env, v, None, lambda b,
        _: bounds[2](
        env, v, None, lambda c, _: count(a, b, c, path, emit))))


def _leaving(run: Callable[[object], None]) -> None:
    """Run something that may leave by a label of its own."""
    label = object()
    try:
        run(label)
    except Break as way:
        if way.label is not label:
            raise


def first(machine: Machine, source: Run) -> Run:
    """The first output of a filter."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def body(label: object) -> None:
            def one(r: Value, p: Path | None) -> None:
                emit(r, p)
                raise Break(label)

            source(env, v, path, one)

        _leaving(body)

    return run


def limit(machine: Machine, number: Run, source: Run) -> Run:
    """The first outputs of a filter: with 0 one all the same, with less all, as jq 1.6 has it."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def counted(n: Value, _: Path | None = None) -> None:
            if compare(n, 0.0) < 0:
                source(env, v, path, emit)
                return

            def body(label: object) -> None:
                left = n

                def one(r: Value, p: Path | None) -> None:
                    nonlocal left
                    left = operators.subtract(left, 1.0)
                    emit(r, p)
                    if compare(left, 0.0) <= 0:
                        raise Break(label)

                source(env, v, path, one)

            _leaving(body)

        number(env, v, None, counted)

    return run


def last(machine: Machine, source: Run) -> Run:
    """The last output of a filter, null if it has none."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found: Value = None

        def one(r: Value, _: Path | None) -> None:
            nonlocal found
            found = r

        source(env, v, None, one)
        emit(found, path)

    return run


def nth(machine: Machine, number: Run, source: Run) -> Run:
    """The output of a filter with a number, from 0."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(n: Value, _: Path | None) -> None:
            if compare(n, 0.0) < 0:
                raise JqError("nth doesn't support negative indices")
            upto: Run = lambda env, v, path, emit: emit(operators.add(n, 1.0), path)  # noqa: E731
            last(machine, limit(machine, upto, source))(env, v, path, emit)

        number(env, v, None, one)

    return run


def place(key: float) -> Callable[[Machine], Run]:
    """`first` and `last` of an array."""
    def make(machine: Machine) -> Run:
        from .compiler import access

        return lambda env, v, path, emit: access(v, key, path, emit)

    return make


def nth_place(machine: Machine, number: Run) -> Run:
    """The part of an array with a number."""
    from .compiler import access

    return lambda env, v, path, emit: number(env, v, None, lambda n, _: access(v, n, path, emit))


def until(machine: Machine, done: Run, step: Run) -> Run:
    """A filter over and over until something is so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            said = outputs(done, env, v)
            if len(said) != 1:
                for one in said:
                    if true(one):
                        emit(v, path)
                    else:
                        step(env, v, path, lambda r, p: run(env, r, p, emit))
                return
            if true(said[0]):
                emit(v, path)
                return
            found: list[tuple[Value, Path | None]] = []
            step(env, v, path, _kept_in(found))
            if len(found) != 1:
                for r, p in found:
                    run(env, r, p, emit)
                return
            v, path = found[0]

    return run


def while_true(machine: Machine, goes_on: Run, step: Run) -> Run:
    """The input and what a filter makes of it over and over, as long as something is so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            said = [one for one in outputs(goes_on, env, v) if true(one)]
            if len(said) != 1:
                for _ in said:
                    emit(v, path)
                    step(env, v, path, lambda r, p: run(env, r, p, emit))
                return
            emit(v, path)
            found: list[tuple[Value, Path | None]] = []
            step(env, v, path, _kept_in(found))
            if len(found) != 1:
                for r, p in found:
                    run(env, r, p, emit)
                return
            v, path = found[0]

    return run


def repeat(machine: Machine, source: Run) -> Run:
    """What a filter makes of the input, for ever: jq 1.6 gives it the same input each time."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            source(env, v, path, emit)

    return run


def inputs(machine: Machine) -> Run:
    """All further inputs."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        try:
            while True:
                emit(machine.input(), path)
        except JqError as failure:
            if failure.value != "break":
                raise

    return run


def any_all(decides: bool) -> Callable[..., Run]:
    """`any` and `all`: of the parts, of a condition on them, or of a condition on what a filter gives."""
    def make(machine: Machine, *filters: Run) -> Run:
        condition = filters[-1] if filters else None
        source = filters[0] if len(filters) == 2 else None

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            found = False

            def body(label: object) -> None:
                def judged(c: Value, _: Path | None) -> None:
                    nonlocal found
                    if true(c) is decides:
                        found = True
                        raise Break(label)

                def one(r: Value, _: Path | None) -> None:
                    if condition is None:
                        judged(r, None)
                    else:
                        condition(env, r, None, judged)

                if source is not None:
                    source(env, v, None, one)
                else:
                    for item in _items(v):
                        one(item, None)

            _leaving(body)
            emit(found is decides, path)

        return run

    return make


def isempty(machine: Machine, source: Run) -> Run:
    """Whether a filter has no output."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found = False

        def body(label: object) -> None:
            def one(r: Value, _: Path | None) -> None:
                nonlocal found
                found = True
                raise Break(label)

            source(env, v, None, one)

        _leaving(body)
        emit(not found, path)

    return run


def is_in(machine: Machine, *filters: Run) -> Run:
    """`IN`: whether the input, or any output of a filter, is among the outputs of another."""
    among = filters[-1]

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found = False

        def body(label: object) -> None:
            def looked_up(r: Value, _: Path | None = None) -> None:
                def one(other: Value, _: Path | None) -> None:
                    nonlocal found
                    if equal(r, other):
                        found = True
                        raise Break(label)

                among(env, r, None, one)

            if len(filters) == 2:
                filters[0](env, v, None, looked_up)
            else:
                looked_up(v)

        _leaving(body)
        emit(found, path)

    return run


# --- by keys ---

def _by(work: Callable[[Value, list[Value]], Value]) -> Callable[[Machine, Run], Run]:
    def make(machine: Machine, key: Run) -> Run:
        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            items = _items(v)
            machine.tick(1 + (len(items) >> 3))
            emit(work(v, [outputs(key, env, one) for one in items]), path)

        return run

    return make


def _sort_by(value: Value, keys: list[Value]) -> list[Value]:
    return [one for _, one in sorted(functions.pairs(value, keys), key=lambda pair: pair[0])]


def walk(machine: Machine, change: Run) -> Run:
    """A filter on every part, the innermost first."""
    def visit(env: Env, v: Value, emit: Emit) -> None:
        machine.tick()
        if isinstance(v, dict):
            fields: dict[str, Value] | None = {}
            for key, one in v.items():
                found: list[Value] = []
                visit(env, one, lambda r, _, keep=found: keep.append(r))  # type: ignore[misc]
                fields = {**(fields or {}), key: found[-1]} if found else None
            change(env, fields, None, emit)
        elif isinstance(v, list):
            parts: list[Value] = []
            for one in v:
                visit(env, one, lambda r, _: parts.append(r))
            change(env, parts, None, emit)
        else:
            change(env, v, None, emit)

    return lambda env, v, path, emit: visit(env, v, lambda r, _: emit(r, path))


# --- paths ---

def path_of(machine: Machine, leads: Run) -> Run:
    """The paths that a filter leads to."""
    return lambda env, v, path, emit: paths_of(leads, env, v, lambda keys: emit(list(keys), path))


def getpath(machine: Machine, keys: Run) -> Run:
    """What is at a path."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(k: Value, _: Path | None) -> None:
            if not isinstance(k, list):
                raise JqError("Path must be specified as an array")
            if path is not None and not same(v, path.value):
                raise JqError(f"Invalid path expression with result {shown(v)}")
            found = get_path(v, k)
            emit(found, None if path is None else Path((*path.keys, *k), found))

        keys(env, v, None, one)

    return run


def all_paths(machine: Machine, *wanted: Run) -> Run:
    """The paths of all parts, or of those that a filter wants."""
    everything = _everything(machine)

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(part: Value, place: Path | None) -> None:
            if place is None or not place.keys:
                return
            keys = list(place.keys)
            if wanted:
                wanted[0](env, part, None, lambda r, _: emit(keys, path) if true(r) else None)
            else:
                emit(keys, path)

        everything(env, v, Path((), v), one)

    return run


def leaf_paths(machine: Machine) -> Run:
    """The paths of all parts that have none themselves."""
    return all_paths(machine, lambda env, v, path, emit: emit(not isinstance(v, (list, dict)), None))


def delete(machine: Machine, leads: Run) -> Run:
    """The input without some parts."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found: list[Value] = []
        paths_of(leads, env, v, lambda keys: found.append(list(keys)))
        emit(delete_paths(v, found), path)

    return run


def events(value: Value) -> list[Value]:
    """Return a value as the events of a stream: each leaf with its path, and the last path where something ends."""
    out: list[Value] = []

    def visit(v: Value, keys: list[Value], top: bool) -> None:
        if not isinstance(v, (list, dict)) or not v:
            out.append([keys, v])
            return
        key: Value = None
        for name in range(len(v)) if isinstance(v, list) else v:
            key = float(name) if isinstance(v, list) else name
            visit(v[name], [*keys, key], False)
        out.append([[*keys, key]])

    visit(value, [], True)
    return out


def tostream(machine: Machine) -> Run:
    """The events of a stream."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        for event in events(v):
            machine.tick()
            emit(event, path)

    return run


# --- regular expressions ---

def _pattern(machine: Machine, arguments: tuple[Run, ...], env: Env, v: Value, take: Callable[[Value, Value],
    None]) -> None:
    """Give the pattern and the flags: one argument may be an array of both."""
    if len(arguments) > 1:
        arguments[1](env, v, None, lambda flags, _: arguments[0](env, v, None, lambda pattern, _: take(pattern, flags)))
        return

    def one(value: Value, _: Path | None) -> None:
        if isinstance(value, str):
            take(value, None)
        elif isinstance(value, list) and value:
            take(value[0], value[1] if len(value) > 1 else None)
        else:
            raise JqError(f"{kind(value)} not a string or array")

    arguments[0](env, v, None, one)


def test(machine: Machine, *arguments: Run) -> Run:
    """Whether a text matches."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        _pattern(machine, arguments, env, v, lambda pattern, flags: emit(
            bool(matches(v, pattern, flags, machine.tick, first=True)), path))

    return run


def match(machine: Machine, *arguments: Run) -> Run:
    """The matches in a text."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(pattern: Value, flags: Value) -> None:
            for found in matches(v, pattern, flags, machine.tick):
                emit(found, path)

        _pattern(machine, arguments, env, v, one)

    return run


def capture(machine: Machine, *arguments: Run) -> Run:
    """The named parts of matches."""
    found = match(machine, *arguments)
    return lambda env, v, path, emit: found(env, v, None, lambda r, _: emit(named(r), path))


def scan(machine: Machine, pattern: Run) -> Run:
    """The texts of all matches, or of what is captured in them."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(expression: Value, _: Path | None) -> None:
            for found in matches(v, expression, "g", machine.tick):
                emit([part["string"] for part in found["captures"]] or found["string"], path)

        pattern(env, v, None, one)

    return run


def splits(machine: Machine, *arguments: Run) -> Run:
    """The texts between matches."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(pattern: Value, flags: Value) -> None:
            at = 0
            for found in matches(v, pattern, operators.add("g", flags), machine.tick):
                emit(v[at : int(found["offset"])], path)
                at = int(found["offset"] + found["length"])
            emit(v[at:], path)

        arguments[0](env, v, None, lambda pattern, _: one(pattern, None) if len(arguments) == 1 else arguments[1](
            env, v, None, lambda flags, _: one(pattern, flags)))

    return run


def split(machine: Machine, *arguments: Run) -> Run:
    """The texts between matches, in an array."""
    parts = splits(machine, *arguments)
    return lambda env, v, path, emit: emit(outputs(parts, env, v), path)


def substitute(everywhere: bool) -> Callable[..., Run]:
    """`sub` and `gsub`: what a filter makes of the named captures in the place of matches."""
    def make(machine: Machine, pattern: Run, text: Run, *flags: Run) -> Run:
        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def with_flags(expression: Value, given: Value) -> None:
                flag = operators.add(given, "g") if everywhere else given
                many = isinstance(flag, str) and "g" in flag
                rest, heads = v, []
                while True:
                    found = matches(rest, expression, flag.replace("g", "") if many else flag, machine.tick)
                    if not found:
                        break
                    end = int(found[0]["offset"] + found[0]["length"])
                    heads.append((rest[: int(found[0]["offset"])], named(found[0])))
                    rest = rest[end:]
                    if not many or not rest:
                        break
                _assembled(machine, text, env, rest, heads, lambda r: emit(r, path))

            pattern(env, v, None, lambda expression, _: with_flags(expression, "") if not flags else flags[0](
                env, v, None, lambda given, _: with_flags(expression, given)))

        return run

    return make


def _assembled(
    machine: Machine, text: Run, env: Env, rest: str, heads: list[tuple[str, Value]], emit: Callable[[Value], None],
) -> None:
    """Give each text that comes of the heads, what stands for each match, and the rest."""
    plus = operators.add
    tails: list[Value] = [rest]
    parts: list[str] = []
    for head, captures in reversed(heads):
        made = outputs(text, env, captures)
        if len(tails) == len(made) == 1 and isinstance(made[0], str):
            parts += [made[0], head]
            continue
        if parts:
            whole = "".join(reversed(parts))
            tails, parts = [whole + tail for tail in tails], []
        tails = [plus(plus(head, one), tail) for tail in tails for one in made]
    before = "".join(reversed(parts))
    for tail in tails:
        emit(before + tail if before else tail)


# --- the machine ---

def debug(machine: Machine) -> Run:
    """The input, told on standard error."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        machine.err(f'["DEBUG:",{dump(v)}]\n')
        emit(v, path)

    return run


def stderr(machine: Machine) -> Run:
    """The input, written to standard error as it is."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        machine.err(dump(v))
        emit(v, path)

    return run


def halt(machine: Machine) -> Run:
    """The end."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        raise Halt("", 0)

    return run


def halt_error(machine: Machine, code: Run) -> Run:
    """The end, with the input on standard error."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(number: Value, _: Path | None) -> None:
            if type(number) is not float:
                raise JqError("halt_error/1: number required")
            raise Halt(v if isinstance(v, str) else "" if v is None else dump(v) + "\n", int(number) & 255)

        code(env, v, None, one)

    return run


def builtins(machine: Machine) -> Run:
    """The names of all builtins."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        from .library import library_of

        library = library_of()
        emit([f"{name}/{arity}" for name, arity in (*library.native, *library.defined)], path)

    return run


GENERATORS: Final[dict[tuple[str, int], Callable[..., Run]]] = {
    ("empty", 0): empty, ("error", 0): error, ("error", 1): error, ("select", 1): select, ("map", 1): map_all,
    ("map_values", 1): map_values, ("with_entries", 1): with_entries, ("recurse", 0): recurse, ("recurse", 1): recurse,
    ("recurse", 2): recurse, ("range", 1): span, ("range", 2): span, ("range", 3): span, ("first", 1): first,
    ("last", 1): last, ("limit", 2): limit, ("nth", 2): nth, ("first", 0): place(0.0), ("last", 0): place(-1.0),
    ("nth", 1): nth_place, ("until", 2): until, ("while", 2): while_true, ("repeat", 1): repeat, ("inputs", 0): inputs,
    ("any", 0): any_all(True), ("any", 1): any_all(True), ("any", 2): any_all(True), ("all", 0): any_all(False),
    ("all", 1): any_all(False), ("all", 2): any_all(False), ("isempty", 1): isempty, ("IN", 1): is_in, ("IN", 2): is_in,
    ("sort_by", 1): _by(_sort_by), ("group_by", 1): _by(functions.groups),
    ("unique_by", 1): _by(lambda v, keys: [one[0] for one in functions.groups(v, keys)]),
    ("min_by", 1): _by(lambda v, keys: functions.extreme(v, keys, largest=False)),
    ("max_by", 1): _by(lambda v, keys: functions.extreme(v, keys, largest=True)), ("walk", 1): walk,
    ("path", 1): path_of, ("getpath", 1): getpath, ("paths", 0): all_paths, ("paths", 1): all_paths,
    ("leaf_paths", 0): leaf_paths, ("del", 1): delete, ("tostream", 0): tostream, ("test", 1): test, ("test", 2): test,
    ("match", 1): match, ("match", 2): match, ("capture", 1): capture, ("capture", 2): capture, ("scan", 1): scan,
    ("splits", 1): splits, ("splits", 2): splits, ("split", 2): split, ("sub", 2): substitute(False),
    ("sub", 3): substitute(False), ("gsub", 2): substitute(True), ("gsub", 3): substitute(True), ("debug", 0): debug,
    ("stderr", 0): stderr, ("halt", 0): halt, ("halt_error", 1): halt_error, ("builtins", 0): builtins,
    ("arrays", 0): kinds("array"), ("objects", 0): kinds("object"), ("iterables", 0): kinds("array", "object"),
    ("booleans", 0): kinds("boolean"), ("numbers", 0): kinds("number"), ("strings", 0): kinds("string"),
    ("nulls", 0): kinds("null"), ("values", 0): kinds("boolean", "number", "string", "array", "object"),
    ("scalars", 0): kinds("null", "boolean", "number", "string"),
}


def _kept_in(found: list[tuple[Value, Path | None]]) -> Emit:
    """Return what puts each result into a list."""
    return lambda result, path: found.append((result, path))
