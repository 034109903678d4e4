"""The shell: a tree of files in State, and the commands that work on it."""
