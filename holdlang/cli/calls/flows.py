"""`holdlang calls flows`: how often each flow came to its aim.

Not responsible for counting (`holdlang.learn.tally`).
"""

import json
from datetime import datetime
from pathlib import Path

import click

from holdlang.cli.calls.options import config_option, data_dir


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@config_option
def command(*, as_json: bool, config_file: Path | None) -> None:
    """Count the calls of each flow: those that came to its aim, those that failed, and when the last one was.

    Calls that nobody answered, and those that you stopped, say nothing of a flow and are not counted.
    """
    from holdlang.cli.streams import complain
    from holdlang.history import call_folders
    from holdlang.history.glance import glance
    from holdlang.learn.tally import tally

    now = datetime.now().astimezone()
    found = sorted(tally(glance(folder, now) for folder in call_folders(data_dir(config_file))).items())
    if not found and not as_json:
        complain("no call has said anything of a flow yet")
    width = max((len(flow_id) for flow_id, _ in found), default=0)
    for flow_id, counts in found:
        if as_json:
            last = None if counts.last is None else counts.last.isoformat()
            row = {"flow_id": flow_id, "success_count": counts.succeeded, "fail_count": counts.failed, "last": last}
            click.echo(json.dumps(row, ensure_ascii=False).encode())
        else:
            day = "" if counts.last is None else f"   last on {counts.last.astimezone():%Y-%m-%d}"
            click.echo(f"{flow_id:<{width}}  {counts.succeeded:>5} came to their aim  {counts.failed:>5} failed{day}")
