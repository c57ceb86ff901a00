"""Where a text that was asked for goes: into a file, or to standard output, as UTF-8 in either case.

Not responsible for the text.
"""

from pathlib import Path

import click

from holdlang.cli.writing import write_whole


def put(text: str, file: Path | None) -> None:
    """Write `text`, which ends with a line break, to `file`, or print it. Raises `UsageError`."""
    if file is None:
        click.echo(text.encode(), nl=False)
    else:
        write_whole(file, text.encode())
