"""Who speaks: a live person or a recording. Pure: events and time in, verdicts out. Not responsible for hearing either.

Speech with less than `_SAME_TURN` between its segments and nothing else on the line is a turn. Each kind of evidence is
a small judge of its own that gives log-odds, positive for a person; their sum against the price of a false ring
decides. The kinds and what they are worth follow measurements on assembled calls: *music resumes* against *waits in
silence* separates best; words help to decide before the speech has ended; a recording heard twice is known for one;
and the sound of the voice itself tells nothing that carries over to another company.
"""

from dataclasses import dataclass, field
from math import exp, inf
from typing import Literal

from holdlang.calllog import AudioType
from holdlang.model import Price
from runtime.hearing import evidence
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted, Verdict

Speaker = Literal["person", "recording", "uncertain"]

_A_WAIT = 2.0
"""Seconds of silence inside a turn that are no pause of an announcement: somebody waited, and asked again."""
_SAME_TURN = 7.0
"""Seconds of silence after which speech is a new turn; announcements pause up to 2 s between sentences."""
_ROOM = 13.0
"""dB by which the noise of a room is below the voice in it, 15 and more in offices; music that fades in is louder."""
_FAINT = 27.0
"""dB below a voice from which on music, or a tone that is no telephone's, is something in the room: queues play theirs
much louder."""
_UNLIKE_SILENCE = 0.7
"""Seconds by which noise after speech waits less than silence: it may be music that fades in."""
_NAMED = 1.5
"""Seconds within which music that follows speech is known for music; what has no name by then is a room."""
_REMEMBERED = 64
"""Onsets of earlier announcements kept for their rhythm."""
_RING: dict[Price, float] = {"eager": 1.2, "normal": 2.4, "sure": 4.4}
"""Log-odds at which the phone rings: 3, 11 and 80 to 1 that it is a person. On assembled waits (tests/bench/HEARING.md)
the middle one rang for one of 204 announcements that were heard for the first time, in the set for tuning."""
_RECORDING = -5.0
"""Log-odds at which speech is called a recording before anything else comes; a person may still turn out."""
_DOUBT = 4.0
"""Seconds after which somebody of whom nothing is known is called uncertain: people have been found by then."""
_DOUBTFUL = -2.0
"""Log-odds down to which a person is not unlikely: 1 in 8."""
_SEGMENTS = 32
"""Latest segments of a turn whose words count: a menu may say itself over and over for an hour."""
_TURNS = 8
"""Latest turns whose novelty is remembered."""
_STEADY = 0.3
"""Seconds that words must convince before they decide while somebody still speaks: partial results come and go."""
_FORESEEN = 20
"""Ticks that are looked at ahead."""
_HEARD_OUT = 3.0
"""Seconds of speech after which a recording may be called one before it has ended."""
_TAIL_BEGINS = 0.6
"""Seconds after we pressed or spoke within which what begins may be the rest of what we interrupted: a sentence has
pauses of up to 0.5 s, and takes 0.1 s to be noticed."""
_TAIL = 1.0
"""Seconds that such a rest may last: a menu falls silent 0.3 s after a key, or after the first words of a caller."""


