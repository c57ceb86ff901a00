"""The room behind a voice: office noise at −50 dBFS and below is noise or silence, and never the hold music resuming.

Heard on the first whole calls over SIP: a person's room tone after the greeting was called music, so that the person
was taken for a recording.
"""

import numpy as np
import pytest

from runtime.hearing.events import SoundChanged
from runtime.rehearse.studio import room_tone
from tests.hearing import sounds
from tests.hearing.sounds import at_level, mu_law, silence
from tests.hearing.test_ear import SENTENCE, feed
from tests.hearing.voices import say

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("floor", [-60, -50, -42])
def test_a_persons_room_is_not_music(seed: int, floor: float) -> None:
    voice = at_level(say(SENTENCE, "en-us+m3"), -20)
    room = at_level(room_tone(seed, len(voice) + 8 * 20, 8000).astype(float) / 32768, floor)
    room = np.resize(room, len(voice) + 8000 * 15)
    room[: len(voice)] += voice
    call = np.concatenate([at_level(sounds.music("piano", 12), -20), silence(0.12), room])
    begun = 12.3
    changes = [event for event in feed(mu_law(call)) if isinstance(event, SoundChanged)]
    assert "speech" in {event.sound for event in changes}
    assert [event for event in changes if event.at > begun and event.sound == "music"] == []
