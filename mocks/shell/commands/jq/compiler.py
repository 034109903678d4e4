"""Compiler: makes a filter's tree into functions.

A filter becomes a function that takes its environment, an input, where that lies (None outside `path(...)`), and a
function that it calls with each output and its path. So a filter runs on while what follows it runs: `try` also catches
what goes wrong after it, as in jq 1.6, and `limit` or `label` leave by an exception.

An environment is a chain of pairs: what was bound last, and the rest.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from . import operators
from .formats import formatted, formatter
from .parser import CompileError, located, parse
from .paths import delete_paths, get, get_path, put_path
from .syntax import (
    Alternative,
    And,
    Assign,
    Binary,
    Bind,
    BreakTo,
    Call,
    Comma,
    Define,
    Each,
    Elements,
    Filter,
    Foreach,
    Format,
    Identity,
    If,
    Index,
    Label,
    Literal,
    Location,
    MakeArray,
    MakeObject,
    Named,
    Negate,
    Or,
    Pattern,
    Pipe,
    Reduce,
    Slice,
    Text,
    Try,
    Variable,
)
from .values import Break, JqError, Value, kind, same, shown, true


class Path(NamedTuple):
    """Where a value lies: the keys that lead there, and the value that they lead to."""

    keys: tuple[Value, ...]
    value: Value


Env: TypeAlias = Any
Emit: TypeAlias = Callable[[Value, Path | None], None]
Run: TypeAlias = Callable[[Env, Value, Path | None, Emit], None]


class Machine(Protocol):
    """What a filter has around it."""

    env: Mapping[str, str]
    now: int

    def tick(self, work: int = 1) -> None:
        """Count work."""

    def input(self) -> Value:
        """Return the next input; JqError("break") if there is none."""

    def err(self, text: str) -> None:
        """Write to standard error."""

    @property
    def file(self) -> str | None:
        """The file of the input at hand."""

    @property
    def line(self) -> int:
        """How many lines have been read of it."""


class Scope(NamedTuple):
    """What a name means: a variable or a function's parameter in the environment, a function, or a label."""

    name: str
    depth: int
    outer: "Scope | None"
    function: "Function | None" = None


class Function(NamedTuple):
    """A function that a filter defines: its parameters, its body once that is compiled, how deep it was defined."""

    parameters: tuple[str, ...]
    body: list[Run]
    depth: int


_FRAMES: Final = 250_000
"""How deep Python's calls may go while a filter runs: they lie on the heap, not on the stack of the machine."""

_deep = [0, 0]


@contextmanager
def deep() -> Iterator[None]:
    """Let filters call each other as deep as they do; of nested uses the outermost sets the limit back."""
    if not _deep[0]:
        _deep[1] = sys.getrecursionlimit()
        sys.setrecursionlimit(max(_FRAMES, _deep[1]))
    _deep[0] += 1
    try:
        yield
    finally:
        _deep[0] -= 1
        if not _deep[0]:
            sys.setrecursionlimit(_deep[1])


