"""What the rehearsal band plays on: one function an instrument, a pitch and a length in, samples out.

Not responsible for tunes (see `score`) or for files (see `music`). All notes are float64 at `RATE`, peak about 1, and
hold no partial above `TOP`, so that nothing aliases on a telephone line.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RATE = 8000
"""Hz: the sampling rate of G.711, which is what most calls to a company carry."""

TOP = 3500.0
"""Hz: the upper edge of the telephone band (ITU-T G.712 ends its pass band at 3400 Hz)."""

Sound = npt.NDArray[np.float64]
Instrument = Callable[[int, float], Sound]
"""MIDI pitch and seconds until the key is let go -> the note with its tail."""


def frequency(pitch: int) -> float:
    """Hz of a MIDI pitch in equal temperament (69 is 440 Hz)."""
    return float(440.0 * 2.0 ** ((pitch - 69) / 12))


def electric_piano(pitch: int, seconds: float) -> Sound:
    """A tine and its tone bar by two pairs of FM operators (Chowning 1973, as in the keyboards of the 1980s)."""
    t = _times(seconds + 0.4)
    hz = frequency(pitch)
    body = np.sin(2 * np.pi * hz * t + 1.2 * np.exp(-2.5 * t) * np.sin(2 * np.pi * hz * t))
    tine_hz = min(hz * 7, TOP)
    tine = np.sin(2 * np.pi * tine_hz * t) * np.exp(-14 * t)
    tremolo = 1 + 0.12 * np.sin(2 * np.pi * 4.6 * t)
    return _shape((body + 0.12 * tine) * np.exp(-1.6 * t) * tremolo, attack=0.004, release=0.4)


def guitar(pitch: int, seconds: float) -> Sound:
    """A plucked string (Karplus & Strong 1983): a burst of noise goes round a loop that averages neighbours.

    The loop runs at a whole number of samples a period of its own faster rate (the averaging adds half a sample to it)
    and is then read out at `RATE`: in tune at any pitch, which a loop of 8000 / f samples would not be. The burst is
    softened above 1 kHz, as by a fingertip.
    """
    hz = frequency(pitch)
    period = max(16, round(4 * RATE / hz))
    spectrum = np.fft.rfft(np.random.default_rng(pitch).standard_normal(period))
    harmonics = np.arange(len(spectrum))
    spectrum *= (harmonics > 0) * (harmonics * hz < TOP) / (1 + (harmonics * hz / 1000) ** 2)
    loop = np.fft.irfft(spectrum, period)
    rounds = int(np.ceil((seconds + 0.3) * hz)) + 2
    string = np.empty((rounds, period))
    for turn in range(rounds):
        string[turn] = loop
        loop = 0.998 * (0.5 * loop + 0.5 * np.roll(loop, 1))
    t = _times(seconds + 0.3)
    flat = string.ravel()
    note = np.interp(t * (period + 0.5) * hz, np.arange(len(flat)), flat)
    return _shape(note, attack=0.001, release=0.3)


def strings(pitch: int, seconds: float) -> Sound:
    """A section: three slightly detuned saw waves, a slow bow and a little vibrato."""
    t = _times(seconds + 0.5)
    hz = frequency(pitch)
    vibrato = 0.004 * hz / 5.2 * np.sin(2 * np.pi * 5.2 * t)
    note = np.zeros_like(t)
    for cents in (-6, 0, 7):
        base = hz * 2.0 ** (cents / 1200)
        for partial in range(1, max(2, min(9, int(TOP / base)))):
            note += np.sin(2 * np.pi * partial * (base * t + vibrato) + partial * cents) / partial**1.3
    return _shape(note, attack=min(0.25, seconds / 3), release=0.5)


def music_box(pitch: int, seconds: float) -> Sound:
    """A steel comb: the partials of a clamped bar (1, 6.27, 17.5: Fletcher & Rossing) and a long ring."""
    t = _times(seconds + 1.0)
    hz = frequency(pitch)
    note = np.sin(2 * np.pi * hz * t) * np.exp(-2.2 * t)
    for ratio, level, decay in ((2.0, 0.2, 4.0), (6.27, 0.25, 11.0)):
        if hz * ratio < TOP:
            note += level * np.sin(2 * np.pi * hz * ratio * t) * np.exp(-decay * t)
    return _shape(note, attack=0.001, release=0.6)


def flute(pitch: int, seconds: float) -> Sound:
    """A few soft harmonics, breath at the start, vibrato that comes in late."""
    t = _times(seconds + 0.12)
    hz = frequency(pitch)
    phase = hz * t + 0.006 * hz / 5 * np.minimum(1, t / 0.5) * np.sin(2 * np.pi * 5 * t)
    note = np.zeros_like(t)
    for partial, level in ((1, 1.0), (2, 0.35), (3, 0.12)):
        if partial * hz < TOP:
            note += level * np.sin(2 * np.pi * partial * phase)
    note += 0.03 * np.random.default_rng(pitch).standard_normal(len(t)) * np.exp(-20 * t)
    return _shape(note, attack=0.06, release=0.12)


def bass(pitch: int, seconds: float) -> Sound:
    """A round bass; its second and third harmonic carry it through the telephone band, as on any small speaker."""
    t = _times(seconds + 0.1)
    hz = frequency(pitch)
    levels = ((1, 0.7), (2, 0.8), (3, 0.5), (4, 0.25))
    note = sum((level * np.sin(2 * np.pi * k * hz * t) for k, level in levels), np.zeros_like(t))
    return _shape(note * np.exp(-2.5 * t), attack=0.008, release=0.1)


def brush(pitch: int, _seconds: float) -> Sound:
    """A brush on a snare drum; a higher pitch is a shorter stroke."""
    t = _times(0.18)
    noise = np.random.default_rng(pitch).standard_normal(len(t))
    return _shape(np.diff(noise, prepend=0.0) * np.exp(-t * pitch / 2), attack=0.012, release=0.05)


def _times(seconds: float) -> Sound:
    return np.arange(int(seconds * RATE)) / RATE


def _shape(note: Sound, *, attack: float, release: float) -> Sound:
    """Fade `note` in and out (seconds) and bring its peak to 1."""
    rise, fall = max(1, int(attack * RATE)), max(1, int(release * RATE))
    rise, fall = min(rise, len(note)), min(fall, len(note))
    note = note.copy()
    note[:rise] *= np.linspace(0, 1, rise)
    note[len(note) - fall :] *= np.linspace(1, 0, fall) ** 2
    peak = float(np.max(np.abs(note)))
    return note / peak if peak > 0 else note
