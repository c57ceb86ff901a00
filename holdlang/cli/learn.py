"""`holdlang learn`: a call to a company that nobody has a flow for yet, and the flow that it taught.

Not responsible for exploring (`holdlang.cli.learning.exploring`), for learning (`holdlang.learn`) or for what is
written where (`holdlang.cli.learning.writing`).
"""

import sys
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

import click

from holdlang.cli.status import Status
from holdlang.errors import UsageError


@click.command()
@click.argument("number", required=False)
@click.option("--intent", metavar="TEXT", help="What the call is for, in your words: “dispute a charge on my card”.")
@click.option("--company", metavar="NAME", help="Whom the call is to.")
@click.option(
    "--from",
    "calls",
    metavar="CALL",
    multiple=True,
    help="Learn from this call that was made (as `holdlang calls` names it), and call nobody. Repeatable.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The .hold file to write, or to learn into. With --from: by default the flow's own file.",
)
@click.option(
    "--flow",
    "flow_id",
    metavar="ID",
    help="Which flow of the file is learned into, if it holds several; what a new one is called.",
)
@click.option("--diff", "only_diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--write", is_flag=True, help="Change a file that is there already.")
@click.option("--commit", is_flag=True, help="Write, and make a git commit that says what changed at the company.")
@click.option(
    "--needs",
    "needs",
    metavar='NAME="WHAT"',
    multiple=True,
    help="A secret that may be typed in where the company asks for it, and what it is: pin=“the PIN of my card”."
    " Its value is given as for `holdlang run`. Repeatable.",
)
@click.option("--set", "pairs", metavar="NAME=VALUE", multiple=True, help="A value, as for `holdlang run`. Repeatable.")
@click.option(
    "--device",
    "devices",
    metavar="NAME",
    multiple=True,
    help="The phone to ring when a person has come. By default the first one of holdlang.yaml. Repeatable.",
)
@click.option("--hold", "hold", metavar="DURATION", default="2h", show_default=True, help="How long to wait on hold.")
@click.option("--rehearse", "tree", metavar="TREE", help="Explore the company of this tree file, on this machine.")
@click.option("--yes", is_flag=True, help="Dial without asking.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this holdlang.yaml.")
@click.option("--json", is_flag=True, help="Print the call log, one JSON object a line, instead of the live view.")
def command(  # noqa: PLR0917 - click passes them by name
    number: str | None,
    intent: str | None,
    company: str | None,
    calls: tuple[str, ...],
    output: Path | None,
    flow_id: str | None,
    only_diff: bool,
    write: bool,
    commit: bool,
    needs: tuple[str, ...],
    pairs: tuple[str, ...],
    devices: tuple[str, ...],
    hold: str,
    tree: str | None,
    yes: bool,
    config_file: Path | None,
    json: bool,
) -> Status:
    """Explore the company at NUMBER by a call, and write the flow that makes the same call again.

    At each prompt the language model of holdlang.yaml chooses, or without one the option whose words are likest to the
    intent. What is learned is a flow in FILE, with the company as a tree and a test beside it. A file that is there
    already is not written over: the changes that it needs are shown, and --write makes them, keeping your comments,
    labels and order.

    \b
    Exit status: 0 something was learned, 1 the call came to no person or nobody took it, 2 nothing was tried (wrong
    options, configuration, device or number), 3 a bug of ours, 4 not answered, 130 stopped by Ctrl-C.
    """
    from holdlang.cli.learning.writing import Manner, check_target, learn_from, new_file

    manner = Manner.of(only_diff=only_diff, write=write, commit=commit)
    if calls:
        if any((number, intent, company, tree, needs, pairs, devices, yes, json)):
            raise UsageError(
                "--from learns from calls that were made, and calls nobody",
                "leave out NUMBER, --intent and what else is for a call",
            )
        return learn_from(calls, output, flow_id, manner, config_file)
    if intent is None or not intent.strip() or (number is None and tree is None):
        raise UsageError(
            "say whom to call, and what for",
            'such as `holdlang learn +18005551234 --intent "dispute a charge" -o chase.hold`; or --from a call',
        )

    from holdlang.cli.learning.exploring import Wanted, explore
    from holdlang.numbers import REHEARSAL

    target = output or new_file(number or REHEARSAL, company, intent)
    check_target(target, flow_id, manner)
    wanted = Wanted(
        number=number, intent=intent, company=company, needs=needs, pairs=pairs, devices=devices, hold=hold, tree=tree
    )
    folder, status = explore(wanted, config_file, asked=yes, json=json)
    if folder is None:
        return status
    with redirect_stdout(sys.stderr) if json else nullcontext():  # the log alone goes to standard output
        learned = learn_from((str(folder),), target, flow_id, manner, config_file)
    return learned if status in (Status.DONE, Status.NO_TRANSFER) else status
