"""Flows: a module for each kind of app, which declares the ways into moments there."""
