"""Calls between processes: what only the leg over SIP does, beyond the contract of legs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pjsua2 as pj
import pytest
import trio

from runtime.ports import Answered, CommandFailed, DigitReceived, Ended, LegClosed, Ringing
from runtime.sip.call import PjCall
from runtime.sip.endpoint import WAITING_CALLS, SipTelephone, open_telephone
from runtime.sip.errors import SoundFileError, TelephoneError, TooManyCalls
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from tests.sip.contract import bounded, hear, next_event
from tests.sip.peer import Peer, open_peer
from tests.sip.tones import read_wav, stretches, tone, write_wav

pytestmark = pytest.mark.sip


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with open_peer() as peer:
        yield peer


@pytest.fixture
async def telephone(peer: Peer) -> AsyncIterator[SipTelephone]:
    async with open_telephone(SipSettings(trunk=peer.address, takes_calls=True)) as telephone:
        yield telephone


async def call(telephone: SipTelephone, peer: Peer, **recordings: Path) -> SipLeg:
    """A call to the peer, answered."""
    leg = await telephone.dial("18005550100", **recordings)
    await peer.expect("incoming")
    await peer.order("answer", code=200)
    await next_event(leg, Answered)
    await peer.expect("Answered")
    return leg


@bounded
async def test_a_number_is_dialled_by_the_trunk(telephone: SipTelephone, peer: Peer) -> None:
    leg = await telephone.dial("18005550100")
    assert (await peer.expect("incoming"))["called"] == leg.called == "18005550100"
    assert leg.remote == f"sip:18005550100@{peer.address}"
    await peer.order("answer", code=180)
    assert isinstance(await leg.events.receive(), Ringing)
    await peer.order("answer", code=200)
    assert isinstance(await leg.events.receive(), Answered)
    await peer.order("hangup")
    ended = await leg.events.receive()
    assert isinstance(ended, Ended)
    assert (ended.code, ended.by_far_end) == (200, True)


@bounded
async def test_others_can_call_us(telephone: SipTelephone, peer: Peer) -> None:
    await peer.order("dial", uri=f"sip:phone@{telephone.address}")
    leg = await telephone.incoming.receive()
    assert leg.called == "phone"
    assert leg.remote.startswith("sip:")
    await leg.answer(180)
    await peer.expect("Ringing")
    await leg.answer()
    await peer.expect("Answered")
    await leg.hangup()
    assert (await peer.expect("Ended"))["by_far_end"]


@bounded
async def test_a_caller_who_gives_up_ends_the_leg_we_had_not_answered(telephone: SipTelephone, peer: Peer) -> None:
    await peer.order("dial", uri=f"sip:phone@{telephone.address}")
    leg = await telephone.incoming.receive()
    await leg.answer(180)
    await peer.expect("Ringing")
    await peer.order("hangup")
    assert (await next_event(leg, Ended)).by_far_end
    with pytest.raises(LegClosed):
        await leg.answer()


@bounded
async def test_calls_to_a_telephone_that_takes_none_are_refused_and_cost_no_call_of_ours(peer: Peer) -> None:
    async with open_telephone(SipSettings(trunk=peer.address)) as telephone:
        for _ in range(5):
            await peer.order("dial", uri=f"sip:phone@{telephone.address}")
            assert (await peer.expect("Ended"))["code"] == 480
        with pytest.raises(trio.WouldBlock):
            telephone.incoming.receive_nowait()
        await call(telephone, peer)


@bounded
async def test_calls_to_us_that_nobody_reads_are_refused_while_we_can_still_dial(
    telephone: SipTelephone, peer: Peer
) -> None:
    for _ in range(WAITING_CALLS + 1):
        await peer.order("dial", uri=f"sip:phone@{telephone.address}")
    assert (await peer.expect("Ended"))["code"] == 486
    await call(telephone, peer)
    assert telephone.incoming.statistics().current_buffer_used == WAITING_CALLS


@bounded
async def test_what_is_no_digit_is_not_told_as_one(telephone: SipTelephone, peer: Peer) -> None:
    leg = await call(telephone, peer)
    for signal in ("\N{LATIN SMALL LETTER E WITH ACUTE}", "x", "d"):
        await peer.order("inform", kind="application/dtmf-relay", body=f"Signal={signal}\r\nDuration=160\r\n")
        await peer.expect("done", order="inform")
    assert (await next_event(leg, DigitReceived)).digit == "D"


@bounded
async def test_early_media_is_heard_and_said(telephone: SipTelephone, peer: Peer, tmp_path: Path) -> None:
    leg = await telephone.dial("18005550100")
    await peer.expect("incoming")
    await peer.order("answer", code=183)
    assert (await next_event(leg, Ringing)).early_media
    await peer.order("play", path=str(write_wav(tmp_path / "ringback.wav", tone(440, 2.0))))
    await hear(leg, 440)
    await peer.order("answer", code=200)
    await next_event(leg, Answered)


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"),
        ("application/dtmf-relay", "Signal=#\r\nDuration=160\r\n", "#"),
        ("application/dtmf", "7", "7"),
        ("application/dtmf", "11", "#"),
    ],
)
@bounded
async def test_digits_by_info_arrive_once(
    telephone: SipTelephone, peer: Peer, kind: str, body: str, digit: str
) -> None:
    leg = await call(telephone, peer)
    await peer.order("inform", kind=kind, body=body)
    assert (await next_event(leg, DigitReceived)).digit == digit
    await peer.expect("done", order="inform")
    await peer.order("keys", keys="1")
    assert (await next_event(leg, DigitReceived)).digit == "1"


@bounded
async def test_both_recordings_hold_what_was_said_on_one_timeline(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    far, near = tmp_path / "far.wav", tmp_path / "near.wav"
    leg = await call(telephone, peer, record_far=far, record_near=near)
    await peer.order("play", path=str(write_wav(tmp_path / "down.wav", tone(1100, 1.0))))
    await peer.expect("done", order="play")
    await leg.play(write_wav(tmp_path / "up.wav", tone(700, 1.0)))
    await peer.expect("tone", hz=700)
    await leg.hangup()
    assert leg.recording_problem is None
    (rate, heard), (_, said) = read_wav(far), read_wav(near)
    assert rate == leg.rate
    assert abs(len(heard) - len(said)) <= 0.02 * rate
    assert 2.0 <= len(heard) / rate <= 4.0
    for recording, hz in ((heard, 1100), (said, 700)):
        assert 0.8 <= sum(seconds for found, seconds in stretches(recording) if found == hz) <= 1.2
    ends = [
        sum(seconds for _, seconds in runs[: [found for found, _ in runs].index(hz) + 1])
        for runs, hz in ((stretches(heard), 1100), (stretches(said), 700))
    ]
    assert 0.8 <= ends[1] - ends[0] <= 1.5


@bounded
async def test_a_paused_recording_keeps_time_and_holds_silence(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    far, near = tmp_path / "far.wav", tmp_path / "near.wav"
    leg = await call(telephone, peer, record_far=far, record_near=near)

    async def both_play(ours: int, theirs: int) -> None:
        await peer.order("play", path=str(write_wav(tmp_path / f"{theirs}.wav", tone(theirs, 1.0))))
        await leg.play(write_wav(tmp_path / f"{ours}.wav", tone(ours, 1.0)))
        await peer.expect("done", order="play")

    await both_play(700, 1100)
    await leg.keep_recording(False)
    await both_play(800, 1200)
    await leg.keep_recording(True)
    await leg.keep_recording(True)
    await both_play(900, 1300)
    await leg.hangup()
    assert leg.recording_problem is None
    for path, before, hidden, after in ((far, 1100, 1200, 1300), (near, 700, 800, 900)):
        rate, samples = read_wav(path)
        assert rate == leg.rate
        runs = stretches(samples, rate)
        heard = {hz: sum(seconds for found, seconds in runs if found == hz) for hz in (before, hidden, after)}
        assert (heard[before] >= 0.8, heard[hidden], heard[after] >= 0.8) == (True, 0, True)
        assert len(samples) / rate > 2.8


@bounded
async def test_a_recording_may_be_paused_before_there_is_any_sound(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    far = tmp_path / "far.wav"
    leg = await telephone.dial("18005550100", record_far=far)
    await leg.keep_recording(False)
    await peer.expect("incoming")
    await peer.order("answer", code=200)
    await next_event(leg, Answered)
    await peer.order("play", path=str(write_wav(tmp_path / "marker.wav", tone(1100, 1.0))))
    await hear(leg, 1100)
    await peer.expect("done", order="play")
    await leg.hangup()
    _, samples = read_wav(far)
    assert len(samples) > leg.rate * 0.8
    assert not samples.any()


@bounded
async def test_a_far_end_that_hands_no_calls_over_says_so(telephone: SipTelephone, peer: Peer) -> None:
    leg = await call(telephone, peer)
    with pytest.raises(CommandFailed, match=r"does not hand calls over \(603"):
        await leg.refer(f"sip:phone@{peer.address}")
    assert leg.ended is None
    await leg.send_dtmf("1")
    assert (await peer.expect("DigitReceived"))["digit"] == "1"


@bounded
async def test_a_far_end_that_hands_calls_over_calls_the_other() -> None:
    async with (
        open_peer(hands_over=True) as peer,
        open_telephone(SipSettings(trunk=peer.address, takes_calls=True)) as telephone,
    ):
        leg = await call(telephone, peer)
        async with trio.open_nursery() as nursery:

            async def answer(code: int) -> None:
                phone = await telephone.incoming.receive()
                assert phone.called == "phone"
                await phone.answer(code)

            nursery.start_soon(answer, 200)
            await leg.refer(f"sip:phone@{telephone.address}")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(answer, 486)
            with pytest.raises(CommandFailed, match=r"did not get through \(486"):
                await leg.refer(f"sip:phone@{telephone.address}")
        await leg.hangup()


@bounded
async def test_a_far_end_that_leaves_while_it_is_asked(telephone: SipTelephone, peer: Peer) -> None:
    leg = await call(telephone, peer)
    peer.vanish()
    async with trio.open_nursery() as nursery:

        async def refer() -> None:
            with pytest.raises(LegClosed):
                await leg.refer("sip:phone@127.0.0.1:5099")

        nursery.start_soon(refer)
        await trio.testing.wait_all_tasks_blocked()
        await leg.hangup()


@bounded
async def test_what_is_played_before_media_flows_sounds_and_is_recorded_when_it_does(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    near = tmp_path / "near.wav"
    leg = await telephone.dial("18005550100", record_near=near)
    await peer.expect("incoming")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(leg.play, write_wav(tmp_path / "up.wav", tone(700, 1.0)))
        await peer.order("answer", code=180)
        await next_event(leg, Ringing)
        await peer.order("answer", code=200)
        await peer.expect("tone", hz=700)
    await leg.hangup()
    assert 0.8 <= sum(seconds for hz, seconds in stretches(read_wav(near)[1]) if hz == 700) <= 1.2


@bounded
async def test_sound_and_recordings_go_on_through_hold_and_new_media(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    far = tmp_path / "far.wav"
    leg = await call(telephone, peer, record_far=far)
    up = write_wav(tmp_path / "up.wav", tone(700, 20.0))
    marker = str(write_wav(tmp_path / "down.wav", tone(1100, 0.5)))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(leg.play, up)
        await peer.expect("tone", hz=700)
        for order in ("remedia", "hold", "unhold"):
            await peer.order(order)
            await peer.expect("done", order=order)
            if order != "hold":
                await peer.expect("tone", hz=700) if order == "unhold" else None
                await peer.order("play", path=marker)
                await hear(leg, 1100)
                await peer.expect("done", order="play")
            else:
                await peer.expect("tone", hz=0)
        nursery.cancel_scope.cancel()
    await leg.hangup()
    _, heard = read_wav(far)
    assert sum(seconds for hz, seconds in stretches(heard) if hz == 1100) >= 0.6


@bounded
async def test_a_far_end_cannot_send_us_elsewhere(telephone: SipTelephone, peer: Peer) -> None:
    leg = await call(telephone, peer)
    async with open_peer() as other:
        await peer.order("refer", to=f"sip:19005550199@{other.address}")
        await peer.expect("done", order="refer")
        await peer.order("keys", keys="1")
        assert (await next_event(leg, DigitReceived)).digit == "1"
        probe = await telephone.dial(f"sip:probe@{other.address}")
        assert (await other.expect("incoming"))["called"] == "probe"
        await probe.hangup()


@bounded
async def test_a_recording_that_cannot_be_written_leaves_the_call_alone(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    leg = await call(telephone, peer, record_far=tmp_path / "missing" / "far.wav")
    await peer.order("keys", keys="1")
    await next_event(leg, DigitReceived)
    assert leg.recording_problem is not None
    assert "far.wav" in leg.recording_problem


@bounded
async def test_a_full_disk_is_said(telephone: SipTelephone, peer: Peer, tmp_path: Path) -> None:
    full = tmp_path / "far.wav"
    full.symlink_to("/dev/full")
    leg = await call(telephone, peer, record_far=full)
    await leg.play(write_wav(tmp_path / "up.wav", tone(700, 1.5)))
    await leg.hangup()
    assert leg.recording_problem is not None


@bounded
async def test_what_is_no_sound_file_is_said(telephone: SipTelephone, peer: Peer, tmp_path: Path) -> None:
    leg = await call(telephone, peer)
    text = tmp_path / "text.wav"
    text.write_text("this is no sound at all" * 100)
    for path in (text, tmp_path / "missing.wav"):
        with pytest.raises(SoundFileError, match=path.name):
            await leg.play(path)
    await leg.play(write_wav(tmp_path / "good.wav", tone(700, 0.2)))


@bounded
async def test_a_fifth_call_is_refused_clearly(telephone: SipTelephone, peer: Peer) -> None:
    legs = [await telephone.dial("18005550100") for _ in range(4)]
    with pytest.raises(TooManyCalls):
        await telephone.dial("18005550100")
    await legs[0].hangup()
    await peer.expect("Ended")
    assert (await telephone.dial("18005550100")).ended is None


@pytest.mark.parametrize("target", ["", "  ", "180 05", "sip:a@b>;x", '18"5'])
@bounded
async def test_what_cannot_be_dialled_is_refused(telephone: SipTelephone, target: str) -> None:
    with pytest.raises(ValueError, match="dialled"):
        await telephone.dial(target)


@bounded
async def test_a_port_in_use_is_said(peer: Peer) -> None:
    with pytest.raises(TelephoneError, match="in use"):
        async with open_telephone(SipSettings(port=int(peer.address.rpartition(":")[2]))):
            pytest.fail("it opened")


@bounded
async def test_a_second_telephone_in_one_process_is_refused(telephone: SipTelephone, peer: Peer) -> None:
    with pytest.raises(TelephoneError):
        async with open_telephone(SipSettings()):
            pytest.fail("it opened")
    await call(telephone, peer)


@bounded
async def test_a_late_reader_gets_the_newest_sound_and_the_count_of_what_is_lost(
    telephone: SipTelephone, peer: Peer, tmp_path: Path
) -> None:
    leg = await call(telephone, peer)
    await leg.play(write_wav(tmp_path / "long.wav", tone(700, 6.5)))
    block = await leg.audio.receive()
    assert 10 <= block.lost <= 25
    assert (await leg.audio.receive()).lost == 0


@bounded
async def test_a_fault_of_ours_in_a_callback_ends_the_call_with_its_name(
    telephone: SipTelephone, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = await call(telephone, peer)

    def fail(*_: object) -> None:
        raise KeyError("a digit")

    assert leg.slot.call is not None
    monkeypatch.setattr(PjCall, "_start_listening", fail)
    await peer.order("remedia")
    ended = await next_event(leg, Ended)
    assert (ended.code, ended.by_far_end) == (0, False)
    assert ended.reason == "internal error: KeyError"
    assert (await peer.expect("Ended"))["by_far_end"]


@bounded
async def test_a_call_whose_far_end_has_died_ends(peer: Peer) -> None:
    async with open_telephone(SipSettings(trunk=peer.address, no_media_within=2.0)) as telephone:
        leg = await call(telephone, peer)
        peer.die()
        died = trio.current_time()
        ended = await next_event(leg, Ended)
        assert (ended.code, ended.reason, ended.by_far_end) == (0, "no sound has come for 2 s", False)
        assert ended.at - died >= 1.5


@bounded
async def test_a_call_that_is_quiet_or_on_hold_goes_on(peer: Peer, tmp_path: Path) -> None:
    async with open_telephone(SipSettings(trunk=peer.address, no_media_within=0.5)) as telephone:
        leg = await call(telephone, peer)
        await leg.play(write_wav(tmp_path / "long.wav", tone(700, 1.5)))
        await peer.order("hold")
        await peer.expect("done", order="hold")
        await leg.play(tmp_path / "long.wav")
        await peer.order("unhold")
        await peer.expect("done", order="unhold")
        await leg.play(tmp_path / "long.wav")
        assert leg.ended is None


@bounded
async def test_a_telephone_that_breaks_ends_its_calls(
    telephone: SipTelephone, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = await call(telephone, peer)

    def fail(*_: object) -> None:
        raise RuntimeError("the event loop")

    monkeypatch.setattr(pj.Endpoint, "libHandleEvents", fail)
    ended = await next_event(leg, Ended)
    assert (ended.code, ended.reason, ended.by_far_end) == (0, "the telephone stopped working", False)
    with pytest.raises(TelephoneError, match="stopped working"):
        await telephone.dial("1")


@pytest.mark.parametrize(("rate", "codecs"), [(16000, ("PCMA",)), (8000, ("PCMA", "PCMU"))])
@bounded
async def test_rate_and_codecs_are_as_set(peer: Peer, tmp_path: Path, rate: int, codecs: tuple[str, ...]) -> None:
    log, far = tmp_path / "sip.log", tmp_path / "far.wav"
    settings = SipSettings(trunk=peer.address, rate=rate, codecs=codecs, log_file=log)
    async with open_telephone(settings) as telephone:
        leg = await call(telephone, peer, record_far=far)
        await peer.order("play", path=str(write_wav(tmp_path / "marker.wav", tone(1100, 1.0))))
        await hear(leg, 1100)
        assert leg.rate == rate
        assert (await leg.audio.receive()).samples.shape == (rate // 10,)
        await leg.hangup()
    assert read_wav(far)[0] == rate
    offer = next(line for line in log.read_text().splitlines() if line.startswith("m=audio"))
    static = {"PCMU": "0", "PCMA": "8"}  # payload types, RFC 3551 table 4
    assert offer.split()[3 : 3 + len(codecs)] == [static[codec] for codec in codecs]


@bounded
async def test_a_closed_telephone_takes_no_calls(peer: Peer) -> None:
    async with open_telephone(SipSettings(trunk=peer.address)) as telephone:
        pass
    with pytest.raises(TelephoneError):
        await telephone.dial("18005550100")
