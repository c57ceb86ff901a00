"""The audit log: what stands in it, how it is kept small, and a disk that is full."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runtime.access import Audit, Entry

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
HANGUP = Entry(
    who="phone", address="192.0.2.7", what="POST /api/calls/<call_id>/hangup", status=200, call_id="call_0f3a"
)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text().splitlines()]


def test_an_entry_says_who_did_what_to_which_call(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "audit.jsonl", now=lambda: NOW)
    audit.write(HANGUP)
    audit.write(Entry(who=None, address="a\nb", what="GET /api/calls", status=401))
    assert _read(audit.path) == [
        {
            "time": "2026-11-29T12:00:00Z",
            "who": "phone",
            "address": "192.0.2.7",
            "what": "POST /api/calls/<call_id>/hangup",
            "status": 200,
            "call_id": "call_0f3a",
            "flow_id": None,
            "device": None,
        },
        {
            "time": "2026-11-29T12:00:00Z",
            "who": None,
            "address": "a\nb",
            "what": "GET /api/calls",
            "status": 401,
            "call_id": None,
            "flow_id": None,
            "device": None,
        },
    ]
    assert audit.path.stat().st_mode & 0o777 == 0o600
    assert audit.fault is None


def test_the_newest_files_are_kept_in_order_and_nothing_between_them_is_lost(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "audit.jsonl", limit=500)
    for number in range(40):
        audit.write(HANGUP.model_copy(update={"status": number}))
    names = ["audit.jsonl.5", "audit.jsonl.4", "audit.jsonl.3", "audit.jsonl.2", "audit.jsonl.1", "audit.jsonl"]
    assert sorted(path.name for path in tmp_path.glob("audit*")) == sorted(names)
    assert all((tmp_path / name).stat().st_size <= 500 for name in names)
    seen = [entry["status"] for name in names for entry in _read(tmp_path / name)]
    assert seen == list(range(seen[0], 40))


def test_a_full_disk_stops_nothing_and_the_log_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = Audit(tmp_path / "audit.jsonl")
    audit.write(HANGUP)
    with monkeypatch.context() as patch:
        patch.setattr("runtime.access.private.os.write", lambda file, text: os.writev(file, [text[:9]]))
        audit.write(HANGUP)
        audit.write(HANGUP)
        assert audit.fault is not None
        assert audit.fault.errno == errno.ENOSPC
    assert len(_read(audit.path)) == 1
    audit.write(HANGUP)
    assert audit.fault is None
    assert [entry.get("missed", 0) for entry in _read(audit.path)] == [0, 2]


def test_what_a_power_cut_left_of_a_line_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"time": "2026-')
    Audit(path).write(HANGUP)
    torn, whole = path.read_text().splitlines()
    assert torn == '{"time": "2026-'
    assert json.loads(whole)["call_id"] == "call_0f3a"
