"""The server: worlds behind their vendors' addresses, and an admin side on a port of its own."""
