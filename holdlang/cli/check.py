"""`holdlang check`: look for mistakes, and mend those that can be mended without asking.

Not responsible for finding them (`holdlang.load`), mending (`holdlang.diagnostics.fixing`) or for their layout
(`holdlang.diagnostics.render`).
"""

import gc
from collections.abc import Collection, Iterable

import click

from holdlang.cli.clean import is_clean, no_mistakes, remember_clean
from holdlang.cli.sources import named_sources, used_source
from holdlang.cli.status import Status
from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.fixing import Find, fixed
from holdlang.diagnostics.render import FORMATS, render
from holdlang.plural import counted
from holdlang.source import Source


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How to print them."
)
@click.option("--device", "devices", multiple=True, metavar="NAME", help="A name `transfer` may use. [default: any]")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then report the rest.")
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
@click.option("--no-cache", "anew", is_flag=True, help="Look at every file, also at those that were clean before.")
def command(
    paths: tuple[str, ...], form: str, devices: tuple[str, ...], *, fix: bool, diff: bool, anew: bool
) -> Status:
    """Look for mistakes in .hold files, in all those of a folder, or in standard input (-).

    With --fix, standard input is printed mended, and the mistakes that are left go to standard error.

    Exit status: 0 clean, 1 findings (with --diff: or something to mend), 2 usage.
    """
    sources = list(named_sources(paths))

    def find(source: Source) -> tuple[Diagnostic, ...]:
        return _find(source, devices or None, anew)

    if diff:
        return _show(sources, find)
    mended: list[str] = []
    left = sources
    if fix:
        from holdlang.cli.writing import write_back

        left = []
        for source in sources:
            result = fixed(source, find)
            write_back(source, result.source)
            mended += result.made
            left.append(result.source)
    found = [diagnostic for source in left for diagnostic in find(source)]
    piped = fix and "-" in paths
    if found or form == "sarif":
        click.echo(render(found, form) + ("\n" if form == "full" else ""), err=piped)
    if form in ("full", "concise"):
        own = {diagnostic.source for diagnostic in found if diagnostic.fix and not fix}
        mendable = sum(len(fixed(source, find).made) for source in left if source in own)
        click.echo(_summary(len(sources), found, len(mended), mendable), err=True)
    return Status.FAILED if found else Status.DONE


def _find(source: Source, devices: Collection[str] | None, anew: bool) -> tuple[Diagnostic, ...]:
    """What is wrong with `source`; of one that was found clean before, and has not changed, that is known."""
    if not anew and is_clean(source.name, source.text, devices):
        return ()
    used: dict[str, str | None] = {}

    def files(path: str) -> Source | None:
        found = used_source(path)
        used[path] = found.text if found else None
        return found

    gc.disable()  # no model refers to itself: looking for such garbage would take a third of the time of a long file
    try:
        from holdlang.load import load  # brings the whole language along

        diagnostics = load(source, devices=devices, files=files).diagnostics
    finally:
        gc.enable()
    if not diagnostics:
        remember_clean(source.name, source.text, devices, used)
    return diagnostics


def _show(sources: Iterable[Source], find: Find) -> Status:
    """What would be written, as a patch."""
    from holdlang.cli.patching import patch

    status = Status.DONE
    for source in sources:
        result = fixed(source, find)
        click.echo(patch(source, result.source.text, "mended"), nl=False)
        if result.made or result.diagnostics:
            status = Status.FAILED
    return status


def _summary(files: int, found: list[Diagnostic], mended: int, mendable: int) -> str:
    done = f", {counted(mended, 'mistake')} mended" if mended else ""
    if not found:
        return no_mistakes(files) + done
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    hint = f"; --fix mends {mendable}" if mendable else ""
    mistakes = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
    return f"{counted(files, 'file')}: {mistakes}{done}{hint}"
