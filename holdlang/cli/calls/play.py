"""`holdlang calls play`: hear a call, by a player of the system. Not responsible for sound (`runtime.soundtrack`)."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from holdlang.cli.calls.options import config_option, data_dir, force_option, refuse_existing
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from runtime.soundtrack import Track

PLAYERS = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)
"""Commands that play a WAV file: PipeWire, PulseAudio, ALSA, macOS, FFmpeg."""


@click.command()
@click.argument("call", metavar="CALL", default="last")
@click.option("--from", "start", metavar="TIME", help="Begin there, in the times of `calls show`: 1:02, or seconds.")
@click.option(
    "--who", type=click.Choice(["far", "near", "both"]), default="both", show_default=True, help="They, we, or both."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write this WAV file instead of playing.")
@force_option
@config_option
def command(
    *,
    call: str,
    start: str | None,
    who: Literal["far", "near", "both"],
    output: Path | None,
    force: bool,
    config_file: Path | None,
) -> None:
    """Play what was recorded of CALL [default: last], by a player that this computer has; or write it into one file."""
    from holdlang.callstate import clock
    from holdlang.cli.writing import whole
    from holdlang.history import find_call, read_call
    from holdlang.history.recordings import recorded_from
    from runtime.soundtrack import mixed, write_track

    if output is not None:
        if output.suffix.lower() != ".wav":
            raise UsageError(f"{output} is no name for a WAV file", "it ends in .wav")
        refuse_existing(output, force=force)
    folder = find_call(call, data_dir(config_file))
    tracks = _tracks(folder, ("far", "near") if who == "both" else (who,))
    seconds = max(track.seconds for track in tracks)
    begin = 0.0 if start is None else _seconds(start) - recorded_from(read_call(folder), seconds)
    if begin >= seconds:
        raise UsageError(f"the recording is over by {start}", f"it lasts {clock(seconds)}")
    pieces = mixed(tracks, max(0.0, begin))
    if output is not None:
        with whole(output) as file:
            write_track(file, tracks[0].rate, pieces)
        click.echo(f"{output}: {clock(seconds - max(0.0, begin))}", err=True)
        return
    player = next((one for one in PLAYERS if shutil.which(one[0])), None)
    if player is None:
        names = ", ".join(one[0] for one in PLAYERS)
        raise UsageError(f"nothing here plays sound: there is none of {names}", "-o FILE.wav writes it into a file")
    with tempfile.TemporaryDirectory(prefix="holdlang-") as place:
        file = Path(place) / f"{folder.name}.wav"
        try:
            write_track(file, tracks[0].rate, pieces)
        except OSError as error:
            raise UsageError(f"can't write {file}: {error.strerror}", "-o FILE.wav writes it elsewhere") from None
        played = subprocess.run([*player, str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if played.returncode:
        raise UsageError(f"{player[0]} could not play it", "-o FILE.wav writes it into a file")


def _tracks(folder: Path, sides: Sequence[str]) -> "list[Track]":
    """What was recorded of these sides; of both, one is enough."""
    from holdlang.history.recordings import SIDES
    from runtime.soundtrack import open_track

    tracks, problems = [], []
    for side in sides:
        path = folder / SIDES[side]
        try:
            tracks.append(open_track(path))
        except FileNotFoundError:
            problems.append(f"there is no {path}")
        except OSError as error:
            problems.append(f"can't read {path}: {error.strerror}")
        except ValueError as error:
            problems.append(f"{path}: {error}")
    if not tracks:
        raise UsageError("nothing was recorded of this call", "; ".join(problems))
    return tracks


def _seconds(text: str) -> float:
    """`1:02:03`, `1:02`, `62` or `62.5`."""
    if re.fullmatch(r"(\d+:){0,2}\d+(\.\d+)?", text) is None:
        raise UsageError(f"`{text}` is no time of a call", "for example 1:02, or 62")
    seconds = 0.0
    for part in text.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds
