"""Calling: compiles variables, and the definitions and calls of functions."""

from .base import Base
from .running import Emit, Env, Path, Run, same_input
from .scopes import Function, Scope, bound_at, climbed, depth_of, find
from .syntax import Call, Define, Location, Variable
from .values import Value


class Calling(Base):
    """Compiles variables and functions."""

    def _variable(self, node: Variable, scope: Scope | None) -> Run:
        found = find(scope, f"${node.name}")
        if found is None:
            if node.name == "ENV":
                machine = self.machine
                return lambda env, v, path, emit: emit(dict(machine.env), path)
            if node.name == "__loc__":
                return self.compile(Location(self._source.count("\n", 0, node.at) + 1), scope)
            self.fail(f"${node.name} is not defined", node.at)
            return same_input
        steps = depth_of(scope) - found.depth
        if steps == 0:
            return lambda env, v, path, emit: emit(env[0], path)
        if steps == 1:
            return lambda env, v, path, emit: emit(env[1][0], path)
        return lambda env, v, path, emit: emit(bound_at(env, steps), path)

    def _define(self, node: Define, scope: Scope | None) -> Run:
        function = Function(node.parameters, [], depth_of(scope))
        inner = Scope(f"{node.name}/{len(node.parameters)}", depth_of(scope), scope, function)
        self._body(node, inner, function)
        return self.compile(node.rest, inner)

    def _body(self, node: Define, inner: Scope | None, function: Function) -> None:
        """Compile a function's body: its parameters come into the environment in turn, then those that are values."""
        for parameter in node.parameters:
            inner = Scope(f"{parameter.lstrip('$')}/0", depth_of(inner) + 1, inner)
        for parameter in node.parameters:
            if parameter.startswith("$"):
                inner = Scope(parameter, depth_of(inner) + 1, inner)
        function.body.append(self.compile(node.body, inner))

    def _call(self, node: Call, scope: Scope | None) -> Run:
        arity = len(node.arguments)
        found = find(scope, f"{node.name}/{arity}")
        if found is not None and found.function is None:
            steps = depth_of(scope) - found.depth

            def argument(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                run, outer = bound_at(env, steps)
                run(outer, v, path, emit)

            return argument
        arguments = [self.compile(one, scope) for one in node.arguments]
        if found is not None and found.function is not None:
            return self._called(found.function, arguments, depth_of(scope) - found.function.depth)
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
            return same_input
        return self._called(own, arguments, depth_of(scope))

    def _called(self, function: Function, arguments: list[Run], steps: int) -> Run:
        body, tick = function.body, self.machine.tick
        values = [index for index, name in enumerate(function.parameters) if name.startswith("$")]
        count = [0]

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            count[0] += 1
            if not count[0] & 7:
                tick()
            inner = climbed(env, steps)
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
