"""The `holdlang` command: where every run begins.

Not responsible for its subcommands, their errors and their help (`holdlang.cli.group`). Checking files that were found
clean before, which is what editors, hooks and habits do all day, is answered from here, before anything is imported.
"""

import sys
from collections.abc import Sequence

from holdlang.cli.clean import known_clean


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `holdlang` with these arguments (by default the program's own) and return the exit status.

    Raises nothing: every error becomes a line on standard error. HOLDLANG_TRACEBACK=1 adds where a bug came from.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if known_clean(arguments):
        return 0
    from holdlang.cli.group import run

    return run(arguments)
