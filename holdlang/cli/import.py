# ruff: noqa: N999 - the module of a subcommand is named like it; nobody imports it by a statement
"""`holdlang import`: a document of another program as source.

Not responsible for the format (`holdlang.document`) or for how source is written (`holdlang.printer`).
"""

from pathlib import Path

import click

from holdlang.cli.outputs import put
from holdlang.cli.sources import read_source
from holdlang.cli.status import Status
from holdlang.cli.streams import complain
from holdlang.cli.subflows import subflows, tell_missing


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "form", type=click.Choice(["json", "yaml"]), help="The format. [default: as FILE ends]")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to. [default: print it]")
def command(path: Path, form: str | None, output: Path | None) -> Status:
    """Write a flow given as JSON or YAML, in the CallFlow format (- for standard input), as .hold source.

    Exit status: 0 done, 1 the document has mistakes, 2 usage.
    """
    from holdlang.document import DocumentError, from_json, from_yaml
    from holdlang.printer import print_flow

    source = read_source(path)
    as_yaml = form == "yaml" if form else path.suffix in (".yaml", ".yml")
    try:
        flow = (from_yaml if as_yaml else from_json)(source.text, source.name)
    except DocumentError as error:
        complain(error.words())
        return Status.FAILED
    put(print_flow(flow), output)
    tell_missing(flow, subflows(flow))
    return Status.DONE
