"""The smallest words of a picture: texts on one line, heads of nodes, what is said aloud. Not responsible for what is
written where (`holdlang.graph.words`, `holdlang.graph.farend`)."""

from holdlang.graph.picture import Line, Piece


def shown(text: str) -> str:
    """`text` on one line, with a mark for each character that can't be seen."""
    spaced = " ".join(text.split())
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in spaced)


def head(word: str, *more: str) -> Line:
    """What a node is, and how."""
    return (Piece(word, "strong"), *(Piece(text, "quiet") for text in more))


def said(text: str) -> Line:
    """What is said aloud."""
    return (Piece(f"“{shown(text)}”", "phrase"),)
