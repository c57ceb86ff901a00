"""SIP messages on a detour: what has to be changed in one so that its answers and its sound take the same way back.

As an application layer gateway does it (RFC 3303 calls it that): wherever one end names its own address the other gets
to read the detour's, in the headers and in the SDP (RFC 4566). Pure; not responsible for sockets
(`runtime.rehearse.live.relay`). UDP only, as rehearsals are.
"""

import re
from collections.abc import Callable, Mapping

_ADDRESS = re.compile(rb"127\.0\.0\.1:(\d+)")
_LENGTH = re.compile(rb"^(Content-Length|l)[ \t]*:[ \t]*\d+", re.IGNORECASE | re.MULTILINE)
_SDP = re.compile(rb"^(?:Content-Type|c)[ \t]*:[ \t]*application/sdp", re.IGNORECASE | re.MULTILINE)
_SOUND = re.compile(rb"^m=audio ([1-9]\d*)", re.MULTILINE)
_REPORTS = re.compile(rb"^a=rtcp:(\d+)", re.MULTILINE)


def detoured(
    message: bytes, signalling: Mapping[int, int], *, sound: Callable[[int], int], reports: Callable[[int], int]
) -> bytes:
    """`message` with other ports: those of `signalling` in its headers, and in its SDP those that `sound` (RTP) and
    `reports` (RTCP) give for each that it names."""
    head, gap, body = message.partition(b"\r\n\r\n")
    head = _ADDRESS.sub(lambda found: b"127.0.0.1:%d" % signalling.get(int(found[1]), int(found[1])), head)
    if _SDP.search(head):
        body = _SOUND.sub(lambda found: b"m=audio %d" % sound(int(found[1])), body)
        body = _REPORTS.sub(lambda found: b"a=rtcp:%d" % reports(int(found[1])), body)
        head = _LENGTH.sub(lambda found: b"%s: %d" % (found[1], len(body)), head)
    return head + gap + body
