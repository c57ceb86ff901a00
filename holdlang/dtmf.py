"""What people write for keys, as keys. Not responsible for which keys a flow may press (`holdlang.checks`)."""

import re

_KEYS = re.compile(r"[0-9*#A-DwW]+")
_SEPARATORS = re.compile(r"[\s\-./()]+")
SPOKEN = {"star": "*", "asterisk": "*", "pound": "#", "hash": "#"}
"""How a prompt calls the keys that are no digits; a group of a pattern may hold such a word."""


def keys_of(text: str) -> str | None:
    """The keys (`0-9 * # A-D`, and `w` and `W`, the pauses) that `text` means, or None if it means none.

    Values come as people write them (`4242-17`), and groups of patterns as they are said (`star`).
    """
    keys = "".join(SPOKEN.get(part.casefold(), part) for part in _SEPARATORS.split(text))
    return keys if _KEYS.fullmatch(keys) else None
