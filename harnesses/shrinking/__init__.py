"""Shrinking: the fewest calls that still show a failure, and the step from which on it was likely."""
