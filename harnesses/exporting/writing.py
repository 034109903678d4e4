"""Writing: files of JSON lines that have their name once they are whole."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...snapshots.digest import canonical


class Lines:
    """A file that rows are added to, one a line, as canonical JSON: the same rows are the same bytes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.count = 0
        self._path = path
        self._draft = path.with_name(f"{path.name}.new")
        self._file = self._draft.open("wb")

    def add(self, row: dict[str, Any]) -> None:
        """Add a row."""
        self._file.write(canonical(row).encode() + b"\n")
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            self._draft.replace(self._path)
        else:
            self._draft.unlink()
