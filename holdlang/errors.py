"""Errors that are meant for the person who runs holdlang.

Not responsible for mistakes in `.hold` source, which are diagnostics, nor for printing (see `holdlang.cli.main`).
"""


class UsageError(Exception):
    """Something the user can put right. `message` says what is wrong, `help` what to do about it."""

    def __init__(self, message: str, help: str | None = None) -> None:  # noqa: A002 - the word the user reads
        super().__init__(message)
        self.message = message
        self.help = help

    def words(self) -> str:
        """The error as the user reads it, without a line break at its end."""
        return f"error: {self.message}" if self.help is None else f"error: {self.message}\nhelp: {self.help}"
