"""Asking at the terminal for what a flow needs. Not responsible for what that is (`holdlang.values`)."""

import sys

import click

from holdlang.model import Need
from holdlang.values import Ask


def terminal() -> Ask | None:
    """How to ask at the terminal; None if we are not at one."""
    return _ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask(need: Need) -> str:
    answer: str = click.prompt(need.text or need.name, hide_input=need.secret, err=True)
    return answer
