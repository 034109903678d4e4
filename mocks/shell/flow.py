"""Flow: how control leaves the middle of a script."""


class Flow(Exception):
    """Control goes elsewhere."""


class LoopEnd(Flow):
    """`break` and `continue`: out of `levels` loops."""

    def __init__(self, levels: int, *, again: bool) -> None:
        super().__init__()
        self.levels = levels
        self.again = again


class Returned(Flow):
    """`return`: out of a function or a sourced script."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class Exited(Flow):
    """`exit`: out of this shell or subshell."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class ExpansionFault(Exception):
    """A word that cannot be expanded: the command is not run. A script that is no interactive one ends, if `ends`."""

    def __init__(self, message: str, code: int = 1, *, ends: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.ends = ends
