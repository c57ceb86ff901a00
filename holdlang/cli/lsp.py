"""`holdlang lsp`: the language server, for editors. Not responsible for what it can do (`holdlang.lsp`)."""

import sys

import click

from holdlang.bugs import bug
from holdlang.errors import UsageError


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output. It always does; editors say so.")
def command(stdio: bool) -> None:  # noqa: ARG001 - accepted, since many clients pass it
    """Help an editor with .hold files: mistakes as you type, completion, hover, rename, formatting.

    Speaks the Language Server Protocol over standard input and output; an editor starts it.
    """
    try:
        from holdlang.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError(
            "the language server needs pygls, which is not installed", "`pip install 'holdlang[lsp]'` installs it"
        ) from None
    if sys.stdin.isatty():
        click.echo("This is a language server: an editor starts it and talks to it. Ctrl-C leaves.", err=True)
    serve(bug)
