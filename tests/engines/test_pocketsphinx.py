"""What only pocketsphinx does: words of the flow that it never heard of, other acoustic models, a clean screen."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from runtime.engines import EngineUnavailable, transcriber
from runtime.engines.narrowband import band_edges, cepstral_map
from runtime.engines.pocketsphinx import KEYS, RATE
from runtime.ports import Samples, Transcriber
from tests.engines.conftest import Speak
from tests.engines.hearing import whole

pytestmark = pytest.mark.engine

PROMPT = "For garden furniture, press 3."
PHRASE = "garden furniture"


@pytest.fixture(scope="module")
def plain() -> Transcriber:
    return transcriber()


@pytest.fixture(scope="module")
def told() -> Transcriber:
    return transcriber(phrases=[PHRASE, "wizzlebrook"])


def test_a_flows_phrases_bring_words_that_were_not_there(plain: Transcriber, told: Transcriber, speak: Speak) -> None:
    samples = speak(PROMPT)
    assert PHRASE not in whole(plain, samples)
    assert f"{PHRASE} press three" in whole(told, samples)


def test_a_word_of_no_dictionary_is_read_from_its_spelling(told: Transcriber, speak: Speak) -> None:
    assert "wizzlebrook" in whole(told, speak("For Wizzlebrook, press 2."))


def test_phrases_leave_other_prompts_alone(told: Transcriber, speak: Speak) -> None:
    assert "account services press three" in whole(told, speak("For account services, press 3."))


def test_a_missing_acoustic_model_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no acoustic model in") as raised:
        transcriber(acoustic_model=tmp_path)
    assert "\n" not in str(raised.value)


def test_an_incomplete_acoustic_model_says_what_it_lacks(tmp_path: Path) -> None:
    for name in ("feat.params", "mdef", "means", "transition_matrices"):
        (tmp_path / name).touch()
    with pytest.raises(EngineUnavailable, match=r"it lacks variances$"):
        transcriber(acoustic_model=tmp_path)


def test_a_damaged_acoustic_model_is_said_in_one_line(tmp_path: Path) -> None:
    for name in ("feat.params", "mdef", "means", "transition_matrices", "variances"):
        (tmp_path / name).write_bytes(b"x\n")
    with pytest.raises(EngineUnavailable, match=r"^the acoustic model in .* is damaged, or of a kind we can't use$"):
        transcriber(acoustic_model=tmp_path)


def test_no_place_for_its_files_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(EngineUnavailable, match=r"temporary files \(TMPDIR\): No such file or directory$"):
        transcriber()


def test_keys_are_heard_without_a_place_for_files(
    plain: Transcriber, speak: Speak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert "account services press three" in whole(plain, speak("For account services, press 3."))


def test_a_missing_vosk_model_is_said_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("vosk", reason="pip install vosk")
    with pytest.raises(EngineUnavailable, match="no vosk model in") as raised:
        transcriber(vosk_model=tmp_path)
    assert "\n" not in str(raised.value)


def test_nothing_reaches_the_screen() -> None:
    code = """
import numpy as np
from runtime.engines import speaker, transcriber
speaker("en-us")
engine = transcriber(phrases=["wizzlebrook"])
engine.start()
engine.feed(np.zeros(8000, np.int16))
engine.finish()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_narrow_filters_are_the_wide_ones() -> None:
    wide = band_edges(25, 130, 6800)
    assert band_edges(18, 130, float(wide[19])) == pytest.approx(wide[:20])


def test_the_cepstral_map_cuts_the_bands() -> None:
    """A smooth spectrum of 25 bands has, after the map, the cepstra of its lowest 18."""
    band = np.arange(25)
    smooth = np.cos(np.pi * (band + 0.5) / 25 * 2) + 0.3 * np.cos(np.pi * (band + 0.5) / 25 * 5)

    def cepstra(energies: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        count = len(energies)
        k = np.arange(13)
        basis = np.cos(np.pi * np.outer(k, np.arange(count) + 0.5) / count) * np.sqrt(2 / count)
        basis[0] *= np.sqrt(0.5)
        return list((basis @ energies) * (1 + 11 * np.sin(np.pi * k / 22)))

    assert cepstral_map(25, 18, 22.0) @ cepstra(smooth) == pytest.approx(cepstra(smooth[:18]), abs=1e-9)


def in_blocks(engine: Transcriber, samples: Samples) -> list[str]:
    """The words so far after each block of 100 ms."""
    engine.start()
    return [engine.feed(samples[start : start + 800]) for start in range(0, len(samples), 800)]


def test_a_key_is_told_of_at_the_pause_after_it(plain: Transcriber, speak: Speak) -> None:
    """Not before, for until then it could be another one; and not only when the whole menu has been read."""
    option = speak("For account services, press 3.")
    pause = np.zeros(RATE // 2, np.int16)
    told = in_blocks(plain, np.concatenate([option, pause, speak("For all other questions, stay on the line.")]))
    first = next(block for block, words in enumerate(told) if "three" in words)
    assert "press" in told[first - 1]
    assert 0 <= first * 800 - len(option) <= len(pause)
    assert plain.finish().startswith("for account services press three for all other")


def test_nothing_is_lost_or_said_twice_at_a_pause(plain: Transcriber, speak: Speak) -> None:
    pause = np.zeros(RATE, np.int16)
    samples = np.concatenate([speak("For account services, press 3."), pause, speak("For sales, press 2."), pause])
    assert whole(plain, samples) == "for account services press three for sales press two"


def test_a_key_without_a_pause_is_told_of_in_the_end(plain: Transcriber, speak: Speak) -> None:
    assert "three" not in " ".join(in_blocks(plain, speak("Press 3 for billing.")))
    assert "three" in plain.finish()


def test_doubtful_keys_are_left_out(plain: Transcriber, speak: Speak) -> None:
    """Two keys said at once: whichever is heard, it is as likely wrong. (Now and then one drowns the other.)"""
    heard = []
    for other in range(1, 9):
        one, two = speak("For account services, press 9."), speak(f"For account services, press {other}.")
        length = min(len(one), len(two))
        both = (one[:length].astype(np.int32) + two[:length]) / 1.5
        heard.append(set(whole(plain, both.round().astype(np.int16)).split()))
    assert sum("account" in words for words in heard) >= 6
    assert sum(bool(KEYS & words) for words in heard) <= 2


@pytest.mark.parametrize("key", ["one", "two", "three", "four", "five", "eight", "zero", "pound"])
def test_a_clear_key_stays(plain: Transcriber, speak: Speak, key: str) -> None:
    assert f"press {key}" in whole(plain, speak(f"For account services, press {key}."))
