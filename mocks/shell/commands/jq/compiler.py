"""Compiler: makes a filter's tree into functions, each kind of filter by the part that knows it."""

from collections.abc import Callable, Mapping

from .access import Access
from .building import Building
from .calling import Calling
from .flow import Flow
from .folding import Folding
from .parser import parse
from .running import Emit, Env
from .scopes import Scope, depth_of
from .tokens import CompileError
from .values import Value


class Compiler(Access, Flow, Calling, Folding, Building):
    """Compiles one filter for one machine."""

    def program(self, variables: Mapping[str, Value]) -> Callable[[Value, Emit], None]:
        """Return the filter, ready to be given inputs; CompileError if it cannot be compiled."""
        scope: Scope | None = None
        env: Env = None
        for name, value in variables.items():
            scope = Scope(f"${name}", depth_of(scope) + 1, scope)
            env = (value, env)
        run = self.compile(parse(self._source), scope)
        if self._errors:
            raise CompileError(self._errors)
        return lambda value, emit: run(env, value, None, emit)
