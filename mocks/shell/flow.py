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


class Discarded(Flow):
    """bash gives up a complete command in the middle, and goes on with the next one."""


class ExpansionFault(Exception):
    """A word that cannot be expanded: the command is not run.

    bash gives up the whole complete command, dash the script. If it `ends`, bash gives up the script; if it `stays`,
    only the command that it was in.
    """

    def __init__(self, message: str, code: int = 1, *, ends: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.ends = ends
        self.stays = False
