"""`holdlang prompts`: what is remembered of the recordings that companies play. Not responsible for keeping it
(`runtime.prompts`), nor for the calls themselves (`holdlang.cli.calls`)."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from holdlang.cli.calls.options import config_option
from holdlang.errors import UsageError
from holdlang.plural import counted

if TYPE_CHECKING:
    from runtime.prompts.model import Prompt, Prompts
    from runtime.prompts.store import Store


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List and forget what is remembered of the recordings that companies play.

    A recording that was heard on an earlier call is known again within a second, and so are its words. Kept of it are a
    fingerprint (no sound), the words that were understood, how often and when it was heard; of people, nothing is.
    `remember: no` in holdlang.yaml turns it off.
    """


@command.command("list")
@click.argument("number", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@config_option
def show(*, number: str | None, as_json: bool, config_file: Path | None) -> None:
    """List the numbers whose recordings are remembered; of NUMBER, the recordings with their words."""
    from holdlang.cli.streams import complain

    with _reaching(config_file) as store:
        if number is None:
            rows = [_json_of_number(one) if as_json else _row_of_number(one) for one in store.all()]
            nothing = "nothing is remembered yet"
        else:
            prompts = _of(store, number).prompts[::-1]
            rows = [_json(prompt) if as_json else _row(prompt) for prompt in prompts]
            nothing = f"nothing is remembered of {number}"
    if not rows and not as_json:
        complain(nothing)
    for row in rows:
        click.echo(row)


@command.command()
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="Forget the recordings of every number.")
@click.option("--yes", is_flag=True, help="Don't ask (with --all).")
@config_option
def forget(*, number: str | None, everything: bool, yes: bool, config_file: Path | None) -> None:
    """Forget the recordings of NUMBER, or (--all) of every number. The logs of calls stay: see `holdlang calls`."""
    from holdlang.cli.streams import complain

    if (number is None) != everything:
        raise UsageError("say which number to forget", "for example `holdlang prompts forget +18005550123`, or --all")
    if number is not None:
        with _reaching(config_file) as store:
            _of(store, number)
            there = store.forget(number)
        complain(f"{number} is forgotten" if there else f"nothing was remembered of {number}")
        return
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError("nobody is here to ask whether all may go", "--yes forgets without asking")
        if not click.confirm("Forget the recordings of every number?", err=True):
            complain("nothing is forgotten")
            return
    with _reaching(config_file) as store:
        count = store.forget_all()
    complain(f"{counted(count, 'number')} forgotten")


@contextmanager
def _reaching(config_file: Path | None) -> "Iterator[Store]":
    """The store, while the block lasts. What goes wrong with its files is a `UsageError`."""
    from holdlang.config import PROMPTS, load_config
    from runtime.prompts.store import Store

    folder = load_config(config_file).data_dir / PROMPTS
    try:
        yield Store(folder)
    except OSError as error:
        raise UsageError(f"can't get at {error.filename or folder}: {error.strerror}", "see `data_dir`") from None


def _of(store: "Store", number: str) -> "Prompts":
    try:
        return store.of(number)
    except ValueError as error:
        raise UsageError(f"{number} is no number: {error}", "`holdlang prompts list` shows those there are") from None


def _row_of_number(prompts: "Prompts") -> str:
    last = max((prompt.last for prompt in prompts.prompts), default=None)
    called = "" if last is None else f"  last heard {last.astimezone():%Y-%m-%d %H:%M}"
    return f"{prompts.number:<19} {counted(len(prompts.prompts), 'recording'):<14}{called}"


def _row(prompt: "Prompt") -> str:
    kind = "menu" if prompt.menu else ""
    times = f"{prompt.heard} ×"
    return (
        f"{prompt.last.astimezone():%Y-%m-%d}  {times:>6}  {prompt.seconds:4.1f} s  {kind:<4}  {prompt.text}".rstrip()
    )


def _json_of_number(prompts: "Prompts") -> str:
    return json.dumps({"number": prompts.number, "recordings": [_fields(prompt) for prompt in prompts.prompts]})


def _json(prompt: "Prompt") -> str:
    return json.dumps(_fields(prompt), ensure_ascii=False)


def _fields(prompt: "Prompt") -> dict[str, Any]:
    told = prompt.model_dump(mode="json", include={"menu", "heard", "last"})
    return told | {"seconds": round(prompt.seconds, 2), "text": prompt.text}
