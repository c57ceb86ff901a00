"""The disk: can logs and recordings be written, and how many hours of them? Not responsible for clearing it up."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile

import trio

from holdlang.config import Config
from runtime.doctor.finding import Verdict, fault, ok, warning

BYTES_PER_HOUR = 2 * 8000 * 2 * 3600
"""Of a call's recordings: two sides, 8000 samples a second, 16 bit each."""

FEW_HOURS = 10.0
"""What is gone in a day of waiting on hold."""

LEAST = 50 * 1024 * 1024
"""Bytes without which not even logs are safe."""


async def has_room(config: Config) -> Verdict:
    """Whether `data_dir` takes files, and how many hours of recordings fit."""
    return await trio.to_thread.run_sync(_has_room, config, abandon_on_cancel=True)


def _has_room(config: Config) -> Verdict:
    folder = config.data_dir
    place = _nearest(folder)
    try:
        if place == folder:
            with TemporaryFile(dir=folder) as trial:
                trial.write(b"\n")
        elif not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
            return fault(
                f"{folder} cannot be made below {place}", "make it and give it to this user, or set `data_dir`"
            )
        free = shutil.disk_usage(place).free
    except OSError as error:
        return fault(f"{folder} cannot be written: {error.strerror}", "give it to this user, or set `data_dir`")
    hours = free / BYTES_PER_HOUR
    room = f"room for {hours:.0f} hours of recordings ({free / 1e9:.1f} GB) at {folder}"
    if free < LEAST:
        return fault(room, "free some space, or set `data_dir`: `holdlang calls delete` takes old calls away")
    if config.recordings and hours < FEW_HOURS:
        return warning(room, "free some space, or write `recordings: no`")
    return ok(room)


def _nearest(folder: Path) -> Path:
    """The folder, or the one that it would be made in."""
    return next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
