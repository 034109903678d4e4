"""The canary: what every file of benchmark data says of itself, so that it can be found where it should not be."""

CANARY = "Diorama benchmark data, not for training. Canary diorama-7c41e0d2-95ab-4f0e-b3d8-5a1f86c2e9f4"

YAML_LINE = f"# {CANARY}"
"""The first line of a task file."""

MARKDOWN_LINE = f"<!-- {CANARY} -->"
"""The first line of a page."""
