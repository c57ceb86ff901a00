"""How sure pocketsphinx is of a word: its share of all that could have been said at that moment.

Not responsible for decoding, nor for what is done about a word that is doubtful (`runtime.engines.pocketsphinx`). What
the decoder found possible is a lattice of words; each has a posterior probability there. Those of the same word that
overlap are added, since they differ only in pronunciation, neighbours, or a few hundredths of a second (Wessel,
Schlüter, Macherey & Ney 2001).
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_NODE = re.compile(r"^I=(\d+)\tt=([\d.]+)\tW=([^\t\n]+)", re.MULTILINE)
_LINK = re.compile(r"^J=\d+\tS=(\d+)\tE=(\d+)\ta=\S+\tp=(\S+)", re.MULTILINE)
_PRONUNCIATION = re.compile(r"\(\d+\)$")


@dataclass(frozen=True)
class Spoken:
    """A word that may have been said, from frame `start` until before frame `end`."""

    word: str
    start: int
    end: int
    posterior: float


def possible(lattice: Any, frames_per_second: int) -> list[Spoken]:
    """All words of pocketsphinx's `Lattice` after an utterance has ended.

    It can be had as a file only, and on a full disk that is cut short without a word: the file is one in memory.
    """
    with os.fdopen(os.memfd_create("lattice"), encoding="utf-8") as file:
        lattice.write_htk(f"/proc/self/fd/{file.fileno()}")
        return read(file.read(), frames_per_second)


def read(text: str, frames_per_second: int) -> list[Spoken]:
    """Read HTK's lattice format as pocketsphinx writes it: a link says the word of the node that it leaves."""
    nodes = {node: (spelt(word), round(float(time) * frames_per_second)) for node, time, word in _NODE.findall(text)}
    return [
        Spoken(*nodes[start], end=nodes[end][1], posterior=float(posterior))
        for start, end, posterior in _LINK.findall(text)
    ]


def share(word: str, frame: int, among: Iterable[Spoken]) -> float:
    """The probability (0 to 1) that `word` is what is being said in `frame`."""
    return sum(one.posterior for one in among if one.word == word and one.start <= frame < one.end)


def spelt(word: str) -> str:
    """A word of the decoder's without the number of its pronunciation."""
    return _PRONUNCIATION.sub("", word)
