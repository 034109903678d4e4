"""Building: compiles what makes new values: texts, formats, arrays, objects and assignments."""

from . import operators
from .base import Base
from .formats import formatted, formatter
from .places import modified, put_all
from .running import Emit, Env, Path, Run
from .scopes import Scope
from .syntax import Assign, Format, Literal, MakeArray, MakeObject, Text
from .values import JqError, Value, kind, shown, true


class Building(Base):
    """Compiles construction and assignment."""

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
                    key(env, v, None, lambda k, _: value(
                        env, v, None, lambda r, _: go(at + 1, {**out, key_name(k): r})))

            go(0, {})

        return run

    # --- assignment ---

    def _assign(self, node: Assign, scope: Scope | None) -> Run:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        if node.operator == "=":
            def assign(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                right(env, v, None, lambda r, _: emit(put_all(left, env, v, lambda old: r), path))

            return assign
        if node.operator == "|=":
            return lambda env, v, path, emit: emit(modified(left, right, env, v), path)
        if node.operator == "//=":
            def default(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
                right(env, v, None, lambda r, _: emit(put_all(left, env, v, lambda old: old if true(old) else r),
                                                      path))

            return default
        operate = operators.BINARY[node.operator[:-1]]

        def update(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            right(env, v, None, lambda r, _: emit(put_all(left, env, v, lambda old: operate(old, r)), path))

        return update


def key_name(value: Value) -> str:
    if not isinstance(value, str):
        raise JqError(f"Cannot use {kind(value)} ({shown(value)}) as object key")
    return value
