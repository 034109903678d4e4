"""The viewer: runs, their episodes and every step of one, as a page in a browser or as a single file."""
