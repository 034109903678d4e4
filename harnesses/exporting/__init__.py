"""Exporting: what runs have come to, in the forms that tables, offline RL and training read."""