class Compiler:
    """Compiles one filter for one machine."""

    def __init__(self, machine: Machine, text: str) -> None:
        self.machine = machine
        self._source = text
        self._errors: list[str] = []
        self._own: dict[tuple[str, int], Function] = {}

    def program(self, variables: Mapping[str, Value]) -> Callable[[Value, Emit], None]:
        """Return the filter, ready to be given inputs; CompileError if it cannot be compiled."""
        scope: Scope | None = None
        env: Env = None
        for name, value in variables.items():
            scope = Scope(f"${name}", _depth(scope) + 1, scope)
            env = (value, env)
        run = self.compile(parse(self._source), scope)
        if self._errors:
            raise CompileError(self._errors)
        return lambda value, emit: run(env, value, None, emit)

    def compile(self, node: Filter, scope: Scope | None) -> Run:
        """Return a filter as a function."""
        method: Callable[[Filter, Scope | None], Run] = getattr(self, f"_{type(node).__name__.lower()}")
        return method(node, scope)

    def fail(self, message: str, at: int) -> None:
        """Note an error."""
        self._errors.append(located(self._source, message, at))

    # --- values and access ---

    def _literal(self, node: Literal, scope: Scope | None) -> Run:
        value = node.value
        return lambda env, v, path, emit: emit(value, path)

    def _identity(self, node: Identity, scope: Scope | None) -> Run:
        return lambda env, v, path, emit: emit(v, path)

    def _location(self, node: Location, scope: Scope | None) -> Run:
        place = {"file": "<top-level>", "line": float(node.line)}
        return lambda env, v, path, emit: emit(place, path)

    def _index(self, node: Index, scope: Scope | None) -> Run:
        term = None if isinstance(node.term, Identity) else self.compile(node.term, scope)
        optional = node.optional
        if isinstance(node.key, Literal):
            key = node.key.value
            name = isinstance(key, str)

            def fixed(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                if path is None and name and type(v) is dict:
                    emit(v.get(key), None)
                else:
                    access(v, key, path, emit, optional)

            if term is None:
                return fixed
            inner = term
            return lambda env, v, path, emit: inner(env, v, path, lambda r, p: fixed(env, r, p, emit))
        chosen = self.compile(node.key, scope)
        before = term or _same

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            chosen(env, v, None, lambda k, _: before(env, v, path, lambda r, p: access(r, k, p, emit, optional)))

        return run

    def _slice(self, node: Slice, scope: Scope | None) -> Run:
        term = self.compile(node.term, scope)
        start = self.compile(node.start or Literal(None), scope)
        stop = self.compile(node.stop or Literal(None), scope)
        optional = node.optional

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            start(env, v, None, lambda a, _: stop(env, v, None, lambda b, _: term(env, v, path, lambda r, p: access(
                r, {"start": a, "end": b}, p, emit, optional))))

        return run

    def _each(self, node: Each, scope: Scope | None) -> Run:
        optional, tick = node.optional, self.machine.tick

        def each(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            if path is not None and not same(v, path.value):
                raise JqError(f"Invalid path expression near attempt to iterate through {shown(v)}")
            if type(v) is list:
                tick(1 + (len(v) >> 3))
                if path is None:
                    for one in v:
                        emit(one, None)
                else:
                    for index, one in enumerate(v):
                        emit(one, Path((*path.keys, float(index)), one))
            elif type(v) is dict:
                tick(1 + (len(v) >> 3))
                if path is None:
                    for one in v.values():
                        emit(one, None)
                else:
                    for name, one in v.items():
                        emit(one, Path((*path.keys, name), one))
            elif not optional:
                raise JqError(f"Cannot iterate over {kind(v)} ({shown(v)})" if v is not None else
                              "Cannot iterate over null (null)")

        if isinstance(node.term, Identity):
            return each
        term = self.compile(node.term, scope)
        return lambda env, v, path, emit: term(env, v, path, lambda r, p: each(env, r, p, emit))

    # --- combination ---

    def _pipe(self, node: Pipe, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        return lambda env, v, path, emit: left(env, v, path, lambda r, p: right(env, r, p, emit))

    def _comma(self, node: Comma, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            left(env, v, path, emit)
            right(env, v, path, emit)

        return run

    def _binary(self, node: Binary, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        operate = operators.BINARY[node.operator]
        if isinstance(node.right, Literal):
            other = node.right.value
            return lambda env, v, path, emit: left(env, v, None, lambda a, _: emit(operate(a, other), path))

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            right(env, v, None, lambda b, _: left(env, v, None, lambda a, _: emit(operate(a, b), path)))

        return run

    def _negate(self, node: Negate, scope: Scope | None) -> Run:
        term = self.compile(node.term, scope)
        return lambda env, v, path, emit: term(env, v, path, lambda r, p: emit(operators.negated(r), p))

    def _and(self, node: And, scope: Scope | None) -> Run:
        return self._logic(node.left, node.right, scope, False)

    def _or(self, node: Or, scope: Scope | None) -> Run:
        return self._logic(node.left, node.right, scope, True)

    def _logic(self, first: Filter, second: Filter, scope: Scope | None, decides: bool) -> Run:
        left, right = self.compile(first, scope), self.compile(second, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def after(a: Value, _: Path | None) -> None:
                if true(a) is decides:
                    emit(decides, path)
                else:
                    right(env, v, None, lambda b, _: emit(true(b), path))

            left(env, v, None, after)

        return run

    def _alternative(self, node: Alternative, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            found = False

            def after(a: Value, p: Path | None) -> None:
                nonlocal found
                if true(a):
                    found = True
                    emit(a, p)

            left(env, v, path, after)
            if not found:
                right(env, v, path, emit)

        return run

    def _if(self, node: If, scope: Scope | None) -> Run:
        condition = self.compile(node.condition, scope)
        then, otherwise = self.compile(node.then, scope), self.compile(node.otherwise, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            condition(env, v, None, lambda c, _: (then if true(c) else otherwise)(env, v, path, emit))

        return run

    def _try(self, node: Try, scope: Scope | None) -> Run:
        body = self.compile(node.body, scope)
        handler = None if node.handler is None else self.compile(node.handler, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            try:
                body(env, v, path, emit)
                return
            except JqError as error:
                caught = error.value
            except Break:
                if handler is None:
                    raise
                caught = {"__jq": 0.0}
            if handler is not None:
                handler(env, caught, path, emit)

        return run

    def _label(self, node: Label, scope: Scope | None) -> Run:
        body = self.compile(node.body, Scope(f"*label-{node.name}", _depth(scope) + 1, scope))

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            label = object()
            try:
                body((label, env), v, path, emit)
            except Break as way:
                if way.label is not label:
                    raise

        return run

    def _breakto(self, node: BreakTo, scope: Scope | None) -> Run:
        found = _find(scope, f"*label-{node.name}")
        if found is None:
            self.fail(f"$*label-{node.name} is not defined", node.at)
            return _same
        steps = _depth(scope) - found.depth

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            raise Break(_at(env, steps))

        return run

    # --- variables and functions ---

    def _variable(self, node: Variable, scope: Scope | None) -> Run:
        found = _find(scope, f"${node.name}")
        if found is None:
            if node.name == "ENV":
                machine = self.machine
                return lambda env, v, path, emit: emit(dict(machine.env), path)
            if node.name == "__loc__":
                return self._location(Location(self._source.count("\n", 0, node.at) + 1), scope)
            self.fail(f"${node.name} is not defined", node.at)
            return _same
        steps = _depth(scope) - found.depth
        if steps == 0:
            return lambda env, v, path, emit: emit(env[0], path)
        if steps == 1:
            return lambda env, v, path, emit: emit(env[1][0], path)
        return lambda env, v, path, emit: emit(_at(env, steps), path)

    def _define(self, node: Define, scope: Scope | None) -> Run:
        function = Function(node.parameters, [], _depth(scope))
        inner = Scope(f"{node.name}/{len(node.parameters)}", _depth(scope), scope, function)
        self._body(node, inner, function)
        return self.compile(node.rest, inner)

    def _body(self, node: Define, inner: Scope | None, function: Function) -> None:
        """Compile a function's body: its parameters come into the environment in turn, then those that are values."""
        for parameter in node.parameters:
            inner = Scope(f"{parameter.lstrip('$')}/0", _depth(inner) + 1, inner)
        for parameter in node.parameters:
            if parameter.startswith("$"):
                inner = Scope(parameter, _depth(inner) + 1, inner)
        function.body.append(self.compile(node.body, inner))

    def _call(self, node: Call, scope: Scope | None) -> Run:
        arity = len(node.arguments)
        found = _find(scope, f"{node.name}/{arity}")
        if found is not None and found.function is None:
            steps = _depth(scope) - found.depth

            def argument(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                run, outer = _at(env, steps)
                run(outer, v, path, emit)

            return argument
        arguments = [self.compile(one, scope) for one in node.arguments]
        if found is not None and found.function is not None:
            return self._called(found.function, arguments, _depth(scope) - found.function.depth)
        from .library import library_of

        library = library_of()
        native = library.native.get((node.name, arity))
        if native is not None:
            made: Run = native(self.machine, *arguments)
            return made
        own = self._own.get((node.name, arity))
        if own is None and (node.name, arity) in library.defined:
            definition = library.defined[node.name, arity]
            own = self._own[node.name, arity] = Function(definition.parameters, [], 0)
            self._body(definition, None, own)
        if own is None:
            self.fail(f"{node.name}/{arity} is not defined", node.at)
            return _same
        return self._called(own, arguments, _depth(scope))

    def _called(self, function: Function, arguments: list[Run], steps: int) -> Run:
        body, tick = function.body, self.machine.tick
        values = [index for index, name in enumerate(function.parameters) if name.startswith("$")]
        count = [0]

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            count[0] += 1
            if not count[0] & 7:
                tick()
            inner = _up(env, steps)
            for one in arguments:
                inner = ((one, env), inner)
            if not values:
                body[0](inner, v, path, emit)
            else:
                bind(0, env, inner, v, path, emit)

        def bind(at: int, env: Env, inner: Env, v: Value, path: Path | None, emit: Emit) -> None:
            if at == len(values):
                body[0](inner, v, path, emit)
                return
            arguments[values[at]](env, v, None, lambda r, _: bind(at + 1, env, (r, inner), v, path, emit))

        return run

    # --- binding ---

    def _patterns(self, patterns: tuple[Pattern, ...], scope: Scope | None, rest: Callable[[Scope | None],
        Run]) -> Callable[
        [Env, Value, Value, Path | None, Emit], None
    ]:
        """Return what binds a value's parts and goes on: with the next alternative where one goes wrong.

        The variables of all alternatives are there in each, null if it does not have them.
        """
        names = list(dict.fromkeys(name for pattern in patterns for name in _names(pattern)))
        many = len(patterns) > 1
        base = scope
        if many:
            for name in names:
                base = Scope(f"${name}", _depth(base) + 1, base)
        tries: list[Callable[[Env, Value, Value, Path | None, Emit], None]] = []
        for pattern in patterns:
            binds, inner = self._pattern(pattern, base)
            run = rest(inner)
            tries.append(_bound(binds, run))
        if not many:
            return tries[0]

        def alternatives(env: Env, found: Value, v: Value, path: Path | None, emit: Emit) -> None:
            for _ in names:
                env = (None, env)
            for one in tries[:-1]:
                try:
                    one(env, found, v, path, emit)
                    return
                except JqError:
                    continue
            tries[-1](env, found, v, path, emit)

        return alternatives

    def _pattern(self, pattern: Pattern, scope: Scope | None) -> tuple["Binder", Scope | None]:
        """Return what binds a pattern's variables, and the scope that has them."""
        if isinstance(pattern, Named):
            return _bind_name, Scope(f"${pattern.name}", _depth(scope) + 1, scope)
        binders: list[Binder] = []
        if isinstance(pattern, Elements):
            for index, one in enumerate(pattern.patterns):
                inner, scope = self._pattern(one, scope)
                binders.append(_bind_element(float(index), inner))
            return _bind_all(binders), scope
        for name, key, one_pattern in pattern.fields:
            chosen = self.compile(key, scope)
            if name:
                scope = Scope(f"${name}", _depth(scope) + 1, scope)
            part: Binder | None = None
            if one_pattern is not None:
                part, scope = self._pattern(one_pattern, scope)
            binders.append(_bind_field(bool(name), chosen, part))
        return _bind_all(binders), scope

    def _bind(self, node: Bind, scope: Scope | None) -> Run:
        source = self.compile(node.source, scope)
        go_on = self._patterns(node.patterns, scope, lambda inner: self.compile(node.body, inner))
        return lambda env, v, path, emit: source(env, v, None, lambda r, _: go_on(env, r, v, path, emit))

    def _reduce(self, node: Reduce, scope: Scope | None) -> Run:
        source, start = self.compile(node.source, scope), self.compile(node.start, scope)
        update = self._patterns(node.patterns, scope, lambda inner: self.compile(node.update, inner))

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def begin(state: Value, started: Path | None) -> None:
                def store(new: Value, _: Path | None) -> None:
                    nonlocal state
                    state = new

                def step(found: Value, p: Path | None) -> None:
                    nonlocal state
                    before, state = state, None
                    update(env, found, before, p, store)

                source(env, v, started, step)
                emit(state, started)

            start(env, v, path, begin)

        return run

    def _foreach(self, node: Foreach, scope: Scope | None) -> Run:
        source, start = self.compile(node.source, scope), self.compile(node.start, scope)
        extracts = node.extract is not None

        def rest(inner: Scope | None) -> Run:
            change = self.compile(node.update, inner)
            extract = self.compile(node.extract, inner) if node.extract is not None else _same

            def both(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                change(env, v[0], path, lambda r, p: v[1](r, p, lambda: extract(env, r, p, emit)))

            return both

        update = self._patterns(node.patterns, scope, rest)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def begin(state: Value, started: Path | None) -> None:
                def store(new: Value, _: Path | None, go_on: Callable[[], None]) -> None:
                    nonlocal state
                    state = new
                    go_on()

                def step(found: Value, p: Path | None) -> None:
                    nonlocal state
                    before, state = state, None
                    update(env, found, (before, store), p, emit)

                source(env, v, started, step)

            start(env, v, path, begin)

        del extracts
        return run

    # --- construction ---

    def _text(self, node: Text, scope: Scope | None) -> Run:
        parts = [part if isinstance(part, str) else self.compile(part, scope) for part in node.parts]
        form = formatter(node.form or "text")

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def go(at: int, text: str) -> None:
                if at < 0:
                    emit(text, path)
                    return
                part = parts[at]
                if isinstance(part, str):
                    go(at - 1, part + text)
                else:
                    part(env, v, None, lambda r, _: go(at - 1, form(r) + text))

            go(len(parts) - 1, "")

        return run

    def _format(self, node: Format, scope: Scope | None) -> Run:
        name = node.name
        return lambda env, v, path, emit: emit(formatted(name, v), path)

    def _makearray(self, node: MakeArray, scope: Scope | None) -> Run:
        if node.body is None:
            return lambda env, v, path, emit: emit([], path)
        body = self.compile(node.body, scope)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            out: list[Value] = []
            body(env, v, None, lambda r, _: out.append(r))
            emit(out, path)

        return run

    def _makeobject(self, node: MakeObject, scope: Scope | None) -> Run:
        pairs = [(key.value if isinstance(key, Literal) and isinstance(key.value, str) else self.compile(key, scope),
                  self.compile(value, scope)) for key, value in node.pairs]
        size = len(pairs)

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def go(at: int, out: dict[str, Value]) -> None:
                if at == size:
                    emit(out, path)
                    return
                key, value = pairs[at]
                if isinstance(key, str):
                    value(env, v, None, lambda r, _: go(at + 1, {**out, key: r}))
                else:
                    key(env, v, None, lambda k, _: value(env, v, None, lambda r, _: go(at + 1, {**out, _name(k): r})))

            go(0, {})

        return run

    # --- assignment ---

    def _assign(self, node: Assign, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        if node.operator == "=":
            def assign(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                right(env, v, None, lambda r, _: emit(_put_all(left, env, v, lambda old: r), path))

            return assign
        if node.operator == "|=":
            return lambda env, v, path, emit: emit(modified(left, right, env, v), path)
        if node.operator == "//=":
            def default(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                right(env, v, None, lambda r, _: emit(_put_all(left, env, v, lambda old: old if true(old) else r),
                                                      path))

            return default
        operate = operators.BINARY[node.operator[:-1]]

        def update(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            right(env, v, None, lambda r, _: emit(_put_all(left, env, v, lambda old: operate(old, r)), path))

        return update


Binder: TypeAlias = Callable[[Env, Value, Value, Callable[[Env], None]], None]
"""Binds parts of a value: takes the environment, the value, the input, and what goes on with the environment then."""


def _bind_name(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
    go_on((found, env))


def _bind_element(index: float, inner: Binder) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
        inner(env, get(found, index), v, go_on)

    return bind


def _bind_field(named: bool, key: Run, inner: Binder | None) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
        def one(name: Value, _: Path | None) -> None:
            if not isinstance(name, str):
                raise JqError(f"Cannot index {kind(found)} with {kind(name)}")
            part = get(found, name)
            after = (part, env) if named else env
            if inner is None:
                go_on(after)
            else:
                inner(after, part, v, go_on)

        key(env, v, None, one)

    return bind


def _bind_all(binders: list[Binder]) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None], at: int = 0) -> None:
        if at == len(binders):
            go_on(env)
        else:
            binders[at](env, found, v, lambda inner: bind(inner, found, v, go_on, at + 1))

    return bind


def _bound(binds: Binder, run: Run) -> Callable[[Env, Value, Value, Path | None, Emit], None]:
    if binds is _bind_name:
        return lambda env, found, v, path, emit: run((found, env), v, path, emit)
    return lambda env, found, v, path, emit: binds(env, found, v, lambda inner: run(inner, v, path, emit))


def _names(pattern: Pattern) -> Iterator[str]:
    if isinstance(pattern, Named):
        yield pattern.name
    elif isinstance(pattern, Elements):
        for one in pattern.patterns:
            yield from _names(one)
    else:
        for name, _, inner in pattern.fields:
            if name:
                yield name
            if inner is not None:
                yield from _names(inner)


def _same(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
    emit(v, path)


def _name(value: Value) -> str:
    if not isinstance(value, str):
        raise JqError(f"Cannot use {kind(value)} ({shown(value)}) as object key")
    return value


def access(value: Value, key: Value, path: Path | None, emit: Emit, optional: bool = False) -> None:
    """Emit what is at a key; within a path, the value has to be what the path leads to."""
    if path is not None and not same(value, path.value):
        raise JqError(f"Invalid path expression near attempt to access element {shown(key)} of {shown(value, 30)}")
    try:
        found = get(value, key)
    except JqError:
        if optional:
            return
        raise
    emit(found, None if path is None else Path((*path.keys, key), found))


def paths_of(run: Run, env: Env, v: Value, take: Callable[[tuple[Value, ...]], None]) -> None:
    """Give each path that a filter leads to."""
    def one(found: Value, path: Path | None) -> None:
        assert path is not None
        if not same(found, path.value):
            raise JqError(f"Invalid path expression with result {shown(found)}")
        take(path.keys)

    run(env, v, Path((), v), one)


def _put_all(left: Run, env: Env, v: Value, new: Callable[[Value], Value]) -> Value:
    out = v

    def one(keys: tuple[Value, ...]) -> None:
        nonlocal out
        out = put_path(out, keys, new(get_path(out, keys)))

    paths_of(left, env, v, one)
    return out


def modified(left: Run, right: Run, env: Env, v: Value) -> Value:
    """Return the value with the first output of a filter in the place of each of some parts, which go if it has none.

    As in jq 1.6 a part goes at once, so that those after it in an array have moved when their turn comes.
    """
    out = v

    def one(keys: tuple[Value, ...]) -> None:
        nonlocal out
        label = object()
        found: list[Value] = []

        def first(r: Value, _: Path | None) -> None:
            found.append(r)
            raise Break(label)

        try:
            right(env, get_path(out, keys), None, first)
        except Break as way:
            if way.label is not label:
                raise
        out = put_path(out, keys, found[0]) if found else delete_paths(out, [list(keys)])

    paths_of(left, env, v, one)
    return out


def _depth(scope: Scope | None) -> int:
    return 0 if scope is None else scope.depth


def _find(scope: Scope | None, name: str) -> Scope | None:
    while scope is not None and scope.name != name:
        scope = scope.outer
    return scope


def _up(env: Env, steps: int) -> Env:
    while steps:
        env = env[1]
        steps -= 1
    return env


def _at(env: Env, steps: int) -> Any:
    while steps:
        env = env[1]
        steps -= 1
    return env[0]
