"""The words for a company that is closed. Not responsible for when it is (`holdlang.opening`)."""

from datetime import datetime, tzinfo

from holdlang.model import CallFlow
from holdlang.opening import is_open, next_opening


def closed(flow: CallFlow, moment: datetime, here: tzinfo | None = None) -> str | None:
    """One line for the user when the company takes no calls at `moment`: since when it does again, in its own time and
    in that of `here` (None: of this machine). None while it is open, or if nobody said when."""
    if flow.opening is None or is_open(flow.opening, moment):
        return None
    opens = next_opening(flow.opening, moment)
    ours = opens.astimezone(here)
    there = f"{opens:%a %d %b, %H:%M} in {flow.opening.zone}"
    same = ours.utcoffset() == opens.utcoffset()
    times = there if same else f"{there}, which is {ours:%a %d %b, %H:%M} here"
    return f"{flow.company or 'the company'} is closed; it opens {times}"
