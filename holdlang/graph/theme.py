"""Colours and signs of the drawn picture. Kinds are told apart by shape and sign as well, for prints without colour and
for readers who see few. Not responsible for shapes (`holdlang.graph.shapes`) or sizes (`holdlang.graph.boxes`)."""

from dataclasses import dataclass

from holdlang.graph.picture import Kind

FONT = "'Open Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"

PAPER = "#fdfcfa"
INK = "#1f2733"
QUIET = "#6b7482"
LINE = "#8d96a5"
BACK = "#a9a2c4"
"""Arrows that lead back."""
CARD, CARD_EDGE = "#ffffff", "#dfe2e8"
KEY, KEY_EDGE = "#ffffff", "#6f7887"
TAKEN = "#d9480f"
"""What the traced call did."""
FADED = 0.36
"""Opacity of what it did not."""


@dataclass(frozen=True)
class Paint:
    """The colours of a node: its face, its border, and its sign."""

    fill: str
    edge: str
    sign: str
    ink: str = INK
    taken: str = TAKEN
    """What the traced call did there."""


WORDS = Paint(CARD, CARD_EDGE, INK)
"""The words of an arrow."""

_GREY = Paint("#f3f4f6", "#a8b0bc", "#5b6472")
_VOICE = Paint("#f3edfd", "#b39ae6", "#7048c6")
_SOUND = Paint("#fdeef6", "#e3a3c6", "#b83280")
_TELL = Paint("#fff8dc", "#e0c35a", "#96750a")

PAINTS: dict[Kind, Paint] = {
    "start": Paint("#26303e", "#26303e", "#ffffff", "#ffffff"),
    "listen": Paint("#e9f2fe", "#86b3ee", "#1d63b8"),
    "press": _GREY,
    "say": _VOICE,
    "play": _SOUND,
    "wait": _GREY,
    "hold": Paint("#ffeecb", "#eaa42a", "#a86400"),
    "transfer": Paint("#dcf5e3", "#3fa765", "#157a3c"),
    "notify": _TELL,
    "note": _TELL,
    "set": _GREY,
    "record": Paint("#fff0ef", "#e7a7a1", "#c8392b"),
    "run": Paint("#e2f6f6", "#6cbcbf", "#0f7378"),
    "ask": Paint("#fbe9fb", "#d48ad6", "#952a98"),
    "answer": Paint("#e6f6ea", "#7fc596", "#157a3c"),
    "music": _SOUND,
    "human": Paint("#dcf5e3", "#3fa765", "#157a3c"),
    "jump": Paint("#ffffff", "#a8b0bc", "#5b6472"),
    "joined": Paint("#157a3c", "#157a3c", "#ffffff", "#ffffff", "#d9f7e2"),
    "ended": Paint("#ffffff", "#8d96a5", "#5b6472", QUIET),
    "failed": Paint("#ffffff", "#d0a09b", "#b4493d", QUIET),
}

_PHONE = (
    "M5 4h3.4l1.8 4.6-2.4 1.6a11 11 0 0 0 6 6l1.6-2.4 4.6 1.8V19a1.8 1.8 0 0 1-1.9 1.8A15.6 15.6 0 0 1 3.2 5.9 "
    "1.8 1.8 0 0 1 5 4z"
)
_NOTES = "M9 18V5.5L19 3.5V16M9 18a3 3 0 1 1-6 0a3 3 0 0 1 6 0M19 16a3 3 0 1 1-6 0a3 3 0 0 1 6 0"

SIGNS: dict[Kind, str] = {
    "start": _PHONE,
    "listen": "M3 10.5v3M7.5 7v10M12 3.5v17M16.5 8v8M21 10.5v3",
    "say": "M4 5h16v11h-9l-4.5 4v-4H4z",
    "play": "M7 4.5l12 7.5-12 7.5z",
    "wait": "M12 3.5a8.5 8.5 0 1 0 .01 0M12 7.5V12l3 2",
    "hold": "M7 3h10M7 21h10M8 3v3c0 3 4 4 4 6s-4 3-4 6v3M16 3v3c0 3-4 4-4 6s4 3 4 6v3",
    "transfer": _PHONE,
    "notify": "M6 16v-5a6 6 0 0 1 12 0v5l2 2.5H4zM10 21.5h4",
    "note": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
    "set": "M5 9h14M5 15h14",
    "record": "M12 7a5 5 0 1 0 .01 0M12 3a9 9 0 1 0 .01 0",
    "run": "M5 4h10v10H5zM9 14v6h10V10h-4",
    "ask": "M12 3l2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2z",
    "answer": _PHONE,
    "music": _NOTES,
    "human": "M12 4a4 4 0 1 0 .01 0M4 21c0-5 4-7 8-7s8 2 8 7",
    "jump": "M5 5v8h13M14 9l4 4-4 4",
    "joined": "M5 12.5l4.5 4.5 9-10",
    "ended": "M7 12h10",
    "failed": "M7.5 7.5l9 9M16.5 7.5l-9 9",
}
"""Signs in a square of 24, drawn with a stroke."""
