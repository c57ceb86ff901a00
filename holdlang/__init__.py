"""holdlang thinks: text and events in, models and decisions out.

Nothing under this package waits, opens a socket or reads a clock; that is what ``runtime`` is for. The command line
(`holdlang.cli`) is the only part that reaches ``runtime``, and it does so lazily.
"""

__version__ = "0.1.0"
