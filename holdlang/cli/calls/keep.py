"""`holdlang calls keep`: a call as a test beside its flow.

Not responsible for what is taken out (`holdlang.history.anonymous`), for the test (`holdlang.history.keeping`), or for
running it (`holdlang.cli.test`).
"""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option, data_dir
from holdlang.errors import UsageError
from holdlang.plural import counted

if TYPE_CHECKING:
    from holdlang.calllog import Line
    from holdlang.history.anonymous import Anonymiser
    from holdlang.load import Loaded
    from holdlang.model import Test
    from runtime.replay.tape import Tape

FOLDER = "calls"
"""Where kept calls lie, beside the flow."""

_NAME = re.compile(r"[\w][\w .-]{0,79}")


@click.command()
@click.argument("call", metavar="CALL")
@click.option("--as", "name", metavar="NAME", required=True, help="What the test is called, and the file of its log.")
@click.option("--flow", "file", metavar="FILE[#ID]", help="The flow, if it is not where it was.")
@click.option("--hide", metavar="WORD", multiple=True, help="A name, or another word, to take out as well. Repeatable.")
@click.option("--force", is_flag=True, help="Put it in the place of the test that has this name.")
@config_option
def command(
    *, call: str, name: str, file: str | None, hide: tuple[str, ...], force: bool, config_file: Path | None
) -> None:
    """Keep CALL as a test: its log in the folder `calls` beside the flow, and a `test` in FLOW.tests.hold.

    Names, numbers, addresses and paths are taken out of what is kept, and recordings are not. Look it over before you
    give it away: a name that nothing announces is only found if you --hide it.
    """
    from holdlang.cli.calls.origin import flow_of
    from holdlang.cli.streams import complain
    from holdlang.history import find_call
    from holdlang.history.anonymous import Anonymiser
    from holdlang.history.ended import ended_call
    from holdlang.history.keeping import kept_test, own_texts
    from holdlang.history.lexicon import common_words
    from holdlang.names.reach import reachable
    from holdlang.values import needed
    from runtime.replay.acting import tape_of

    if not _NAME.fullmatch(name):
        raise UsageError(
            f"`{name}` is no name for a file", "letters, digits, blanks, `-`, `_` and `.`, for example `--as tuesday`"
        )
    folder = find_call(call, data_dir(config_file))
    lines, started = ended_call(folder, "keep it when it is over")
    loaded, flow = flow_of(started, folder, file)
    source = Path(loaded.source.name)
    library = loaded.scope.flows
    flows = reachable(flow, library)
    anonymiser = Anonymiser(lines, own=own_texts(flows), hide=hide, common=common_words())
    log = f"{name}.jsonl"
    test = kept_test(lines, anonymiser, name=name, flow=flow.id, log=f"{FOLDER}/{log}", needs=needed(flow, flows[1:]))
    clean = list(anonymiser.lines(lines))
    warning = _differs(tape_of(lines, folder), tape_of(clean, folder), test, loaded, anonymiser)
    tests = source.with_name(f"{source.name.removesuffix('.hold')}.tests.hold")
    _write(source, source.parent / FOLDER / log, tests, clean, test, force=force)
    names, numbers = anonymiser.found
    click.echo(
        f"{source.parent / FOLDER / log}: the log, without {counted(names, 'name')} and {counted(numbers, 'number')}"
    )
    click.echo(f"{tests}: the test")
    if warning is not None:
        complain(f"warning: {warning}\nhelp: a word that was taken out decides; look the test over")


def _differs(tape: "Tape", clean: "Tape", test: "Test", loaded: "Loaded", anonymiser: "Anonymiser") -> str | None:
    """What the flow decides otherwise by what is kept than by what was heard, if anything."""
    from holdlang.cli.run import folders_of
    from holdlang.trials.decisions import decisions, first_difference
    from runtime.replay.acting import Script, replay, values_of

    flow, library, folder = loaded.scope.flows[test.flow], loaded.scope.flows, Path(loaded.source.name).parent
    given = {given.name: given.value for given in test.given}
    values = [values_of(flow, library, told) for told in ({**given, **tape.started.given}, given)]
    one, other = (
        decisions(replay(each, Script(flow, told, library, folder, folders_of(loaded))).lines)
        for each, told in zip((tape, clean), values, strict=True)
    )
    one = tuple(dataclasses.replace(decision, did=tuple(map(anonymiser.text, decision.did))) for decision in one)
    parted = first_difference(one, other)
    if parted is None:
        return None
    was, now = (f"`{side.what}`" if side else "nothing more" for side in (parted.one, parted.other))
    return f"by what is kept the flow decides otherwise: {now} where it was {was}"


def _write(source: Path, log: Path, tests: Path, lines: "Sequence[Line]", test: "Test", *, force: bool) -> None:
    """The log and the test; if one of them can't be written, neither is there."""
    from holdlang.cli.writing import whole
    from holdlang.history import log_text

    text = _with(tests, source, test, force=force)
    if log.exists() and not force:
        raise UsageError(f"{log} is there already", "--force puts this call in its place")
    made = not log.parent.exists()
    try:
        log.parent.mkdir(exist_ok=True)
        with whole(log) as new_log, whole(tests) as new_tests:
            new_log.write_text(log_text(lines), encoding="utf-8")
            new_tests.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"can't write {log}: {error.strerror}") from None
    finally:
        if made and log.parent.is_dir() and not any(log.parent.iterdir()):
            log.parent.rmdir()


def _with(tests: Path, source: Path, test: "Test", *, force: bool) -> str:
    """The text of the file of tests with this one, behind all others or in the place of the one of its name."""
    from holdlang.cli.sources import read_source, used_source
    from holdlang.load import load
    from holdlang.model import Use
    from holdlang.printer import print_file, print_test

    if not tests.exists():
        return print_file([Use(path=source.name), test])
    loaded = load(read_source(tests), files=used_source)
    if not loaded.ok:
        raise UsageError(f"{tests} has mistakes", f"`holdlang check {tests}` shows them")
    if test.flow not in loaded.scope.flows:
        raise UsageError(f"{tests} does not know the flow `{test.flow}`", f'it needs the line: use "{source.name}"')
    same = next((one for one in loaded.tests if one.name == test.name), None)
    text = loaded.source.text
    if same is None:
        return text.rstrip("\n") + "\n\n" + print_test(test)
    if not force:
        raise UsageError(f"{tests} has a test “{test.name}” already", "--force puts this call in its place")
    places = next(item.spans for item in loaded.items if item.model is same).known.values()
    start, end = min(place.start for place in places), max(place.end for place in places)
    return text[:start] + print_test(test).rstrip("\n") + text[end:]
