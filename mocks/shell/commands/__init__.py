"""The programs: one module a group, one function a program, and the table of all."""

from ..process import Program
from . import shells

PROGRAMS: dict[str, Program] = {**shells.PROGRAMS}
"""Every program of ours by name."""
