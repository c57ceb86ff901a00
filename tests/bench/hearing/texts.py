"""The sets of texts: one to tune detectors with, one that judges them. Not responsible for what they say."""

from dataclasses import dataclass
from typing import Literal

from tests.bench import hold_texts
from tests.bench.hearing import judging

SetName = Literal["tuning", "judging"]


@dataclass(frozen=True)
class Texts:
    """What is said in the calls; `|` is a pause."""

    announcements: tuple[str, ...]
    personal: tuple[str, ...]
    """Announcements that speak as a person would."""
    greetings: tuple[str, ...]
    """People who open with a greeting, a name or an offer of help."""
    others: tuple[str, ...]
    """People who open with something else."""
    again: tuple[str, ...]
    """What people say who get no answer."""
    please_hold: tuple[str, ...]
    """What they say before they put us back on hold."""
    menus: tuple[str, ...]


SETS: dict[SetName, Texts] = {
    "tuning": Texts(
        hold_texts.ANNOUNCEMENTS,
        hold_texts.PERSONAL,
        hold_texts.GREETINGS,
        hold_texts.OTHERS,
        hold_texts.AGAIN,
        hold_texts.PLEASE_HOLD,
        hold_texts.MENUS,
    ),
    "judging": Texts(
        judging.ANNOUNCEMENTS,
        judging.PERSONAL,
        judging.GREETINGS,
        judging.OTHERS,
        judging.AGAIN,
        judging.PLEASE_HOLD,
        judging.MENUS,
    ),
}
