"""`python -m diorama` is the command line."""

from .harnesses.cli import main

main()
