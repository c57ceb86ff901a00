"""`holdlang calls`: the calls that were made. Each subcommand is a module of its own beside this one.

Not responsible for making calls (`holdlang.cli.run`) or for running flows over them again (`holdlang.cli.replay`).
"""

import click

from holdlang.cli.group import Subcommands

SUBCOMMANDS = {
    "list": "The calls, the newest first.",
    "flows": "How often each flow came to its aim.",
    "show": "What happened on a call, as a page to read.",
    "play": "Hear a call, or write both sides into one sound file.",
    "export": "Put a call into an archive or a folder, to take along.",
    "delete": "Delete calls with all that was kept of them.",
    "keep": "Turn a call into a test beside its flow.",
}


@click.group(
    cls=Subcommands,
    package="holdlang.cli.calls",
    members=SUBCOMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def command() -> None:
    """List, show, play, keep and delete the calls that were made.

    A CALL is named by its id or the beginning of it, by its folder, or as `last`.
    """
