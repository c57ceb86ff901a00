"""The far end of any number of calls, as cheap as it can be: company, phone and trunk in one process.

    python -m tests.bench.serving.answering [SOUND.npz]

An INVITE is answered at once. A call to a number hears the sound of its turn: the first call the first one, and so
on. Each has an `intro`, which is played again and again, until once the bench has said `begin` on standard input, and a
`rest`, after which there is silence. A call to `sip:phone@…` is the user's phone: it takes the call, hears nothing, and
hangs up after a while. Without sounds there is no RTP at all.

What happens is told as JSON lines: `{"ready": "host:port"}`, then `{"event": …, "at": …, "from": …, "turn": …}` with
`at` in seconds since 1970: `invite`, `phone`, `spoken` (the person of that turn begins), `bye`. Ends with standard
input.

The packets lie ready as mu-law: 50 times a second and call there is one sendto(2). What comes is not read, and the
kernel drops it. A rehearsed company would cost as much as the call that is measured.

Not responsible for SIP beyond what PJSIP and a loopback need (no retransmission: nothing is lost here).
"""

import heapq
import json
import os
import re
import selectors
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKET_SECONDS = 0.02
PACKET_BYTES = 160
"""Of mu-law at 8 kHz (RFC 3551, 4.5.14)."""

SILENCE = b"\xff" * PACKET_BYTES

TAKEN_SECONDS = 2.0
"""How long the user stays on the phone."""


@dataclass
class Sound:
    """What a company plays: packets; `person` is the second of `rest` at which the person begins."""

    intro: bytes
    rest: bytes
    person: float


@dataclass
class Dialog:
    """A call that was answered."""

    peer: tuple[str, int]
    media: tuple[str, int]
    turn: int
    sound: Sound | None
    ours: str
    theirs: str
    call_id: str
    contact: str
    ssrc: int
    packet: int = 0
    begun: int | None = None
    """The packet with which the rest began."""
    over: bool = False
    spoken: bool = False
    ends: float | None = None
    """When the user hangs up, if this is the phone."""


