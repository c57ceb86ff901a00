"""`holdlang export`: a flow as a document for other programs. Not responsible for the format (`holdlang.document`)."""

from pathlib import Path

import click

from holdlang.cli.choosing import choose
from holdlang.cli.outputs import put
from holdlang.cli.sources import read_source, used_source
from holdlang.cli.status import Status
from holdlang.cli.subflows import subflows, tell_missing
from holdlang.diagnostics.render import render
from holdlang.load import load

UNKNOWN_FLOW = "HL106"
"""No obstacle: a document names the flows that it runs and does not say where they are, and so does imported source."""


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--flow", "wanted", metavar="ID", help="Which flow. [default: the only one]")
@click.option("--to", "form", type=click.Choice(["json", "yaml"]), help="The format. [default: as -o ends, or json]")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to. [default: print it]")
def command(path: Path, wanted: str | None, form: str | None, output: Path | None) -> Status:
    """Write a flow of a .hold file (- for standard input) as JSON or YAML, in the CallFlow format.

    Exit status: 0 done, 1 the source has mistakes (a `run` of a flow that is elsewhere is none), 2 usage.
    """
    from holdlang.document import to_json, to_yaml

    source = read_source(path)
    loaded = load(source, files=used_source)
    errors = [found for found in loaded.diagnostics if found.severity == "error" and found.code != UNKNOWN_FLOW]
    if errors:
        click.echo(render(errors) + "\n", err=True)
        return Status.FAILED
    flow = choose(source.name, loaded.flows, wanted)
    if loaded.scope.whole:
        tell_missing(flow, [name for name in subflows(flow) if name not in loaded.scope.flows])
    as_yaml = form == "yaml" if form else output is not None and output.suffix in (".yaml", ".yml")
    put(to_yaml(flow) if as_yaml else to_json(flow), output)
    return Status.DONE
