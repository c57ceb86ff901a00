"""Bad lines between real ends: what is lost, late and hissing is measured at the caller."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import trio

from holdlang.model.testing import Fault, Jitter, Loss, Noise
from runtime.ports import Answered
from runtime.rehearse.live.badline import BadLine
from runtime.rehearse.live.relay import relayed
from runtime.rehearse.process import Peer, rehearsed
from runtime.rehearse.studio import read_wav
from runtime.sip.call import PjCall
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.settings import SipSettings

pytestmark = pytest.mark.sip

TREE = """\
tree {name}
answer
wait 3s
music 5s
note "the music is over"
wait 1m
"""

LINES: dict[str, list[Fault]] = {
    "good": [],
    "lossy": [Loss(percent=10)],
    "noisy": [Noise(decibels=-30)],
    "late": [Jitter(seconds=0.08)],
}


@dataclass(frozen=True)
class Measured:
    """At the caller: the packets of sound that came, the jitter in seconds (RFC 3550, section 6.4.1), and the level of
    the first two seconds, in which the company is silent (dBFS). `keys` are those that came through to the company."""

    packets: int
    jitter: float
    level: float
    keys: str


async def measured(name: str, company: Peer, telephone: SipTelephone, sound: Path) -> Measured:
    """Call the tree of that name by its line, press two keys, and hear the music to its end."""
    async with relayed(company.address, BadLine(LINES[name], 1)) as address:
        leg = await telephone.dial(f"sip:{name}@{address}", record_far=sound)
        async for event in leg.events:
            if isinstance(event, Answered):
                break
        await leg.send_dtmf("42")
        for call in count(1):
            if (await company.happens("incoming", call=call)).tree == name:
                break
        await company.happens("note", call=call)
        packets, jitter = await leg.command(_statistics)
        await leg.hangup()
    samples = read_wav(sound)[0][4000:16000].astype(float)
    level = 20 * np.log10(max(1.0, float(np.sqrt(np.mean(samples**2)))) / 32768)
    keys = "".join(one.data["digit"] for one in company.events if (one.event, one.tree) == ("digit", name))
    return Measured(packets, jitter, level, keys)


def _statistics(call: PjCall) -> tuple[int, float]:
    """Packets and jitter; what PJSUA2 tells them in lives no longer than this."""
    statistics = call.getStreamStat(0)
    return statistics.rtcp.rxStat.pkt, statistics.rtcp.rxStat.jitterUsec.mean / 1e6


async def test_what_a_bad_line_does_reaches_the_caller(tmp_path: Path) -> None:
    (tmp_path / "companies.tree.hold").write_text("\n".join(TREE.format(name=name) for name in LINES))
    found: dict[str, Measured] = {}
    async with rehearsed(tmp_path / "companies.tree.hold") as peers, open_telephone(SipSettings()) as telephone:

        async def measure(name: str) -> None:
            found[name] = await measured(name, peers.company, telephone, tmp_path / f"{name}.wav")

        with trio.fail_after(60):
            async with trio.open_nursery() as nursery:
                for name in LINES:
                    nursery.start_soon(measure, name)
    assert [one.keys for one in found.values()] == ["42"] * 4
    assert found["noisy"].packets == pytest.approx(found["good"].packets, rel=0.04)
    assert found["lossy"].packets == pytest.approx(0.9 * found["good"].packets, rel=0.06)
    assert found["good"].level < -60
    assert found["noisy"].level == pytest.approx(-30, abs=1)
    # Of two numbers below 80 ms the mean difference is 27 ms; the estimate comes up to that from zero, and packets that
    # overtook others do not count.
    assert 0.008 < found["late"].jitter < 0.06
