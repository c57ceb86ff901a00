"""What a bad line does to sound that is sent over it, packet by packet: loses it, brings it late, hisses. Pure.

Each fault has a stream of chance of its own, out of the seed of the rehearsal. Not responsible for sockets
(`runtime.rehearse.live.relay`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from holdlang.model.testing import Fault, Jitter, Loss, Noise
from runtime.rehearse.live.g711 import PCMA, PCMU, decoded, encoded

HEADER = 12
"""Bytes of an RTP packet before its contributing sources (RFC 3550, section 5.1)."""


@dataclass(frozen=True)
class Delivery:
    """A packet that arrives, so many seconds late."""

    packet: bytes
    late: float


class BadLine:
    """A line with these faults. `Deaf` and `ModelDown` are none of a line."""

    def __init__(self, faults: Sequence[Fault], seed: int) -> None:
        self._lost = max((fault.percent for fault in faults if isinstance(fault, Loss)), default=0.0) / 100
        self._late = max((fault.seconds for fault in faults if isinstance(fault, Jitter)), default=0.0)
        levels = [fault.decibels for fault in faults if isinstance(fault, Noise)]
        self._level = 32768 * 10 ** (max(levels) / 20) if levels else 0.0
        self._loss, self._jitter, self._noise = (np.random.default_rng([seed, stream]) for stream in range(3))

    @property
    def is_bad(self) -> bool:
        """Whether it does anything at all."""
        return bool(self._lost or self._late or self._level)

    def carry(self, packet: bytes) -> Delivery | None:
        """What comes out for an RTP packet that goes in; None if it is lost."""
        if self._loss.random() < self._lost:
            return None
        return Delivery(self._hissing(packet), float(self._jitter.uniform(0, self._late)))

    def _hissing(self, packet: bytes) -> bytes:
        """The packet with white noise in its sound, if it holds sound in a law of G.711 (events do not hiss)."""
        start = _sound_start(packet)
        if not self._level or start is None:
            return packet
        law = packet[1] & 0x7F
        sound = decoded(packet[start:], law).astype(np.float64)
        sound += self._level * self._noise.standard_normal(len(sound))
        return packet[:start] + encoded(np.clip(np.round(sound), -32768, 32767).astype(np.int16), law)


def _sound_start(packet: bytes) -> int | None:
    """Where the G.711 of an RTP packet begins (RFC 3550, section 5.1); None for other packets."""
    if len(packet) < HEADER or packet[0] >> 6 != 2 or packet[1] & 0x7F not in (PCMU, PCMA) or packet[0] & 0x20:
        return None
    start = HEADER + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4])
    return start if start <= len(packet) else None
