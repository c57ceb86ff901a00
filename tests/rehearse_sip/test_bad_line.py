"""A bad line between two real ends: what is lost, late and hissing is measured at the caller."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import trio

from holdlang.model.testing import Fault, Jitter, Loss, Noise
from runtime.rehearse.live.badline import BadLine
from runtime.rehearse.live.relay import relayed
from runtime.rehearse.process import rehearsed
from runtime.rehearse.studio import read_wav
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings

pytestmark = pytest.mark.sip

TREE = """\
tree company
answer
wait 3s
music 5s
note "the music is over"
wait 1m
"""


@dataclass(frozen=True)
class Measured:
    """At the caller: shares of packets that were lost, the jitter of RFC 3550 in seconds, the keys that went the other
    way, and the level of the first two seconds, in which the company is silent (dBFS)."""

    lost: float
    jitter: float
    keys: str
    level: float


Taken = Callable[[SipLeg], Awaitable[str]]
"""Lets the call go its way, and says which keys the company took."""


async def measured(faults: list[Fault], company: str, telephone: SipTelephone, folder: Path, taken: Taken) -> Measured:
    sound = folder / f"{'-'.join(fault.kind for fault in faults) or 'good'}.wav"
    async with relayed(company, BadLine(faults, 1)) as address:
        leg = await telephone.dial(f"sip:company@{address}", record_far=sound)
        digits = await taken(leg)
        statistics = await leg.command(lambda call: call.getStreamStat(0).rtcp.rxStat)
        await leg.hangup()
    samples = read_wav(sound)[0][4000:16000].astype(float)
    level = 20 * np.log10(max(1.0, float(np.sqrt(np.mean(samples**2)))) / 32768)
    lost = statistics.loss / max(1, statistics.loss + statistics.pkt)
    return Measured(lost, statistics.jitterUsec.mean / 1e6, digits, level)


async def test_what_a_bad_line_does_reaches_the_caller(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(TREE)
    kinds: list[list[Fault]] = [[], [Loss(percent=10)], [Noise(decibels=-30)]]
    found: dict[str, Measured] = {}
    with trio.fail_after(90):
        async with rehearsed(tmp_path / "company.tree.hold") as peers, open_telephone(SipSettings()) as telephone:

            async def taken(leg: SipLeg) -> str:
                """Press two keys, and wait for the end of the music."""
                call = len(found) + 1
                await peers.company.happens("music", call=call)
                await leg.send_dtmf("42")
                await peers.company.happens("note", call=call)
                digits = [event for event in peers.company.events if (event.call, event.event) == (call, "digit")]
                return "".join(event.data["digit"] for event in digits)

            for faults in kinds:
                name = faults[0].kind if faults else "good"
                found[name] = await measured(faults, peers.company_address, telephone, tmp_path, taken)
    good, lossy, noisy = found["good"], found["loss"], found["noise"]
    assert [one.keys for one in found.values()] == ["42"] * 3
    assert good.lost == noisy.lost == 0
    assert 0.05 < lossy.lost < 0.16
    assert good.level < -60
    assert noisy.level == pytest.approx(-30, abs=1)


async def test_sound_comes_late_by_as_much_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(TREE)
    with trio.fail_after(60):
        async with rehearsed(tmp_path / "company.tree.hold") as peers, open_telephone(SipSettings()) as telephone:

            async def taken(_leg: SipLeg) -> str:
                await peers.company.happens("note")
                return ""

            late = await measured([Jitter(seconds=0.08)], peers.company_address, telephone, tmp_path, taken)
    # Of two numbers below 80 ms the mean difference is 27 ms; the estimate of RFC 3550 (section 6.4.1) comes up to that
    # from zero, and packets that overtook others do not count.
    assert 0.008 < late.jitter < 0.06
