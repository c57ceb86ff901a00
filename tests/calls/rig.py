"""A call in virtual time: a company that is scripted in what is *heard* of it, the real line, interpreter and steps.

Not responsible for sound (tests/hearing) or for SIP (tests/sip). The script is on the clock of the hearing; what the
company says after a key is on the clock from that key.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import numpy as np
import trio
from trio.testing import MockClock

from holdlang.advice.ladder import Budget, Ladder
from holdlang.calllog import AudioType, Data, parse_line
from holdlang.calllog import Line as LogLine
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.secret import Secret
from holdlang.source import Source
from runtime.context import Call, Device
from runtime.counsel import Counsel
from runtime.ears import LegEars
from runtime.engines.advice import Similarity
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.interpreter import interpret
from runtime.interpreter import run as run_steps
from runtime.line import Line
from runtime.outcome import Outcome
from runtime.ports import Advisor, Answered, AudioBlock, CommandFailed, Ended, LegClosed, LegEvent, Samples
from runtime.record import Record
from runtime.scope import Value, scope_of
from runtime.speech import Speech
from tests.calls.phones import Phone, Switch, Voice, words_in

RATE = 8000
BLOCK = 0.1
ENDPOINT = 0.6
"""As in `runtime.hearing.segments`: a segment is reported ended so long after its last speech."""


class Company:
    """The far end: a leg, what is heard of it, and what the recogniser makes of its words."""

    called = "18005550100"
    rate = RATE

    def __init__(self) -> None:
        self.pressed = ""
        self.late_words = False
        self.slow_words = 0.0
        self.recording_problem: str | None = None
        self.played: list[str] = []
        """What was played or said to it: the words of a speech, else the name of the file."""
        self.recorded: list[bool] = []
        self.referred: list[str] = []
        self.refers: dict[str, str | None] = {}
        """URI -> why it could not be called; None: it was."""
        self.now = 0.0
        self._script: list[tuple[float, int, HearingEvent | Ended]] = []
        self._order = count()
        self._segment = count(1)
        self._texts: dict[int, tuple[str, float]] = {}
        self._after: dict[str, Callable[[float], None]] = {}
        self._event_sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        self._audio_sink, self.audio = trio.open_memory_channel[AudioBlock](math.inf)
        self._ended = False
        self._stall = (math.inf, 0.0)

    # --- the script ---

    def speaks(self, at: float, text: str, seconds: float = 3.0) -> float:
        """Say `text` from `at` on; returns when it has been said."""
        segment = next(self._segment)
        self._texts[segment] = (text, seconds)
        self._put(at, SoundChanged(at, "speech", 0.9))
        self._put(at, SpeechStarted(at, segment))
        for part in np.arange(0.5, seconds + 0.01, 0.5):
            self._put(at + part, SpeechAudio(at + part, segment, np.array([part / seconds * 1000], dtype=np.int16)))
        self._put(at + seconds + ENDPOINT, SpeechEnded(at + seconds, segment))
        self._put(at + seconds + ENDPOINT, SoundChanged(at + seconds, "silence", 0.9))
        return at + seconds

    def music(self, at: float, seconds: float) -> float:
        """Hold music from `at` on; returns when it ends."""
        self._put(at, SoundChanged(at, "music", 0.9))
        self._put(at + seconds, SoundChanged(at + seconds, "silence", 0.9))
        return at + seconds

    def sounds(self, at: float, sound: AudioType) -> None:
        """From `at` on it sounds like this."""
        self._put(at, SoundChanged(at, sound, 0.95))

    def beeps(self, at: float, seconds: float = 0.5) -> float:
        """A voicemail's beep, which is known for one when quiet has followed; returns when it ends."""
        self._put(at + seconds + 0.5, BeepHeard(at, seconds, 1000.0))
        return at + seconds

    def stalls(self, at: float, seconds: float) -> None:
        """No sound comes for so long once `at` has been heard, and none of it comes later."""
        self._stall = (at, seconds)

    def hangs_up(self, at: float) -> None:
        """End the call."""
        self._put(at, Ended(at, 200, "Normal call clearing", by_far_end=True))

    def after(self, key: str, script: Callable[[float], None]) -> None:
        """Run `script(now)` when this key arrives."""
        self._after[key] = script

    def _put(self, at: float, event: HearingEvent | Ended) -> None:
        heappush(self._script, (at, next(self._order), event))

    # --- the ears ---

    def feed(self, samples: Samples) -> list[HearingEvent]:
        """Everything due by the end of these samples."""
        self.now = round(self.now + len(samples) / RATE, 3)
        due: list[HearingEvent] = []
        while self._script and self._script[0][0] <= self.now + 1e-9:
            event = heappop(self._script)[2]
            if isinstance(event, Ended):
                self.end(event)
            else:
                due.append(event)
        return due

    def cut(self) -> list[HearingEvent]:
        """The script's segments end where it says."""
        return []

    # --- the recogniser ---

    def recogniser(self) -> "Recogniser":
        """One that hears the script's words, as many as were said so far (`late_words`: only at the end), and takes
        `slow_words` seconds for each block."""
        kind = LateRecogniser if self.late_words else Recogniser
        return kind(self._texts, self.slow_words)

    # --- the leg ---

    async def run(self) -> None:
        """Send sound for as long as the call lasts."""
        self._event_sink.send_nowait(Answered(trio.current_time()))
        block = np.zeros(int(BLOCK * RATE), dtype=np.int16)
        while not self._ended:
            await trio.sleep(BLOCK)
            at, seconds = self._stall
            if self.now >= at:
                self._stall = (math.inf, 0.0)
                await trio.sleep(seconds)
            if not self._ended:
                self._audio_sink.send_nowait(AudioBlock(trio.current_time(), block))

    def end(self, event: Ended) -> None:
        """The leg is over."""
        if not self._ended:
            self._ended = True
            self._event_sink.send_nowait(event)
            self._event_sink.close()
            self._audio_sink.close()

    def linger(self, blocks: int) -> None:
        """Sound comes block by block here, however patient the reader."""

    async def answer(self, code: int = 200) -> None:
        raise AssertionError("we are the caller")

    async def send_dtmf(self, keys: str) -> None:
        for key in keys:
            if self._ended:
                raise LegClosed("over")
            await trio.sleep(0.5 if key == "w" else 0.2)
            self.pressed += key
            if key in self._after:
                self._after[key](self.now)

    async def play(self, path: Path) -> None:
        if self._ended:
            raise LegClosed("over")
        self.played.append(words_in(path))
        await trio.sleep(1.0)

    async def keep_recording(self, on: bool) -> None:
        await trio.lowlevel.checkpoint()
        self.recorded.append(on)

    async def refer(self, uri: str) -> None:
        if self._ended:
            raise LegClosed("over")
        self.referred.append(uri)
        await trio.sleep(2.0)
        why = self.refers.get(uri, "the far end does not hand calls over (603 Decline)")
        if why is not None:
            raise CommandFailed(why)

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self.end(Ended(trio.current_time(), code or 200, "hung up", by_far_end=False))