@dataclass
class Turn:
    """What is known of the speech that is going on, or has just ended."""

    onset: float
    segment: int
    before: AudioType
    """What was on the line before it."""
    begun: float
    """Onset of its latest segment."""
    latest: int
    """The number of that."""
    spoken_before: float = 0.0
    """Seconds of speech in its earlier segments."""
    ended: float | None = None
    """Last speech, once the latest segment has ended."""
    silent_since: float | None = None
    """Since when nobody speaks: silence, or the noise of an office."""
    level: float = -inf
    """dBFS of the loudest speech that is known of."""
    loud: bool = False
    """Whether what is heard after it is about as loud: no room, but music perhaps that has no name yet."""
    broken: float = 0.0
    """When a silence was last ended, by whatever it was."""
    waited: float = 0.0
    """Seconds of silence that were more than a pause, and were ended by more speech."""
    resumed: float | None = None
    """When music or a tone came after it."""
    convinced: float | None = None
    """Since when the evidence has spoken for a person without a break."""
    texts: dict[int, str] = field(default_factory=dict)
    text: str = ""
    """The words of all its segments."""
    final: int = 0
    """The latest segment of which all words are known."""
    repeated: bool = False
    ever_repeated: bool = False
    called_recording: bool = False
    judged: bool = False
    doubted: bool = False
    interrupted: bool = False
    """Whether it may be the rest of what we interrupted."""
    was_asked: bool = False
    """Whether we have asked its speaker something: what is said next is another turn, and an answer perhaps."""

    def is_tail(self, at: float) -> bool:
        """Whether nobody has spoken up: it is so short, and without a word that a person would say."""
        return self.interrupted and self.spoken(at) < _TAIL and evidence.words(self.text) <= 0.0

    def spoken(self, at: float) -> float:
        """Seconds of speech until `at`."""
        return self.spoken_before + max(0.0, (at if self.ended is None else self.ended) - self.begun)

    def silent(self, at: float) -> float:
        """Seconds that somebody has waited for an answer, now and earlier in the turn."""
        since = self.silent_since
        if since is None and self.ended is not None and not self.loud:
            since = max(self.ended, self.broken) + _NAMED
        return self.waited + (0.0 if since is None else max(0.0, at - since))

    def is_over(self, at: float) -> bool:
        """Whether speech that begins now is another turn."""
        return self.ended is not None and self.silent(at) >= _SAME_TURN

    def silence_broken(self, at: float) -> None:
        """Something is heard from `at` on, whatever it is."""
        if self.silent_since is not None and at - self.silent_since >= _A_WAIT:
            self.waited += at - self.silent_since
        self.silent_since = None
        self.loud = False
        self.broken = at

    def asked(self, until: float) -> None:
        """We have asked its speaker something: they wait for more from `until` on, and not before."""
        self.was_asked = True
        self.waited = 0.0
        self.broken = until
        self.silent_since = None if self.silent_since is None else until

    @property
    def last_text(self) -> str:
        """The words of its latest segment."""
        return self.texts.get(self.latest, "")

    def goes_on(self, onset: float, segment: int) -> None:
        """Another segment begins at `onset`."""
        self.latest = segment
        self.silence_broken(onset)
        self.spoken_before = self.spoken(onset)
        self.begun = onset
        self.ended = None

    @property
    def wordless(self) -> bool:
        """Whether it has ended, and no word was found in it."""
        return self.ended is not None and self.final == self.latest and not self.text

    def say(self, segment: int, text: str, is_final: bool) -> None:
        """These are the words of a segment so far."""
        self.texts[segment] = text
        self.final = max(self.final, segment) if is_final else self.final
        self.texts.pop(segment - _SEGMENTS, None)
        self.text = " ".join(filter(None, (self.texts[number] for number in sorted(self.texts))))


