"""Hold music: loud enough, never clipped, always the same, and each piece its own."""

from pathlib import Path

import numpy as np
import pytest

from runtime.rehearse.instruments import RATE, frequency, guitar
from runtime.rehearse.music import LEVEL_DBFS, rendered, stretch, write_music
from runtime.rehearse.score import PIECES, Piece, notes
from runtime.rehearse.studio import read_wav

pytestmark = pytest.mark.unit

each_piece = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)


@each_piece
def test_file_has_the_asked_form_and_length(piece: Piece, tmp_path: Path) -> None:
    write_music(piece, 61.5, tmp_path / "music.wav")
    samples, rate = read_wav(tmp_path / "music.wav")
    assert (len(samples), rate) == (int(61.5 * RATE), RATE)


@each_piece
def test_level(piece: Piece) -> None:
    sound = rendered(piece) / 32768
    assert 20 * np.log10(np.sqrt(np.mean(sound**2))) == pytest.approx(LEVEL_DBFS, abs=0.5)
    assert np.abs(sound).max() < 0.65


@each_piece
def test_never_quiet_for_long(piece: Piece) -> None:
    """No second of it could be taken for silence."""
    sound = rendered(piece) / 32768
    seconds = sound[: len(sound) // RATE * RATE].reshape(-1, RATE)
    assert 20 * np.log10(np.sqrt(np.mean(seconds**2, axis=1)).min()) > -35


@each_piece
def test_stays_in_the_telephone_band(piece: Piece) -> None:
    power = np.abs(np.fft.rfft(rendered(piece).astype(float))) ** 2
    hz = np.fft.rfftfreq(len(rendered(piece)), 1 / RATE)
    outside = power[(hz < 150) | (hz > 3800)].sum() / power.sum()
    assert outside < 0.01


@each_piece
def test_is_the_same_every_time(piece: Piece) -> None:
    first = rendered(piece)
    rendered.cache_clear()
    np.testing.assert_array_equal(rendered(piece), first)


@each_piece
def test_repeats_without_a_seam(piece: Piece) -> None:
    """The step from the last sample to the first is no larger than those within."""
    loop = rendered(piece).astype(int)
    assert abs(loop[0] - loop[-1]) <= np.abs(np.diff(loop)).max()


def test_pieces_differ() -> None:
    spectra = []
    for piece in PIECES:
        power = np.abs(np.fft.rfft(rendered(piece)[: 30 * RATE].astype(float)))
        spectra.append(power / np.linalg.norm(power))
    likeness = np.array(spectra) @ np.array(spectra).T - np.eye(len(PIECES))
    assert len(PIECES) >= 4
    assert likeness.max() < 0.7


@each_piece
def test_every_bar_has_a_melody_and_a_chord(piece: Piece) -> None:
    bars = {int(note.beat // piece.beats) for note in notes(piece) if note.level == 0.5}
    assert bars == set(range(len(piece.bars)))
    assert all(36 <= note.pitch <= 96 for note in notes(piece))


def test_a_stretch_goes_on_where_the_last_one_stopped() -> None:
    loop = rendered(PIECES[0])
    whole = stretch(loop, 0, 3 * len(loop))
    np.testing.assert_array_equal(stretch(loop, 12345, 2 * len(loop)), whole[12345 : 12345 + 2 * len(loop)])


@pytest.mark.parametrize("pitch", [45, 57, 69, 81])
def test_the_guitar_is_in_tune(pitch: int) -> None:
    note = guitar(pitch, 1.7)
    power = np.abs(np.fft.rfft(note * np.hanning(len(note)), 1 << 17))
    hz = np.arange(len(power)) * RATE / (1 << 17)
    near = np.abs(hz / frequency(pitch) - 1) < 0.06
    found = hz[near][np.argmax(power[near])]
    assert abs(1200 * np.log2(found / frequency(pitch))) < 10
