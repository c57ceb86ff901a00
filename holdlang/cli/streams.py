"""Standard output and standard error as they may be: closed, full, not UTF-8, or with nobody at the other end.

Not responsible for showing a call (see `holdlang.cli.screen`).
"""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""How a write fails for want of a place for it (POSIX, write); a closed pipe is not among them."""


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


def lost_output(error: OSError) -> str | None:
    """What to say if `error` is that standard output takes no more, which it then is not asked to; None if it is not.

    Errors of files are told by those who write them, so what gets this far without a file's name is standard output.
    """
    if error.filename is not None or error.errno not in _NO_ROOM:
        return None
    _let_go(sys.stdout)
    return f"error: can't write to standard output: {error.strerror}"


def _put(text: str | bytes, stream: TextIO) -> None:
    try:
        click.echo(text, file=stream)
    except OSError as error:
        _let_go(stream)
        words = lost_output(error)
        if words is not None and stream is sys.stdout:
            complain(words)


def _let_go(stream: TextIO) -> None:
    """Have what is left in the stream go nowhere: flushing it at exit would turn the exit status into 120."""
    with _nowhere() as nowhere, suppress(OSError):
        os.dup2(nowhere.fileno(), stream.fileno())


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - it takes the place of a stream
