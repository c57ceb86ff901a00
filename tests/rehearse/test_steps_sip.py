"""The steps of a tree as real SIP and RTP: what sounds before the answer, and what goes on after a re-INVITE."""

from pathlib import Path

import numpy as np
import pytest
import trio

from runtime.ports import Answered
from runtime.rehearse.dice import SeededDice
from runtime.rehearse.music import write_wav
from runtime.rehearse.process import rehearsed
from runtime.rehearse.studio import read_wav
from tests.rehearse.conftest import marker
from tests.rehearse.test_rehearse_sip import caller, likeness, until
from tests.run.command import holdlang

pytestmark = pytest.mark.sip

TREES = """
tree queue
answer
music 10s behind 2
  every 2s say "You are number $position in the queue."
  on press 1 goto called_back
  on press 4 digits goto called_back
called_back: say "We will call you back."
  on press 9 goto called_back
wait 1m

tree strict
answer
chance 50% goto menu
menu: say "Please listen carefully." uninterrupted
  on press 3 goto cards
  on silence 20s hangup
cards: say "Cards it is."
wait 1m

tree moved
answer
music 2s
transfer
music 2s
play "marker.wav"
wait 1m
"""

NOT_IN_SERVICE = """
tree gone
early media
tone sit
wait 1s
say "The number you have dialed is not in service."
wait 1s
reject 404
"""


def test_what_is_said_before_the_call_is_refused_is_in_the_callers_log(tmp_path: Path) -> None:
    (tmp_path / "gone.tree.hold").write_text(NOT_IN_SERVICE)
    flow = "listen 30s -> hold 5m -> transfer sip_phone"
    call = holdlang(
        tmp_path / "home", "run", "-e", flow, "--number", "+18005551234", "--rehearse", tmp_path / "gone.tree.hold"
    )
    assert call.status == 4, call.stdout + call.stderr
    (ended,) = call.data("call_ended")
    assert (ended.outcome, ended.reason) == ("not_answered", "there is no such number")
    assert "call_connected" not in call.types()
    sounds = [data.audio_type for data in call.data("audio_classified")]
    assert sounds.index("tone") < sounds.index("speech")
    assert "not in service" in " ".join(data.text for data in call.data("transcript_chunk"))


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    (tmp_path / "trees.hold").write_text(TREES)
    write_wav(tmp_path / "marker.wav", marker(), 8000)
    return tmp_path / "trees.hold"


async def test_queues_and_menus_that_cannot_be_interrupted(trees: Path) -> None:
    async with rehearsed(trees, seed=1) as peers, caller() as telephone, trio.open_nursery() as nursery:
        company = peers.company

        async def wait_in_queue() -> None:
            leg = await telephone.dial(f"sip:queue@{peers.company_address}")
            await until(leg, Answered)
            first, second = [await company.happens("announcement", tree="queue", times=times) for times in (1, 2)]
            call = first.call
            assert first.data["text"] == "You are number 3 in the queue."
            assert second.data["text"] == "You are number 2 in the queue."
            answered = await company.happens("answered", call=call)
            assert first.at - answered.at == pytest.approx(2, abs=0.5)
            await leg.send_dtmf("1234")
            assert (await company.happens("prompt", call=call)).data["text"] == "We will call you back."
            decided = await company.happens("decided", call=call)
            assert decided.data == {"keys": "1234", "valid": True}
            await leg.hangup()

        async def press_too_soon() -> None:
            leg = await telephone.dial(f"sip:strict@{peers.company_address}")
            await until(leg, Answered)
            prompt = await company.happens("prompt", tree="strict")
            chance = await company.happens("chance", call=prompt.call)
            assert chance.data["happens"] is SeededDice(peers.seed).happens("strict/2", 50)
            await leg.send_dtmf("3")
            assert (await company.happens("digit", call=prompt.call)).data["taken"] is False
            await trio.sleep(float(prompt.data["seconds"]))
            await leg.send_dtmf("3")
            decided = await company.happens("decided", call=prompt.call)
            assert decided.at - prompt.at > prompt.data["seconds"]
            await leg.hangup()

        nursery.start_soon(wait_in_queue)
        nursery.start_soon(press_too_soon)


async def test_put_through_the_caller_stays_and_hears_other_music(trees: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    async with rehearsed(f"{trees}#moved", record=record) as peers, caller() as telephone:
        leg = await telephone.dial(f"sip:x@{peers.company_address}", record_far=tmp_path / "far.wav")
        await until(leg, Answered)
        moved = await peers.company.happens("put_through")
        await peers.company.happens("wait")
        await leg.play(trees.parent / "marker.wav")
        await leg.hangup()
        assert (await peers.company.happens("ended")).data["by"] == "caller"
        first, second = (event for event in peers.company.events if event.event == "music")
        answered = next(event for event in peers.company.events if event.event == "answered")
    assert first.data["piece"] != second.data["piece"]
    assert second.at - moved.at < 1
    sound, rate = read_wav(tmp_path / "far.wav")
    again = round((second.at - answered.at) * rate)
    assert np.std(sound[again + rate // 2 : again + 3 * rate // 2]) > 1000
    for recording in (tmp_path / "far.wav", record / "company/call-1-far.wav"):
        assert likeness(recording) > 0.45
