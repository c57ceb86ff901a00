"""Pronunciations in the phones of CMUdict: from the recogniser's dictionary, from `words.dict`, else from the spelling.

Not responsible for which words can be said (`build`, `flow`).
"""

import re
from collections.abc import Iterable
from pathlib import Path

WORDS = Path(__file__).with_name("words.dict")
"""Words of our sentences, and brand names, that CMUdict lacks."""

_SPELLING = (
    # Longest first; a rough reading of English, since a wrong vowel still lets the consonants be heard.
    *(("tion", "SH AH N"), ("sion", "ZH AH N"), ("ough", "AO"), ("eigh", "EY"), ("augh", "AO")),
    *(("igh", "AY"), ("tch", "CH"), ("dge", "JH"), ("sch", "S K"), ("que", "K"), ("air", "EH R"), ("ear", "IH R")),
    *(("our", "AO R"), ("oor", "AO R"), ("eer", "IH R")),
    *(("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), ("wh", "W"), ("ck", "K"), ("ng", "NG"), ("qu", "K W")),
    *(("gh", "G"), ("kn", "N"), ("wr", "R"), ("ee", "IY"), ("ea", "IY"), ("oo", "UW"), ("ou", "AW"), ("ow", "OW")),
    *(("oi", "OY"), ("oy", "OY"), ("ai", "EY"), ("ay", "EY"), ("ey", "IY"), ("ie", "IY"), ("au", "AO"), ("aw", "AO")),
    *(("oa", "OW"), ("ue", "UW"), ("ew", "UW"), ("ar", "AA R"), ("or", "AO R"), ("er", "ER"), ("ir", "ER")),
    *(("ur", "ER"), ("ce", "S"), ("ci", "S IH"), ("cy", "S IY"), ("ge", "JH"), ("gi", "JH IH")),
    *(("a", "AE"), ("b", "B"), ("c", "K"), ("d", "D"), ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH")),
    *(("j", "JH"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("q", "K"), ("r", "R")),
    *(("s", "S"), ("t", "T"), ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IY"), ("z", "Z")),
)

_SILENT_E = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}


def lexicon(words: Iterable[str], dictionary: Path) -> str:
    """Return the lines of a decoder's dictionary for `words`; `dictionary` is the recogniser's own."""
    wanted = set(words)
    lines: list[str] = []
    found: set[str] = set()
    for source in (dictionary, WORDS):
        with source.open(encoding="utf-8") as file:
            for line in file:
                word = line.split(" ", 1)[0].partition("(")[0]
                if word in wanted and (source is dictionary or word not in found):
                    found.add(word)
                    lines.append(line.rstrip())
    lines += [f"{word} {from_spelling(word)}" for word in sorted(wanted - found)]
    return "\n".join(lines) + "\n"


def from_spelling(word: str) -> str:
    """Guess the phones of an English word from its letters; a word without vowels is spelt out."""
    if not re.search("[aeiouy]", word):
        return " ".join(_LETTERS[letter] for letter in word if letter in _LETTERS)
    rest = re.sub(r"(.)\1", r"\1", word.replace("'", "").replace("ee", "E").replace("oo", "O"))
    rest = rest.replace("E", "ee").replace("O", "oo")
    phones: list[str] = []
    while rest:
        silent = re.match(r"([aeiou])([bdfklmnpstvz]|ch|th)e$", rest)
        if silent:
            phones.append(_SILENT_E[silent[1]])
            rest = silent[2]
            continue
        spelling, sound = next(rule for rule in _SPELLING if rest.startswith(rule[0]))
        phones.append(sound)
        rest = rest[len(spelling) :]
    return " ".join(phones)


_LETTERS = {
    **{"a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY", "h": "EY CH"},
    **{"i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N", "o": "OW", "p": "P IY"},
    **{"q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW", "v": "V IY", "w": "D AH B AH L Y UW"},
    **{"x": "EH K S", "y": "W AY", "z": "Z IY"},
}
