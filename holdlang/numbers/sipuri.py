"""SIP addresses as people write them (RFC 3261, section 19.1, without headers).

Not responsible for whether they may be called (see `holdlang.numbers`).
"""

import re
from dataclasses import dataclass

_URI = re.compile(r"(?i)(sips?):(?:([^\s@<>]+)@)?(\[[0-9a-f:.]+\]|[\w.-]+)((?::\d{1,5})?(?:;[^\s<>]*)?)")


@dataclass(frozen=True)
class SipUri:
    """The parts of an address that holdlang looks at; `user` may be empty."""

    scheme: str
    user: str
    host: str
    rest: str
    """Port and parameters."""

    def __str__(self) -> str:
        at = f"{self.user}@" if self.user else ""
        return f"{self.scheme}:{at}{self.host}{self.rest}"


def is_uri(text: str) -> bool:
    """Whether `text` means to be a SIP address, well or badly written, rather than a telephone number."""
    return text.lower().startswith(("sip:", "sips:"))


def parse(text: str) -> SipUri:
    """The parts of an address, its scheme in small letters. Raises `ValueError` for what is none."""
    found = _URI.fullmatch(text)
    if found is None:
        raise ValueError("it should be a SIP address such as sip:alice@192.168.1.20:5060")
    scheme, user, host, rest = found.groups(default="")
    return SipUri(scheme.lower(), user, host, rest)


def same_host(one: str, other: str) -> bool:
    """Whether two hosts are the same as written; case, and the dot that may end a name, make no difference."""
    return one.rstrip(".").casefold() == other.rstrip(".").casefold()
