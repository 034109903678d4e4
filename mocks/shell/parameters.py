"""Parameters: what `$name` and `${name[index]}` stand for in a shell, and how they get their values."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from .errors import fits
from .flow import ExpansionFault
from .syntax import Literal, Word
from .variables import Variable

if TYPE_CHECKING:
    from .interpreter import Shell


class Parameters:
    """The parameters of a shell: its variables and arrays, its arguments, and what the shell itself knows."""

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell

    def get(self, name: str) -> str | None:
        """Return the value of a parameter, or None if it is not set."""
        variable = self._shell.variables.all.get(name)
        if variable is not None:
            return variable.text
        return self._special(name)

    def _special(self, name: str) -> str | None:
        if name.isdecimal():
            number = int(name)
            if number == 0:
                return self._shell.zero
            return self._shell.positional[number - 1] if number <= len(self._shell.positional) else None
        value = _SPECIAL.get(name)
        if value is not None:
            return value(self._shell)
        return _BASH_SPECIAL[name](self._shell) if self._shell.bash and name in _BASH_SPECIAL else None

    def values(self, name: str) -> list[str]:
        """Return the items of an array, in the order of their indexes."""
        items = self._items_of(name)
        return [items[key] for key in self._sorted(items)]

    def keys(self, name: str) -> list[int | str]:
        """Return the indexes of an array, in order."""
        return self._sorted(self._items_of(name))

    @staticmethod
    def _sorted(items: Mapping[int | str, str]) -> list[int | str]:
        return sorted(items, key=lambda key: (0, key, "") if isinstance(key, int) else (1, 0, key)) if any(
            isinstance(key, int) for key in items) else list(items)

    def _items_of(self, name: str) -> Mapping[int | str, str]:
        if name == "PIPESTATUS" and self._shell.bash:
            return {i: str(code) for i, code in enumerate(self._shell.pipe_statuses)}
        if name == "FUNCNAME" and self._shell.bash:
            return dict(enumerate([*reversed(self._shell.calls), "main"])) if self._shell.calls else {}
        if name == "BASH_SOURCE" and self._shell.bash:
            return {} if self._shell.commanded and not self._shell.calls else {0: self._shell.zero}
        variable = self._shell.variables.all.get(name)
        if variable is None:
            return {}
        if variable.items is not None:
            return variable.items
        return {} if variable.value is None else {0: variable.value}

    def names(self) -> list[str]:
        """Return the names of all variables that are set."""
        return [name for name, one in self._shell.variables.all.items() if one.value is not None
                or one.items is not None]

    def _key(self, name: str, index: Word) -> int | str:
        variable = self._shell.variables.all.get(name)
        if variable is not None and variable.named:
            return self._shell.expander.text(index)
        number = self._shell.arithmetic(index)
        if number < 0:
            numbers = [key for key in self._items_of(name) if isinstance(key, int)]
            number += max(numbers, default=-1) + 1
            if number < 0:
                raise ExpansionFault(f"{name}: bad array subscript")
        return number

    def element(self, name: str, index: Word) -> str | None:
        """Return one item of an array, or None."""
        return self._items_of(name).get(self._key(name, index))

    def set_element(self, name: str, index: Word, text: str) -> None:
        """Set one item of an array."""
        key = self._key(name, index)
        old = self._writable(name)
        items = dict(self._items_of(name))
        self._shell.session.tick(len(items) >> 6)
        items[key] = self._made(old, text)
        self._shell.variables.all[name] = old._replace(value=None, items=items)

    def set_items(self, name: str, items: Sequence[tuple[str | None, str]], *, append: bool = False) -> None:
        """Set all items of an array: (index, or None for the next one; text)."""
        old = self._writable(name)
        out: dict[int | str, str] = dict(self._items_of(name)) if append else {}
        self._shell.session.tick(len(out) >> 6)
        following = max((key for key in out if isinstance(key, int)), default=-1) + 1
        for index, text in items:
            if index is not None:
                key: int | str = index if old.named else self._shell.number_of(index)
            else:
                key = following
            out[key] = self._made(old, text)
            if isinstance(key, int):
                following = key + 1
        self._shell.variables.all[name] = old._replace(value=None, items=out)

    def _writable(self, name: str) -> Variable:
        old = self._shell.variables.all.get(name) or Variable()
        if old.readonly:
            raise ExpansionFault(f"{name}: readonly variable" if self._shell.bash else f"{name}: is read only",
                                 code=1 if self._shell.bash else 2)
        return old

    def _made(self, variable: Variable, text: str) -> str:
        if variable.integer:
            return str(self._shell.number_of(text))
        if variable.lower:
            return text.lower()
        return text.upper() if variable.upper else text

    def set(self, name: str, text: str) -> None:
        """Give a variable a value."""
        fits(len(text))
        old = self._writable(name)
        text = self._made(old, text)
        if old.items is not None:
            items = dict(old.items)
            items["0" if old.named else 0] = text
            self._shell.variables.all[name] = old._replace(items=items)
        else:
            self._shell.variables.all[name] = old._replace(value=text, exported=old.exported
                                                           or self._shell.options["allexport"])

    def get_number(self, name: str, index: str | None) -> str:
        """Return what a name in an expression stands for."""
        if index is not None:
            return self.element(name, (Literal(index, False),)) or ""
        value = self.get(name)
        if value is None and self._shell.options["nounset"]:
            raise ExpansionFault(f"{name}: unbound variable" if self._shell.bash else f"{name}: parameter not set",
                                 code=1 if self._shell.bash else 2, ends=True)
        return value or ""

    def set_number(self, name: str, index: str | None, value: int) -> None:
        """Give a name in an expression a value."""
        if index is not None:
            self.set_element(name, (Literal(index, False),), str(value))
        else:
            self.set(name, str(value))


_SPECIAL: Final[dict[str, Callable[["Shell"], str | None]]] = {
    "?": lambda shell: str(shell.status),
    "#": lambda shell: str(len(shell.positional)),
    "$": lambda shell: str(shell.pid),
    "!": lambda shell: str(shell.last_pid) if shell.last_pid else None,
    "-": lambda shell: shell.flags(),
    "@": lambda shell: " ".join(shell.positional),
    "*": lambda shell: " ".join(shell.positional),
}

_BASH_SPECIAL: Final[dict[str, Callable[["Shell"], str | None]]] = {
    "LINENO": lambda shell: str(shell.line),
    "RANDOM": lambda shell: str(shell.session.draw.below(32768)),
    "SRANDOM": lambda shell: str(shell.session.draw.below(1 << 32)),
    "SECONDS": lambda shell: str((shell.session.elapsed) // 1000),
    "EPOCHSECONDS": lambda shell: str(shell.session.now // 1000),
    "EPOCHREALTIME": lambda shell: f"{shell.session.now // 1000}.{shell.session.now % 1000:03d}000",
    "UID": lambda shell: str(shell.files.who.uid),
    "EUID": lambda shell: str(shell.files.who.uid),
    "BASHPID": lambda shell: str(shell.pid),
    "BASH": lambda shell: "/usr/bin/bash",
    "BASH_VERSION": lambda shell: "5.2.15(1)-release",
    "HOSTNAME": lambda shell: shell.session.system.hostname,
    "HOSTTYPE": lambda shell: "x86_64",
    "MACHTYPE": lambda shell: "x86_64-pc-linux-gnu",
    "OSTYPE": lambda shell: "linux-gnu",
    "SHLVL": lambda shell: "1",
    "PIPESTATUS": lambda shell: str(shell.pipe_statuses[0]),
    "FUNCNAME": lambda shell: shell.calls[-1] if shell.calls else None,
    "BASH_SOURCE": lambda shell: shell.zero,
    "BASH_COMMAND": lambda shell: "",
    "PPID": lambda shell: "1",
}
