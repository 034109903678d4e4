"""Scaffold: a small task of each kind in each environment, written out to be changed."""
