"""Flow: compiles what leads from one filter to another: pipes, choices, operators, `try` and labels."""

from . import operators
from .base import Base
from .running import Emit, Env, Path, Run, same_input
from .scopes import Scope, bound_at, depth_of, find
from .syntax import Alternative, And, Binary, BreakTo, Comma, Filter, If, Label, Literal, Negate, Or, Pipe, Try
from .values import Break, JqError, Value, true


class Flow(Base):
    """Compiles pipes, commas, operators, choices, `try` and labels."""

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
        body = self.compile(node.body, Scope(f"*label-{node.name}", depth_of(scope) + 1, scope))

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            label = object()
            try:
                body((label, env), v, path, emit)
            except Break as way:
                if way.label is not label:
                    raise

        return run

    def _breakto(self, node: BreakTo, scope: Scope | None) -> Run:
        found = find(scope, f"*label-{node.name}")
        if found is None:
            self.fail(f"$*label-{node.name} is not defined", node.at)
            return same_input
        steps = depth_of(scope) - found.depth

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            raise Break(bound_at(env, steps))

        return run
