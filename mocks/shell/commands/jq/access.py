"""Access: compiles what is had from the input: literals, fields, indices, slices and all parts."""

from .base import Base
from .places import access
from .running import Emit, Env, Path, Run, same_input
from .scopes import Scope
from .syntax import Each, Identity, Index, Literal, Location, Slice
from .values import JqError, Value, kind, same, shown


class Access(Base):
    """Compiles literals and what leads into the input."""

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
        before = term or same_input

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
