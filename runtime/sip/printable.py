"""Text from the network, made fit to be shown. Not responsible for reading messages."""

TEXT_LIMIT = 120
"""Characters of others' text that are kept: more than any reason phrase or URI that somebody is meant to read."""


def printable(text: str) -> str:
    """Text from the network, fit for a log and a screen. The binding turns bytes that are not UTF-8 into surrogates,
    which no encoder takes; control characters could command a terminal."""
    valid = text.encode("utf-8", "replace").decode()
    return "".join(character for character in valid if character.isprintable())[:TEXT_LIMIT]
