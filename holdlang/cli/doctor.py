"""`holdlang doctor`: whether everything that a call needs is there. Not responsible for looking (`runtime.doctor`)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option

if TYPE_CHECKING:
    from holdlang.cli.status import Status
    from runtime.doctor import Finding

MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "fault": ("fault", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: check, level, message, fix.")
@config_option
def command(*, as_json: bool, config_file: Path | None) -> "Status":
    """Look whether a call could be made now, and say what to do about what is wrong. Takes at most 15 seconds.

    It registers at the trunk and takes that back, asks the phones whether they are there, listens to a sentence of its
    own, and rings nowhere. Exit status: 0 no faults, 1 faults; warnings are no faults.
    """
    import trio

    from holdlang.cli.status import Status
    from holdlang.cli.streams import say
    from runtime.doctor import examine

    findings = trio.run(examine, config_file)
    if as_json:
        for finding in findings:
            say(json.dumps(finding.model_dump(), ensure_ascii=False).encode())
    else:
        width = max(len(finding.check) for finding in findings)
        for finding in findings:
            say(_words(finding, width))
    return Status.FAILED if any(finding.level == "fault" for finding in findings) else Status.DONE


def _words(finding: "Finding", width: int) -> str:
    mark, colour = MARKS[finding.level]
    head = f"{click.style(mark.ljust(7), fg=colour)}  {finding.check.ljust(width)}  {finding.message}"
    return (
        head if not finding.fix else f"{head}\n{' ' * (7 + 2 + width + 2)}{click.style('fix:', dim=True)} {finding.fix}"
    )
