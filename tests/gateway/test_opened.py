"""The gateway over calls that others make: it finds them, follows them, keeps them, and has the user told."""

from pathlib import Path

import pytest
import trio

from holdlang.calllog import CallConnected, CallEnded, CallStarted, HoldDetected, HumanDetected
from holdlang.config import Config
from runtime.gateway import Gateway, opened
from runtime.gateway.errors import Conflict, NotFound
from runtime.record import Record
from tests.notifying.target import Receiver
from tests.supervision.served import eventually

pytestmark = pytest.mark.web

NUMBER = "+18005551234"


def _config(folder: Path, **more: object) -> Config:
    return Config.model_validate({"data_dir": str(folder), "server": {"warm": 0}, **more})


def _on_hold(record: Record) -> None:
    record.write(CallStarted(number=NUMBER, company="Chase Bank", flow_id="chase"))
    record.write(CallConnected(number=NUMBER, duration=2.0))
    record.write(HoldDetected(audio_type="music", confidence=0.9))


def _to_the_end(record: Record) -> None:
    record.write(HumanDetected(confidence=0.9, transcript_excerpt="this is sam"))
    record.write(CallEnded(number=NUMBER, duration=9.0, reason="`desk` spoke with the person", outcome="transferred"))


async def test_a_call_that_a_terminal_makes_is_followed_and_kept(tmp_path: Path) -> None:
    async with opened(_config(tmp_path)) as gateway:
        with Record.create(tmp_path) as record:
            _on_hold(record)
            call_id = record.call_id

            async def running() -> bool:
                return call_id in gateway.supervisor.running

            await eventually(running)
            with trio.fail_after(60):
                page = await gateway.wait_for(call_id, since=2, seconds=20)
            assert page.events[0].type == "hold_detected"
            assert (await gateway.call(call_id)).status == "on_hold"
            with pytest.raises(Conflict, match="begun at a terminal"):
                await gateway.hang_up(call_id)
            assert (await gateway.calls()).total == 1
            _to_the_end(record)

        async def kept() -> bool:
            return (await gateway.calls(active=False)).total == 1

        await eventually(kept)
        (past,) = (await gateway.calls(active=False)).calls
        assert (past.status, past.company, past.outcome) == ("completed", "Chase Bank", "transferred")
        assert (await gateway.call(call_id)).status == "completed"
        with pytest.raises(Conflict, match="already ended"):
            await gateway.hang_up(call_id)
        await gateway.forget(call_id)
        with pytest.raises(NotFound):
            await gateway.call(call_id)
        assert (await gateway.calls(active=False)).total == 0


async def test_what_happened_while_nobody_looked_is_in_the_history(tmp_path: Path) -> None:
    with Record.create(tmp_path) as record:
        _on_hold(record)
        _to_the_end(record)
    for _ in range(2):  # the second time there is nothing new
        async with opened(_config(tmp_path)) as gateway:

            async def kept(gateway: Gateway = gateway) -> bool:
                return (await gateway.calls(active=False)).total == 1

            await eventually(kept)
            events = (await gateway.log(record.call_id)).events
            assert [str(event.id).partition("-")[2] for event in events] == ["1", "2", "3", "4", "5"]


async def test_a_second_gateway_looks_on(tmp_path: Path) -> None:
    async with opened(_config(tmp_path)) as first, opened(_config(tmp_path)) as second:
        assert first.hub is not None
        assert second.hub is None
        with Record.create(tmp_path) as record:
            _on_hold(record)
            for gateway in (first, second):

                async def on_hold(gateway: Gateway = gateway) -> bool:
                    found = (await gateway.calls()).calls
                    return [one.status for one in found] == ["on_hold"]

                await eventually(on_hold)


async def test_the_user_is_told_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver()
    with receiver.listening():
        monkeypatch.setenv("TOLD", receiver.url())
        config = _config(tmp_path, notify={"targets": [{"url": "env TOLD", "on": ["person"]}]})
        async with opened(config) as gateway:
            with Record.create(tmp_path) as record:
                _on_hold(record)
                record.write(HumanDetected(confidence=0.9, transcript_excerpt="this is sam"))

                async def told() -> bool:
                    return bool(receiver.got)

                await eventually(told)
                assert gateway.hub is not None
            (message,) = receiver.got
            assert "Chase Bank" in message["title"] + message["message"]
            assert "sam" not in message["title"] + message["message"]
