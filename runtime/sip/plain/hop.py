"""Where a request goes: host, port and transport of a SIP URI (RFC 3261 section 19.1, RFC 3263 section 4).

Not responsible for asking a name server. Names are looked up by the system, as PJSIP does it here: SRV and NAPTR
records are not asked for, so that a check and a call go the same way.
"""

from dataclasses import dataclass

from holdlang.numbers import sipuri
from runtime.sip.plain.message import parameter
from runtime.sip.settings import DEFAULT_PORT, Transport, split_address


@dataclass(frozen=True)
class Hop:
    """The next element that a request is sent to."""

    host: str
    port: int
    transport: Transport


def next_hop(uri: str, transport: Transport | None = None) -> Hop:
    """The element that `uri` names; `transport` is for one that does not say. Raises `ValueError` for what is no SIP
    URI or names a transport that is not ours (section 26.2.2: `sips` is TLS)."""
    parts = sipuri.parse(uri)
    said = parameter(parts.rest, "transport").lower()
    if parts.scheme == "sips":
        said = "tls"
    match said or transport or "udp":
        case "udp" | "tcp" | "tls" as way:
            host = parameter(parts.rest, "maddr") or parts.host
            host, port = split_address(host + parts.rest.partition(";")[0], DEFAULT_PORT[way])
            if not 0 < port < 65536:
                raise ValueError("this SIP address has a port that does not exist")
            return Hop(host, port, way)
        case _:
            raise ValueError("this SIP address wants a transport that is neither UDP, TCP nor TLS")
