"""`holdlang store`: the index of the calls that the server keeps in a database. Nothing stands in it that the call logs
do not tell.

Not responsible for what is in it (`runtime.store`) or for the calls themselves (`holdlang.cli.calls`).
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option

if TYPE_CHECKING:
    from holdlang.cli.status import Status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """See the index of the calls that `holdlang serve` keeps, or make it anew from their logs."""


@command.command()
@config_option
def rebuild(*, config_file: Path | None) -> "Status":
    """Make the index anew from the logs of the calls.

    The server must not be running; calls that are running go on. The old index stays until the new one is whole.
    Exit status 1 tells of logs that can't be read.
    """
    import sys

    from holdlang.cli.status import Status
    from holdlang.cli.streams import complain
    from holdlang.config import load_config
    from holdlang.plural import counted
    from runtime.store import rebuild as anew
    from runtime.store import store_url

    config = load_config(config_file)
    faults: dict[Path, str] = {}
    shown = sys.stderr.isatty()

    def progress(done: int, count: int) -> None:
        if shown:
            click.echo(f"\r{done} of {count}", nl=done == count, err=True)

    count = anew(config.data_dir, store_url(config), progress, faults.__setitem__)
    click.echo(f"{counted(count, 'call')} indexed")
    for folder, why in faults.items():
        complain(f"{folder.name}: {why}")
    return Status.FAILED if faults else Status.DONE


@command.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@config_option
def show(*, as_json: bool, config_file: Path | None) -> None:
    """Say where the index is and what it holds."""
    from holdlang.config import load_config
    from runtime.store import Store, store_url

    store = Store.open(store_url(load_config(config_file)))
    try:
        contents = store.contents()
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps(contents, ensure_ascii=False).encode())
        return
    for name, value in contents.items():
        click.echo(f"{name:<12}{value}")
