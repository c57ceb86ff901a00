"""The showing of a call does not hold it up, and says when it had to leave something out."""

import json
import os
import sys
from pathlib import Path
from threading import Thread

import pytest

from holdlang.calllog import NoteTaken
from holdlang.cli import screen as module
from holdlang.cli.screen import Screen
from holdlang.model import CallFlow, End
from runtime.record import Record

pytestmark = pytest.mark.unit

FLOW = CallFlow(id="flow", steps=(End(),))


async def test_a_reader_that_stops_holds_up_nothing_and_is_told_what_it_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "BACKLOG", 100)
    reading, writing = os.pipe()
    written = 2000  # of 200 bytes and more: a pipe holds 64 KiB
    received: list[str] = []

    def read() -> None:
        with os.fdopen(reading, encoding="utf-8") as lines:
            received.extend(lines)

    reader = Thread(target=read)
    with os.fdopen(writing, "w") as stdout, Record(tmp_path / "call", "call_1") as record:
        monkeypatch.setattr(sys, "stdout", stdout)
        with Screen(FLOW, json=True) as screen:
            screen.follow(record)
            for number in range(written):
                record.write(NoteTaken(text=f"{number} {'ä' * 100}"))
            reader.start()
        monkeypatch.undo()
    reader.join()
    texts = [json.loads(line)["data"]["text"] for line in received]
    missing = written - len(texts)
    assert texts[:100] == [f"{number} {'ä' * 100}" for number in range(100)]
    assert missing > 0
    assert f"warning: {missing} lines were not printed" in capsys.readouterr().err
