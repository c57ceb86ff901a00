"""What the claims of detectors on calls were worth, and what our ears noticed. Not responsible for showing it.

All times are seconds; delays count from the first sample of speech to the moment at which the claim was made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.hearing.calls import HoldCall, Span, Stay
from tests.bench.hearing.detectors import Claim
from tests.bench.hearing.intervals import Rate, Share

IN_TIME = 10.0
"""Seconds within which a person must be found."""
_AFTERWARDS = 8.0
"""Seconds after an announcement in which an alarm is still due to it: who waits for an answer is heard by then."""
_AFTER_STAY = 2.0
"""Seconds after a person has left in which a verdict is still about them."""


@dataclass(frozen=True)
class Found:
    """What became of a stay."""

    stay: Stay
    delay: float | None
    """Until the alarm; None if it did not come within `IN_TIME`."""
    uncertain: float | None
    """Until the detector was at least uncertain."""
    evidence: str


@dataclass(frozen=True)
class FalseAlarm:
    at: float
    evidence: str
    due: Span | None
    """The announcement or menu that caused it, if any."""


@dataclass(frozen=True)
class Followed:
    """One detector on one call."""

    call: HoldCall
    found: tuple[Found, ...]
    false_alarms: tuple[FalseAlarm, ...]


def followed(call: HoldCall, claims: Sequence[tuple[float, Claim]]) -> Followed:
    """Which claims were right."""
    found = [_found(stay, claims) for stay in call.stays]
    alarms = [
        FalseAlarm(at, claim.evidence, _due(call, at))
        for at, claim in claims
        if claim.who == "person" and not any(s.onset <= at <= s.end + _AFTER_STAY for s in call.stays)
    ]
    return Followed(call, tuple(found), tuple(alarms))


def _found(stay: Stay, claims: Sequence[tuple[float, Claim]]) -> Found:
    during = [(at - stay.onset, claim) for at, claim in claims if stay.onset <= at <= stay.onset + IN_TIME]
    alarms = [(delay, claim) for delay, claim in during if claim.who == "person"]
    noticed = [delay for delay, claim in during if claim.who != "recording"]
    delay, claim = alarms[0] if alarms else (None, during[-1][1] if during else None)
    return Found(stay, delay, noticed[0] if noticed else None, claim.evidence if claim else "")


def _due(call: HoldCall, at: float) -> Span | None:
    spoken = [span for span in call.of("announcement", "menu") if span.begin <= at <= span.end + _AFTERWARDS]
    return spoken[-1] if spoken else None


@dataclass(frozen=True)
class Decisions:
    """A detector on all calls."""

    per_hour: Rate
    first_hearing: Share
    """Announcements that rang, of those heard for the first time on their call."""
    again: Share
    """The same, of those heard before."""
    personal: Share
    """The same, of those that speak as a person would, at whichever hearing."""
    missed: Share
    greeting: tuple[float, ...]
    """Delays of people who open with a greeting, a name or an offer of help."""
    other: tuple[float, ...]
    """Those of other people."""
    uncertain: tuple[float, ...]
    """Delays until the detector was at least uncertain, of all people."""


def decisions(every: Sequence[Followed]) -> Decisions:
    """Add up."""
    hours = sum(each.call.hold_seconds for each in every) / 3600
    announced = [span for each in every for span in each.call.of("announcement", "menu")]
    rang = [alarm.due for each in every for alarm in each.false_alarms if alarm.due is not None]
    found = [person for each in every for person in each.found]

    def share(fact: str, wanted: bool) -> Share:
        spans = [span for span in announced if (fact in span.facts) is wanted]
        return Share(sum(any(span is due for due in rang) for span in spans), len(spans))

    return Decisions(
        per_hour=Rate(sum(len(each.false_alarms) for each in every), hours),
        first_hearing=share("repeated", False),
        again=share("repeated", True),
        personal=share("personal", True),
        missed=Share(sum(person.delay is None for person in found), len(found)),
        greeting=_known(person.delay for person in found if person.stay.greeting),
        other=_known(person.delay for person in found if not person.stay.greeting),
        uncertain=_known(person.uncertain for person in found),
    )


def _known(delays: Iterable[float | None]) -> tuple[float, ...]:
    return tuple(sorted(delay for delay in delays if delay is not None))
