"""`holdlang serve`: the gateway over HTTP, with its page. Not responsible for serving (`runtime.server`)."""

import json as jsontext
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.errors import UsageError

if TYPE_CHECKING:
    from runtime.gateway import Gateway
    from runtime.server.guard import Guard


@click.command()
@click.option("--bind", metavar="HOST[:PORT]", help="Listen here instead of where holdlang.yaml says.")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), help="Listen at this port; 0 is a free one.")
@click.option(
    "--flows", type=click.Path(path_type=Path, file_okay=False), help="The folder of the flows. [default: in data_dir]"
)
@click.option("--git", is_flag=True, help="Make a commit of each change of a flow.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this holdlang.yaml.")
@click.option("--json", is_flag=True, help="Print where it listens as a JSON object.")
def command(  # noqa: PLR0917 - click passes them by name
    bind: str | None, port: int | None, flows: Path | None, git: bool, config_file: Path | None, json: bool
) -> None:
    """Serve the page, the REST API, the events and the tools for assistants, until Ctrl-C. Calls that run then go on,
    and are found again when the server is started anew.

    It listens to this machine alone, unless `server.bind` or --bind says otherwise; then everybody needs a token
    (`holdlang token`).
    """
    import trio

    from holdlang.config import Address, load_config

    try:
        from runtime.server.serving import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the server needs {error.name}, which is not installed", "pip install 'holdlang[serve]'"
        ) from None
    config = load_config(config_file)
    changes: dict[str, object] = {}
    if bind is not None:
        try:
            changes["bind"] = Address.model_validate(bind)
        except ValueError:
            raise UsageError(f"`--bind {bind}` is no address", "for example 127.0.0.1:8000") from None
    if flows is not None:
        changes["flows"] = flows.absolute()
    if git:
        changes["git"] = True
    config = config.model_copy(update={"server": config.server.model_copy(update=changes)})

    def started(address: str, guard: "Guard", gateway: "Gateway") -> None:
        base = f"{config.server.scheme}://{address}"
        page = f"{base}/#token={guard.printed}"
        if json:
            click.echo(jsontext.dumps({"address": address, "page": page, "token": guard.printed}))
        else:
            shown = page if sys.stdout.isatty() else f"{base}/  (sign in by a token: `holdlang token add`)"
            click.echo(f"holdlang serves {base}\n\n  the page   {shown}")
            click.echo(f"  assistants {base}/mcp\n  flows      {gateway.flows.folder}")
            if config.trunk is None:
                click.echo("\nThere is no trunk in holdlang.yaml yet: calls can be rehearsed, and not made.")
            if config.server.in_the_clear:
                click.echo(
                    "\nOthers on the network can read tokens and calls: give a `certificate` in holdlang.yaml, or put a"
                    " proxy before it that does HTTPS, and name it as `public_url`.",
                    err=True,
                )
        sys.stdout.flush()

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    trio.run(lambda: serve(config, port=port, started=started))
