"""The same recording is the same in every word whatever the line, and not if a key is another one."""

import numpy as np
import pytest

from runtime.hearing.alike import Spoken, alike_throughout, joined
from runtime.hearing.fingerprint import Fingerprinter
from runtime.hearing.spectrum import Steps
from tests.hearing.sounds import at_level, mu_law, noise, silence, with_loss
from tests.hearing.voices import say

pytestmark = pytest.mark.unit


def over_line(key: str, dbfs: float = -20, loss: float = 0.0, hiss: float = -90) -> Spoken:
    """A menu with pauses as it arrives."""
    parts = [say("For the billing department,"), silence(0.4), say(f"press {key}."), silence(0.4), say("Or hold on.")]
    sound = at_level(np.concatenate(parts), dbfs)
    fingerprinter = Fingerprinter()
    steps = Steps(8000).feed(with_loss(mu_law(sound + at_level(noise(len(sound) / 8000), hiss)[: len(sound)]), loss))
    return joined([fingerprinter.step(step) for _, together in steps for step in together])


LINES = [(-20, 0.0, -90), (-36, 0.0, -90), (-20, 0.0, -45), (-24, 0.03, -90)]


@pytest.mark.parametrize(("dbfs", "loss", "hiss"), LINES)
def test_what_the_line_does_in_pauses_is_no_other_word(dbfs: float, loss: float, hiss: float) -> None:
    assert alike_throughout(over_line("one", dbfs, loss, hiss), over_line("one").words)


@pytest.mark.parametrize(("dbfs", "loss", "hiss"), LINES)
@pytest.mark.parametrize("key", ["two", "four", "five", "seven", "nine", "star"])
def test_another_key_is_another_word(key: str, dbfs: float, loss: float, hiss: float) -> None:
    assert not alike_throughout(over_line(key, dbfs, loss, hiss), over_line("one").words)


def test_silence_is_alike() -> None:
    silent = Spoken(np.zeros(50, np.uint16), np.zeros(50, np.int8))
    assert alike_throughout(silent, silent.words)
