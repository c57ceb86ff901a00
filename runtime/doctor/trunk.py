"""The trunk: is there a host of this name, does it answer, does it let us in?

Not responsible for what it does with a call.
"""

from dataclasses import replace

import trio

from holdlang.config import Config, Trunk
from holdlang.errors import UsageError
from runtime.doctor.finding import Verdict, fault, ok, warning
from runtime.making import sip_settings
from runtime.sip.plain import Credentials, credentials_of, options
from runtime.sip.settings import DEFAULT_PORT

NO_TRUNK = ok("there is no trunk")
"""What all but one check say then: once is enough."""

ANSWER_SECONDS = 4.0
"""How long it may take to answer OPTIONS: three repetitions (RFC 3261 timer E: at 0.5, 1.5 and 3.5 s) are enough to
tell a lost datagram from a host that is silent."""


async def has_address(config: Config) -> Verdict:
    """Whether the system's resolver finds it."""
    if config.trunk is None:
        return NO_TRUNK
    host = config.trunk.address.host
    try:
        found = await trio.socket.getaddrinfo(host.strip("[]"), None)
    except (OSError, UnicodeError):
        return fault(
            f"no address is known for {host}", "see `trunk.address`, and whether this machine reaches a name server"
        )
    return ok(f"{host} is {found[0][4][0]}")


async def answers(config: Config) -> Verdict:
    """Whether it answers a question that rings nowhere (OPTIONS)."""
    trunk = config.trunk
    if trunk is None:
        return warning(
            "there is none: calls can be rehearsed, but not made", "`holdlang init` writes a holdlang.yaml to fill in"
        )
    reply = await options(
        trunk.registrar_uri, asker=trunk.from_uri, within=ANSWER_SECONDS, credentials=await _credentials(trunk)
    )
    where = f"{trunk.address} by {trunk.transport.upper()}"
    if reply is not None:
        return ok(f"{where} answers {reply.code} {reply.reason}".rstrip() + f" within {1000 * reply.seconds:.0f} ms")
    port = trunk.address.port or DEFAULT_PORT[trunk.transport]
    advice = f"see `trunk.address` and `trunk.transport`, and whether a firewall lets port {port} through"
    if trunk.transport == "tls":
        advice += "; its certificate must be of that name, and from an authority that this machine trusts"
    if trunk.registers:
        return warning(f"{where} does not answer OPTIONS", f"nothing, if registering goes well; else {advice}")
    return fault(f"{where} does not answer", advice)


async def registers(config: Config) -> Verdict:
    """Whether it takes our registration. It is taken back at once, and those of running calls stay as they are: each
    has an address of its own."""
    trunk = config.trunk
    if trunk is None:
        return NO_TRUNK
    if not trunk.registers:
        return ok("it wants none (`trunk.register: no`)")
    from runtime.sip.endpoint import open_telephone
    from runtime.sip.errors import RegistrationFailed, TelephoneError

    try:
        settings = await trio.to_thread.run_sync(sip_settings, trunk, config, abandon_on_cancel=True)
    except UsageError as error:
        return fault(error.message, error.help or "see `trunk.password`")
    try:
        async with open_telephone(replace(settings, port=0)):
            return ok(f"{trunk.username} is registered at {trunk.address}")
    except RegistrationFailed as error:
        return fault(str(error), _registration_advice(error.code))
    except TelephoneError as error:
        return fault(f"there is no telephone to register: {error}", "see `bind` in holdlang.yaml")


def _registration_advice(code: int) -> str:
    match code:
        case 401 | 403 | 407:
            return "see `trunk.username`, `trunk.password` and `trunk.realm`"
        case 404 | 604:
            return "the trunk does not know `trunk.username`"
        case 0:
            return "see `trunk.address` and `trunk.transport`"
        case _:
            return "ask who runs the trunk; RFC 3261 section 21 says what the number means"


async def _credentials(trunk: Trunk) -> Credentials | None:
    try:
        return await trio.to_thread.run_sync(credentials_of, trunk, abandon_on_cancel=True)
    except UsageError:  # said by the check of the secrets
        return None
