"""A tree whose waiting is cut short, so that a call in real time tells as much and costs nobody an hour. Pure.

What is said, asked and pressed stays as it is; music, waits, the pauses between announcements and the time until a
company hangs up become shorter, in the same order of length. Not responsible for whether a flow then still decides
alike: one that waits out its hold does not (`holdlang.cli.trials.bysip` finds out).
"""

from holdlang.model import Tree, Wait
from holdlang.model.tree import CutOff, Every, Music, TreeStep

UNCUT = 12.0
"""Seconds that nothing is cut below: hearing names music after about 3 s (`runtime.hearing.classes`), and what is said
after a shorter piece may still be taken for the turn before it (`runtime.hearing.judge`, 7 s)."""

PACE = 60.0
"""What is longer goes so much faster from there: a minute becomes a second."""


def shortened(tree: Tree) -> Tree:
    """The same tree, with less waiting."""
    return tree.model_copy(update={"steps": tuple(_step(step) for step in tree.steps)})


def short(seconds: float) -> float:
    """How long a wait becomes; of two waits the longer one stays the longer one."""
    return seconds if seconds <= UNCUT else round(UNCUT + (seconds - UNCUT) / PACE, 3)


def _step(step: TreeStep) -> TreeStep:
    match step:
        case Music():
            most = None if step.most is None else short(step.most)
            every = tuple(_every(one) for one in step.every)
            return step.model_copy(update={"seconds": short(step.seconds), "most": most, "every": every})
        case Wait() | CutOff():
            return step.model_copy(update={"seconds": short(step.seconds)})
        case _:
            return step


def _every(every: Every) -> Every:
    return every.model_copy(update={"seconds": short(every.seconds)})
