"""The key that a prompt names for a phrase. Not responsible for pressing it, nor for all else that the prompt offers
(`holdlang.menu.understanding`)."""

from holdlang.match.align import find
from holdlang.match.words import normalize
from holdlang.menu.entries import entry
from holdlang.menu.gaps import bare
from holdlang.menu.lexicon import Lexicon, lexicon
from holdlang.menu.mentions import mentions
from holdlang.menu.readings import described
from holdlang.menu.text import read


def named_key(heard: str, phrase: str, *, finished: bool = True, words: Lexicon | None = None) -> str | None:
    """The key that the prompt names for what `phrase` says, or None if it names none or is unclear.

    While the far end still speaks (`finished` is False), `… press two for disputes` may go on with `press four`.
    `words` are those of the prompt's language, English if there are none.
    """
    words = words or lexicon()
    said = normalize(phrase)
    wanted = bare(said, words) or said
    text = read(heard)
    _, closing = entry(text, words)
    keys = set()
    for key in described(text, mentions(text, closing, words, finished=finished), words, finished=finished):
        fits = {one is not None and find(wanted, bare(one, words)) is not None for one in key.possible}
        if True in fits:
            keys.add(key.mention.key if fits == {True} else None)
    return keys.pop() if len(keys) == 1 else None
