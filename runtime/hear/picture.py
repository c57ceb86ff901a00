"""A hearing as a picture: loudness, sounds, words, evidence and verdicts above each other on one line of time.

Not responsible for gathering what it shows (`sketch`). Colours are those of Okabe & Ito (2008) and, for the evidence,
of Paul Tol's muted scheme: both can be told apart by the colour-blind.
"""

import textwrap
import warnings
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from holdlang.calllog import AudioType
from holdlang.callstate import clock
from holdlang.evidence import signed, tell
from holdlang.plural import counted
from runtime.hear.lanes import placed
from runtime.hear.sketch import Found, Sketch, Utterance

SIZE, DPI = (18.0, 10.5), 110
"""Inches, and dots an inch: 1980 × 1155 dots."""

SOUNDS = {
    "music": "#56B4E9",
    "speech": "#E69F00",
    "silence": "#E8E8E8",
    "noise": "#A8A8A8",
    "ringing": "#009E73",
    "busy": "#CC79A7",
    "tone": "#CC79A7",
}
PERSON, RECORDING, UNKNOWN, HOLD = "#D55E00", "#0072B2", "#777777", "#00664B"
KINDS = {
    "after": "#44AA99",
    "words": "#DDCC77",
    "prior": "#BBBBBB",
    "repetition": "#332288",
    "duration": "#CC6677",
    "answer": "#999933",
    "before": "#117733",
    "novelty": "#88CCEE",
    "timing": "#AA4499",
}
NAMES = {
    "after": "what follows (waits, or music)",
    "words": "words",
    "prior": "before any word",
    "repetition": "heard before",
    "duration": "length",
    "answer": "answer to us",
    "before": "ring-back before",
    "novelty": "new to the queue",
    "timing": "by the clock",
}
OTHER_KIND = "#882255"

LOWEST, HIGHEST = -12.0, 9.0
"""Log-odds that are shown: beyond them there is no doubt left to see."""

PAPER = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.6}
"""Behind words, so that what crosses them leaves them legible."""

LANES, NEWS_LANES = 4, 3
LETTERS = 250
"""Letters of the words that fit side by side across the picture."""

NEAR = (2.0, 1.5)
"""Seconds before the first word of a person and after the verdict that a close-up shows."""

TELLING = 20
"""Letters of an utterance that is worth more room than shorter ones."""

STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Seconds that may lie between two times on the scale: parts of minutes and hours."""

LONG = 900.0
"""Seconds from which on the lines are thin."""

CLOSE_UPS = 3
ANSWERED = 8.0
"""Seconds after an utterance within which a verdict is about it: the judge takes no longer."""


def draw(sketch: Sketch, title: str, rings_at: float, file: Path, form: str) -> None:
    """Draw it into a file of that form: png, svg or pdf. Raises `OSError`."""
    people = [found for found in sketch.verdicts if found.speaker == "person"]
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    rows = figure.add_gridspec(
        2,
        1,
        height_ratios=(7.2, 2.6 if people else 0.01),
        left=0.055,
        right=0.985,
        top=0.9,
        bottom=0.075,
        hspace=0.24,
    )
    whole = rows[0].subgridspec(4, 1, height_ratios=(1.4, 0.35, 2.5, 2.9), hspace=0.06)
    top = figure.add_subplot(whole[0])
    axes = [top, *(figure.add_subplot(whole[row], sharex=top) for row in (1, 2, 3))]
    top.set_xlim(0, max(sketch.end, 1.0))
    _loudness(top, sketch)
    _sounds(axes[1], sketch)
    _words(axes[2], sketch)
    _evidence(axes[3], sketch, rings_at)
    for found in people:
        _mark(axes, found)
    _news(top, sketch)
    for upper in axes[:3]:
        upper.tick_params(labelbottom=False, bottom=False)
    shown = people[:CLOSE_UPS]
    close = rows[1].subgridspec(1, max(1, len(shown)), wspace=0.12)
    for place, found in enumerate(shown):
        _close_up(figure.add_subplot(close[place]), sketch, found, rings_at, LETTERS // len(shown))
    _key(axes[3], sketch, rings_at)
    _head(figure, sketch, title)
    with warnings.catch_warnings(action="ignore"):  # of letters that the font lacks
        figure.savefig(file, format=form)


def _head(figure: Figure, sketch: Sketch, title: str) -> None:
    speakers = [found.speaker for found in sketch.verdicts]
    people = speakers.count("person")
    answer = [f"answered by {sketch.answers[0]}"] if sketch.answers else []
    counts = [f"{people} {'person' if people == 1 else 'people'}", counted(speakers.count("recording"), "recording")]
    told = ", ".join([clock(sketch.end), *answer, *counts])
    figure.text(0.055, 0.965, title, fontsize=17, fontweight="bold", va="center", parse_math=False)
    figure.text(0.985, 0.965, told, fontsize=12, color="#555555", va="center", ha="right")


def _loudness(axes: Axes, sketch: Sketch) -> None:
    """The envelope, in the colour of what it sounds like."""
    times, peaks = np.array(sketch.times), np.array(sketch.peaks)
    for begin, end, sound in _spans(sketch):
        here = (times > begin) & (times <= end + 0.2)
        axes.fill_between(times[here], -peaks[here], peaks[here], color=SOUNDS[sound], linewidth=0, step="pre")
    loudest = float(peaks.max(initial=0.05))
    axes.set_ylim(-1.1 * loudest, 1.1 * loudest)
    _plain(axes, "loudness")


def _sounds(axes: Axes, sketch: Sketch) -> None:
    """Bands of colour, named where there is room."""
    for begin, end, sound in _spans(sketch):
        axes.axvspan(begin, end, color=SOUNDS[sound], linewidth=0)
        if (end - begin) / max(sketch.end, 1.0) * LETTERS > len(sound) + 2:
            axes.text((begin + end) / 2, 0.5, sound, ha="center", va="center", fontsize=8.5, clip_on=True)
    axes.set_ylim(0, 1)
    _plain(axes, "sound")


def _words(axes: Axes, sketch: Sketch) -> None:
    """A bar for each utterance, and below it the words, as far as there is room: what a person said comes first."""
    colours = [_speaker(sketch, one) for one in sketch.utterances]
    ranked = sorted(
        zip(sketch.utterances, colours, strict=True), key=lambda pair: (pair[1] != PERSON, pair[0].repeated)
    )
    for one, colour in ranked:
        axes.plot((one.begin, max(one.end, one.begin + 0.2)), (0, 0), color=colour, linewidth=6, solid_capstyle="butt")
    texts = placed([(one.begin, one.text) for one, _ in ranked], LETTERS / max(sketch.end, 1.0), sketch.end, LANES)
    for text in texts:
        one, colour = ranked[text.number]
        axes.plot((one.begin, one.begin), (0, text.lane + 0.35), color=colour, linewidth=0.6, alpha=0.5)
        axes.text(
            text.at, text.lane + 0.35, text.text, color=colour, fontsize=8.5, va="top", linespacing=1.05, bbox=PAPER
        )
    left = len(ranked) - len(texts)
    if left:
        axes.text(0.998, 0.02, f"and {left} more", transform=axes.transAxes, ha="right", fontsize=8.5, color=UNKNOWN)
    axes.set_ylim(LANES + 0.3, -0.3)
    _plain(axes, "words")
    for place, (word, colour) in enumerate((("person", PERSON), ("recording", RECORDING), ("unknown", UNKNOWN))):
        axes.text(-0.006, 0.3 - 0.1 * place, word, color=colour, transform=axes.transAxes, ha="right", fontsize=8.5)


def _evidence(axes: Axes, sketch: Sketch, rings_at: float) -> None:
    """The log-odds of each kind, those for a person upwards and those for a recording downwards, and their sum."""
    times = np.array(sketch.times)
    up, down = np.zeros(len(times)), np.zeros(len(times))
    for kind in _kinds(sketch):
        worth = np.array([odds.get(kind, 0.0) for odds in sketch.odds])
        for stack, part in ((up, np.maximum(worth, 0.0)), (down, np.minimum(worth, 0.0))):
            colour = KINDS.get(kind, OTHER_KIND)
            axes.fill_between(times, stack, stack + part, color=colour, linewidth=0, step="pre")
            stack[:] += part
    total = np.array([sum(odds.values()) if odds else np.nan for odds in sketch.odds])
    axes.plot(times, np.clip(total, LOWEST, HIGHEST), color="black", linewidth=_thickness(axes), drawstyle="steps-pre")
    for found in sketch.verdicts:
        if found.speaker == "uncertain":
            axes.plot(found.at, sum(found.evidence.values()), marker="$?$", color=UNKNOWN, markersize=9)
    axes.axhline(0, color="#444444", linewidth=0.8)
    axes.axhline(rings_at, color=PERSON, linewidth=1.0, linestyle=(0, (5, 3)))
    axes.set_ylim(LOWEST, HIGHEST)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: clock(at) if at >= 0 else ""))
    axes.xaxis.set_major_locator(MultipleLocator(_step(axes)))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylabel("evidence (log-odds)", fontsize=9)
    for height, way, colour in ((0.95, "↑ a person", PERSON), (0.05, "↓ a recording", RECORDING)):
        axes.text(0.004, height, way, color=colour, transform=axes.transAxes, fontsize=8.5, va="center")


def _step(axes: Axes) -> float:
    """Seconds between two times on the scale."""
    begin, end = axes.get_xlim()
    return next((step for step in STEPS if (end - begin) / step <= 16), STEPS[-1])


def _thickness(axes: Axes) -> float:
    """Points of a line over so much time: where hours are shown the lines stand close."""
    begin, end = axes.get_xlim()
    return 1.6 if end - begin < LONG else 0.5


def _key(axes: Axes, sketch: Sketch, rings_at: float) -> None:
    """What the colours of the evidence mean, and the lines."""
    handles: list[Artist] = [
        Patch(color=KINDS.get(kind, OTHER_KIND), label=NAMES.get(kind, kind)) for kind in _kinds(sketch)
    ]
    handles.append(Line2D([], [], color="black", linewidth=1.6, label="sum"))
    handles.append(Line2D([], [], color=PERSON, linestyle=(0, (5, 3)), label=f"the phone rings at {signed(rings_at)}"))
    axes.legend(
        handles=handles, loc="lower center", bbox_to_anchor=(0.5, -0.30), ncols=len(handles), frameon=False, fontsize=9
    )


def _mark(axes: list[Axes], found: Found) -> None:
    """A person: from the first word to the verdict."""
    for one in axes:
        one.axvspan(found.onset, found.at, color=PERSON, alpha=0.12, linewidth=0)
        one.axvline(found.at, color=PERSON, linewidth=1.4)


def _news(axes: Axes, sketch: Sketch) -> None:
    """Above the time line, when somebody was found, and when we were put on hold."""
    people = [found for found in sketch.verdicts if found.speaker == "person"]
    news = [(found.at, f"a person ({found.confidence:.0%})", PERSON) for found in people]
    news += [(at, "on hold", HOLD) for at in sketch.holds]
    wanted = [(at, f"▾ {words}") for at, words, _ in news]
    for text in placed(wanted, LETTERS / max(sketch.end, 1.0), sketch.end, NEWS_LANES):
        at, words, colour = news[text.number]
        late = text.at < at  # it would stand out at the right
        axes.annotate(
            f"{words} ▾" if late else f"▾ {words}",
            (at, 1.04 + 0.14 * text.lane),
            xycoords=axes.get_xaxis_transform(),
            ha="right" if late else "left",
            color=colour,
            fontsize=10,
        )


def _close_up(axes: Axes, sketch: Sketch, found: Found, rings_at: float, letters: int) -> None:
    """The seconds in which a person was found, and why."""
    begin, end = found.onset - NEAR[0], found.at + NEAR[1]
    axes.set_xlim(begin, end)
    _evidence(axes, sketch, rings_at)
    _mark([axes], found)
    seconds = np.arange(-np.floor(NEAR[0]), end - found.onset + 0.01, max(0.5, (end - begin) // 12))
    axes.set_xticks(found.onset + seconds, [f"{signed(second)} s" if second else "first word" for second in seconds])
    said = " ".join(one.text for one in sketch.utterances if begin < one.begin < found.at)
    axes.set_title(
        textwrap.shorten(f"{clock(found.onset)} “{said}”", letters - 20), loc="left", color=PERSON, fontsize=10
    )
    why = f"known {found.at - found.onset:.1f} s after the first word: {tell(found.evidence)}"
    axes.set_xlabel(textwrap.fill(why, letters - 20), fontsize=10)


def _kinds(sketch: Sketch) -> list[str]:
    """The kinds of evidence that there were, those of `KINDS` first."""
    seen = {kind for odds in sketch.odds for kind, worth in odds.items() if worth}
    return [kind for kind in KINDS if kind in seen] + sorted(seen - KINDS.keys())


def _spans(sketch: Sketch) -> Iterator[tuple[float, float, AudioType]]:
    """Begin and end of each sound."""
    for (begin, sound), (end, _) in pairwise([*sketch.sounds, (sketch.end, "silence")]):
        yield begin, end, sound


def _speaker(sketch: Sketch, one: Utterance) -> str:
    """The colour of who said it: what the latest verdict says that is about it."""
    people = [found.onset for found in sketch.verdicts if found.speaker == "person" and found.onset <= one.begin + 0.05]
    if people and not any(people[-1] < hold <= one.begin for hold in sketch.holds):
        return PERSON
    judged = any(
        one.begin <= found.at <= one.end + ANSWERED for found in sketch.verdicts if found.speaker == "recording"
    )
    return RECORDING if judged else UNKNOWN


def _plain(axes: Axes, label: str) -> None:
    """No scale, only what it is."""
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.set_ylabel(label, fontsize=10, rotation=0, ha="right", va="center")
