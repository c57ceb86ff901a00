"""The bridge carries sound both ways: a marker from each end is looked for in what the other end received."""

import sys
from pathlib import Path

import numpy as np
import pytest
import trio

from runtime.ports import Samples
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

CONFIRM_TREE = """\
tree company

answer
music 4s
human "Thank you for holding, this is Dana, how can I help you?"
wait 30s

tree sip_phone

answer
human "Hm."
wait 2s
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


async def test_the_question_to_confirm_is_heard_by_the_phone_and_not_by_the_company(tmp_path: Path) -> None:
    (tmp_path / "confirm.tree.hold").write_text(CONFIRM_TREE)
    with trio.fail_after(100):
        async with rehearsed(
            tmp_path / "confirm.tree.hold", record=tmp_path / "heard", confirm={"sip_phone": "1"}
        ) as peers:
            config = tmp_path / "holdlang.yaml"
            config.write_text(CONFIG.format(company=peers.company_address, phone=peers.phone_address))
            flow = "hold 5m -> transfer sip_phone confirm 1"
            command = [sys.executable, "-m", "holdlang", "run", "-e", flow, "--number", "+18005551234"]
            done = await trio.run_process(
                [*command, "--config", str(config)], env=environment(tmp_path), capture_stdout=True, check=False
            )
            assert done.returncode == 0, done.stdout
            confirmed = await peers.phone.happens("confirmed")
            await peers.phone.happens("ended")
            await peers.company.happens("ended")
    rate, asked = read_wav(tmp_path / "heard/phone/call-1-far.wav")
    assert loud_seconds(asked[: round(confirmed.at * rate)], rate) > 4
    rate, company = read_wav(tmp_path / "heard/company/call-1-far.wav")
    assert loud_seconds(company, rate) < 1.5  # what the user says once they are joined


def loud_seconds(samples: Samples, rate: int) -> float:
    """How much of a recording is more than a room's noise."""
    block = rate // 10
    parts = samples[: len(samples) // block * block].astype(float).reshape(-1, block)
    return float((np.sqrt((parts**2).mean(axis=1)) > 500).sum()) / 10


def seconds_of(path: Path, hertz: int) -> float:
    """The longest time that the tone is to be heard in a recording."""
    rate, samples = read_wav(path)
    return max((seconds for heard, seconds in stretches(samples, rate) if abs(heard - hertz) <= 10), default=0.0)
