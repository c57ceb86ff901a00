"""Who spoke, as a line of the call log. Not responsible for telling (`runtime.hearing.judge`)."""

from runtime.context import Call
from runtime.hearing.events import Verdict
from runtime.told import judged


def write_verdict(verdict: Verdict, heard: str, call: Call) -> None:
    """Put on record who speaks, or that it is uncertain, with the words that were `heard` and the evidence."""
    call.record.write(judged(verdict, heard, call.record.at(call.line.when(verdict.onset))))