class FarEnd:
    """Everything that takes calls."""

    def __init__(self, sounds: list[Sound]) -> None:
        self._sounds = sounds
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind(("127.0.0.1", 0))
        self._sip.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._rtp, self._rtcp = _port_pair()
        self._dialogs: dict[str, Dialog] = {}
        self._due: list[tuple[float, str]] = []
        self._turns = 0
        self._begun = False
        self._host = "127.0.0.1"
        self._port = self._sip.getsockname()[1]

    def run(self) -> None:
        """Until standard input ends."""
        print(json.dumps({"ready": f"{self._host}:{self._port}"}), flush=True)
        with selectors.EpollSelector() as selector:
            selector.register(self._sip, selectors.EVENT_READ)
            selector.register(0, selectors.EVENT_READ)
            while True:
                patience = max(0.0, self._due[0][0] - time.monotonic()) if self._due else None
                for key, _ in selector.select(patience):
                    if key.fileobj is self._sip:
                        self._take(*self._sip.recvfrom(65_536))
                    elif b"begin" in (said := os.read(0, 4096)):
                        self._begun = True
                    elif not said:
                        return
                self._send_due()

    # --- SIP (RFC 3261) ---

    def _take(self, data: bytes, peer: tuple[str, int]) -> None:
        text = data.decode(errors="replace")
        if not re.match(r"(INVITE|BYE|UPDATE|CANCEL|OPTIONS) ", text):
            return  # an answer, an ACK, or what keeps a way through a NAT open (RFC 5626, 4.4.1)
        call_id = _header(text, "Call-ID")
        if text.startswith("INVITE ") and call_id not in self._dialogs:
            self._answer(text, peer, call_id)
            return
        if text.startswith("BYE "):
            self._end(call_id)
        sdp = self._sdp() if text.startswith(("INVITE ", "UPDATE ")) else ""
        dialog = self._dialogs.get(call_id)
        self._sip.sendto(self._response(text, dialog.ours if dialog else "x", sdp), peer)

    def _answer(self, text: str, peer: tuple[str, int], call_id: str) -> None:
        phone = text.startswith("INVITE sip:phone@")
        turn = 0 if phone else self._turns
        self._turns += not phone
        self._tell("phone" if phone else "invite", peer, turn)
        media = re.search(r"^m=audio (\d+)", text, re.MULTILINE)
        contact = re.search(r"^Contact:.*<([^>]+)>", text, re.MULTILINE)
        assert media
        assert contact
        sound = self._sounds[turn % len(self._sounds)] if self._sounds and not phone else None
        tag = os.urandom(4).hex()
        to = f"{_header(text, 'To')};tag={tag}"
        self._dialogs[call_id] = Dialog(
            peer,
            (self._host, int(media[1])),
            turn,
            sound,
            tag,
            _header(text, "From"),
            call_id,
            contact[1],
            int.from_bytes(os.urandom(4)),
            ends=time.monotonic() + TAKEN_SECONDS if phone else None,
        )
        self._dialogs[call_id].theirs = f"From: {to}\r\nTo: {_header(text, 'From')}"
        self._sip.sendto(self._response(text, tag, self._sdp()), peer)
        if self._sounds:
            heapq.heappush(self._due, (time.monotonic(), call_id))

    def _response(self, request: str, tag: str, sdp: str) -> bytes:
        copied = [line for line in request.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq|Record-Route):", line)]
        to = _header(request, "To")
        to = to if ";tag=" in to else f"{to};tag={tag}"
        lines = ["SIP/2.0 200 OK", *copied, f"To: {to}", f"Contact: <sip:{self._host}:{self._port}>"]
        if sdp:
            lines.append("Content-Type: application/sdp")
        return "\r\n".join([*lines, f"Content-Length: {len(sdp)}", "", sdp]).encode()

    def _sdp(self) -> str:
        lines = ["v=0", f"o=- 1 1 IN IP4 {self._host}", "s=-", f"c=IN IP4 {self._host}", "t=0 0"]
        lines += [f"m=audio {self._rtp.getsockname()[1]} RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000"]
        lines += ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"]
        return "\r\n".join([*lines, ""])

    def _hang_up(self, dialog: Dialog) -> None:
        lines = [
            f"BYE {dialog.contact} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._host}:{self._port};branch=z9hG4bK{os.urandom(6).hex()}",
            "Max-Forwards: 70",
            dialog.theirs,
            f"Call-ID: {dialog.call_id}",
            "CSeq: 1 BYE",
            "Content-Length: 0",
            "",
            "",
        ]
        self._sip.sendto("\r\n".join(lines).encode(), dialog.peer)
        self._end(dialog.call_id)

    def _end(self, call_id: str) -> None:
        dialog = self._dialogs.get(call_id)
        if dialog is not None and not dialog.over:
            dialog.over = True
            self._tell("bye", dialog.peer, dialog.turn)

    def _tell(self, event: str, peer: tuple[str, int], turn: int) -> None:
        said = {"event": event, "at": time.time(), "from": f"{peer[0]}:{peer[1]}", "turn": turn}
        print(json.dumps(said), flush=True)

    # --- RTP (RFC 3550) ---

    def _send_due(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            due, call_id = heapq.heappop(self._due)
            dialog = self._dialogs[call_id]
            if dialog.over:
                continue
            if dialog.ends is not None and now >= dialog.ends:
                self._hang_up(dialog)
                continue
            self._send(dialog)
            heapq.heappush(self._due, (due + PACKET_SECONDS, call_id))

    def _send(self, dialog: Dialog) -> None:
        number = dialog.packet
        header = struct.pack("!BBHII", 0x80, 0, number & 0xFFFF, number * PACKET_BYTES & 0xFFFFFFFF, dialog.ssrc)
        self._rtp.sendto(header + self._payload(dialog), dialog.media)
        dialog.packet += 1

    def _payload(self, dialog: Dialog) -> bytes:
        sound = dialog.sound
        if sound is None:
            return SILENCE
        place = dialog.packet % (len(sound.intro) // PACKET_BYTES)
        if self._begun and dialog.begun is None and place == 0:
            dialog.begun = dialog.packet  # the music goes on without a seam, and not all calls change at once
        if dialog.begun is None:
            return _cut(sound.intro, place)
        into = dialog.packet - dialog.begun
        if not dialog.spoken and into * PACKET_SECONDS >= sound.person:
            dialog.spoken = True
            self._tell("spoken", dialog.peer, dialog.turn)
        return _cut(sound.rest, into) or SILENCE


def _cut(sound: bytes, packet: int) -> bytes:
    part = sound[packet * PACKET_BYTES : (packet + 1) * PACKET_BYTES]
    return part if len(part) == PACKET_BYTES else b""


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    assert found
    return found[1]


def _port_pair() -> tuple[socket.socket, socket.socket]:
    """Two neighbouring ports, the first even (RFC 3550, 11). Nobody reads them, so they hold next to nothing."""
    while True:
        pair = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for one in pair:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        pair[0].bind(("127.0.0.1", 0))
        port = pair[0].getsockname()[1]
        try:
            if port % 2 == 0:
                pair[1].bind(("127.0.0.1", port + 1))
                return pair
        except OSError:
            pass
        for one in pair:
            one.close()


def main(path: str | None) -> None:
    """Be the far end. It stands for the rest of the world, which has processors of its own: it goes first."""
    _go_first()
    sounds = []
    if path is not None:
        with np.load(path) as file:
            persons = file["persons"]
            for number, person in enumerate(persons):
                sounds.append(Sound(file[f"intro_{number}"].tobytes(), file[f"rest_{number}"].tobytes(), float(person)))
    FarEnd(sounds).run()


def _go_first() -> None:
    """Where there are autogroups, a session has the niceness that counts (sched(7))."""
    with suppress(OSError):
        os.nice(-10)
        os.setsid()
        Path("/proc/self/autogroup").write_text("-10")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
