"""The recordings of a call on the clock of its log. Not responsible for their sound (`runtime.soundtrack`)."""

from collections.abc import Sequence

from holdlang.calllog import CallConnected, HangUp, LegEnded, Line

SIDES = {"far": "far.wav", "near": "near.wav"}
"""What the company said, and what we did. Both begin with the first sound of the call and keep one time, for silence is
written where there is nothing to hear."""


def recorded_from(lines: Sequence[Line], seconds: float) -> float:
    """When the recordings began, which last `seconds`: on the clock of `at`.

    The hearing begins with them, and a line that says how far it had heard tells; it may be behind, never ahead. Older
    logs tell when the call was over, and those of calls that were cut off when it was answered.
    """
    heard = [line.at - line.clock for line in lines if line.clock is not None]
    if heard:
        return max(0.0, min(heard))
    ends = [line.at for line in lines if isinstance(line.data, HangUp | LegEnded) and line.data.leg == "company"]
    answers = [line.at for line in lines if isinstance(line.data, CallConnected)]
    if ends:
        return max(0.0, ends[-1] - seconds)
    return answers[0] if answers else 0.0
