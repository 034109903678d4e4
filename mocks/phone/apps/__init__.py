"""Apps: one module a kind, which declares it as APP."""
