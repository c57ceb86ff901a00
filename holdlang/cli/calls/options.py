"""What the subcommands of `holdlang calls` take in common. Not responsible for what they do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

config_option: Callable[[Any], Any] = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="Use this holdlang.yaml."
)


def data_dir(config_file: Path | None) -> Path:
    """Where calls are kept, by the configuration. Raises `UsageError`."""
    from holdlang.config import load_config

    return load_config(config_file).data_dir
