"""The published PhoneSafety test: a user's own copy of its release read, and predictions scored by its two rules."""
