"""What the subcommands of `holdlang calls` take in common. Not responsible for what they do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from holdlang.errors import UsageError

config_option: Callable[[Any], Any] = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="Use this holdlang.yaml."
)

force_option: Callable[[Any], Any] = click.option("--force", is_flag=True, help="Replace the file if there is one.")


def data_dir(config_file: Path | None) -> Path:
    """Where calls are kept, by the configuration. Raises `UsageError`."""
    from holdlang.config import load_config

    return load_config(config_file).data_dir


def refuse_existing(file: Path, *, force: bool) -> None:
    """Whoever mistypes the name of a new file must not lose one that is there. Raises `UsageError`."""
    if file.exists() and not force:
        raise UsageError(f"{file} is there already", "--force replaces it")
