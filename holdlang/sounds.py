"""Whether a sound file can be played to a call, found out before anybody is called.

Not responsible for which files a flow plays (`holdlang.names.reach`) or for playing them (`runtime.sip`).
"""

import wave
from pathlib import Path

from holdlang.errors import UsageError

SHORTEST = 0.1
"""Seconds; PJSIP 2.15 plays nothing shorter than a block of its file reader, which this is well above."""

HELP = "what can be played is WAV of 16 bit PCM, mono or stereo, 8 to 48 kHz, at least 0.1 s"
"""Measured with PJSIP 2.15: 8, 24 and 32 bit are `PJMEDIA_EWAVEUNSUPP`, six channels at 48 kHz are `PJ_EINVAL`."""

OUTSIDE = "does not lie in the folder of flows"


def lies_in(path: Path, folder: Path | None) -> bool:
    """Whether a flow may play this file, where only those in `folder` (None: all) may be played. Links are followed."""
    return folder is None or ("\0" not in str(path) and path.resolve().is_relative_to(folder.resolve()))


def check_sound(path: Path, folder: Path | None = None) -> None:
    """`folder` as for `lies_in`. Raises `UsageError` for a file that could not be played when its time comes."""
    if "\0" in str(path):
        raise UsageError("the flow plays a file whose name holds U+0000", "no file is called that")
    if not lies_in(path, folder):
        raise UsageError(f"the flow plays {path}, which {OUTSIDE}", "put it there, or make the call by `holdlang run`")
    try:
        with wave.open(str(path)) as file:
            sound = file.getparams()
            length = len(file.readframes(sound.nframes))
    except OSError as error:
        raise UsageError(f"the flow plays {path}: {error.strerror}") from None
    except (wave.Error, EOFError):
        raise UsageError(f"the flow plays {path}, which is not a WAV file of PCM", HELP) from None
    if sound.sampwidth != 2 or sound.nchannels > 2 or not 8000 <= sound.framerate <= 48000:
        kind = f"{8 * sound.sampwidth} bit, channels: {sound.nchannels}, {sound.framerate} Hz"
        raise UsageError(f"the flow plays {path}, which is {kind}", HELP)
    if length < sound.nframes * sound.nchannels * sound.sampwidth:
        raise UsageError(f"the flow plays {path}, which is cut off", HELP)
    if sound.nframes < SHORTEST * sound.framerate:
        raise UsageError(f"the flow plays {path}, which is empty or nearly so", HELP)
