"""A call by the configuration: engines, telephone, record. What `holdlang run` and a call's own process have in common.

Not responsible for what is called (`runtime.call.Plan`), for what happens then (`runtime.call.place`), or for who
looks on.
"""

from collections.abc import Callable
from dataclasses import replace

import trio

from holdlang.advice.ladder import FREE, Budget
from holdlang.calllog import NoteTaken
from holdlang.config import PROMPTS, Config, Trunk
from holdlang.errors import UsageError
from holdlang.names.awaited import awaited_phrases
from holdlang.names.reach import reachable, sound_files
from holdlang.ownlog import logged
from holdlang.sounds import check_sound
from runtime.call import Equipment, Plan, place
from runtime.context import Device
from runtime.engines import EngineUnavailable, Loaded, advisor, recogniser, speaker
from runtime.outcome import Outcome
from runtime.ports import Advisor, Speaker
from runtime.prompts.remembering import remembering
from runtime.prompts.store import Store
from runtime.record import Record
from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings
from runtime.speech import InThread as SpeakingInThread
from runtime.steering import Steering


def sip_settings(trunk: Trunk, config: Config) -> SipSettings:
    """How calls by this trunk go out. Raises `UsageError` if its password can't be had."""
    return SipSettings(
        trunk=str(trunk.address),
        bind=config.bind.host if config.bind else None,
        port=config.bind.port or 0 if config.bind else 0,
        transport=trunk.transport,
        register=trunk.registers,
        username=trunk.username,
        realm=trunk.realm,
        password=trunk.password.resolve().reveal() if trunk.password else None,
        identity=trunk.from_uri,
    )


def devices_of(config: Config) -> dict[str, Device]:
    """The phones of `holdlang.yaml`."""
    return {name: Device(device.uri, device.ring_seconds) for name, device in config.devices.items()}


def check_sounds(plan: Plan) -> None:
    """Raises `UsageError` for a sound file of the flow that can't be played."""
    for flow in reachable(plan.flow, plan.library):
        for path in sound_files(flow):
            check_sound(plan.folders.get(flow.id, plan.folder) / path, plan.sounds)


def new_record(config: Config, call_id: str | None = None) -> Record:
    """The record of a call, open. Raises `UsageError` if its folder can't be made."""
    try:
        return Record.create(config.data_dir, call_id)
    except OSError as error:
        raise UsageError(
            f"the call's folder cannot be made: {error.strerror} ({error.filename})", "see `data_dir`"
        ) from None


async def make_call(
    plan: Plan,
    settings: SipSettings,
    config: Config,
    open_record: Callable[[], Record],
    steering: Steering | None = None,
) -> Outcome:
    """Make the call. Its record is opened when it is sure that there are ears and a voice; closing it is the caller's.

    Raises `UsageError` (an engine or the folder is not to be had), and what `open_telephone` raises.
    """
    check_sounds(plan)
    try:
        heard, spoken, asked = await trio.to_thread.run_sync(_engines, plan, config)
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None
    record = open_record()
    settings = replace(settings, log_file=record.folder / "pjsip.log", dialogs=record.folder)
    with logged(record.folder):
        async with open_telephone(settings) as telephone:
            equipment = Equipment(
                telephone,
                SpeakingInThread(spoken),
                heard(lambda text: record.write(NoteTaken(text=text))) if plan.transcription else None,
                advisor=asked,
                budget=_budget(config),
                takes_unmatched=config.model is not None,
                steering=steering or Steering(),
            )
            if plan.rehearsed or not config.remember:
                return await place(plan, equipment, record)
            async with remembering(Store(config.data_dir / PROMPTS), plan.number, record) as knowing:
                return await place(plan, replace(equipment, ears=knowing), record)


def _budget(config: Config) -> Budget:
    return FREE if config.model is None else Budget(config.model.requests, config.model.tokens)


def _engines(plan: Plan, config: Config) -> tuple[Loaded, Speaker, Advisor]:
    heard = recogniser(config.recogniser, awaited_phrases(plan.flow, plan.library, plan.values))
    try:
        spoken = speaker(voice=config.voice.name, words_per_minute=config.voice.words_per_minute)
    except ValueError as error:
        raise UsageError(str(error), "see `voice` in holdlang.yaml") from None
    return heard, spoken, advisor(config.model)
