"""The compiled program: what a `.hold` file means, without where it was written.

Not responsible for text (see `holdlang.source`), for names that point nowhere (see `holdlang.resolve`), or for running
anything. All models are frozen and compare by meaning: spans and comments live beside them, never in them.
"""

from holdlang.model.actions import (
    Action,
    Again,
    End,
    Fail,
    Goto,
    Hangup,
    Note,
    Notify,
    Play,
    Press,
    Say,
)
from holdlang.model.base import Model, Name, Seconds
from holdlang.model.flow import CallFlow, step_ids
from holdlang.model.steps import Clause, Hold, Listen, Price, Step, Transfer, Wait
from holdlang.model.tree import Answer, Human, Music, NoAnswer, Prompt, Reject, Tree, TreeStep
from holdlang.model.triggers import Pattern, Phrase, Pressed, Silence, State, StateName, Trigger

__all__ = [
    "Action",
    "Again",
    "Answer",
    "CallFlow",
    "Clause",
    "End",
    "Fail",
    "Goto",
    "Hangup",
    "Hold",
    "Human",
    "Listen",
    "Model",
    "Music",
    "Name",
    "NoAnswer",
    "Note",
    "Notify",
    "Pattern",
    "Phrase",
    "Play",
    "Press",
    "Pressed",
    "Price",
    "Prompt",
    "Reject",
    "Say",
    "Seconds",
    "Silence",
    "State",
    "StateName",
    "Step",
    "Transfer",
    "Tree",
    "TreeStep",
    "Trigger",
    "Wait",
    "step_ids",
]
