"""Keeping: where the results, traces and talk of runs last, and how runs travel."""
