"""Containers: the pool whose workers live in Docker containers, their image, and the one way out of them."""
