"""`holdlang models`: speech models for vosk, fetched, listed and removed.

Not responsible for fetching them (`runtime.models`), nor for using them (`recogniser.vosk_model` in `holdlang.yaml`).
"""

import json
import sys
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from holdlang.config import Config
    from runtime.models import Shelf
    from runtime.models.download import Tell

STEP = 10
"""Per cent between two lines of progress, where there is no terminal to draw on."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Install, list and remove the speech models of vosk, which err less than the recogniser that comes with holdlang.

    A model is used once holdlang.yaml names it: `recogniser: {vosk_model: NAME}`.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@config_option
def show(*, as_json: bool, config_file: Path | None) -> None:
    """List the models that can be installed, and those that are."""
    from holdlang.cli.streams import say
    from runtime.models import CATALOGUE

    shelf, config = _shelf(config_file)
    here = {model.name: model for model in shelf.installed()}
    used = config.recogniser.chosen_vosk_model
    names = [*CATALOGUE, *(name for name in here if name not in CATALOGUE)]
    for name in names:
        known, installed = CATALOGUE.get(name), here.get(name)
        in_use = installed is not None and used is not None and installed.folder.resolve() == used.resolve()
        if as_json:
            row = {
                "name": name,
                "language": known and known.language,
                "licence": known and known.licence,
                "download_bytes": known and known.size,
                "installed_bytes": installed and installed.size,
                "recommended": name == names[0],
                "in_use": in_use,
            }
            say(json.dumps(row))
        else:
            state = "in use" if in_use else "installed" if installed else ""
            size = installed.size if installed else known.size if known else 0
            about = f"{known.language}, {known.about} ({known.licence})" if known else "a model of your own"
            say(f"{state:9}  {name:{max(map(len, names))}}  {size / 1e6:5.0f} MB  {about}")


@command.command()
@click.argument("name", required=False)
@click.option(
    "--from", "archive", type=click.Path(path_type=Path), metavar="FILE.zip", help="Install from this archive, offline."
)
@config_option
def install(*, name: str | None, archive: Path | None, config_file: Path | None) -> None:
    """Fetch the model called NAME and install it, or install it from an archive that is here.

    A download that breaks off, or that Ctrl-C stops, goes on where it stopped when the same command is given again.
    """
    from holdlang.cli.streams import complain, say
    from runtime.models import CATALOGUE

    shelf, config = _shelf(config_file)
    if name is None:
        if archive is None:
            raise UsageError("say which model", f"for example `holdlang models install {next(iter(CATALOGUE))}`")
        name = archive.stem
    known = CATALOGUE.get(name)
    if archive is not None:
        folder = shelf.take(name, archive, known)
    elif known is None:
        raise UsageError(f"we know no model `{name}`", _near(name, CATALOGUE))
    else:
        with _progress(name, known.size) as tell:
            folder = shelf.fetch(known, tell)
    say(f"installed {name} in {folder}")
    if config.recogniser.chosen_vosk_model != folder:
        complain(f"to use it, write into holdlang.yaml: recogniser: {{vosk_model: {name}}}")
    if find_spec("vosk") is None:
        complain("it takes the package vosk: pip install 'holdlang[vosk]'")


@command.command()
@click.argument("name")
@config_option
def remove(*, name: str, config_file: Path | None) -> None:
    """Delete the model called NAME, or what is left of fetching it."""
    from holdlang.cli.streams import complain

    shelf, config = _shelf(config_file)
    shelf.remove(name)
    if config.recogniser.chosen_vosk_model == config.models_dir / name:
        complain("holdlang.yaml still names it (recogniser.vosk_model): calls can't be made until that is changed")


def _shelf(config_file: Path | None) -> "tuple[Shelf, Config]":
    from holdlang.config import load_config
    from runtime.models import Shelf

    config = load_config(config_file)
    return Shelf(config.models_dir), config


def _near(name: str, known: Collection[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else "`holdlang models list` shows those that can be had"


def _progress(name: str, size: int) -> "AbstractContextManager[Tell]":
    """Shows how much has come: a bar on a terminal, a line now and then elsewhere."""
    return _bar(name, size) if sys.stderr.isatty() else nullcontext(_lines(name, size))


@contextmanager
def _bar(name: str, size: int) -> "Iterator[Tell]":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=size)
        yield lambda here: progress.update(task, completed=here)


def _lines(name: str, size: int) -> "Tell":
    from holdlang.cli.streams import complain

    told = 0

    def tell(here: int) -> None:
        nonlocal told
        share = 100 * here // size // STEP * STEP
        if share > told:
            told = share
            complain(f"{name}: {share} % of {size / 1e6:.0f} MB")

    return tell
