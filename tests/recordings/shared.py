"""The folder of sound beside the checkout, or where HOLDLANG_AUDIO says. Not responsible for other places.

Its MANIFEST.tsv names for each file label, source and transcript.
"""

import csv
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.recordings.recording import Kind, Recording, read

_KINDS: dict[str, Kind] = {
    "announce": "announcement",
    "human": "person",
    "music": "music",
    "noise": "noise",
    "tone": "tone",
}


def folder() -> Path:
    """Where it would be."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "audio"
    return Path(os.environ.get("HOLDLANG_AUDIO", beside))


def rows() -> list[dict[str, str]]:
    """The lines of the manifest; none without one."""
    try:
        text = (folder() / "MANIFEST.tsv").read_text("utf-8")
    except OSError:
        return []
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def found() -> Iterator[Recording]:
    for row in rows():
        kind = "sung" if row["sub"] == "vocals" else _KINDS[row["label"]]
        path = folder() / row["file"]
        yield Recording(row["file"], kind, source(row["source"]), row["transcript"], partial(read, path))


def source(text: str) -> str:
    """The package or the repository that a line of the manifest names."""
    github = re.search(r"github ([\w.-]+/[\w.-]+)", text)
    if "Allison Smith" in text:
        return "asterisk-core-sounds-en"
    if github:
        return github[1]
    package = re.search(r"Debian ([\w.+-]+)", text)
    return package[1].removesuffix("-wav") if package else text
