"""The bundled fonts: which files a face is made of, the names of icons, where the files are.

`build.py` says how the files were made; a licence stands beside them for each family that they come from.
"""

import difflib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
EM = 1000
"""Units of every file's em square."""

FACES = {
    "sans": ("sans-regular", "han-regular", "emoji"),
    "sans-medium": ("sans-medium", "han-semibold", "emoji"),
    "sans-bold": ("sans-bold", "han-semibold", "emoji"),
    "icons": ("icons-outlined",),
    "icons-filled": ("icons-filled",),
}
"""The files of each face: a character comes from the first that has it, and is a box where none has."""


def files_of(face: str) -> tuple[str, ...]:
    """Return the names of a face's files, in the order in which a character is looked for."""
    try:
        return FACES[face]
    except KeyError:
        raise ValueError(f"no face is called {face!r}; there are {', '.join(FACES)}") from None


def path_of(file: str) -> Path:
    """Return where a file is, given its name in FACES."""
    return FOLDER / f"{file}.ttf"


@cache
def icons() -> dict[str, str]:
    """Return the character of every icon by its name; add `.filled` to a name for the same icon filled."""
    lines = (FOLDER / "icons.txt").read_text(encoding="utf-8").splitlines()
    return {name: chr(int(code, 16)) for name, code in map(str.split, lines)}


def icon(name: str) -> tuple[str, str]:
    """Return the face and the character of an icon, named like `home` or `home.filled`."""
    plain, filled = name.removesuffix(".filled"), name.endswith(".filled")
    if plain not in icons():
        near = ", ".join(difflib.get_close_matches(plain, icons(), 3))
        raise ValueError(f"no icon is called {plain!r}; {f'near it: {near}' if near else 'icons.txt has them all'}")
    return "icons-filled" if filled else "icons", icons()[plain]
