"""Words that belong to the language but not to this version of it, so that each gives one clear diagnostic.

A word leaves this table when the grammar learns it. Not responsible for what they will mean (see grammar/GRAMMAR.md).
"""

RESERVED: dict[str, str] = {
    "open": "calling hours",
    "needs": "values asked for when the call starts",
    "redial": "dialling again by itself",
    "param": "parameters of a subflow",
    "heard": "pressing the key that the prompt names",
    "ask": "asking the language model",
    "retry": "retrying a number of times",
    "set": "variables",
    "record": "switching the recording on and off",
    "run": "subflows",
    "use": "flows from other files",
    "test": "tests in the language",
    "given": "tests in the language",
    "expect": "tests in the language",
    "confirm": "accepting a transfer by key",
    "by": "handing the call over by REFER",
}
"""Word -> what it will be for."""

BLOCKS = frozenset({"test"})
"""Reserved items with lines of their own: nothing up to the next item is looked at."""
