"""Guards: what stands between an agent and the world, and how well it tells what is unsafe."""
