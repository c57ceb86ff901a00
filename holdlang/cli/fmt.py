"""`holdlang fmt`: lay out sources. Not responsible for the layout itself (`holdlang.fmt`)."""

import click

from holdlang.cli.patching import patch
from holdlang.cli.sources import named_sources
from holdlang.cli.status import Status
from holdlang.cli.writing import STDIN, write_back
from holdlang.diagnostics.render import render
from holdlang.fmt import FmtRefused, format_text
from holdlang.source import Source


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> Status:
    """Lay out .hold files in the one agreed way; - reads standard input and prints the result.

    Comments and blank lines stay. A file that can't be read, or whose meaning would change, is left as it is.

    Exit status: 0 done, 1 something would change (with --check or --diff) or was refused, 2 usage.
    """
    status = Status.DONE
    for source in named_sources(paths):
        try:
            text = format_text(source)
        except FmtRefused as refused:
            click.echo(f"{source.name} is left as it is: {refused}", err=True)
            click.echo(render(refused.diagnostics), err=True)
            status = Status.FAILED
            continue
        if (check or diff) and text != source.text:
            status = Status.FAILED
        if diff:
            click.echo(patch(source, text, "laid out"), nl=False)
        if check and text != source.text:
            click.echo(f"{source.name} would change", err=True)
        if not check and not diff:
            write_back(source, Source(source.name, text))
            if text != source.text and source.name != STDIN:
                click.echo(f"{source.name} is laid out anew", err=True)
    return status
