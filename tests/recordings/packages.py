"""Recordings in packages of Debian: prompts, game music, people who read letters. Not responsible for installing them.

    apt-get install asterisk-core-sounds-{en,fr,es,it,ru}-wav asterisk-prompt-it-menardi-wav asterisk-moh-opsound-wav \\
        wesnoth-1.16-music openttd-openmsx fluidsynth fluid-soundfont-gm extremetuxracer-data supertuxkart-data \\
        0ad-data warzone2100-data klettres-data hyperrogue-music warzone2100-music
"""

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tests.recordings import shared
from tests.recordings.recording import Kind, Recording, Sound, read

_PROMPTS = Path("/usr/share/asterisk/sounds")
_GAMES = Path("/usr/share/games")
_SOUND_FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")

_NO_SPEECH = (
    *("beep", "beeperr", "ascending-2tone", "descending-2tone"),
    *("tt-monkeys", "confbridge-join", "confbridge-leave"),
)
"""Prompts that are sounds; everything in `silence/` is none either."""


_ANCIENTS = tuple(f"audio/voice/{people}/" for people in ("greek", "latin", "napatan", "persian"))
"""People of antiquity, each spoken by several of today."""


@dataclass(frozen=True)
class Folder:
    """Files of one kind below a folder."""

    source: str
    kind: Kind
    path: Path
    pattern: str


@dataclass(frozen=True)
class Archive:
    """Files of one kind in a ZIP archive, by the start of their names."""

    source: str
    kind: Kind
    path: Path
    inside: tuple[str, ...]


FOLDERS = (
    Folder("asterisk-core-sounds-en", "announcement", _PROMPTS / "en_US_f_Allison", "**/*.wav"),
    Folder("asterisk-core-sounds-es", "announcement", _PROMPTS / "es_MX_f_Allison", "**/*.wav"),
    Folder("asterisk-core-sounds-fr", "announcement", _PROMPTS / "fr_CA_f_June", "**/*.wav"),
    Folder("asterisk-core-sounds-it", "announcement", _PROMPTS / "it_IT_m_Carlo", "**/*.wav"),
    Folder("asterisk-core-sounds-ru", "announcement", _PROMPTS / "ru_RU_f_IvrvoiceRU", "**/*.wav"),
    Folder("asterisk-prompt-it-menardi", "announcement", _PROMPTS / "it_IT_f_Menardi", "**/*.wav"),
    Folder("asterisk-moh-opsound", "music", Path("/usr/share/asterisk/moh"), "*.wav"),
    Folder("wesnoth-1.16-music", "music", _GAMES / "wesnoth/1.16/data/core/music", "*.ogg"),
    Folder("openttd-openmsx", "music", _GAMES / "openttd/baseset/openmsx", "*.mid"),
    Folder("extremetuxracer-data", "music", _GAMES / "etr/music", "*.ogg"),
    Folder("supertuxkart-data", "music", _GAMES / "supertuxkart/data/music", "*.ogg"),
    Folder("hyperrogue-music", "music", Path("/usr/share/hyperrogue/music"), "*.ogg"),
    Folder("warzone2100-music", "music", _GAMES / "warzone2100/music/albums", "**/*.opus"),
    Folder("klettres-data", "person", Path("/usr/share/klettres"), "**/*.ogg"),
)
ARCHIVES = (
    Archive("0ad-data", "music", _GAMES / "0ad/mods/public/public.zip", ("audio/music/",)),
    Archive(
        "0ad-data",
        "person",
        _GAMES / "0ad/mods/public/public.zip",
        _ANCIENTS,
    ),
    Archive("0ad-data", "noise", _GAMES / "0ad/mods/public/public.zip", ("audio/ambient/",)),
    Archive(
        "warzone2100-data",
        "announcement",
        _GAMES / "warzone2100/base.wz",
        ("audio/tutorial/", "audio/memressp/"),
    ),
    Archive(
        "warzone2100-data",
        "person",
        _GAMES / "warzone2100/base.wz",
        ("audio/vtoltalk/", "audio/trnsppil/", "audio/taunts/"),
    ),
)


def found() -> Iterator[Recording]:
    for folder in FOLDERS:
        for path in sorted(folder.path.glob(folder.pattern)):
            name = path.relative_to(folder.path).with_suffix("").as_posix()
            if name.startswith("silence/") or name in _NO_SPEECH or name == "silence":
                continue
            text = _transcripts().get(name, "") if folder.source == "asterisk-core-sounds-en" else ""
            make = partial(rendered if path.suffix == ".mid" else read, path)
            yield Recording(name, folder.kind, folder.source, text, make)
    for archive in ARCHIVES:
        for name in _inside(archive):
            yield Recording(name, archive.kind, archive.source, "", partial(_extracted, archive.path, name))


@cache
def _transcripts() -> dict[str, str]:
    """What the English prompts say, by their names, where the folder of sound tells."""
    rows = [row for row in shared.rows() if "asterisk-sounds/en/" in row["orig"]]
    return {row["orig"].split("/en/")[-1].removesuffix(".wav"): row["transcript"] for row in rows}


def rendered(path: Path) -> Sound:
    """A MIDI file, played by fluidsynth."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        command = ["fluidsynth", "-ni", "-q", "-g", "0.5", "-r", "16000", "-F", str(out), str(_SOUND_FONT), str(path)]
        subprocess.run(command, check=True, capture_output=True)
        return read(out)


def _inside(archive: Archive) -> list[str]:
    if not archive.path.exists():
        return []
    names = _opened(archive.path).namelist()
    return sorted(name for name in names if name.startswith(archive.inside) and name.endswith((".ogg", ".opus")))


def _extracted(path: Path, name: str) -> Sound:
    return read(io.BytesIO(_opened(path).read(name)))


@cache
def _opened(path: Path) -> zipfile.ZipFile:
    """Kept open: the list of names of such an archive takes a third of a second to read."""
    return zipfile.ZipFile(path)
