"""A phone: its device, the windows of its system, and its apps, drawn with the toolkit of `mocks/screens`."""
