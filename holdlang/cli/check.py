"""`holdlang check`: look for mistakes, and mend those that can be mended without asking.

Not responsible for finding them (`holdlang.load`), mending (`holdlang.fixing`) or for their layout (`holdlang.render`).
"""

import difflib

import click

from holdlang.cli.sources import named_sources
from holdlang.cli.status import Status
from holdlang.cli.writing import STDIN, write_back
from holdlang.diagnostics import Diagnostic
from holdlang.fixing import Fixed, fixed
from holdlang.load import load
from holdlang.render import FORMATS, render
from holdlang.source import Source


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How to print them."
)
@click.option("--device", "devices", multiple=True, metavar="NAME", help="A name `transfer` may use. [default: any]")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then report the rest.")
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
def command(paths: tuple[str, ...], form: str, devices: tuple[str, ...], fix: bool, diff: bool) -> Status:
    """Look for mistakes in .hold files, in all those of a folder, or in standard input (-).

    With --fix, standard input is printed mended, and the mistakes that are left go to standard error.

    Exit status: 0 clean, 1 findings, 2 usage.
    """

    def find(source: Source) -> tuple[Diagnostic, ...]:
        return load(source, devices=devices or None).diagnostics

    sources = list(named_sources(paths))
    if diff:
        return _show([(source, fixed(source, find)) for source in sources])
    found: list[Diagnostic] = []
    mended = 0
    piped = False
    for source in sources:
        if not fix:
            found += find(source)
            continue
        result = fixed(source, find)
        piped = piped or source.name == STDIN
        write_back(source, result.source)
        mended += len(result.made)
        found += result.diagnostics
    if found or form == "sarif":
        click.echo(render(found, form) + ("\n" if form == "full" else ""), err=piped)
    if form in ("full", "concise"):
        click.echo(_summary(len(sources), found, mended), err=True)
    return Status.FAILED if found else Status.DONE


def _show(results: list[tuple[Source, Fixed]]) -> Status:
    """What would be written, as a patch."""
    status = Status.DONE
    for source, result in results:
        before, after = source.text.splitlines(keepends=True), result.source.text.splitlines(keepends=True)
        patch = difflib.unified_diff(before, after, source.name, f"{source.name} (mended)")
        click.echo(
            "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in patch),
            nl=False,
        )
        if result.made or result.diagnostics:
            status = Status.FAILED
    return status


def _summary(files: int, found: list[Diagnostic], mended: int) -> str:
    looked = _counted(files, "file")
    done = f", {_counted(mended, 'mistake')} mended" if mended else ""
    if not found:
        return f"{looked}: no mistakes {'left' if mended else 'found'}{done}"
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    mendable = sum(diagnostic.fix is not None for diagnostic in found)
    hint = f"; --fix mends {mendable} of them" if mendable else ""
    return f"{looked}: {_counted(errors, 'error')}, {_counted(len(found) - errors, 'warning')}{done}{hint}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
