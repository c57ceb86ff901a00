"""How fast a call is replayed: from its log, and from its recording through the hearing and the recogniser.

`python -m tests.bench.replaying [--minutes 60]`: an hour on hold with an announcement every 45 s, said by a voice, and
music between them; a person at the end. Times are of the processor. Not responsible for what the replay decides
(tests/replay), which is only checked to be the same.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from holdlang.calllog import AudioClassified, Line
from holdlang.trials.decisions import decisions
from runtime.engines import transcriber
from runtime.hearing import Hearing
from runtime.ports import Samples
from runtime.replay.acting import Script, replay
from runtime.replay.sound import InPlace, Recording
from runtime.replay.tape import Tape, read_tape
from runtime.soundtrack import open_track
from tests.replay.rig import call, loaded
from tests.replay.sounding import write_sound

FLOW = """\
flow bank
queue: hold 3h
say "One moment, please."
transfer sip_phone
"""

TREE = """\
tree company
answer
queue: music {minutes}m
  every 45s say "Thank you for holding. Your call is important to us. Please stay on the line, and the next available \
agent will be with you shortly."
  every 4m say "Did you know that you can find answers to many questions on our web site? Visit us at any time."
human "Thank you for holding, this is Dana, how can I help you?"

tree sip_phone
answer after 1 ring
human "Hello?"
wait 5s
hangup
"""

BLOCK = 800
"""Samples that are heard at once, 100 ms."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    minutes = parser.parse_args().minutes
    that_day = call(FLOW, TREE.format(minutes=minutes))
    seconds, tape, flow = that_day.end.duration, read_tape(that_day.lines), loaded(FLOW).flows[0]
    script = Script(flow)
    took = _timed(lambda: _same(that_day.lines, tape, script))
    print(f"{seconds:.0f} s of call, of which {_spoken(that_day.lines):.0f} s are speech")
    print(f"from the log: {took * 1000:.0f} ms, {seconds / took:.0f} times real time")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "far.wav"
        write_sound(path, that_day.lines)
        track = open_track(path)
        took = _timed(lambda: _heard(track.samples))
        print(f"the hearing alone, in blocks of 100 ms: {took:.1f} s, {seconds / took:.0f} times real time")
        recording = Recording(track, InPlace(transcriber()))
        took = _timed(lambda: _same(that_day.lines, tape, replace(script, recording=recording)))
        print(f"from the recording, recogniser included: {took:.1f} s, {seconds / took:.0f} times real time")


def _timed(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _same(lines: Sequence[Line], tape: Tape, script: Script) -> None:
    assert decisions(replay(tape, script).lines) == decisions(lines)


def _heard(samples: Samples) -> None:
    hearing = Hearing(8000)
    for place in range(0, len(samples), BLOCK):
        hearing.feed(samples[place : place + BLOCK])


def _spoken(lines: Sequence[Line]) -> float:
    changes = [line for line in lines if isinstance(line.data, AudioClassified)]
    pairs = zip(changes, [*changes[1:], lines[-1]], strict=True)
    return sum(after.at - line.at for line, after in pairs if line.data.audio_type == "speech")


if __name__ == "__main__":
    main()
