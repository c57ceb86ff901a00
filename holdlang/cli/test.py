"""`holdlang test`: run the tests of .hold files. Not responsible for finding them, running them or telling what came of
them (`holdlang.cli.trials`)."""

from collections.abc import Collection
from pathlib import Path

import click
from click.core import ParameterSource

from holdlang.cli.status import Status

EXPLORING = {"flow", "depth", "most"}
"""Options that mean something with --explore only."""

TESTING = {"expression", "first", "verbose", "junit", "log", "sip", "fast", "jobs", "config_file"}
"""Those that mean nothing with it."""

CALLING = {"fast", "jobs", "config_file"}
"""Those that mean something with --sip only."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH[::NAME]]…")
@click.option(
    "-k",
    "expression",
    metavar="WORDS",
    help="Only tests in whose name, flow, tree or file these words occur; `and`, `or`, `not` and brackets join them.",
)
@click.option("-x", "first", is_flag=True, help="Stop at the first test that fails.")
@click.option("--seed", type=click.IntRange(min=0), metavar="NUMBER", help="For what is left to chance. [default: any]")
@click.option("-v", "--verbose", is_flag=True, help="Show the scripts of all calls, and whole.")
@click.option("--json", is_flag=True, help="Print one JSON object a line instead.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write JUnit XML, too.")
@click.option("--log", type=click.Path(file_okay=False), metavar="DIR", help="Write the log of each call below it.")
@click.option("--coverage", is_flag=True, help="Say which steps and clauses of the flows no test reached.")
@click.option("--coverage-source", is_flag=True, help="Show it in the margin of the source.")
@click.option(
    "--coverage-graph",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw it: .svg, .png, .mmd or .md; of several flows, a file for each.",
)
@click.option("--explore", "tree", metavar="TREE", help="Try what else could happen when TREE is called; see below.")
@click.option("--flow", metavar="ID", help="With --explore: the flow. [default: all with a test against TREE]")
@click.option(
    "--depth",
    type=click.IntRange(0, 3),
    default=1,
    show_default=True,
    help="With --explore: how many things go otherwise at once.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    metavar="CALLS",
    help="With --explore: calls that are made for each flow.",
)
@click.option("--sip", is_flag=True, help="Make real calls, in real time: SIP, sound, and a recogniser.")
@click.option("--fast", is_flag=True, help="With --sip: cut music and waiting short, where that changes nothing else.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="CALLS",
    help="With --sip: calls that are made at the same time. [default: two for each core]",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help="With --sip: use the recogniser of this holdlang.yaml. [default: the one that comes with holdlang]",
)
def command(  # noqa: PLR0917 - click passes them by name
    paths: tuple[str, ...],
    expression: str | None,
    first: bool,
    seed: int | None,
    verbose: bool,
    json: bool,
    junit: Path | None,
    log: str | None,
    coverage: bool,
    coverage_source: bool,
    coverage_graph: Path | None,
    tree: str | None,
    flow: str | None,
    depth: int,
    most: int,
    sip: bool,
    fast: bool,
    jobs: int | None,
    config_file: Path | None,
) -> Status:
    """Run the tests of .hold files, or of all those in a folder [default: this one], in virtual time: the flow makes
    its whole call against the tree, and hours on hold take milliseconds.

    PATH::NAME is one test of a file.

    --explore TREE makes the calls of tests against TREE again and again, each time with something else going otherwise:
    prompts that are not heard, waits without end, a company that hangs up, falls silent or changes its menus, devices
    that nobody answers. It tells the courses that such calls take, first those that end badly, and which steps and
    clauses no test reaches.

    --sip makes the calls of the tests as real ones on this machine, in real time, with what a recogniser mishears and
    the line does with `with loss`, `with jitter` and `with noise`.

    \b
    Exit status: 0 all passed, 1 a test failed or could not be run, or a course ended badly, 2 usage, no test, or
    mistakes in a file with tests (the tests of other files are run nevertheless).
    """
    from holdlang.cli.trials.covering import Covering
    from holdlang.cli.trials.running import Choices, run_tests

    covering = Covering(coverage, coverage_source, coverage_graph)
    if tree is not None:
        _refuse(TESTING, "--explore goes with --flow, --depth, --most, --seed, --json and --coverage, not with")
        from holdlang.cli.trials.exploring import Exploring, explore

        return explore(paths or (".",), Exploring(tree, flow, depth, most, seed, json, covering))
    _refuse(EXPLORING, "add --explore TREE, or leave out")
    choices = Choices(expression, first, seed, verbose, json, junit, log, covering)
    if not sip:
        _refuse(CALLING, "add --sip for real calls, or leave out")
        return run_tests(paths or (".",), choices)
    from holdlang.cli.trials.bysip import Sip, by_sip
    from holdlang.config import Recogniser, load_config

    recogniser = load_config(config_file).recogniser if config_file else Recogniser()
    again = "holdlang test --sip" + " --fast" * fast
    return run_tests(paths or (".",), choices, by_sip(Sip(jobs, fast, recogniser)), again)


def _refuse(options: Collection[str], why: str) -> None:
    """Raises `UsageError` if the command line has one of these."""
    context = click.get_current_context()
    wrong = [
        option.opts[-1]
        for option in context.command.params
        if option.name in options and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    ]
    if wrong:
        raise click.UsageError(f"{why} {' and '.join(wrong)}")
