"""SIP messages as text: a request of ours, and what comes back (RFC 3261 sections 7, 8.1.1 and 20).

Not responsible for sending, nor for bodies: nothing here has one.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

LIMIT = 64 * 1024
"""Bytes of a message that are read: more than any UDP datagram holds."""

COOKIE = "z9hG4bK"
"""What a branch begins with, so that it counts as unique (section 8.1.1.7)."""

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
}
"""Section 7.3.3, of the headers that are read here."""

_ITEM = re.compile(r'(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^",<])+')
_NAME_ADDRESS = re.compile(r'\s*(?:(?:"(?:\\.|[^"\\])*"|[^"<]*)\s*<\s*([^>\s]+)\s*>|([^;\s]+))\s*((?:;.*)?)', re.DOTALL)


@dataclass(frozen=True)
class Message:
    """The start line and the headers; names in small letters and in full, folded lines joined."""

    start: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the head of a message. Raises `ValueError` for what is none."""
        head = text.lstrip("\r\n").replace("\r\n", "\n").partition("\n\n")[0]
        start, *lines = re.sub(r"\n[ \t]+", " ", head).split("\n")
        if not re.match(r"SIP/2\.0 [1-6]\d\d(?: |$)|\S+ \S+ SIP/2\.0$", start):
            raise ValueError("this is no SIP message")
        headers = []
        for line in filter(None, lines):
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError("a header of this SIP message has no name")
            name = name.strip().lower()
            headers.append((_COMPACT.get(name, name), value.strip()))
        return cls(start, tuple(headers))

    @property
    def code(self) -> int | None:
        """The status of a response; None for a request."""
        return int(self.start[8:11]) if self.start.startswith("SIP/2.0 ") else None

    @property
    def reason(self) -> str:
        """The words beside the status, which anyone may have chosen."""
        return self.start[12:] if self.code is not None else ""

    @property
    def method(self) -> str:
        """What is asked for, or was."""
        return self.first("cseq").rpartition(" ")[2]

    def first(self, name: str) -> str:
        """The first value of a header, "" if it is missing."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every value of a header that is not a list."""
        return [value for known, value in self.headers if known == name]

    def items(self, name: str) -> list[str]:
        """Every item of a header that is a list, however it is spread over lines (section 7.3.1)."""
        return [item.strip() for value in self.all(name) for item in _ITEM.findall(value) if item.strip()]

    def parameter(self, name: str, key: str) -> str:
        """A parameter of the first value of a header, "" if it is missing."""
        return parameter((self.items(name) or [""])[0], key)


def parameter(value: str, key: str) -> str:
    """The parameter `;key=…` of a header's value or of a URI, "" if it is missing."""
    found = re.search(rf";\s*{key}\s*=\s*([^;,\s>]+)", value, re.IGNORECASE)
    return found[1] if found else ""


def address(value: str) -> tuple[str, str]:
    """URI and parameters (";tag=…", or "") of a `name-addr` or `addr-spec` (section 20.10). Raises `ValueError`."""
    found = _NAME_ADDRESS.fullmatch(value)
    if found is None or not re.match(r"sips?:", found[1] or found[2], re.IGNORECASE):
        raise ValueError("this is no SIP address")
    return found[1] or found[2], found[3]


@dataclass(frozen=True)
class Request:
    """A request of ours without a body. `sender` and `receiver` are From and To, with their tags."""

    method: str
    uri: str
    sender: str
    receiver: str
    call_id: str
    cseq: int
    routes: Sequence[str] = ()
    headers: Sequence[tuple[str, str]] = ()
    """What else to say."""

    def text(self, sent_by: str, transport: str, branch: str) -> bytes:
        """The message as it is sent from `sent_by` (host:port). `rport` has the answer come back through a NAT
        (RFC 3581)."""
        lines: Iterable[tuple[str, str]] = (
            ("Via", f"SIP/2.0/{transport.upper()} {sent_by};rport;branch={branch}"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.sender),
            ("To", self.receiver),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.cseq} {self.method}"),
            *self.headers,
            ("User-Agent", "holdlang"),
            ("Content-Length", "0"),
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"{self.method} {self.uri} SIP/2.0\r\n{head}\r\n".encode()

    def again(self, *headers: tuple[str, str]) -> "Request":
        """The same once more, as a request of its own (section 22.2: the sequence number goes up)."""
        return replace(self, cseq=self.cseq + 1, headers=(*self.headers, *headers))


def new_branch() -> str:
    """The name of a new transaction."""
    return COOKIE + secrets.token_hex(12)