class Judge:
    """Follows one wait on hold."""

    def __init__(self, price: Price = "normal", *, mark: float = -inf) -> None:
        """`price` is that of a false ring against a missed person; `mark` is when we last pressed or said something."""
        self._price: Price = price
        self._mark = mark
        self._turn: Turn | None = None
        self._sound: AudioType = "silence"
        self._before: AudioType = "silence"
        self._level = -inf
        """dBFS of the speech that has just begun."""
        self._music_heard = False
        self._recordings: tuple[float, ...] = ()
        """Onsets of the recordings so far."""
        self._asked: tuple[float, float] | None = None
        """From when to when we last spoke to whoever may be a person."""
        self._novel: tuple[bool, ...] = ()
        """Whether each of the latest recordings was heard for the first time."""

    def hear(self, event: HearingEvent) -> list[Verdict]:
        """Take what hearing noticed; returns the verdicts it leads to."""
        match event:
            case SoundChanged():
                return self._sound_changed(event)
            case SpeechStarted():
                return self._started(event)
            case SpeechEnded(at=at) if self._turn:
                self._turn.ended = at
                return self._weigh(at)
            case SpeechRepeated() if self._turn:
                self._turn.repeated = event.repeated
                self._turn.ever_repeated = True
                return self._weigh(event.at)
            case _:
                return []

    def words(self, segment: int, text: str, is_final: bool, at: float) -> list[Verdict]:
        """Take the recogniser's words for a segment so far; they may come late, for a turn that is over."""
        turn = self._turn
        if turn is None or segment < turn.segment:
            return []
        turn.say(segment, text, is_final)
        return self._weigh(at, steady=is_final)

    @property
    def undecided(self) -> bool:
        """Whether somebody has spoken and time will tell who: only then does `tick` matter."""
        turn = self._turn
        return turn is not None and not turn.judged and not (turn.ended is not None and turn.is_tail(turn.ended))

    @property
    def rings_at(self) -> float:
        """The log-odds at which the phone rings."""
        return _RING[self._price]

    def odds(self, at: float) -> dict[str, float]:
        """The log-odds of whoever speaks, by the kind of evidence, as they stand; empty if nobody is in question."""
        turn = self._turn
        return {} if turn is None or turn.judged else self._gathered(turn, at)

    def answered(self, at: float, asked_until: float | None = None) -> None:
        """We pressed or said something at `at`: nobody waits for an answer to what was said before. If it was a
        question to whoever speaks, until `asked_until`, then what is said next tells who that is, and so does somebody
        who goes on waiting."""
        self._mark = at
        turn, self._turn, self._asked = self._turn, None, None
        if asked_until is not None:
            self._asked = (at, asked_until)
            if turn is not None and not turn.judged:
                turn.asked(asked_until)
                self._turn = turn

    def tick(self, at: float) -> list[Verdict]:
        """Take note of the time, about every 100 ms: a person who waits in silence is told by it."""
        return self._weigh(at)

    def idle(self, at: float, tick: float) -> float:
        """How many ticks after `at` change nothing unless something is heard, as far as that is foreseen: nobody need
        take note of those."""
        turn = self._turn
        if turn is None or not self.undecided:
            return inf
        if self._idles(turn, at, at + _FORESEEN * tick):
            speaks = turn.ended is None and turn.silent_since is None
            said_enough = not speaks or turn.spoken(at) >= evidence.LONG
            return inf if said_enough and (speaks or turn.silent(at) >= _SAME_TURN) else _FORESEEN
        for number in range(_FORESEEN):
            then = at + (number + 1) * tick
            odds = sum(self._gathered(turn, then).values())
            if self._found(turn, then, odds, last_chance=False, steady=False) != (turn.convinced, None):
                return number
        return _FORESEEN

    def _idles(self, turn: Turn, at: float, then: float) -> bool:
        """Whether nothing can be found from `at` to `then`, to judge by the odds at both ends: in between they only
        rise or only fall, except where speech becomes long enough to be new."""
        if evidence.novelty(False, evidence.TELLING, self._novel) and (
            turn.spoken(at) < evidence.TELLING <= turn.spoken(then)
        ):
            return False
        odds = [sum(self._gathered(turn, moment).values()) for moment in (at, then)]
        if turn.convinced is not None or max(odds) >= _RING[self._price]:
            return False
        if turn.called_recording:
            return True
        over = turn.is_over(then)
        if not turn.doubted and max(odds) >= _DOUBTFUL and then - turn.onset >= _DOUBT - 1e-6:
            return False
        return not over and (min(odds) > _RECORDING or turn.spoken(then) <= _HEARD_OUT)

    def _sound_changed(self, event: SoundChanged) -> list[Verdict]:
        turn = self._turn
        self._before, self._sound = self._sound, event.sound
        level = event.features.get("level", -inf)
        if event.sound == "speech":
            self._level = level
        self._music_heard = self._music_heard or event.sound == "music"
        if turn is None:
            return []
        if event.sound == "speech" or "provisional" in event.features:
            turn.silence_broken(event.at)
            turn.level = max(turn.level, level) if event.sound == "speech" else turn.level
        elif event.sound == "noise" and level > turn.level - _ROOM > -inf:
            turn.silence_broken(event.at)
            turn.loud = True
        elif turn.silent_since is None:
            turn.silent_since = max(event.at, turn.broken) + (_UNLIKE_SILENCE if event.sound == "noise" else 0.0)
        faint = event.sound in ("music", "tone") and level < turn.level - _FAINT
        if event.sound not in ("music", "ringing", "busy", "tone") or faint:
            return []
        turn.resumed = event.at
        verdicts = self._weigh(event.at, last_chance=True)
        self._turn = None
        return verdicts

    def _started(self, event: SpeechStarted) -> list[Verdict]:
        turn = self._turn
        verdicts: list[Verdict] = []
        if turn and not turn.was_asked and not turn.is_tail(event.at):
            if turn.ended is not None and event.at - turn.ended < _SAME_TURN:
                turn.goes_on(event.at, event.segment)
                return []
            verdicts = self._weigh(event.at, last_chance=True)
        before = self._before if self._sound == "speech" else self._sound
        interrupted = event.at < self._mark + _TAIL_BEGINS
        self._turn = Turn(
            event.at, event.segment, before, event.at, event.segment, level=self._level, interrupted=interrupted
        )
        return verdicts

    def _weigh(self, at: float, last_chance: bool = False, steady: bool = False) -> list[Verdict]:
        """Add up the evidence at time `at`; `last_chance` if the turn is being closed, `steady` if it won't change."""
        turn = self._turn
        if turn is None or turn.judged or turn.is_tail(at):
            return []
        gathered = self._gathered(turn, at)
        odds = sum(gathered.values())
        turn.convinced, speaker = self._found(turn, at, odds, last_chance, steady)
        return [] if speaker is None else [self._verdict(turn, at, speaker, odds, gathered)]

    def _gathered(self, turn: Turn, at: float) -> dict[str, float]:
        spoken = turn.spoken(at)
        return {
            "prior": evidence.prior(self._music_heard),
            "repetition": evidence.repetition(turn.repeated),
            "words": evidence.words(turn.text) if not turn.wordless else evidence.WORDLESS,
            "before": evidence.before(turn.before),
            "duration": evidence.duration(spoken, turn.ended is not None),
            "novelty": evidence.novelty(turn.repeated, spoken, self._novel),
            "answer": evidence.answer(turn.onset, self._asked),
            "timing": evidence.timing(turn.onset, self._recordings),
            "after": evidence.after(
                turn.silent(at), turn.ended, turn.resumed, self._music_heard, evidence.words(turn.last_text)
            ),
        }

    def _found(
        self, turn: Turn, at: float, odds: float, last_chance: bool, steady: bool
    ) -> tuple[float | None, Speaker | None]:
        """Since when the evidence convinces, and who speaks, if that is known now."""
        convinced = turn.convinced
        if odds < _RING[self._price] or turn.resumed is not None:
            convinced = None
        elif convinced is None:
            convinced = at
        steady = steady or turn.silent_since is not None
        if convinced is not None and (steady or at - convinced >= _STEADY - 1e-6):
            return convinced, "person"
        over = last_chance or turn.is_over(at)
        if turn.called_recording:
            return convinced, None
        if odds <= _RECORDING and (over or turn.spoken(at) > _HEARD_OUT):
            return convinced, "recording"
        if over and odds < 0:
            return convinced, "recording"
        doubtful = over or (odds >= _DOUBTFUL and at - turn.onset >= _DOUBT - 1e-6)
        return convinced, "uncertain" if doubtful and not turn.doubted else None

    def _verdict(self, turn: Turn, at: float, speaker: Speaker, odds: float, gathered: dict[str, float]) -> Verdict:
        told = {name: round(value, 2) for name, value in gathered.items() if value}
        chance = 1 / (1 + exp(-odds))
        if speaker != "recording":
            turn.judged = speaker == "person"
            turn.doubted = True
            return Verdict(at, turn.segment, speaker, chance, told, turn.onset)
        turn.called_recording = True
        self._recordings = (*self._recordings[-_REMEMBERED:], turn.onset)
        self._novel = (*self._novel[1 - _TURNS :], not turn.ever_repeated)
        return Verdict(at, turn.segment, "recording", 1 - chance, told, turn.onset)
