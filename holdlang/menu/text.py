"""What was heard, as words and the marks between them. Not responsible for what the words mean.

Recognisers give no punctuation, rehearsed companies and transcripts do: it is used where it is there, and nothing may
depend on it.
"""

import re
from dataclasses import dataclass

from holdlang.match.words import normalize

COMMA, SENTENCE = 1, 2
"""Marks between two words; 0 is none."""

_MARK = re.compile(r"[.!?;:…]+(?=\s|[\"”’']|$)|[,–—](?=\s|$)|(?<=\d)[-–—](?=\d)|\n|[¿¡]")
_COMMAS = frozenset(",-–—")


@dataclass(frozen=True)
class Text:
    """Normalised words (`holdlang.match.words`). `marks[n]` is the mark before word `n`; one more stands at the end."""

    words: tuple[str, ...]
    marks: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def part(self, start: int, end: int) -> "Text":
        """Words `start` up to `end`, with the marks around them."""
        return Text(self.words[start:end], self.marks[start : end + 1])

    def sentence_after(self, start: int) -> int:
        """Where the sentence that word `start` stands in ends."""
        return next((n for n in range(start + 1, len(self.words)) if self.marks[n] == SENTENCE), len(self.words))


def read(heard: str) -> Text:
    """The words and marks of what was heard."""
    words: list[str] = []
    marks = [0]
    begin = 0
    for found in [*_MARK.finditer(heard), None]:
        piece = normalize(heard[begin : found.start() if found else len(heard)])
        words += piece
        marks += [0] * len(piece)
        if found:
            begin = found.end()
            marks[-1] = max(marks[-1], COMMA if found[0] in _COMMAS else SENTENCE)
    return Text(tuple(words), tuple(marks))
