"""`holdlang mcp`: the gateway for an assistant on this machine. Not responsible for what it can do
(`runtime.assistant`)."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from holdlang.config import Config


@click.command()
@config_option
@click.option(
    "--flows",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the flows, in place of the configured one.",
)
def command(config_file: Path | None, flows: Path | None) -> None:
    """Let an assistant make calls: it starts this, and speaks the Model Context Protocol with it.

    Over standard input and output; `holdlang serve` offers the same at /mcp. Calls go on when the assistant leaves.
    """
    from holdlang.config import load_config

    config = load_config(config_file)
    if sys.stdin.isatty():
        click.echo("This is a server for assistants: one starts it and talks to it. Ctrl-C leaves.", err=True)
    _serve(config, flows)


def _serve(config: "Config", flows: Path | None) -> None:
    try:
        import trio

        from runtime.assistant import serve
        from runtime.ending import end_on_signal
        from runtime.gateway import opened
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "mcp_types", "sqlalchemy", "alembic"):
            raise
        raise UsageError(
            f"this needs {error.name}, which is not installed", "`pip install 'holdlang[serve]'` installs it"
        ) from None

    async def serving() -> None:
        async with trio.open_nursery() as nursery:
            await nursery.start(end_on_signal, nursery.cancel_scope)
            async with opened(config, flows=flows) as gateway:
                await serve(gateway)
            nursery.cancel_scope.cancel()

    trio.run(serving)
