"""The learner: from calls that were made to flows that make them again, as source that a person reviews.

`CallFlowLearner` is the documented interface on models. Discoveries come from call logs (`log`), persons are taken out
of them (`cleaning`); a flow becomes source with quotations (`source`), a tree and a test (`tree`, `trial`), or edits of
a file that is there (`merge`, decided in `comparing`). Not responsible for making calls, nor for the command
(`holdlang.cli.learn`).
"""

from holdlang.learn.learner import CallFlowLearner

__all__ = ["CallFlowLearner"]