class Recogniser:
    """Gives the words of the script back, in step with how much of the segment was heard."""

    rate = RATE

    def __init__(self, texts: dict[int, tuple[str, float]], seconds: float = 0.0) -> None:
        self._texts = texts
        self._seconds = seconds
        self._segment = 0
        self._said = 0.0

    async def start(self) -> None:
        await trio.lowlevel.checkpoint()
        self._segment += 1

    async def feed(self, samples: Samples) -> str:
        await trio.sleep(self._seconds)
        words = self._texts[self._segment][0].split()
        return " ".join(words[: round(len(words) * int(samples[0]) / 1000)])

    async def finish(self) -> str:
        await trio.lowlevel.checkpoint()
        return self._texts[self._segment][0]


class LateRecogniser(Recogniser):
    """One that gives no words before a segment is over, as some do."""

    async def feed(self, samples: Samples) -> str:
        await trio.lowlevel.checkpoint()
        return ""


@dataclass(frozen=True)
class Result:
    """How a call went: `log` is what was written, read back from the file."""

    outcome: Outcome
    log: list[LogLine]
    company: Company
    joined: list[tuple[object, object]]

    def types(self, *wanted: str) -> list[str]:
        """The types of the log's lines in order, only those in `wanted` if any are given."""
        return [line.type for line in self.log if not wanted or line.type in wanted]

    def data(self, kind: str) -> list[Data]:
        """What the lines of one type say."""
        return [line.data for line in self.log if line.type == kind]


