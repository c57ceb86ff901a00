"""Which machine speaks, from the words alone: a menu, a voicemail, one that screens calls, or one that says that the
number cannot be reached.

Precision first, as with the states of a call (`holdlang.menu.states`): people say "he is not available at the moment"
and "dial nine when you arrive". Not responsible for whether it is a machine at all (`runtime.hearing`).
"""

from functools import lru_cache
from typing import Literal

from holdlang.match.words import normalize
from holdlang.menu.lexicon import Lexicon, lexicon
from holdlang.menu.states import excerpt
from holdlang.menu.understanding import understand

MachineKind = Literal["screening", "unavailable", "voicemail", "ivr"]
"""In the order in which they are looked for: who screens calls wants a name after the tone, too."""


@lru_cache(maxsize=256)
def machine(heard: str, words: Lexicon | None = None, *, whole: bool = True) -> MachineKind | None:
    """The machine that says `heard`; None if people say such words too. `words` are those of the language. Of what is
    not `whole` yet no menu is made: keys come and go in the words of a recogniser until it has heard all of them."""
    words = words or lexicon()
    said = normalize(heard)
    for kind in ("screening", "unavailable"):
        if kind in words.machines and excerpt(words.machines[kind], said) is not None:
            return kind
    if "voicemail" in words.states and excerpt(words.states["voicemail"], said) is not None:
        return "voicemail"
    if not whole:
        return None
    menu = understand(heard, words)
    return "ivr" if menu.entry is not None or any(option.key for option in menu.options) else None
