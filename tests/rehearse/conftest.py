"""A call in virtual time; and a small company that the tests over SIP call, with the sound by which they know its
recordings."""

from pathlib import Path

import numpy as np
import pytest

from runtime.ports import Samples
from runtime.rehearse.music import write_wav
from tests.rehearse.rehearsal import Rehearsal

SHOP = """
tree shop
answer after 1 rings
menu: say "For cards, press three. For keys, press four two."
  on press 3    goto cards
  on press 42   goto keys
cards: music 2s
say "Please stay on the line."
human "Hello, this is Dana."
wait 1m
keys: play "marker.wav"
wait 1m

tree busy
busy

tree nobody
no answer
"""


@pytest.fixture
async def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.tree.hold").write_text(SHOP)
    write_wav(tmp_path / "marker.wav", marker(), 8000)
    return tmp_path / "shop.tree.hold"


def marker() -> Samples:
    """A tone that rises from 600 to 2600 Hz in 0.4 s, between silences: nothing else on the line looks like it."""
    t = np.arange(3200) / 8000
    rise = np.round(10000 * np.sin(2 * np.pi * (600 * t + 2500 * t**2))).astype(np.int16)
    return np.concatenate([np.zeros(1600, np.int16), rise, np.zeros(1600, np.int16)])
