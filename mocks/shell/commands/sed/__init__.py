"""sed, as GNU sed 4.9 has it."""

from ...process import Program
from .running import sed

PROGRAMS: dict[str, Program] = {"sed": sed}
"""The programs of this package by name."""
