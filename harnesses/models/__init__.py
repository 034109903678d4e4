"""Model agents: one loop over tools, one over screens, and the protocols by which models are asked.

The vendors' clients come with the extra `llm`, and are loaded where an agent is made.
"""

from .named import KINDS, is_model_name, read_name

__all__ = ["KINDS", "is_model_name", "read_name"]
