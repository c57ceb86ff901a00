"""`holdlang explain`: the page of a diagnostic code. Not responsible for its text (`holdlang.diagnostics.pages`)."""

import click

from holdlang.cli.status import Status
from holdlang.diagnostics import did_you_mean
from holdlang.diagnostics.codes import CODES
from holdlang.diagnostics.pages import explain
from holdlang.errors import UsageError


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> Status:
    """Say what a diagnostic CODE such as HL101 means, and how to write it better; without a code, list them all."""
    if code is None:
        for entry in CODES.values():
            click.echo(f"{entry.code}  {entry.slug:<22} {entry.title}")
        return Status.DONE
    wanted = {entry.slug: entry.code for entry in CODES.values()}.get(code, code.upper())
    if wanted not in CODES:
        hint = did_you_mean(code, [entry.slug for entry in CODES.values()])
        raise UsageError(f"there is no diagnostic `{code}`", hint or "`holdlang explain` lists them")
    click.echo(explain(wanted))
    return Status.DONE
