"""Folding: compiles `as`, `reduce` and `foreach`, which bind the parts of values to variables."""

from collections.abc import Callable

from .base import Base
from .binding import Binder, bind_all, bind_element, bind_field, bind_name, bound, names_in
from .running import Emit, Env, Path, Run, same_input
from .scopes import Scope, depth_of
from .syntax import Bind, Elements, Foreach, Named, Pattern, Reduce
from .values import JqError, Value


class Folding(Base):
    """Compiles what binds variables by patterns."""

    def _patterns(
        self, patterns: tuple[Pattern, ...], scope: Scope | None, rest: Callable[[Scope | None], Run],
    ) -> Callable[[Env, Value, Value, Path | None, Emit], None]:
        """Return what binds a value's parts and goes on: with the next alternative where one goes wrong.

        The variables of all alternatives are there in each, null if it does not have them.
        """
        names = list(dict.fromkeys(name for pattern in patterns for name in names_in(pattern)))
        many = len(patterns) > 1
        base = scope
        if many:
            for name in names:
                base = Scope(f"${name}", depth_of(base) + 1, base)
        tries: list[Callable[[Env, Value, Value, Path | None, Emit], None]] = []
        for pattern in patterns:
            binds, inner = self._pattern(pattern, base)
            run = rest(inner)
            tries.append(bound(binds, run))
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
            return bind_name, Scope(f"${pattern.name}", depth_of(scope) + 1, scope)
        binders: list[Binder] = []
        if isinstance(pattern, Elements):
            for index, one in enumerate(pattern.patterns):
                inner, scope = self._pattern(one, scope)
                binders.append(bind_element(float(index), inner))
            return bind_all(binders), scope
        for name, key, one_pattern in pattern.fields:
            chosen = self.compile(key, scope)
            if name:
                scope = Scope(f"${name}", depth_of(scope) + 1, scope)
            part: Binder | None = None
            if one_pattern is not None:
                part, scope = self._pattern(one_pattern, scope)
            binders.append(bind_field(bool(name), chosen, part))
        return bind_all(binders), scope

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

        def rest(inner: Scope | None) -> Run:
            change = self.compile(node.update, inner)
            extract = self.compile(node.extract, inner) if node.extract is not None else same_input

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

        return run
