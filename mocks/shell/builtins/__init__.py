"""Built-ins: the commands that the shell itself carries out. One table of all."""

from . import control, naming, options, reading, signals, standing, variables
from .common import SPECIAL, Builtin

BUILTINS: dict[str, Builtin] = {
    **control.BUILTINS, **naming.BUILTINS, **options.BUILTINS, **reading.BUILTINS, **signals.BUILTINS,
    **standing.BUILTINS, **variables.BUILTINS,
}
"""Every built-in of bash by name."""

__all__ = ["BUILTINS", "SPECIAL"]
