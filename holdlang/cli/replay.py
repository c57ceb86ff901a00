"""`holdlang replay`: run a flow again over a call that was made, and show where it would decide otherwise today.

Not responsible for the replay (`runtime.replay`), or for how two calls are held against each other
(`holdlang.trials.decisions`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option
from holdlang.cli.status import Status
from holdlang.errors import UsageError

if TYPE_CHECKING:
    from holdlang.config import Config
    from holdlang.load import Loaded
    from holdlang.model import CallFlow
    from runtime.replay.acting import Script
    from runtime.replay.tape import Tape


@click.command()
@click.argument("call", metavar="CALL")
@click.option("--flow", "flow", metavar="FILE[#ID]", help="Run this flow. [default: the call's own, as it is today]")
@click.option("--recording", is_flag=True, help="Hear the recording anew, and do not go by what was heard that day.")
@click.option(
    "--given", "pairs", metavar="NAME=VALUE", multiple=True, help="A value that the flow needs today. Repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@config_option
def command(
    *, call: str, flow: str | None, recording: bool, pairs: tuple[str, ...], as_json: bool, config_file: Path | None
) -> Status:
    """Run a flow again over CALL: its folder, its call.jsonl, its id or the beginning of that, or `last`.

    What was heard that day is heard again, and nothing is sent to anybody. It ends where today's call does something
    that that day's did not: the recording cannot tell what would have followed.

    Exit status: 0 the same decisions, 1 others, 2 usage.
    """
    from holdlang.cli.calls.origin import flow_of
    from holdlang.cli.replaying import Replayed, shown, written
    from holdlang.config import load_config
    from holdlang.history import find_log, read_log
    from runtime.clock import GoesOnForEver
    from runtime.replay.acting import tape_of

    config = load_config(config_file)
    log = find_log(call, config.data_dir)
    lines = read_log(log)
    tape = tape_of(lines, log)
    loaded, chosen = flow_of(tape.started, log.parent, flow)
    script = _script(tape, loaded, chosen, pairs)
    if recording:
        script = _heard_anew(script, log.parent, config)
    try:
        replayed = Replayed.made(lines, tape, script)
    except GoesOnForEver as error:
        raise UsageError(str(error)) from None
    if as_json:
        written(replayed, loaded)
    else:
        shown(replayed, loaded)
    return Status.DONE if replayed.parted is None else Status.FAILED


def _script(tape: "Tape", loaded: "Loaded", flow: "CallFlow", pairs: tuple[str, ...]) -> "Script":
    from holdlang.cli.run import folders_of
    from holdlang.names.reach import reachable
    from holdlang.values import pairs_given
    from runtime.replay.acting import Script, values_of

    library = loaded.scope.flows
    flows = reachable(flow, library)
    known = {need.name for one in flows for need in one.needs} | {param.name for param in flow.params}
    values = values_of(flow, library, {**tape.started.given, **pairs_given(pairs, known, "--given")})
    return Script(flow, values, library, Path(loaded.source.name).parent, folders_of(loaded))


def _heard_anew(script: "Script", folder: Path, config: "Config") -> "Script":
    from dataclasses import replace

    from holdlang.names.awaited import awaited_phrases
    from runtime.engines import EngineUnavailable, transcriber
    from runtime.replay.sound import InPlace, Recording
    from runtime.soundtrack import open_track

    path = folder / "far.wav"
    try:
        track = open_track(path)
    except OSError as error:
        raise UsageError(
            f"the call has no recording: {error.strerror} ({path})", "without --recording, its log will do"
        ) from None
    except ValueError as error:
        raise UsageError(f"the recording can't be used: {error} ({path})") from None
    wanted = config.recogniser
    try:
        heard = transcriber(
            vosk_model=wanted.chosen_vosk_model,
            acoustic_model=wanted.acoustic_model,
            phrases=awaited_phrases(script.flow, script.library, script.values),
        )
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None
    if heard.rate != track.rate:
        raise UsageError(f"the recording has {track.rate} Hz, the recogniser wants {heard.rate} Hz")
    return replace(script, recording=Recording(track, InPlace(heard)))