def flows_of(text: str) -> tuple[CallFlow, ...]:
    """The flows of a source without mistakes."""
    loaded = load(Source("test.hold", text))
    assert not [d for d in loaded.diagnostics if d.severity == "error"], loaded.diagnostics
    return loaded.flows


def run(
    text: str,
    company: Company,
    folder: Path,
    phones: dict[str, Phone] | None = None,
    *,
    put_down: bool = False,
    values: Mapping[str, Value] | None = None,
    advisor: Advisor | None = None,
    budget: Budget | None = None,
    disclosure: str | None = None,
    may_record: bool = True,
    sounds: Path | None = None,
) -> Result:
    """Run the first flow of `text` against `company` from the answer on, in virtual time. An `advisor` is asked at
    prompts that no clause matches, too; without one, the one that needs no model is asked where the flow says so."""
    clock = MockClock(autojump_threshold=0)
    phones = defaultdict(Phone) if phones is None else phones
    call = partial(
        _run,
        flows_of(text),
        company,
        folder,
        phones,
        put_down=put_down,
        values=values or {},
        advisor=advisor,
        budget=budget or Budget(),
        disclosure=disclosure,
        may_record=may_record,
        sounds=sounds,
    )
    return trio.run(call, clock=clock)


async def _run(
    flows: Sequence[CallFlow],
    company: Company,
    folder: Path,
    phones: dict[str, Phone],
    *,
    put_down: bool,
    values: Mapping[str, Value],
    advisor: Advisor | None,
    budget: Budget,
    disclosure: str | None,
    may_record: bool,
    sounds: Path | None,
) -> Result:
    flow = flows[0]
    with Record(folder / "call", "call_test") as record:
        takes_unmatched = advisor is not None
        counsel = Counsel(advisor or Similarity(), Ladder(budget), record, takes_unmatched=takes_unmatched)
        line = Line(company, "+18005551234", LegEars(company, company), company.recogniser(), record)
        line.may_record = may_record
        async with trio.open_nursery() as nursery:
            switch = Switch(nursery, phones, put_down=put_down)
            nursery.start_soon(company.run)
            async with line.listening():
                await line.settled.wait()
                devices = defaultdict(lambda: Device("", 20.0))
                for name in ("sip_phone", "cell", "desk"):
                    devices[name] = Device(f"sip:{name}@127.0.0.1", 20.0)
                for value in values.values():
                    if isinstance(value, Secret):
                        record.hide(value)
                call = Call(
                    flow=flow,
                    line=line,
                    telephone=switch,
                    devices=devices,
                    speech=Speech(Voice(), folder),
                    folder=folder,
                    record=record,
                    scope=scope_of(flow, values),
                    interpret=run_steps,
                    counsel=counsel,
                    needs=values,
                    library={flow.id: flow for flow in flows},
                    sounds=sounds,
                    disclosure=disclosure,
                    caller=flow.company or "18005550100",
                )
                outcome = await interpret(call)
                await company.hangup()
            nursery.cancel_scope.cancel()
    log = [parse_line(text) for text in (folder / "call" / "call.jsonl").read_text().split("\n")[:-1]]
    return Result(outcome, log, company, switch.joined)
