"""`holdlang run`: make a call by a flow, or rehearse it on this machine.

Not responsible for the call (`runtime.call`) or for showing it (`holdlang.cli.screen`).
"""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.status import Status
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from holdlang.config import Config
    from holdlang.load import Loaded
    from holdlang.model import CallFlow
    from holdlang.source import Source


@click.command()
@click.argument("flow", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("-e", "--expression", metavar="SOURCE", help="Run this source text instead of a file.")
@click.option("--flow", "flow_id", metavar="ID", help="Which flow of the file, if it holds several.")
@click.option("--number", metavar="NUMBER", help="Call this number instead of the flow's own.")
@click.option(
    "--rehearse",
    "tree",
    metavar="TREE",
    help="Call the company of this tree file (FILE or FILE#TREE) on this machine, and ring a rehearsed phone.",
)
@click.option(
    "--set",
    "pairs",
    metavar="NAME=VALUE",
    multiple=True,
    help="A value that the flow needs. Your shell remembers it: give a secret by HOLDLANG_NAME in the environment, by"
    " `values` in holdlang.yaml, or when you are asked. Repeatable.",
)
@click.option("--anyway", is_flag=True, help="Call outside of the company's opening hours, too.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this holdlang.yaml.")
@click.option("--json", is_flag=True, help="Print the call log, one JSON object a line, instead of the live view.")
def command(  # noqa: PLR0917 - click passes them by name
    flow: Path | None,
    expression: str | None,
    flow_id: str | None,
    number: str | None,
    tree: str | None,
    pairs: tuple[str, ...],
    anyway: bool,
    config_file: Path | None,
    json: bool,
) -> Status:
    """Make the call that FLOW describes (a .hold file, or - for standard input).

    \b
    Exit status: 0 transferred, 1 the flow failed, 2 nothing was tried (wrong source, configuration, device, number or
    value, or outside of opening hours), 3 a bug of ours, 4 not answered, 5 the flow ended the call without a transfer,
    130 stopped by Ctrl-C.
    """
    from holdlang.config import load_config

    source, folder = _read(flow, expression)
    config = load_config(config_file)
    loaded, chosen = _load(source, flow_id, devices=config.devices if tree is None and config.trunk else None)
    if tree is None and config.trunk is None:
        raise UsageError(
            "there is no trunk to call by",
            "`holdlang init` writes a holdlang.yaml to fill in; --rehearse needs none",
        )
    dialled = number_to_dial(chosen, number, config, rehearsed=tree is not None)
    if tree is None and not anyway and (why := _closed(chosen)):
        raise UsageError(why, "--anyway calls all the same")

    from holdlang.cli.asking import terminal
    from holdlang.cli.calling import Order, call, rehearse
    from holdlang.names.reach import reachable
    from holdlang.values import gather

    library = loaded.scope.flows
    others = reachable(chosen, library)[1:]
    values = gather(chosen, others, pairs, config.values, terminal())
    file = None if flow is None or str(flow) == "-" else flow
    order = Order(chosen, folder, dialled, values, library, folders_of(loaded), file)
    if tree is not None:
        return rehearse(order, tree, config, json=json)
    return call(order, config, lambda: anyway or may_call_again(chosen), json=json)


def folders_of(loaded: "Loaded") -> dict[str, Path]:
    """Where the sources of the flows lie that come from other files."""
    from holdlang.model import CallFlow

    items = ((file, item.model) for file in loaded.used for item in file.items)
    return {model.id: Path(file.source.name).parent for file, model in items if isinstance(model, CallFlow)}


def _closed(flow: "CallFlow") -> str | None:
    from datetime import UTC, datetime

    from holdlang.hours import closed

    return closed(flow, datetime.now(UTC))


def may_call_again(flow: "CallFlow") -> bool:
    """Whether the company takes calls at this moment; if not, tells the user when it does."""
    from holdlang.cli.streams import complain

    why = _closed(flow)
    if why:
        complain(f"not calling again: {why}")
    return why is None


def _read(flow: Path | None, expression: str | None) -> tuple["Source", Path]:
    from holdlang.cli.sources import read_source
    from holdlang.source import Source

    if (flow is None) == (expression is None):
        raise UsageError("say which flow to run", "either a file, or source text after -e")
    if expression is not None:
        return Source("-e", expression), Path.cwd()
    assert flow is not None
    return read_source(flow), Path.cwd() if str(flow) == "-" else flow.parent


def _load(source: "Source", flow_id: str | None, devices: "Collection[str] | None") -> "tuple[Loaded, CallFlow]":
    from holdlang.cli.choosing import choose
    from holdlang.cli.sources import used_source
    from holdlang.cli.streams import complain
    from holdlang.diagnostics.render import full
    from holdlang.load import load

    loaded = load(source, devices=devices, files=used_source)
    for diagnostic in loaded.diagnostics:
        complain(full(diagnostic))
    if any(d.severity == "error" for d in loaded.diagnostics):
        raise click.exceptions.Exit(Status.USAGE)
    return loaded, choose(source.name, loaded.flows, flow_id)


def number_to_dial(flow: "CallFlow", number: str | None, config: "Config", *, rehearsed: bool) -> str:
    """The number that is called: `number`, or the flow's own. Raises `UsageError` for one that may not be."""
    from holdlang import numbers
    from holdlang.numbers import sipuri

    dialled = number if number is not None else flow.phone_number or (numbers.REHEARSAL if rehearsed else None)
    if dialled is None:
        raise UsageError(f"flow `{flow.id}` has no `dial` line", "give a number with --number")
    if rehearsed and dialled == numbers.REHEARSAL:
        return dialled
    try:
        sipuri.parse(dialled) if sipuri.is_uri(dialled) else numbers.normalize(dialled)
    except ValueError as error:
        raise UsageError(f"{dialled} cannot be called: {error}") from None
    if why := numbers.refusal(dialled, config.country) if rehearsed else config.refusal(dialled):
        raise UsageError(why)
    return dialled
