"""What a company tells those who call, as events of the log: our place and the wait, that it offers to call back, that
it is closed, that it records. Each is told once, and again when it says something new.

Not responsible for who says it, a person or a recording, nor for what a flow does about it.
"""

from holdlang.calllog import CallbackOffered, ClosedAnnounced, Data, QueueProgress, RecordingAnnounced
from holdlang.menu.lexicon import Lexicon, lexicon
from holdlang.menu.model import Menu
from holdlang.menu.states import excerpt, told
from holdlang.menu.text import read
from holdlang.menu.understanding import understand


class Notices:
    """Follows what is said on one call."""

    def __init__(self) -> None:
        self._progress = QueueProgress()
        self._told: set[type[Data]] = set()
        self._offer: CallbackOffered | None = None

    def hear(self, text: str) -> list[Data]:
        """Take a whole utterance; returns what is new in it."""
        language = lexicon()
        menu, words = understand(text), read(text).words
        found: list[Data] = []
        progress = QueueProgress(position=menu.position, wait=menu.wait)
        if progress not in (self._progress, QueueProgress()):
            self._progress = progress
            found.append(progress)
        states = told(words, language)
        offer = self._offered(states.get("callback offer"), _callback_key(menu, language))
        if offer is not None:
            self._offer = offer
            found.append(offer)
        if (closed := states.get("closed")) is not None:
            found.append(ClosedAnnounced(transcript_excerpt=closed))
        if (recorded := excerpt(language.queue.recorded, words)) is not None:
            found.append(RecordingAnnounced(transcript_excerpt=recorded))
        again = (QueueProgress, CallbackOffered)
        new = [data for data in found if isinstance(data, again) or type(data) not in self._told]
        self._told |= {type(data) for data in new}
        return new

    def _offered(self, words: str | None, key: str | None) -> CallbackOffered | None:
        """The offer, if it is new; its key may be named in a sentence of its own."""
        known = self._offer
        if known is None:
            return None if words is None else CallbackOffered(transcript_excerpt=words, key=key)
        return known.model_copy(update={"key": key}) if key not in (None, known.key) else None


def _callback_key(menu: Menu, language: Lexicon) -> str | None:
    """The key of the option that is about calling back."""
    cues = language.states["callback offer"].cues
    return next((one.key for one in menu.options if one.key and not cues.isdisjoint(one.phrase.split())), None)
