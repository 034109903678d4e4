"""Inspecting: our suites in Inspect AI, our runs as its logs, and its logs judged again. The extra `inspect` brings it."""
