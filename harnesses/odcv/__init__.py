"""ODCV-Bench: a user's checkout of it read, its trajectories replayed in our shell, its verdicts held against ours."""
