"""Standard output and standard error as they may be: closed, not UTF-8, or with nobody at the other end.

Not responsible for showing a call (see `holdlang.cli.screen`).
"""

import io
import os
import sys
from typing import TextIO

import click


def prepare() -> None:
    """Make the streams take every text: what they have no letter for becomes a `?`."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str | bytes) -> None:
    """Print `text`, if there is still somebody to read it. Bytes are printed as they are, whatever the locale."""
    _put(text, sys.stdout)


def complain(text: str) -> None:
    """Print `text` on standard error, if there is still somebody to read it."""
    _put(text, sys.stderr)


def _put(text: str | bytes, stream: TextIO) -> None:
    try:
        click.echo(text, file=stream)
    except OSError:
        _let_go(stream)


def _let_go(stream: TextIO) -> None:
    """Have what is left in the stream go nowhere: flushing it at exit would turn the exit status into 120."""
    with _nowhere() as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - it takes the place of a stream
