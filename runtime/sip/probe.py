"""Notices that nobody listens at a UDP address. Not responsible for SIP.

PJSIP's socket is not connected, so Linux does not tell it of ICMP "port unreachable", and an INVITE to a dead port
would be repeated for 32 s. A connected socket is told at once.
"""

import re
import socket
from contextlib import suppress

from runtime.sip.settings import split_address

KEEP_ALIVE = b"\r\n\r\n"
"""What SIP elements ignore between messages (RFC 5626 section 3.5.1, RFC 3261 section 7.5)."""


class Probe:
    """One datagram to `host:port`, and whether it was refused."""

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        with suppress(OSError):  # an unresolvable name is PJSIP's to report
            self._socket.connect((host, port))
            self._socket.send(KEEP_ALIVE)

    def refused(self) -> bool:
        """Whether the address has refused the datagram by now."""
        try:
            self._socket.recv(1)
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


def address_in(uri: str, default_port: int) -> tuple[str, int]:
    """Host and port of a SIP URI or of a plain `host:port`."""
    found = re.match(r"<?(?:sips?:)?(?:[^@]*@)?([^;?>]+)", uri)
    return split_address(found[1] if found else uri, default_port)
