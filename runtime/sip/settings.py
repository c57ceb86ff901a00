"""Where our SIP endpoint listens, which way its calls go out, who it says it is. Not responsible for reading files."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

Transport = Literal["udp", "tcp", "tls"]

DEFAULT_PORT: dict[Transport, int] = {"udp": 5060, "tcp": 5060, "tls": 5061}
"""RFC 3261 section 19.1.2."""


@dataclass(frozen=True)
class SipSettings:
    """Everything `open_telephone` needs. Addresses are `host` or `host:port`."""

    trunk: str | None = None
    """The proxy or gateway by which numbers are dialled; None if only whole URIs are dialled, or none at all."""
    bind: str | None = None
    """The local address to listen on. None: the loopback for a trunk (or no trunk) on it, else all addresses."""
    port: int = 0
    """The local port; 0 takes a free one."""
    transport: Transport = "udp"
    takes_calls: bool = False
    """Whether calls to us become legs. Else each is refused with 480 and takes none of the few that PJSIP can hold."""
    hands_over: bool = False
    """Whether we do as a REFER says, which only a rehearsed company does, and only for addresses on this machine."""
    register: bool = False
    """Register at the registrar before anything else."""
    registrar: str | None = None
    """None: the trunk."""
    username: str | None = None
    realm: str = "*"
    """The digest realm the password is for; `*` fits any."""
    password: str | None = field(default=None, repr=False)
    identity: str | None = None
    """The `From` URI, as `sip:user@domain`. None: the user name at the registrar, trunk or own address."""
    tls_ca_file: Path | None = None
    """Certificates to trust with `tls`; None: those of the system."""
    rate: int = 8000
    """Sampling rate of the audio that legs give and take, in Hz."""
    codecs: tuple[str, ...] = ("PCMU", "PCMA")
    """The codecs offered and accepted, the best first."""
    no_response_within: float = 6.0
    """Give up a call or a registration to which no response at all has come after so many seconds. RFC 3261's own limit
    (timer B, 32 s) is far longer than a person waits; a live proxy sends 100 within 0.2 s (section 17.2.1)."""
    no_media_within: float = 60.0
    """End an answered call from which nothing has come for so many seconds, no sound and no report on ours: the network
    has gone, or the far end's process was killed, and no BYE will come. A far end that suppresses silence (RFC 3389
    lets it send no RTP until the noise of the room changes), or whose microphone is off, is not dead: it goes on
    sending RTCP every 5 s or so (RFC 3550 section 6.2), and one that sends no RTCP either seldom says nothing for a
    minute. Time on hold, whoever holds, does not count: then no sound is due (RFC 3264 section 8.4)."""
    log_file: Path | None = None
    """Where PJSIP writes its log (SIP messages without DTMF); None: nowhere."""
    dialogs: Path | None = None
    """The folder where each dialog stands as `dialog_N.json` as long as it lasts, for whoever has to end it when this
    process is killed (`runtime.sip.plain.bye`); None: nowhere."""

    @property
    def bind_address(self) -> str:
        """The local address to listen on, decided."""
        if self.bind is not None:
            return self.bind
        return "127.0.0.1" if self.trunk is None or is_loopback(split_address(self.trunk, 0)[0]) else "0.0.0.0"

    def request_uri(self, target: str) -> str:
        """The URI to send an INVITE to for `target`: a number, to be dialled by the trunk, or a SIP URI.

        Raises `ValueError` for a number when there is no trunk, and for text that cannot stand in a URI.
        """
        target = target.strip()
        if not target or any(character in '<>" \t\r\n' for character in target):
            raise ValueError("this cannot be dialled: it is neither a number nor a SIP URI")
        if not target.startswith(("sip:", "sips:")):
            if self.trunk is None:
                raise ValueError("a number cannot be dialled without a trunk")
            target = f"sip:{target}@{self.trunk}"
        return with_transport(target, self.transport)


def with_transport(uri: str, transport: Transport) -> str:
    """`uri` with a transport parameter (RFC 3261 section 19.1.1) unless it has one; UDP, the default, goes unsaid."""
    if transport == "udp" or ";transport=" in uri.lower():
        return uri
    return f"{uri};transport={transport}"


def split_address(address: str, default_port: int) -> tuple[str, int]:
    """`host:port`, `host` or `[v6]:port` as host and port."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.startswith("[")):
        return host.strip("[]"), int(port)
    return address.strip("[]"), default_port


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, without asking a name server."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
