"""All checks at once, none for longer than it may take. Not responsible for what each looks at."""

from collections.abc import Mapping
from pathlib import Path

import trio

from holdlang.bugs import leaves
from holdlang.config import Config, ConfigError, load_config
from runtime.doctor import access, clock, disk, flows, index, model, phones, ports, secrets, speech, trunk
from runtime.doctor.finding import Finding, Look, Verdict, fault

LIMIT_SECONDS = 11.0
"""For each check. With the 3 s that PJSIP may take to close, nobody waits for more than 15."""

CHECKS: Mapping[str, Look] = {
    "secrets": secrets.are_there,
    "trunk's address": trunk.has_address,
    "trunk": trunk.answers,
    "registration": trunk.registers,
    "devices": phones.would_ring,
    "port for SIP": ports.sip_is_free,
    "port for the server": ports.web_is_free,
    "tokens": access.is_guarded,
    "recogniser": speech.hears,
    "voice": speech.speaks,
    "language model": model.answers,
    "clock": clock.is_right,
    "disk": disk.has_room,
    "flows": flows.are_whole,
    "store": index.opens,
}
"""In the order in which they are told."""


async def examine(
    config_file: Path | None = None, *, checks: Mapping[str, Look] = CHECKS, limit: float = LIMIT_SECONDS
) -> list[Finding]:
    """What every check has found, the configuration first: without one that can be read there is no more to see."""
    try:
        config = load_config(config_file)
    except ConfigError as error:
        fix = error.help or "correct that line; `holdlang init` writes a file that shows every key"
        return [_named("configuration", fault(str(problem), fix)) for problem in error.problems]
    found: dict[str, Verdict] = {}

    async def look(name: str, check: Look) -> None:
        found[name] = await _in_time(check, config, limit)

    async with trio.open_nursery() as nursery:
        for name, check in checks.items():
            nursery.start_soon(look, name, check)
    read = Finding(check="configuration", level="ok", message="it can be read")
    return [read, *(_named(name, found[name]) for name in checks)]


async def _in_time(check: Look, config: Config, limit: float) -> Verdict:
    """A check that fails has found a fault of ours, and does not keep the others from being told."""
    with trio.move_on_after(limit):
        try:
            return await check(config)
        except Exception as error:
            kinds = ", ".join(type(one).__name__ for one in leaves(error))
            return fault(f"this could not be looked at ({kinds})", "this is a bug of ours: please report it")
    return fault(f"this has taken more than {limit:g} s", "try again when the machine or the network has less to do")


def _named(name: str, verdict: Verdict) -> Finding:
    return Finding(check=name, level=verdict.level, message=verdict.message, fix=verdict.fix)
