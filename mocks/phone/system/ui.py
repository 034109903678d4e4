"""The system's own windows, as one app: every part of it is in a module of its own."""

from ..app import App

APP = App("system", icon="settings")
