"""The phone service: a device with its apps, used by touching it."""

from .actions import Actions
from .setting_up import SettingUp


class Phone(Actions, SettingUp):
    """A phone: what its screen shows follows from its rows alone, and touches change them."""
