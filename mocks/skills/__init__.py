"""Skills: pages on how to work with an office's tools, for agents that are given them."""
