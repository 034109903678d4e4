"""Pages: what each task asks, prepares and judges, written out for a reader who has not seen its file."""
