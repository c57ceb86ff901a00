"""`holdlang calls export`. Not responsible for what is taken out of a log (`holdlang.history.anonymous`)."""

import io
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option, data_dir, force_option, refuse_existing
from holdlang.errors import UsageError
from holdlang.plural import counted

if TYPE_CHECKING:
    from holdlang.calllog import Line

Entry = tuple[str, Path | bytes]
"""Something to put in: its name there, and the file or the content."""

ARCHIVES = (".zip", ".tar.gz", ".tgz")
NOT_WRITTEN = frozenset({".rar", ".7z", ".tar", ".gz", ".bz2", ".tbz2", ".xz", ".txz", ".zst"})
"""Endings of archives that are written, and of such that are not: nobody wants a folder of that name."""


@click.command()
@click.argument("call", metavar="CALL")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="OUTPUT",
    help="A .zip, .tar.gz or .tgz file; any other name is that of a folder.",
)
@click.option("--no-sound", "silent", is_flag=True, help="Without the recordings.")
@click.option("--redact", is_flag=True, help="The log alone, without names, numbers, addresses and paths.")
@click.option("--hide", metavar="WORD", multiple=True, help="With --redact: take this out as well. Repeatable.")
@force_option
@config_option
def command(
    *,
    call: str,
    output: Path,
    silent: bool,
    redact: bool,
    hide: tuple[str, ...],
    force: bool,
    config_file: Path | None,
) -> None:
    """Put CALL into an archive or a folder: its log, its recordings, and its flow as it is now, with what that uses.

    With --redact only the log goes: no flow, no log of the telephone, and no sound, since voices can't be made
    nobody's. Look it over before you give it away: what the flow itself says stays in it, and a name that nothing
    announces is only found if you --hide it.
    """
    from holdlang.cli.calls.origin import TAKEN_ALONG
    from holdlang.cli.streams import complain
    from holdlang.history import LOG, find_call, read_call
    from holdlang.history.glance import is_running

    if hide and not redact:
        raise UsageError("--hide belongs to --redact", "without it the log is exported as it is")
    _refuse_name(output, force=force)
    folder = find_call(call, data_dir(config_file))
    lines = read_call(folder)
    if is_running(folder):
        complain("warning: the call is still running; this is what there is so far")
    flow = list(_flow(lines))
    if redact:
        log, without = _redacted(lines, flow, hide)
        entries: list[Entry] = [(LOG, log)]
        told = f"the log alone, without {without}; no recordings, no flow"
    else:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        entries = [(str(path.relative_to(folder)), path) for path in found if not (silent and path.suffix == ".wav")]
        told = _told([name for name, _ in entries], len(flow))
        entries += [(f"{TAKEN_ALONG}/{name}", text.encode()) for name, text in flow]
    _put(output, "call" if redact else folder.name, entries)
    click.echo(f"{output}: {told}", err=True)


def _refuse_name(output: Path, *, force: bool) -> None:
    if output.suffix.lower() in NOT_WRITTEN and not output.name.lower().endswith(ARCHIVES):
        raise UsageError(f"can't write an archive that ends in {output.suffix}", f"{', '.join(ARCHIVES)} can be")
    if output.is_dir():
        raise UsageError(f"{output} is there already", "name a folder that is not, or a .zip or .tar.gz file")
    refuse_existing(output, force=force)


def _told(names: Sequence[str], flow: int) -> str:
    """What was put in, in words."""
    sounds = sum(name.endswith(".wav") for name in names)
    others = len(names) - sounds - 1
    parts = ["the log", counted(sounds, "recording") if sounds else "no recordings"]
    parts += [counted(others, "other file")] if others else []
    parts += [f"the flow ({counted(flow, 'file')})" if flow else "no flow, for its file is not known"]
    return ", ".join(parts)


def _flow(lines: "Sequence[Line]") -> Iterator[tuple[str, str]]:
    """The sources of the flow and of what it uses, by their names below the folder that all of them are in."""
    from holdlang.cli.sources import used_source
    from holdlang.history import start_of
    from holdlang.load import load
    from holdlang.source import Source

    started = start_of(lines)
    source = None if started is None or started.source is None else Source.used(started.source)
    if source is None:
        return
    found = [source, *(used.source for used in load(source, files=used_source).used)]
    paths = [Path(os.path.normpath(one.name)) for one in found]
    top = Path(os.path.commonpath([path.parent for path in paths]))
    for path, one in zip(paths, found, strict=True):
        yield str(path.relative_to(top)), one.text


def _redacted(lines: "Sequence[Line]", flow: list[tuple[str, str]], hide: Iterable[str]) -> tuple[bytes, str]:
    """The log, and what was taken out of it."""
    from holdlang.history import log_text
    from holdlang.history.anonymous import Anonymiser
    from holdlang.history.lexicon import common_words

    anonymiser = Anonymiser(lines, own=[text for _, text in flow], hide=hide, common=common_words())
    log = log_text(anonymiser.lines(lines)).encode()
    names, numbers = anonymiser.found
    return log, f"{counted(names, 'name')} and {counted(numbers, 'number')}"


def _put(output: Path, top: str, entries: Iterable[Entry]) -> None:
    """Write `output` wholly, or on an error not at all. In an archive all lies in the folder `top`."""
    from holdlang.cli.writing import whole

    with whole(output) as part:
        if output.name.lower().endswith(".zip"):
            _zip(part, top, entries)
        elif output.name.lower().endswith(ARCHIVES):
            _tar(part, top, entries)
        else:
            _folder(part, entries)


def _zip(part: Path, top: str, entries: Iterable[Entry]) -> None:
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, what in entries:
            if isinstance(what, Path):
                archive.write(what, f"{top}/{name}")
            else:
                archive.writestr(f"{top}/{name}", what)


def _tar(part: Path, top: str, entries: Iterable[Entry]) -> None:
    with tarfile.open(part, "w:gz") as archive:
        for name, what in entries:
            if isinstance(what, Path):
                archive.add(what, f"{top}/{name}")
            else:
                entry = tarfile.TarInfo(f"{top}/{name}")
                entry.size = len(what)
                archive.addfile(entry, io.BytesIO(what))


def _folder(part: Path, entries: Iterable[Entry]) -> None:
    for name, what in entries:
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, Path):
            shutil.copyfile(what, path)
        else:
            path.write_bytes(what)
