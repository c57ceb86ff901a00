"""`holdlang rehearse`: be the company of a tree file, or the user's phone, as a real SIP endpoint.

Not responsible for serving (`runtime.rehearse.server`) or for the making of trees.
"""

import re
from pathlib import Path

import click

from holdlang.errors import UsageError
from holdlang.trials.seed import drawn_seed


@click.command()
@click.argument("tree", metavar="FILE[#TREE]")
@click.option("--bind", metavar="HOST", default="127.0.0.1", show_default=True, help="Take calls at this address.")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="SIP port; default: a free one.")
@click.option("--phone", is_flag=True, help="Be the user's phone: `tree DEVICE` of the file, or a phone of our own.")
@click.option(
    "--ring-seconds",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="How long a ring lasts; on a real line in North America it is 6.",
)
@click.option(
    "--record",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Record what each call hears and sends.",
)
@click.option(
    "--confirm",
    metavar="DEVICE=KEY",
    multiple=True,
    help="As a phone, take calls to DEVICE by this key: whoever speaks in its tree presses it first. Repeatable.",
)
@click.option(
    "--seed",
    metavar="NUMBER",
    type=click.IntRange(min=0),
    help="Let chance go as in the rehearsal that printed this number; default: another one each time.",
)
@click.option("--fast", is_flag=True, help="Cut music and waiting short: a minute becomes little more than a second.")
@click.option("--json", is_flag=True, help="Print what happens as one JSON object a line.")
@click.option("--exit-with-parent", is_flag=True, hidden=True, help="Stop when standard input ends.")
def command(
    *,
    tree: str,
    bind: str,
    port: int,
    phone: bool,
    ring_seconds: float,
    record: Path | None,
    confirm: tuple[str, ...],
    seed: int | None,
    fast: bool,
    json: bool,
    exit_with_parent: bool,
) -> None:
    """Serve the company that FILE describes, for any SIP phone and for `holdlang run`, until Ctrl-C.

    Of several trees the first takes the calls, or the one that is named: after `#`, or as the user of the address that
    is called (`sip:TREE@…`).
    """
    from runtime.rehearse.directory import read_directory
    from runtime.rehearse.server import Options, serve

    directory = read_directory(tree, phone=phone, fast=fast)
    serve(
        directory,
        Options(
            bind=bind,
            port=port,
            json=json,
            record=record,
            ring_seconds=ring_seconds,
            seed=drawn_seed() if seed is None else seed,
            confirm=_keys(confirm),
            exit_with_parent=exit_with_parent,
        ),
    )


def _keys(confirm: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in confirm]
    if not all(name and re.fullmatch("[0-9*#A-D]", key) for name, _, key in pairs):
        raise UsageError("a device confirms by one key", "for example `--confirm sip_phone=1`")
    return {name: key for name, _, key in pairs}
