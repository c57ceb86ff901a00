"""Where a text that was asked for goes: into a file, or to standard output, as UTF-8 in either case.

Not responsible for the text.
"""

from pathlib import Path

from holdlang.cli.streams import say
from holdlang.errors import UsageError


def put(text: str, file: Path | None) -> None:
    """Write `text`, which ends with a line break, to `file`, or print it. Raises `UsageError`."""
    if file is None:
        say(text.removesuffix("\n").encode())
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"can't write {file}: {error.strerror}") from None
