"""`holdlang check`: look for mistakes.

Not responsible for finding them (`holdlang.load`) or for their layout (`holdlang.render`).
"""

import click

from holdlang.cli.sources import named_sources
from holdlang.cli.status import Status
from holdlang.load import load
from holdlang.render import FORMATS, render


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How to print them."
)
@click.option("--device", "devices", multiple=True, metavar="NAME", help="A name `transfer` may use. [default: any]")
def command(paths: tuple[str, ...], form: str, devices: tuple[str, ...]) -> Status:
    """Look for mistakes in .hold files, in all those of a folder, or in standard input (-).

    Exit status: 0 clean, 1 findings, 2 usage.
    """
    files, errors, warnings = 0, 0, 0
    for source in named_sources(paths):
        found = load(source, devices=devices or None).diagnostics
        if found:
            click.echo(render(found, form) + ("\n" if form == "full" else ""))
        files += 1
        errors += sum(diagnostic.severity == "error" for diagnostic in found)
        warnings += sum(diagnostic.severity == "warning" for diagnostic in found)
    if form in ("full", "concise"):
        click.echo(_summary(files, errors, warnings), err=True)
    return Status.FAILED if errors or warnings else Status.DONE


def _summary(files: int, errors: int, warnings: int) -> str:
    looked = _counted(files, "file")
    if not errors and not warnings:
        return f"{looked}: no mistakes found"
    return f"{looked}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
