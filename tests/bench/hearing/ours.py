"""This project's detector: what follows a call over what its hearing notices. Not responsible for hearing or words."""

from collections.abc import Iterator, Sequence

from holdlang.calllog import AnnouncementHeard, Data, HumanDetected, SpeakerUncertain
from holdlang.model import Price
from runtime.hear import Follower
from runtime.hearing.events import SpeechAudio, Verdict
from runtime.ports import Samples
from tests.bench.hearing.detectors import Claim, Noticed

PRICES: tuple[Price, ...] = ("eager", "normal", "sure")


class Ours:
    """Waits on hold as `holdlang hear` does."""

    def __init__(self, price: Price) -> None:
        self._follower = Follower(price)

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterator[Claim]:
        for event in noticed:
            if not isinstance(event, SpeechAudio | Verdict):
                yield from _claims(self._follower.take(event))
        yield from _claims(self._follower.tick(at))


def _claims(told: Sequence[Data]) -> Iterator[Claim]:
    for data in told:
        match data:
            case HumanDetected():
                yield Claim("person", _evidence(data))
            case SpeakerUncertain():
                yield Claim("uncertain", _evidence(data))
            case AnnouncementHeard():
                yield Claim("recording", _evidence(data))


def _evidence(data: HumanDetected | SpeakerUncertain | AnnouncementHeard) -> str:
    odds = ", ".join(f"{name} {value:+.1f}" for name, value in data.evidence.items())
    return f"“{data.transcript_excerpt}” {odds} = {sum(data.evidence.values()):+.1f}"
