"""What is remembered of a number: bounded, put together from several hearings, whole after whatever happens."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from holdlang.secret import HIDDEN
from runtime.hearing.alike import Bits, Spoken
from runtime.prompts import store as keeping
from runtime.prompts.model import RECORDINGS, TEXTS, UNHEARD, Heard, Prompts
from runtime.prompts.store import Store

pytestmark = pytest.mark.unit

NUMBER = "+18005550123"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def bits(seed: int, seconds: float = 3.0) -> Bits:
    """As those of a recording: they change slowly."""
    rng = np.random.default_rng(seed)
    return np.repeat(rng.integers(0, 1 << 16, round(seconds * 20), np.uint16), 5)


def again(words: Bits, seed: int = 0, share: float = 0.1) -> Bits:
    """The same through a bad line."""
    flips = np.random.default_rng(seed).random((len(words), 16)) < share
    changed: Bits = words ^ (flips @ (1 << np.arange(16))).astype(np.uint16)
    return changed


def heard(words: Bits, text: str = "", menu: bool = False) -> Heard:
    return Heard(Spoken(words, np.ones(len(words), np.int8)), text, menu)


def test_a_recording_comes_back_as_it_was(tmp_path: Path) -> None:
    Store(tmp_path).add(NUMBER, [heard(bits(1), "press one", menu=True)])
    (prompt,) = Store(tmp_path).of("+1 (800) 555-0123").prompts
    assert np.array_equal(prompt.recording.words, bits(1))
    assert (prompt.text, prompt.menu, prompt.heard, prompt.seconds) == ("press one", True, 1, 3.0)
    assert Store(tmp_path).of("+18005550124").prompts == ()


def test_a_second_hearing_is_put_to_the_first() -> None:
    known = Prompts(number=NUMBER).after([heard(bits(1), "press one"), heard(bits(2))], NOW)
    then = known.after([heard(again(bits(1))[10:], "press won")], NOW + timedelta(days=1))
    assert [(prompt.heard, prompt.texts) for prompt in then.prompts] == [(1, ()), (2, ("press one", "press won"))]
    assert np.array_equal(then.prompts[1].words, bits(1))


def test_the_longer_hearing_is_the_whole_of_a_recording() -> None:
    cut = Prompts(number=NUMBER).after([heard(bits(1, 6)[:250], "press one for")], NOW)
    whole = cut.after([heard(again(bits(1, 6)), "press one for sales")], NOW)
    cut_again = whole.after([heard(bits(1, 6)[:200], "press one")], NOW)
    assert [(prompt.seconds, prompt.texts, prompt.heard) for prompt in cut_again.prompts] == [
        (6.0, ("press one for sales",), 3)
    ]


def test_words_with_a_secret_are_not_kept() -> None:
    known = Prompts(number=NUMBER).after([heard(bits(1), f"your number is {HIDDEN}")], NOW)
    assert known.prompts[0].texts == ()


def test_the_recordings_of_a_number_are_bounded() -> None:
    known = Prompts(number=NUMBER)
    for day in range(RECORDINGS + 6):
        known = known.after([heard(bits(day, 1.5)), heard(again(bits(0, 1.5), day))], NOW + timedelta(days=day))
    assert len(known.prompts) == RECORDINGS
    assert np.array_equal(known.prompts[-1].words, bits(0, 1.5))
    for day in range(2 * TEXTS):
        known = known.after([heard(bits(0, 1.5), f"{day}")], NOW + timedelta(days=RECORDINGS + day))
    assert len(known.prompts[-1].texts) == TEXTS


def test_a_recording_that_is_not_played_any_more_is_forgotten() -> None:
    known = Prompts(number=NUMBER).after([heard(bits(1)), heard(bits(2))], NOW)
    known = known.after([heard(bits(2))], NOW + UNHEARD)
    assert len(known.after([heard(bits(3))], NOW + UNHEARD + timedelta(days=1)).prompts) == 2


def test_only_so_many_numbers_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "NUMBERS", 3)
    store = Store(tmp_path)
    for last in range(5):
        store.add(f"+1800555012{last}", [heard(bits(1))])
    assert sorted(prompts.number[-1] for prompts in store.all()) == ["2", "3", "4"]


def _add(folder: Path, first: int) -> None:
    for seed in range(first, first + 8):
        Store(folder).add(NUMBER, [heard(bits(seed, 1.5)), heard(bits(99, 1.5))])


def test_two_calls_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as calls:
        list(calls.map(partial(_add, tmp_path), (0, 20)))
    counts = sorted(prompt.heard for prompt in Store(tmp_path).of(NUMBER).prompts)
    assert counts == [*[1] * 16, 16]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b'{"version":1,"number":"1","prompts":[{"heard":0}]}'])
def test_a_damaged_file_is_put_aside(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path)
    store.add(NUMBER, [heard(bits(1), "press one")])
    (path,) = tmp_path.glob("*.json")
    path.write_bytes(content)
    assert store.of(NUMBER).prompts == ()
    assert path.with_suffix(".damaged").read_bytes() == content
    assert "put aside" in caplog.text
    assert NUMBER not in caplog.text
    store.add(NUMBER, [heard(bits(1))])
    assert len(store.of(NUMBER).prompts) == 1


def test_fingerprints_of_another_version_are_as_good_as_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(NUMBER, [heard(bits(1))])
    (path,) = tmp_path.glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 2}))
    assert store.of(NUMBER).prompts == ()
    assert path.exists()


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(NUMBER, [heard(bits(1))])
    store.add("sip:desk@pbx.example", [heard(bits(2))])
    assert store.forget("1-800-555-0123") is False
    assert store.forget("+1 800 555 0123") is True
    assert [prompts.number for prompts in store.all()] == ["sip:desk@pbx.example"]
    assert store.forget_all() == 1
    assert not [path for path in tmp_path.iterdir() if path.name != ".lock"]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "prompts")
    store.add(NUMBER, [heard(bits(1))])
    (path,) = (tmp_path / "prompts").glob("*.json")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "800" not in path.name


def test_what_was_put_aside_is_forgotten_too(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for forget in (lambda: store.forget(NUMBER), store.forget_all):
        store.add(NUMBER, [heard(bits(1), "press one")])
        (path,) = tmp_path.glob("*.json")
        path.write_bytes(path.read_bytes()[:-3])
        assert store.of(NUMBER).prompts == ()
        assert forget()
        assert not [path for path in tmp_path.iterdir() if path.name != ".lock"]


def test_what_a_killed_process_was_writing_is_forgotten_too(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for forget, count in ((lambda: store.forget(NUMBER), True), (store.forget_all, 1)):
        store.add(NUMBER, [heard(bits(1), "press one")])
        (path,) = tmp_path.glob("*.json")
        (tmp_path / f".{path.name}.x2k_1").write_bytes(path.read_bytes())  # as `replace` names it
        assert forget() == count
        assert not [path for path in tmp_path.iterdir() if path.name != ".lock"]


def test_recordings_that_differ_in_a_word_are_two() -> None:
    whole = bits(1)
    other = whole.copy()
    other[40:75] = bits(2)[40:75]
    prompts = Prompts(number=NUMBER).after([heard(whole, "press one")], NOW)
    assert [prompt.texts for prompt in prompts.after([heard(other, "press four")], NOW).prompts] == [
        ("press one",),
        ("press four",),
    ]
