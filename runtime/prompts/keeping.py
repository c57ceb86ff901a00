"""Which utterances of a call were recordings, by its log: only those are kept, and nothing of a person ever is. Pure.

A recording is handed over once something else has come after it: whoever was taken for one may yet turn out to be a
person. Not responsible for who speaks (`runtime.hearing.judge`), or for keeping (`runtime.prompts.store`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from holdlang.calllog import (
    AnnouncementHeard,
    AnsweredBy,
    AudioClassified,
    CallEnded,
    Data,
    HumanDetected,
    IvrDtmfSent,
    IvrMenuDetected,
    NoWords,
    TranscriptChunk,
    UtteranceBegan,
    UtteranceEnded,
    UtteranceRepeated,
)

MENU_KEYS = 2
"""Keys that a recording names at least: people name one ("dial nine when you arrive"). One will do where a machine is
known to have answered."""

PAUSE = 2.0
"""Seconds after which somebody else may speak: announcements pause for less between sentences. A judgement on what was
said before holds for nothing after that."""

UTTERANCES = 64
"""Latest utterances that are followed."""


@dataclass
class Utterance:
    """What is known of it so far."""

    segment: int
    turn: int
    text: str = ""
    heard: str = ""
    """Its words as the recogniser had them on this call. `text` may be what earlier calls made of the recording."""
    known: str = ""
    """The words of the recording that it was taken for, if that is of an earlier call."""
    worded: bool = False
    """Whether those words are the last."""
    judged: bool = False
    """Whether it was called a recording."""
    repeated: bool = False
    """Whether it was heard before, and has stayed the same."""
    menu: bool = False
    over: bool = False
    """Whether something else has come after it."""
    ended: float | None = None
    """When its last speech was, on the clock of the hearing."""

    @property
    def recording(self) -> bool:
        """Whether it is one, for all that is known."""
        return self.judged or self.repeated or self.menu

    def word(self, text: str, final: bool) -> None:
        """These are its words so far, or in the end."""
        if not (final and self.known and text == self.known):
            self.heard = text
        self.text, self.worded = text, final

    def is_part_of(self, transcript: str) -> bool:
        """Whether its words, as a whole, are among those of what is just being said."""
        return not self.over and self.text != "" and f" {self.text} " in f" {transcript} "


class Keeping:
    """Follows one call."""

    def __init__(self) -> None:
        self._said: dict[int, Utterance] = {}
        self._machine = False
        """Whether it was a machine with menus that answered, or spoke last."""

    def hear(self, data: Data) -> None:
        """Take in a line of the log."""
        match data:
            case UtteranceBegan(segment=segment, moment=moment):
                self._said[segment] = Utterance(segment, self._turn(segment, moment))
                self._said.pop(segment - UTTERANCES, None)
            case UtteranceEnded(segment=segment, moment=moment) if segment in self._said:
                self._said[segment].ended = moment
            case TranscriptChunk(segment=int(segment), text=text, is_final=final) if segment in self._said:
                self._said[segment].word(text, final)
            case NoWords(segment=segment, is_final=final) if segment in self._said:
                self._said[segment].word("", final)
            case UtteranceRepeated(segment=segment, repeated=repeated) if segment in self._said:
                self._said[segment].repeated = repeated
                self._said[segment].known = data.transcript if data.earlier_call else ""
            case AnnouncementHeard(segment=int(first)) if first in self._said:
                for one in self._said.values():
                    one.judged = one.judged or one.turn == self._said[first].turn
            case IvrMenuDetected(transcript=transcript, options=options):
                if self._machine or len(options) >= MENU_KEYS:
                    for one in self._said.values():
                        one.menu = one.menu or one.is_part_of(transcript)
            case AnsweredBy(who="ivr", transcript_excerpt=excerpt):
                self._machine = True
                for one in self._said.values():
                    one.judged = one.judged or one.is_part_of(excerpt)
            case HumanDetected() | AnsweredBy(who="human"):
                self._machine = False
                self._said = {segment: one for segment, one in self._said.items() if one.over}
            case AudioClassified(audio_type="music" | "ringing" | "busy" | "tone") | IvrDtmfSent() | CallEnded():
                for one in self._said.values():
                    one.over = True

    def _turn(self, segment: int, begins: float) -> int:
        """The number of the first utterance of the turn to which the next one belongs."""
        last = self._said.get(segment - 1)
        goes_on = last is not None and not last.over and last.ended is not None and begins - last.ended < PAUSE
        return last.turn if last is not None and goes_on else segment

    def taken(self, *, worded: bool = True) -> Iterator[Utterance]:
        """The recordings that something else has come after, each once; without `worded` also those whose words may
        still come."""
        for one in list(self._said.values()):
            later = any(segment > one.segment for segment in self._said)
            if one.recording and one.over and (one.worded or later or not worded):
                yield self._said.pop(one.segment)
