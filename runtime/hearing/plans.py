"""The tones of networks and fax machines: frequencies and cadences, as data. Not responsible for hearing them.

Networks: ITU-T E.180/Q.35 (03/98) and its supplement 2, "Various tones used in national networks" (01/94, and the list
of the same name in the annex to the Operational Bulletin of 2003); North America's are those of the Precise Tone Plan
(Telcordia GR-506-CORE), Britain's those of BT SIN 350. Keys: Q.23. Special information tone: E.180 §8; its variants
with a meaning: Telcordia SR-2275. Fax: T.30 (calling) and V.25 (answering). A modulated tone counts as its middle
frequency: Japan modulates 400 Hz with 16 Hz, India with 25, South Africa with 33; Australia's 400 + 425 + 450 Hz are
425 ± 25.
"""

from dataclasses import dataclass

from holdlang.calllog import AudioType, SignalName


@dataclass(frozen=True)
class Signal:
    """A tone with a cadence."""

    name: SignalName
    frequencies: tuple[float, ...]
    """Hz, rising."""
    cadence: tuple[float, ...]
    """Seconds on, off, on, off, over and over; empty: it goes on without a break."""
    where: str
    """Some countries that have it (ISO 3166), or the standard."""

    @property
    def sound(self) -> AudioType:
        """The kind of sound that it is."""
        return _SOUNDS.get(self.name, "tone")


_SOUNDS: dict[SignalName, AudioType] = {"ringback": "ringing", "busy": "busy", "congestion": "busy"}

SIGNALS = (
    Signal("ringback", (440, 480), (2.0, 4.0), "US CA"),
    Signal("ringback", (440, 480), (1.0, 2.0), "KR TW"),
    Signal("ringback", (400, 450), (0.4, 0.2, 0.4, 2.0), "GB IE NZ HK SG MY"),
    Signal("ringback", (425,), (1.0, 4.0), "DE IT NL CH PL CZ PT NO DK BR MX TR"),
    Signal("ringback", (425,), (1.0, 5.0), "AT SE FI"),
    Signal("ringback", (425,), (1.0, 3.0), "BE"),
    Signal("ringback", (425,), (0.8, 3.2), "RU"),
    Signal("ringback", (425,), (1.5, 3.0), "ES"),
    Signal("ringback", (425,), (0.4, 0.2, 0.4, 2.0), "AU"),
    Signal("ringback", (440,), (1.5, 3.5), "FR"),
    Signal("ringback", (400,), (1.0, 2.0), "JP"),
    Signal("ringback", (400,), (1.0, 3.0), "IL"),
    Signal("ringback", (400,), (0.4, 0.2, 0.4, 2.0), "IN ZA"),
    Signal("ringback", (450,), (1.0, 4.0), "CN"),
    Signal("busy", (480, 620), (0.5, 0.5), "US CA KR TW"),
    Signal("busy", (425,), (0.5, 0.5), "DE IT NL CH BE PL PT NO"),
    Signal("busy", (425,), (0.4, 0.4), "AT RU"),
    Signal("busy", (425,), (0.35, 0.35), "AU RU"),
    Signal("busy", (440,), (0.5, 0.5), "FR"),
    Signal("busy", (400,), (0.375, 0.375), "GB"),
    Signal("busy", (400,), (0.5, 0.5), "JP NZ IL ZA"),
    Signal("busy", (400,), (0.75, 0.75), "IN"),
    Signal("busy", (450,), (0.35, 0.35), "CN"),
    Signal("congestion", (480, 620), (0.25, 0.25), "US CA KR TW"),
    Signal("congestion", (425,), (0.25, 0.25), "DE NL PL PT"),
    Signal("congestion", (425,), (0.2, 0.2), "IT CH NO AT"),
    Signal("congestion", (425,), (0.17, 0.17), "BE RU"),
    Signal("congestion", (425,), (0.2, 0.2, 0.2, 0.2, 0.2, 0.6), "ES"),
    Signal("congestion", (425,), (0.25, 0.25, 0.75, 0.25), "BR"),
    Signal("congestion", (425,), (0.25, 0.75), "SE"),
    Signal("congestion", (440,), (0.25, 0.25), "FR"),
    Signal("congestion", (400,), (0.4, 0.35, 0.225, 0.525), "GB"),
    Signal("congestion", (400,), (0.25, 0.25), "IN NZ IL ZA"),
    Signal("congestion", (450,), (0.7, 0.7), "CN"),
    Signal("busy", (425,), (0.25, 0.25), "BR SE MX"),
    Signal("busy", (425,), (0.2, 0.2), "ES"),
    Signal("dial", (350, 440), (), "US CA GB"),
    Signal("dial", (425,), (), "DE NL BE CH AT ES PL BR"),
    Signal("dial", (425,), (0.2, 0.2, 0.6, 1.0), "IT"),
    Signal("dial", (440,), (), "FR"),
    Signal("dial", (400,), (), "JP IN NZ IL ZA"),
    Signal("dial", (450,), (), "CN"),
    Signal("call waiting", (440,), (0.3, 10.0), "US CA FR"),
    Signal("call waiting", (425,), (0.2, 0.2, 0.2, 5.0), "DE"),
    Signal("call waiting", (425,), (0.2, 0.6, 0.2, 10.0), "NO BR MX"),
    Signal("call waiting", (400,), (0.1, 4.0), "GB"),
    Signal("call waiting", (450,), (0.4, 4.0), "CN"),
    Signal("recording", (1400,), (0.5, 15.0), "US CA DE IT"),
    Signal("recording", (1400,), (0.2, 15.0), "NZ AU"),
    Signal("fax calling", (1100,), (0.5, 3.0), "T.30"),
    Signal("fax answering", (2100,), (), "V.25"),
)
"""The likeliest first: where a fast busy signal means *busy* in one country and *congestion* in more of them, it is
called *congestion*."""


@dataclass(frozen=True)
class Information:
    """A special information tone: what comes before its third part of 1776.7 or 1800 Hz."""

    name: SignalName
    frequencies: tuple[float, float]
    """Hz of the first and the second part."""
    seconds: tuple[float, float]


LAST_OF_INFORMATION = 1790.0
"""Hz of the third part, between the 1800 of E.180 and the 1776.7 of SR-2275."""

_SHORT, _LONG = 0.276, 0.38

INFORMATION = (
    Information("sit", (950, 1400), (0.33, 0.33)),
    Information("sit intercept", (913.8, 1370.6), (_SHORT, _SHORT)),
    Information("sit vacant code", (985.2, 1370.6), (_LONG, _SHORT)),
    Information("sit reorder", (913.8, 1428.5), (_SHORT, _LONG)),
    Information("sit reorder", (985.2, 1370.6), (_SHORT, _LONG)),
    Information("sit no circuit", (985.2, 1428.5), (_LONG, _LONG)),
    Information("sit no circuit", (913.8, 1370.6), (_LONG, _LONG)),
    Information("sit ineffective other", (913.8, 1428.5), (_LONG, _SHORT)),
    Information("sit", (985.2, 1428.5), (_SHORT, _SHORT)),
)
"""E.180's own first. The second of each two of one name is that between networks; the last one's meaning is open."""

ROWS, COLUMNS = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
KEYS = ("123A", "456B", "789C", "*0#D")
"""The keys of each row (Q.23)."""
