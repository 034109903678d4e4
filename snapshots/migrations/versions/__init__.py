"""One file for each format of the store; its revision is the format's number."""
