"""The run that is exported: that of the other forms."""

from tests.harnesses.exporting.conftest import run

__all__ = ["run"]
