"""What every `Leg` must do, whatever it is made of. Not responsible for how two legs come to face each other.

A test class takes `LegContract` as its base and gives it a fixture `line`: a coroutine function that dials and returns
the caller's leg and the callee's, which has not answered yet. The suite knows only `runtime.ports`, and waits by trio's
clock only, so it serves legs in virtual time as well.
"""

import functools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trio

from runtime.ports import Answered, CommandFailed, DigitReceived, Ended, Leg, LegClosed, LegEvent, Ringing
from tests.sip.tones import pitch, tone, write_wav

LIMIT = 60.0
"""Seconds after which a test that still waits has failed."""

Line = Callable[[], Awaitable[tuple[Leg, Leg]]]


def bounded(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A test that fails rather than waits for ever."""

    @functools.wraps(test)
    async def wrapper(*args: Any, **kwargs: Any) -> None:
        with trio.fail_after(LIMIT):
            await test(*args, **kwargs)

    return wrapper


async def next_event(leg: Leg, kind: type[LegEvent]) -> Any:
    """The next event that is a `kind`, past others."""
    async for event in leg.events:
        if isinstance(event, kind):
            return event
    raise AssertionError(f"the leg ended without {kind.__name__}")


async def hear(leg: Leg, hz: int) -> None:
    """Return when a block of the far end's sound has this pitch."""
    async for block in leg.audio:
        if pitch(block.samples, leg.rate) == hz:
            return
    raise AssertionError(f"the leg ended without a sound of {hz} Hz")


async def connect(line: Line) -> tuple[Leg, Leg]:
    """Two legs that have been answered."""
    caller, callee = await line()
    await callee.answer()
    await next_event(caller, Answered)
    await next_event(callee, Answered)
    return caller, callee


class LegContract:
    """The tests."""

    @bounded
    async def test_events_come_in_order_and_end_with_ended(self, line: Line) -> None:
        caller, callee = await line()
        await callee.answer(180)
        assert isinstance(await caller.events.receive(), Ringing)
        await callee.answer()
        assert isinstance(await caller.events.receive(), Answered)
        await caller.hangup()
        ended = await caller.events.receive()
        assert isinstance(ended, Ended)
        assert not ended.by_far_end
        with pytest.raises(trio.EndOfChannel):
            await caller.events.receive()
        assert (await next_event(callee, Ended)).by_far_end

    @bounded
    async def test_the_far_end_hangs_up(self, line: Line) -> None:
        caller, callee = await connect(line)
        await callee.hangup()
        ended = await next_event(caller, Ended)
        assert (ended.code, ended.by_far_end) == (200, True)

    @pytest.mark.parametrize("code", [404, 480, 486, 603])
    @bounded
    async def test_a_refusal_has_its_code(self, line: Line, code: int) -> None:
        caller, callee = await line()
        await callee.answer(code)
        ended = await next_event(caller, Ended)
        assert (ended.code, ended.by_far_end) == (code, True)
        assert ended.reason

    @bounded
    async def test_a_caller_gives_up(self, line: Line) -> None:
        caller, callee = await line()
        await callee.answer(180)
        await next_event(caller, Ringing)
        await caller.hangup()
        assert not (await next_event(caller, Ended)).by_far_end
        assert (await next_event(callee, Ended)).by_far_end

    @bounded
    async def test_hanging_up_twice_is_harmless(self, line: Line) -> None:
        caller, _ = await connect(line)
        await caller.hangup()
        await caller.hangup()

    @bounded
    async def test_commands_to_an_ended_leg_are_refused(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        await callee.hangup()
        await next_event(caller, Ended)
        with pytest.raises(LegClosed):
            await caller.send_dtmf("1")
        with pytest.raises(LegClosed):
            await caller.play(write_wav(tmp_path / "marker.wav", tone(500, 0.1)))
        with pytest.raises(LegClosed):
            await callee.answer()
        with pytest.raises(LegClosed):
            await caller.keep_recording(False)
        with pytest.raises(LegClosed):
            await caller.refer("sip:phone@127.0.0.1")
        with pytest.raises(LegClosed):
            await callee.reinvite()

    @bounded
    async def test_to_pause_a_recording_that_there_is_not_is_harmless(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        await caller.keep_recording(False)
        await caller.keep_recording(True)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(caller.play, write_wav(tmp_path / "marker.wav", tone(700, 1.0)))
            await hear(callee, 700)

    @bounded
    async def test_a_far_end_that_does_not_hand_us_over_leaves_the_leg_as_it_is(self, line: Line) -> None:
        caller, callee = await connect(line)
        with pytest.raises(CommandFailed, match="does not hand calls over"):
            await caller.refer("sip:phone@127.0.0.1")
        await caller.send_dtmf("1")
        assert (await next_event(callee, DigitReceived)).digit == "1"

    @bounded
    async def test_keys_arrive_both_ways_in_order(self, line: Line) -> None:
        caller, callee = await connect(line)
        for sender, receiver in ((caller, callee), (callee, caller)):
            await sender.send_dtmf("15*#D")
            digits = [await next_event(receiver, DigitReceived) for _ in range(5)]
            assert "".join(digit.digit for digit in digits) == "15*#D"

    @bounded
    async def test_pauses_between_keys_are_kept(self, line: Line) -> None:
        caller, callee = await connect(line)
        started = trio.current_time()
        await caller.send_dtmf("1wW2")
        assert trio.current_time() - started >= 1.5
        first, second = [await next_event(callee, DigitReceived) for _ in range(2)]
        assert second.at - first.at >= 1.4

    @bounded
    async def test_what_is_no_key_is_refused_before_any_is_sent(self, line: Line) -> None:
        caller, callee = await connect(line)
        with pytest.raises(ValueError, match="character 3") as refusal:
            await caller.send_dtmf("48x")
        assert "48" not in str(refusal.value)
        await caller.hangup()
        assert isinstance(await callee.events.receive(), Ended)

    @bounded
    async def test_sound_passes_both_ways(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(caller.play, write_wav(tmp_path / "up.wav", tone(700, 1.0)))
            nursery.start_soon(callee.play, write_wav(tmp_path / "down.wav", tone(1100, 1.0)))
            nursery.start_soon(hear, callee, 700)
            nursery.start_soon(hear, caller, 1100)

    @bounded
    async def test_sound_passes_both_ways_after_a_reinvite(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        for leg in (callee, caller):
            await leg.reinvite()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(caller.play, write_wav(tmp_path / "up.wav", tone(700, 1.0)))
                nursery.start_soon(callee.play, write_wav(tmp_path / "down.wav", tone(1100, 1.0)))
                nursery.start_soon(hear, callee, 700)
                nursery.start_soon(hear, caller, 1100)

    @bounded
    async def test_what_is_playing_plays_on_through_a_reinvite(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        path = write_wav(tmp_path / "down.wav", tone(1100, 3.0))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(callee.play, path)
            await hear(caller, 1100)
            await callee.reinvite()
            async for block in caller.audio:  # what was on its way
                if block.at > trio.current_time() - 0.05:
                    break
            await hear(caller, 1100)
            nursery.cancel_scope.cancel()

    @bounded
    async def test_early_media_is_heard_before_the_answer_and_after_it(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await line()
        await callee.answer(183)
        while not (await next_event(caller, Ringing)).early_media:
            pass
        async with trio.open_nursery() as nursery:
            nursery.start_soon(callee.play, write_wav(tmp_path / "early.wav", tone(900, 1.0)))
            await hear(caller, 900)
        await callee.answer()
        await next_event(caller, Answered)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(callee.play, write_wav(tmp_path / "later.wav", tone(1100, 1.0)))
            await hear(caller, 1100)

    @bounded
    async def test_a_call_is_refused_after_early_media(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await line()
        await callee.answer(183)
        await callee.play(write_wav(tmp_path / "early.wav", tone(900, 0.3)))
        await callee.answer(404)
        ended = await next_event(caller, Ended)
        assert (ended.code, ended.by_far_end) == (404, True)

    @bounded
    async def test_blocks_of_sound_are_100_ms_and_on_time(self, line: Line) -> None:
        caller, _ = await connect(line)
        blocks = [await caller.audio.receive() for _ in range(10)]
        assert {(block.samples.shape, block.samples.dtype) for block in blocks} == {
            ((caller.rate // 10,), np.dtype("<i2"))
        }
        assert 0.8 <= blocks[-1].at - blocks[0].at <= 1.1
        assert trio.current_time() - blocks[-1].at < 0.5

    @bounded
    async def test_sound_ends_with_the_leg(self, line: Line) -> None:
        caller, callee = await connect(line)
        await callee.hangup()
        async for _ in caller.audio:
            pass

    @bounded
    async def test_play_returns_at_the_end_of_the_file(self, line: Line, tmp_path: Path) -> None:
        caller, _ = await connect(line)
        started = trio.current_time()
        await caller.play(write_wav(tmp_path / "marker.wav", tone(500, 1.0)))
        assert 0.9 <= trio.current_time() - started <= 1.5

    @bounded
    async def test_a_cancelled_play_stops_sounding(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(caller.play, write_wav(tmp_path / "long.wav", tone(500, 10.0)))
            await hear(callee, 500)
            nursery.cancel_scope.cancel()
        await hear(callee, 0)

    @bounded
    async def test_a_play_ends_with_the_leg(self, line: Line, tmp_path: Path) -> None:
        caller, callee = await connect(line)
        path = write_wav(tmp_path / "long.wav", tone(500, 10.0))
        async with trio.open_nursery() as nursery:

            async def play() -> None:
                with pytest.raises(LegClosed):
                    await caller.play(path)

            nursery.start_soon(play)
            await hear(callee, 500)
            await callee.hangup()
