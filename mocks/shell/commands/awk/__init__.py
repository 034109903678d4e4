"""awk, as mawk 1.3.4 has it."""

from ...process import Program
from .running import awk

PROGRAMS: dict[str, Program] = {"awk": awk, "mawk": awk}
"""The programs of this package by name."""
