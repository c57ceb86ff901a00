"""What a line does to the sound of a call: level, noise, a codec, lost packets. Not responsible for what is said."""

import numpy as np

from runtime.ports import Samples
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound


def through(sound: Sound, rng: np.random.Generator) -> Samples:
    """The call at a level −14 to +4 dB, over line noise, mu-law or A-law; four in ten lose 1 to 5 % of packets."""
    sound = sound * 10 ** (rng.uniform(-14, 4) / 20)
    sound = sound + sounds.at_level(sounds.noise(len(sound) / RATE, int(rng.integers(1 << 30))), rng.uniform(-72, -52))
    samples = sounds.mu_law(sound) if rng.random() < 0.6 else sounds.a_law(sound)
    if rng.random() < 0.4:
        samples = sounds.with_loss(samples, float(rng.uniform(0.01, 0.05)), int(rng.integers(1 << 30)))
    return samples
