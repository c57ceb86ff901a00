"""Recordings are found where they are, told apart by source, and load at 8 kHz; what is missing is left out."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.hearing import sounds
from tests.hearing.voices import say
from tests.recordings import KINDS, TRAINED_ON, packages, recordings, shared, singing
from tests.recordings.recording import LONGEST, RATE, Recording, Sound, read, resampled

pytestmark = pytest.mark.unit


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "holdlang" / "recordings"


def strongest(sound: Sound) -> float:
    """The frequency in Hz that is."""
    return float(np.abs(np.fft.rfft(sound)).argmax() * RATE / len(sound))


def test_each_has_a_kind_and_a_name_of_its_own() -> None:
    found = recordings()
    assert {recording.kind for recording in found} <= set(KINDS)
    names = [(recording.source, recording.kind, recording.name) for recording in found]
    assert len(names) == len(set(names))
    assert any(r.source == "espeak-ng" and r.kind == "person" for r in found), "the voice of the wheel is always there"


def test_every_spoken_kind_is_left_to_measure_with_somewhere() -> None:
    """Whoever has the recordings of `shared` and Debian can measure on sources that the weights never heard."""
    if not shared.rows():
        pytest.skip("no folder of sound beside the checkout (HOLDLANG_AUDIO)")
    left = {recording.kind for recording in recordings() if recording.source not in TRAINED_ON}
    assert left >= {"music", "sung", "announcement", "person", "tone"}


def test_the_manifest_names_sources_kinds_and_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = "file\thalf\tlabel\tsub\tlicence\tsource\torig\tduration_s\ttranscript"
    rows = [
        "announce/a.wav\topen\tannounce\tprompt\tx\tDebian asterisk-core-sounds-fr-wav\to\t1\tbonjour",
        "human/b.wav\topen\thuman\tread\tx\tgithub some-one/some.thing tests/data\to\t1\t",
        'music/c.wav\topen\tmusic\tvocals\tx\tgithub a/b\to\t1\t"no mark',
    ]
    (tmp_path / "MANIFEST.tsv").write_text("\n".join([header, *rows]))
    monkeypatch.setenv("HOLDLANG_AUDIO", str(tmp_path))
    told = [(r.kind, r.source, r.transcript) for r in shared.found()]
    assert told == [
        ("announcement", "asterisk-core-sounds-fr", "bonjour"),
        ("person", "some-one/some.thing", ""),
        ("sung", "a/b", '"no mark'),
    ]


def test_without_the_folder_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_AUDIO", str(tmp_path / "nowhere"))
    assert list(shared.found()) == []


def test_prompts_that_are_no_speech_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hello.wav", "beep.wav", "silence/1.wav", "digits/1.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(packages, "FOLDERS", (packages.Folder("p", "announcement", tmp_path, "**/*.wav"),))
    monkeypatch.setattr(packages, "ARCHIVES", (packages.Archive("q", "music", tmp_path / "none.zip", ("a/",)),))
    assert [recording.name for recording in packages.found()] == ["digits/1", "hello"]


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_resampling_keeps_pitch_and_level_and_nothing_folds_back(rate: int) -> None:
    kept = resampled(sounds.tone([1000], 1.0, rate), rate)
    assert len(kept) == RATE
    assert strongest(kept) == pytest.approx(1000, abs=1)
    assert np.std(kept) == pytest.approx(np.std(sounds.tone([1000], 1.0)), rel=0.01)
    if rate > 2 * 5000:
        assert np.std(resampled(sounds.tone([5000], 1.0, rate), rate)) < 0.01


def test_what_was_made_once_is_kept(no_cache: Path) -> None:
    made = []

    def make() -> Sound:
        made.append(1)
        return sounds.tone([440], 1.0)

    recording = Recording("a", "tone", "here", "", make)
    first = recording.load()
    assert np.allclose(first, sounds.tone([440], 1.0), atol=1e-4)
    assert np.array_equal(first, recording.load())
    assert made == [1]
    assert len(list(no_cache.iterdir())) == 1


def test_the_middle_is_read_of_what_is_long_and_both_channels(tmp_path: Path) -> None:
    rising = np.linspace(-1, 1, 4000 * 300)
    soundfile.write(tmp_path / "long.wav", np.stack([rising, np.zeros(len(rising))], axis=1), 4000)
    sound = read(tmp_path / "long.wav")
    assert len(sound) == LONGEST * RATE
    assert sound[100] == pytest.approx(-0.5 * LONGEST / 300, abs=0.01)
    assert sound[-100] == pytest.approx(0.5 * LONGEST / 300, abs=0.01)


def test_singing_follows_a_tune_and_is_slower_than_speech() -> None:
    spoken = say("all of our agents are busy at the moment")
    sung = singing.sing(spoken, np.random.default_rng(3))
    assert 1.15 * len(spoken) < len(sung) < 2.6 * len(spoken)
    assert np.isfinite(sung).all()
    again = singing.sing(spoken, np.random.default_rng(3))
    assert np.array_equal(sung, again)
