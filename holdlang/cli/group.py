"""The subcommands of `holdlang`: finds the one that is meant, and turns every way it can end into words and a status.

Not responsible for what a subcommand does, nor for being what runs first (`holdlang.cli.main`). Each is a module of its
own beside this one, with a click command named `command` that returns a `Status` (or None when all went well). Modules
are imported only when they are called, so that each starts quickly (see tests/cli/test_imports.py).
"""

import importlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from holdlang import __version__
from holdlang.bugs import bug, leaves, stack
from holdlang.cli.status import Status
from holdlang.cli.streams import complain, lost_output, prepare
from holdlang.errors import UsageError

SUBCOMMANDS = {
    "demo": "Watch a whole call, on this machine alone.",
    "init": "Write a commented holdlang.yaml to fill in.",
    "run": "Make a call by a flow, or rehearse it.",
    "test": "Run the tests of .hold files: whole calls, in milliseconds.",
    "learn": "Explore a company by a call, and write the flow; or learn from calls that were made.",
    "serve": "Serve the page and the API: calls from a browser, a script or an assistant.",
    "mcp": "Be the tools of an assistant that starts us (MCP over standard input and output).",
    "token": "Make, list and take back the tokens for the server.",
    "doctor": "Look whether calls can be made here, and say what to do about what is wrong.",
    "models": "Install, list and remove speech models, for a recogniser with fewer errors.",
    "prompts": "List and forget what is remembered of the recordings that companies play.",
    "store": "See the index of the calls, or make it anew from their logs.",
    "rehearse": "Be the company: serve a tree that answers SIP calls.",
    "calls": "List, show, play, keep and delete the calls that were made.",
    "replay": "Run a flow again over a call that was made, and see what it would do now.",
    "hear": "Hear a recording as if it were a live call: who speaks, what is said, and how that is known.",
    "check": "Look for mistakes in .hold files.",
    "fmt": "Lay out .hold files in the one agreed way.",
    "graph": "Draw a flow as a picture, and the path of a call in it.",
    "export": "Write a flow as JSON or YAML, for other programs.",
    "import": "Write a flow of another program, in JSON or YAML, as source.",
    "explain": "Say what a diagnostic code means.",
    "lsp": "Help an editor: mistakes as you type, completion, rename (a language server).",
}
"""Name to one line of help, in the order of `holdlang --help`; here, so that help need not import them all."""


class Subcommands(click.Group):
    """A group whose members, each with a line of help, are modules of a package, imported when called."""

    def __init__(self, *, package: str, members: Mapping[str, str], **settings: Any) -> None:
        super().__init__(**settings)
        self._package = package
        self._members = members

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        return list(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature of click
        if cmd_name not in self._members:
            return None
        found = importlib.import_module(f"{self._package}.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self._members and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self._members, n=1)
            raise UsageError(
                f"there is no subcommand `{name}`",
                f"did you mean `{near[0]}`?" if near else f"the subcommands are {', '.join(self._members)}",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature of click
        with formatter.section("Subcommands"):
            formatter.write_dl(list(self._members.items()))


@click.group(
    cls=Subcommands,
    package="holdlang.cli",
    members=SUBCOMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="holdlang", message="%(prog)s %(version)s")
def group() -> None:
    """A language that makes the call for you: through the menus, on hold, and your phone rings when a person speaks."""


def run(arguments: Sequence[str]) -> int:
    """Run the subcommand that these arguments name and return the exit status. Raises nothing."""
    prepare()
    try:
        result = group.main(args=arguments, prog_name="holdlang", standalone_mode=False)
        return Status.DONE if result is None else Status(result)
    except BaseException as error:
        return _report(list(leaves(error)))


def _report(errors: list[BaseException]) -> int:
    """Print what the user should read about `errors`; the gravest of them gives the status."""
    if any(isinstance(error, KeyboardInterrupt | click.Abort) for error in errors):
        return Status.INTERRUPTED
    status = Status.DONE
    for error in errors:
        match error:
            case SystemExit(code=int() | None as code):
                return code or Status.DONE
            case click.exceptions.NoArgsIsHelpError():
                words, earned = error.format_message(), Status.USAGE
            case click.ClickException():
                words, earned = _in_our_words(error).words(), Status.USAGE
            case UsageError():
                words, earned = error.words(), Status.USAGE
            case OSError() if (lost := lost_output(error)) is not None:
                words, earned = lost, Status.FAILED
            case _:
                words, earned = f"error: {bug(error)}", Status.BUG
                if os.environ.get("HOLDLANG_TRACEBACK") == "1":
                    words += "\n" + stack(error)
        complain(words)
        status = max(status, earned)
    return status


def _in_our_words(error: click.ClickException) -> UsageError:
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return UsageError(message, f"`{error.ctx.command_path} --help` shows what it takes")
    return UsageError(message)
