"""`holdlang hear`: what the hearing makes of a recording, as if it were a live call.

Not responsible for hearing (`runtime.hear`), for the words it is told in (`holdlang.cli.hearing`) or for the picture
(`runtime.hear.picture`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option
from holdlang.cli.status import Status
from holdlang.cli.streams import complain, say
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from holdlang.config import Config
    from holdlang.load import Loaded
    from holdlang.model import CallFlow, Price
    from runtime.hear import Listener, Noted
    from runtime.hear.sketch import Sketch
    from runtime.hear.sound import Sound
    from runtime.ports import Transcriber

PRICES = ("eager", "normal", "sure")
FORMS = (".png", ".svg", ".pdf")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, with the words as they come.")
@click.option("--flow", "flow", metavar="FILE[#ID]", help="Expect the phrases of this flow, and say which were said.")
@click.option(
    "--price",
    type=click.Choice(PRICES),
    help="What a false ring costs, against a missed person. [default: as the `hold` of the flow says; normal]",
)
@click.option("--channel", type=click.IntRange(min=1), metavar="NUMBER", help="Of several. [default: all, mixed]")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw it all on one time line: .png.")
@config_option
def command(
    *,
    file: Path,
    as_json: bool,
    flow: str | None,
    price: "Price | None",
    channel: int | None,
    plot: Path | None,
    config_file: Path | None,
) -> Status:
    """Hear FILE (WAV, FLAC, MP3, Ogg) as if it were a live call, and print what is noticed, and when.

    Nothing is known before it was heard: the times are those at which a call would have known it, in seconds of sound.

    Exit status: 0 heard, 1 the flow has mistakes, or the file breaks off, 2 usage.
    """
    from holdlang.config import load_config
    from runtime.hear import Listener
    from runtime.hear.sound import RATE, Sound

    config = load_config(config_file)
    loaded, chosen = (None, None) if flow is None else _flow(flow)
    with Sound(file, channel) as sound:
        listener = Listener(RATE, _recogniser(config, loaded, chosen), price or _price(chosen), chosen)
        with _drawing(plot, file, listener.rings_at) as sketch:
            _hear(sound, listener, sketch, as_json=as_json)
        if sound.broken is not None:
            complain(f"error: {sound.broken}")
            return Status.FAILED
    return Status.DONE


def _hear(sound: "Sound", listener: "Listener", sketch: "Sketch | None", *, as_json: bool) -> None:
    """Print what is noted when it is noted, and a summary for a person."""
    from holdlang.cli.hearing import Tally, as_lines
    from holdlang.cli.hearing import as_json as line
    from holdlang.cli.styled import Printer, columns
    from runtime.hear import in_blocks
    from runtime.hear.sound import RATE

    printer, width, tally, begun = Printer(), columns(), Tally(), perf_counter()

    def tell(noted: "Iterable[Noted]") -> None:
        for one in noted:
            tally.take(one.time, one.data)
            if sketch is not None:
                sketch.note(one)
            if as_json:
                say(line(one.time, one.data))
            else:
                printer.print(*as_lines(one.time, one.data, width))

    for block in in_blocks(sound.pieces(), RATE):
        tell(listener.feed(block))
        if sketch is not None:
            sketch.take(block, listener.now, listener.odds)
    tell(listener.finish())
    if not as_json:
        printer.print((), *tally.summary(listener.now, perf_counter() - begun))


@contextmanager
def _drawing(plot: Path | None, file: Path, rings_at: float) -> "Iterator[Sketch | None]":
    """A sketch that is drawn into `plot` in the end, if that is wanted. What can be refused is refused at once."""
    if plot is None:
        yield None
        return
    from holdlang.cli.writing import whole
    from runtime.hear.sketch import Sketch

    if plot.suffix.lower() not in FORMS:
        raise UsageError(f"the name {plot.name} does not say what to draw", f"end it in {', '.join(FORMS)}")
    try:
        from runtime.hear.picture import draw
    except ImportError:
        raise UsageError("there is nothing to draw with", "install it with `pip install 'holdlang[plot]'`") from None
    with whole(plot) as part:
        sketch = Sketch()
        yield sketch
        draw(sketch, file.name, rings_at, part, plot.suffix[1:].lower())


def _flow(wanted: str) -> "tuple[Loaded, CallFlow]":
    """The flow of `FILE` or `FILE#ID`. One with mistakes ends the run as `holdlang check` does. Raises `UsageError`."""
    from holdlang.cli.choosing import choose
    from holdlang.cli.sources import read_source, used_source
    from holdlang.diagnostics.render import render
    from holdlang.load import load

    name, _, flow_id = wanted.partition("#")
    loaded = load(read_source(Path(name)), files=used_source)
    if not loaded.ok:
        complain(render([found for found in loaded.diagnostics if found.severity == "error"]))
        raise click.exceptions.Exit(Status.FAILED)
    return loaded, choose(name, loaded.flows, flow_id or None)


def _price(flow: "CallFlow | None") -> "Price":
    """What the first `hold` of the flow says."""
    from holdlang.model import Hold

    holds = (step for step in flow.steps if isinstance(step, Hold)) if flow is not None else iter(())
    return next((step.price for step in holds), "normal")


def _recogniser(config: "Config", loaded: "Loaded | None", flow: "CallFlow | None") -> "Transcriber":
    """By the configuration, with the phrases that the flow waits for made likelier. Raises `UsageError`."""
    from holdlang.names.awaited import awaited_phrases
    from runtime.engines import EngineUnavailable, transcriber
    from runtime.hear.sound import RATE

    wanted = config.recogniser
    phrases = awaited_phrases(flow, loaded.scope.flows, {}) if loaded is not None and flow is not None else ()
    try:
        heard = transcriber(vosk_model=wanted.chosen_vosk_model, acoustic_model=wanted.acoustic_model, phrases=phrases)
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None
    if heard.rate != RATE:
        raise UsageError(f"the recogniser wants {heard.rate} Hz, a telephone has {RATE} Hz")
    return heard
