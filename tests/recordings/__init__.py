"""Recordings of people, announcements, music and noise that this machine has, to train and to measure with.

`recordings()` finds them: a folder of sound with its list (`shared`), packages of Debian (`packages`), and what
speaking and singing programs make (`spoken`, `singing`). What is not there is left out; no recording lies in the
repository. Not responsible for what a line does to sound (see `tests.hearing.sounds`).
"""

from functools import cache

from tests.recordings import packages, shared, singing, spoken
from tests.recordings.recording import KINDS, RATE, Kind, Recording, Sound

__all__ = ["KINDS", "RATE", "TRAINED_ON", "Kind", "Recording", "Sound", "recordings"]

TRAINED_ON: frozenset[str] = frozenset(
    {
        "0ad-data",
        "asterisk-core-sounds-fr",
        "asterisk-core-sounds-ru",
        "asterisk-moh-opsound",
        "dograh-hq/dograh",
        "espeak-ng",
        "festvox-kallpc16k",
        "flite",
        "hyperrogue-music",
        "klettres-data",
        "openttd-openmsx",
        "resemble-ai/Resemblyzer",
        "supertuxkart-data",
        "warzone2100-data",
        "warzone2100-music",
        "wesnoth-1.16-music",
    }
)
"""Sources that the shipped weights have heard. All others are theirs to be measured on."""


@cache
def recordings() -> tuple[Recording, ...]:
    """Every recording that can be had here, in an order that depends on names alone."""
    found = [*shared.found(), *packages.found(), *spoken.found(), *singing.found()]
    return tuple(sorted(found, key=lambda recording: (recording.source, recording.name)))
