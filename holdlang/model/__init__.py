"""The compiled program: what a `.hold` file means, without where it was written.

Not responsible for text (see `holdlang.source`), for names that point nowhere (see `holdlang.names.resolve`), or for
running anything. All models are frozen and compare by meaning: spans and comments live beside them, never in them.
"""

from holdlang.model.actions import (
    Action,
    Again,
    Argument,
    Ask,
    End,
    Fail,
    Goto,
    Hangup,
    Note,
    Notify,
    Play,
    Press,
    PressHeard,
    Recording,
    Retry,
    Run,
    Say,
    Set,
)
from holdlang.model.base import Model, Name, Seconds
from holdlang.model.flow import CallFlow, step_ids
from holdlang.model.header import Hours, Need, Opening, Param, Redial
from holdlang.model.meta import Meta
from holdlang.model.steps import Clause, Hold, Listen, Price, Step, Transfer, Wait
from holdlang.model.testing import Asking, Ending, Expectation, Given, Pressing, Reaching, Test, Use, Wording
from holdlang.model.tree import Answer, Human, Music, NoAnswer, Prompt, Reject, Tree, TreeStep
from holdlang.model.triggers import Pattern, Phrase, Pressed, Silence, State, StateName, Trigger

__all__ = [
    "Action",
    "Again",
    "Answer",
    "Argument",
    "Ask",
    "Asking",
    "CallFlow",
    "Clause",
    "End",
    "Ending",
    "Expectation",
    "Fail",
    "Given",
    "Goto",
    "Hangup",
    "Hold",
    "Hours",
    "Human",
    "Listen",
    "Meta",
    "Model",
    "Music",
    "Name",
    "Need",
    "NoAnswer",
    "Note",
    "Notify",
    "Opening",
    "Param",
    "Pattern",
    "Phrase",
    "Play",
    "Press",
    "PressHeard",
    "Pressed",
    "Pressing",
    "Price",
    "Prompt",
    "Reaching",
    "Recording",
    "Redial",
    "Reject",
    "Retry",
    "Run",
    "Say",
    "Seconds",
    "Set",
    "Silence",
    "State",
    "StateName",
    "Step",
    "Test",
    "Transfer",
    "Tree",
    "TreeStep",
    "Trigger",
    "Use",
    "Wait",
    "Wording",
    "step_ids",
]
