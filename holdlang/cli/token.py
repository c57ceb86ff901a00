"""`holdlang token`: who may talk to the gateway. Not responsible for keeping tokens (`runtime.access.tokens`)."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option, data_dir
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from runtime.access.tokens import Scope, Token, Tokens

SCOPES: "dict[Scope, str]" = {
    "watch": "look at calls, flows and recordings",
    "call": "dial, hang up and transfer, too",
    "edit": "change flows and devices, too",
}

_SECONDS = {"h": 3600, "d": 86_400, "w": 604_800}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Make, list and take back the tokens by which programs and people come in to `holdlang serve`."""


@command.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(list(SCOPES)),
    multiple=True,
    help="What it opens; may be given several times. " + "; ".join(f"{name}: {what}" for name, what in SCOPES.items()),
)
@click.option("--expires", metavar="TIME", help="How long it is good: 90d, 12h, 4w, or a date as 2027-01-01.")
@config_option
def add(*, name: str, scopes: "tuple[Scope, ...]", expires: str | None, config_file: Path | None) -> None:
    """Make a token called NAME, and show it this once: only its hash is kept."""
    from holdlang.cli.streams import complain

    if not scopes:
        raise UsageError("say what the token opens", "for example `--scope watch --scope call`")
    until = None if expires is None else _until(expires, datetime.now().astimezone())
    click.echo(_tokens(config_file).add(name, scopes, until))
    complain("keep it safe: it is not shown again")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@config_option
def show(*, as_json: bool, config_file: Path | None) -> None:
    """List the tokens: names, scopes, until when they are good. The tokens themselves are nowhere kept."""
    from holdlang.cli.streams import complain

    found = _tokens(config_file).list()
    if not found and not as_json:
        complain("there are no tokens yet: `holdlang token add` makes one")
    for token in found:
        if as_json:
            click.echo(json.dumps(token.model_dump(mode="json", exclude={"hash"})))
        else:
            click.echo(_row(token, max(len(one.name) for one in found)))


@command.command()
@click.argument("name")
@config_option
def remove(*, name: str, config_file: Path | None) -> None:
    """Take the token called NAME back. It lets nobody in from now on."""
    _tokens(config_file).remove(name)


def _tokens(config_file: Path | None) -> "Tokens":
    from runtime.access.tokens import Tokens

    return Tokens(data_dir(config_file) / "tokens.json")


def _row(token: "Token", width: int) -> str:
    scopes = ",".join(token.scopes)
    cells = [
        token.name.ljust(width),
        scopes.ljust(len(",".join(SCOPES))),
        f"made {token.created.astimezone():%Y-%m-%d}",
    ]
    if token.expires is not None:
        ends = "expired" if token.expired(datetime.now(UTC)) else "expires"
        cells.append(f"{ends} {token.expires.astimezone():%Y-%m-%d %H:%M}")
    return "  ".join(cells)


def _until(text: str, now: datetime) -> datetime:
    """The moment in the time to come that `90d`, `12h` or a date (in the zone of `now`) names. Raises `UsageError`."""
    found = re.fullmatch(r"(\d{1,5})\s*([hdw])", text.strip())
    try:
        moment = now + timedelta(seconds=int(found[1]) * _SECONDS[found[2]]) if found else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(f"`{text}` is no time", "for example 90d, 12h or 2027-01-01") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    if moment <= now:
        raise UsageError(f"`{text}` is over already", "for example 90d, or a date to come")
    return moment
