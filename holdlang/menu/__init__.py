"""Menus, from the words alone: what a prompt offers, asks for and tells. The one parser of prompts in the project.

`understand` gives all of it, `named_key` the key for a phrase of a flow, `spoken_states` the states that words tell of.
Pure: text in, values out. The words that decide are data (`lexicons/`), a file a language, read when first needed. Not
responsible for whether a phrase of a flow is said (`holdlang.match`), nor for acting on any of it.
"""

from holdlang.menu.lexicon import Lexicon, lexicon, read_lexicon
from holdlang.menu.model import Entry, Menu, Option, OptionKind
from holdlang.menu.named import named_key
from holdlang.menu.states import spoken_states
from holdlang.menu.understanding import options, understand

__all__ = [
    "Entry",
    "Lexicon",
    "Menu",
    "Option",
    "OptionKind",
    "lexicon",
    "named_key",
    "options",
    "read_lexicon",
    "spoken_states",
    "understand",
]
