"""`holdlang graph`: a flow as a picture, with the path of a call in it. Not responsible for the picture itself
(`holdlang.graph`)."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.choosing import choose
from holdlang.cli.sources import read_source, used_source
from holdlang.cli.status import Status
from holdlang.cli.writing import write_whole
from holdlang.diagnostics.render import render
from holdlang.errors import UsageError
from holdlang.load import Loaded, load
from holdlang.model import CallFlow, Tree

if TYPE_CHECKING:
    from holdlang.graph import Picture

FORMS = ("tree", "svg", "png", "mermaid", "markdown")

SUFFIXES = {".svg": "svg", ".png": "png", ".mmd": "mermaid", ".mermaid": "mermaid", ".md": "markdown", ".txt": "tree"}
"""What the name of a file to write says about its form."""

MOST_STEPS = 300
"""Of a flow that is laid out as SVG or PNG: 200 menus take seconds, 2500 take minutes, and nobody can read either."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--flow", "wanted", metavar="ID", help="The flow or tree to draw. [default: the first]")
@click.option("--call", metavar="CALL", help="Colour this call's path: its id, its folder, its log, or `last`.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file to write: .svg, .png, .mmd or .md.")
@click.option(
    "--to", "form", type=click.Choice(FORMS), help="The form. [default: as the name of the file says; a tree]"
)
def command(file: Path, wanted: str | None, call: str | None, output: Path | None, form: str | None) -> Status:
    """Draw a flow of FILE (- for standard input) as a picture: in the terminal, or with -o into a file.

    The path that a call took is coloured with --call. What was heard or pressed on that call does not go into the
    picture.

    Exit status: 0 drawn, 1 the flow has mistakes, 2 usage.
    """
    from holdlang.config import load_config
    from holdlang.graph import draw, trace
    from holdlang.history import find_log, read_log, start_of

    chosen = form or form_of(output)
    loaded = load(read_source(file), files=used_source)
    if not loaded.ok:
        click.echo(render([found for found in loaded.diagnostics if found.severity == "error"]), err=True)
        return Status.FAILED
    lines = read_log(find_log(call, load_config().data_dir)) if call is not None else []
    begun = start_of(lines)
    of_call = begun.flow_id if begun is not None and wanted is None else None
    if of_call is not None and all(flow.id != of_call for flow in loaded.flows):
        raise UsageError(f"the call was made by flow `{of_call}`, which {file} does not have", "--flow names another")
    model = _chosen(loaded, wanted or of_call)
    picture = draw(model)
    if lines:
        picture = trace(picture, lines)
    _write(picture, chosen, output)
    return Status.DONE


def form_of(output: Path | None) -> str:
    """The form that the name of a file says; a tree for none. Raises `UsageError`."""
    if output is None:
        return "tree"
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"the name {output.name} does not say what to draw", f"end it in {', '.join(SUFFIXES)}, or give --to"
        )
    return found


def _chosen(loaded: Loaded, wanted: str | None) -> CallFlow | Tree:
    """The flow or tree of that id; without one, the first flow, or else the first tree. Raises `UsageError`."""
    models: list[CallFlow | Tree] = [*loaded.flows, *loaded.trees]
    first = models[0].id if models else None
    return choose(loaded.source.name, models, wanted or first, "flow or tree")


def _refuse_too_large(picture: "Picture", form: str) -> None:
    steps = sum(node.step is not None for node in picture.nodes)
    if form in ("svg", "png") and steps > MOST_STEPS:
        raise UsageError(
            f"`{picture.id}` has {steps} steps, and a picture shows at most {MOST_STEPS}",
            "`--to tree` or `--to mermaid` shows it, however long it is",
        )


def _write(picture: "Picture", form: str, output: Path | None) -> None:
    if form == "tree" and output is None:
        from rich.console import Console

        from holdlang.graph.terminal import terminal

        Console(highlight=False, soft_wrap=True).print(terminal(picture))
        return
    if output is not None:
        save(picture, output, form)
        return
    if form == "png" and sys.stdout.isatty():
        raise UsageError("a PNG file is nothing for a terminal", "write it into a file with -o picture.png")
    click.echo(_rendered(picture, form), nl=False)


def save(picture: "Picture", output: Path, form: str | None = None) -> None:
    """Draw it into a file, in the form that its name says if no other is given. Raises `UsageError`."""
    data = _rendered(picture, form or form_of(output))
    write_whole(output, data)
    click.echo(f"{output} is drawn", err=True)


def _rendered(picture: "Picture", form: str) -> bytes:
    _refuse_too_large(picture, form)
    match form:
        case "png":
            from holdlang.graph.png import png

            return png(picture)
        case "svg":
            from holdlang.graph.svg import svg

            text = svg(picture)
        case "mermaid":
            from holdlang.graph.mermaid import mermaid

            text = mermaid(picture)
        case "markdown":
            from holdlang.graph.mermaid import fenced

            text = fenced(picture)
        case _:
            from holdlang.graph.terminal import terminal

            text = f"{terminal(picture).plain}\n"
    return text.encode()
