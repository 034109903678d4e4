"""Who acts, and how many episodes are run, judged, kept, replayed and reported."""
