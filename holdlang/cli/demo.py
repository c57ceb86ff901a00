"""`holdlang demo`: the example call, from the first ring to the joined phone, on this machine alone."""

import click

from holdlang.cli.status import Status


@click.command()
@click.option("--json", is_flag=True, help="Print the call log, one JSON object a line, instead of the live view.")
@click.pass_context
def command(ctx: click.Context, json: bool) -> Status:
    """Watch a whole call: two menus, hold music, two recordings that sound like people, the person, your phone.

    The company and your phone are processes on this machine; the call between them is real SIP and RTP.
    """
    from holdlang.cli.run import command as run
    from holdlang.cli.streams import say
    from holdlang.resources import data

    examples = data("examples")
    if not json:
        say(f"holdlang run {examples / 'chase.hold'} --rehearse {examples / 'chase.tree.hold'}\n")
    result = ctx.invoke(run, flow=examples / "chase.hold", tree=str(examples / "chase.tree.hold"), json=json)
    return Status(result)
