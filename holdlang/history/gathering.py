"""The script of a call made short: what a queue says over and over stands there once.

A recogniser hears the same announcement a little otherwise each time, so likeness counts. Not responsible for the
script (`holdlang.trials.script`), which takes together what is equal.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from holdlang.match import normalize
from holdlang.trials.script import Row

ALIKE = 0.6
"""The share of words that two recognitions of one announcement have in common: on the telephone every other word may be
wrong, while announcements of one queue that are not the same rarely share a third."""

_HOLD = re.compile(r"(?:\w+: )?hold\b")


def gathered(rows: Sequence[Row]) -> list[Row]:
    """The rows with the announcements of each hold taken together, but for those upon which something was decided."""
    kept: list[Row] = []
    heard: list[int] = []
    holds = False
    for place, row in enumerate(rows):
        if row.kind == "step":
            holds, heard = _HOLD.match(row.text) is not None, []
        if not holds or row.kind != "heard" or _decides(rows, place):
            kept.append(row)
            continue
        same = next((one for one in heard if alike(kept[one].text, row.text)), None)
        if same is None:
            heard.append(len(kept))
            kept.append(row)
        else:
            kept[same] = replace(kept[same], times=kept[same].times + row.times)
    return kept


def _decides(rows: Sequence[Row], place: int) -> bool:
    follows = rows[place + 1] if place + 1 < len(rows) else None
    return follows is not None and (follows.kind == "decided" or (follows.kind == "who" and "person" in follows.text))


def alike(one: str, other: str) -> bool:
    """Whether two texts are recognitions of one announcement."""
    matcher = SequenceMatcher(None, normalize(one), normalize(other), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
