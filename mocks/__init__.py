"""The simulated world: the World itself, and one module or package per service."""
