"""Diorama: small, complete, deterministic worlds for agents."""

__version__ = "0.1.0"
