"""What hearing costs on blocks of 100 ms: × real time, and the share of a core, for music, speech and silence.

python -m tests.bench.hearing_cost
"""

import time

import numpy as np
import numpy.typing as npt

from runtime.hearing import Hearing
from tests.hearing import sounds
from tests.hearing.voices import say

RATE = 8000
BLOCK = RATE // 10
SECONDS = 120


def material() -> dict[str, npt.NDArray[np.int16]]:
    """Two minutes of each."""
    talk = np.concatenate(
        [sounds.at_level(say(f"This is sentence number {i}, and it goes on for a while."), -20) for i in range(12)]
    )
    return {
        "music": sounds.mu_law(sounds.at_level(sounds.music("band", SECONDS, 1), -18)),
        "speech": np.resize(sounds.mu_law(talk), SECONDS * RATE),
        "silence": sounds.mu_law(sounds.at_level(sounds.noise(SECONDS), -70)),
        "digital silence": np.zeros(SECONDS * RATE, np.int16),
    }


def times_real_time(samples: npt.NDArray[np.int16]) -> float:
    """The best of three runs, in CPU time of this process."""
    best = float("inf")
    for _ in range(3):
        hearing = Hearing(RATE)
        begin = time.process_time()
        for start in range(0, len(samples), BLOCK):
            hearing.feed(samples[start : start + BLOCK])
        best = min(best, time.process_time() - begin)
    return len(samples) / RATE / best


def main() -> None:
    for name, samples in material().items():
        factor = times_real_time(samples)
        print(f"{name}: {factor:.0f} × real time, {100 / factor:.2f} % of a core")


if __name__ == "__main__":
    main()
