"""The bridge carries sound both ways: a marker from each end is looked for in what the other end received."""

import sys
from pathlib import Path

import pytest
import trio

from runtime.rehearse.process import rehearsed
from tests.run.command import environment
from tests.sip.tones import read_wav, stretches, tone, write_wav

pytestmark = pytest.mark.sip

COMPANY_HZ, PHONE_HZ = 1020, 1650
"""No DTMF frequencies, no harmonics of each other, inside the telephone's band."""

TREE = """\
tree company

answer
music 6s
human "Thank you for holding, this is Dana, how can I help you?"
wait 9s
play "company.wav"
wait 30s

tree sip_phone

answer after 1 ring
wait 1s
play "phone.wav"
wait 12s
hangup
"""

CONFIG = """\
trunk:
  address: {company}
  register: no
devices:
  sip_phone:
    uri: sip:sip_phone@{phone}
"""


async def test_each_end_hears_the_others_marker(tmp_path: Path) -> None:
    write_wav(tmp_path / "company.wav", tone(COMPANY_HZ, 2.0))
    write_wav(tmp_path / "phone.wav", tone(PHONE_HZ, 2.0))
    (tmp_path / "bridge.tree.hold").write_text(TREE)
    with trio.fail_after(100):
        async with rehearsed(tmp_path / "bridge.tree.hold", record=tmp_path / "heard") as peers:
            config = tmp_path / "holdlang.yaml"
            config.write_text(CONFIG.format(company=peers.company_address, phone=peers.phone_address))
            flow = "hold 5m -> transfer sip_phone"
            command = [sys.executable, "-m", "holdlang", "run", "-e", flow, "--number", "+18005551234"]
            done = await trio.run_process(
                [*command, "--config", str(config)],
                env=environment(tmp_path),
                capture_stdout=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout
            await peers.phone.happens("ended")
            await peers.company.happens("ended")
    (folder,) = (tmp_path / "holdlang" / "calls").iterdir()
    assert seconds_of(tmp_path / "heard/phone/call-1-far.wav", COMPANY_HZ) == pytest.approx(2.0, abs=0.3)
    assert seconds_of(tmp_path / "heard/company/call-1-far.wav", PHONE_HZ) == pytest.approx(2.0, abs=0.3)
    assert seconds_of(folder / "far.wav", COMPANY_HZ) == pytest.approx(2.0, abs=0.3)
    assert seconds_of(folder / "near.wav", PHONE_HZ) == pytest.approx(2.0, abs=0.3)
    assert seconds_of(tmp_path / "heard/phone/call-1-far.wav", PHONE_HZ) < 0.5


def seconds_of(path: Path, hertz: int) -> float:
    """The longest time that the tone is to be heard in a recording."""
    rate, samples = read_wav(path)
    return max((seconds for heard, seconds in stretches(samples, rate) if abs(heard - hertz) <= 10), default=0.0)
