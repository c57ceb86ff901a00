"""The exit statuses of `holdlang`. This is where they are documented; scripts may rely on them.

Not responsible for deciding which one a run earns: each subcommand returns its own (see `holdlang.cli.main`).
"""

from enum import IntEnum


class Status(IntEnum):
    """What the exit status says about the run."""

    DONE = 0
    """The call was transferred; or the sources are clean; or what was asked for is done."""
    FAILED = 1
    """The flow failed on the call; or a check has findings; or a test failed."""
    USAGE = 2
    """Nothing was tried: wrong source, wrong configuration, an unknown device or option, a number we refuse to call."""
    BUG = 3
    """We are at fault: something happened that holdlang has no rule for."""
    NOT_ANSWERED = 4
    """Nobody took the call: busy, no answer, refused, or the trunk was out of reach."""
    NO_TRANSFER = 5
    """The flow ended the call by its own will, without a transfer."""
    INTERRUPTED = 130
    """Ctrl-C; the usual 128 + SIGINT."""
