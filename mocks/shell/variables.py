"""Variables: what names stand for in a shell, with their attributes and scopes."""

from typing import NamedTuple


class Variable(NamedTuple):
    """One variable: a text, or the items of an array (indexed, or by name if `named`)."""

    value: str | None = None
    items: dict[int | str, str] | None = None
    named: bool = False
    exported: bool = False
    readonly: bool = False
    integer: bool = False
    lower: bool = False
    upper: bool = False

    @property
    def text(self) -> str | None:
        """What `$name` gives: of an array, its first item."""
        if self.items is None:
            return self.value
        return self.items.get("0" if self.named else 0)

    def attributes(self) -> str:
        """Return the letters of `declare -p`."""
        letters = ("A" if self.named else "a") if self.items is not None else ""
        letters += "i" * self.integer + "l" * self.lower + "r" * self.readonly + "u" * self.upper + "x" * self.exported
        return letters or "-"


class Variables:
    """All variables of a shell, and the scopes of the functions that are running."""

    def __init__(self) -> None:
        self.all: dict[str, Variable] = {}
        self._saved: list[dict[str, Variable | None]] = []

    def copy(self) -> "Variables":
        """Return the same for a subshell: what changes there stays there."""
        out = Variables()
        out.all = self.all.copy()
        out._saved = [saved.copy() for saved in self._saved]
        return out

    @property
    def in_function(self) -> bool:
        """Whether a function is running."""
        return bool(self._saved)

    def enter(self) -> None:
        """Begin a function's scope."""
        self._saved.append({})

    def leave(self) -> None:
        """End a function's scope: what it declared as local gets its old value back."""
        for name, old in self._saved.pop().items():
            if old is None:
                self.all.pop(name, None)
            else:
                self.all[name] = old

    def declare_local(self, name: str, *, inherits: bool) -> None:
        """Make a variable local to the running function; unset, unless it inherits its value (as dash has it)."""
        saved = self._saved[-1]
        if name not in saved:
            saved[name] = self.all.get(name)
            if not inherits:
                self.all[name] = Variable()

    def environment(self) -> dict[str, str]:
        """Return what programs get to see."""
        return {name: one.text or "" for name, one in self.all.items() if one.exported and one.text is not None}
