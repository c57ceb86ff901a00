"""Digest authentication: what to answer to a 401 or 407 (RFC 3261 section 22, RFC 7616, RFC 2617, RFC 8760).

Not responsible for where the password comes from. It appears in nothing that is returned.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.sip.plain.message import Message

_HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}
"""The strongest first, as RFC 8760 section 2.4 has a client choose."""

_PAIR = re.compile(r'([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,]+))')

ANSWERS = {401: ("www-authenticate", "Authorization"), 407: ("proxy-authenticate", "Proxy-Authorization")}
"""The header that a refusal brings, and the one that answers it."""


@dataclass(frozen=True)
class Credentials:
    """Who we are at a `realm`; `*` fits any."""

    username: str
    password: str = field(repr=False)
    realm: str = "*"


def answer(refusal: Message, credentials: Credentials, *, method: str, uri: str, cnonce: str) -> tuple[str, str] | None:
    """The header that answers a 401 or 407; None if there is no challenge that we know, or none for our realm.

    `cnonce` is a word that nobody can foresee (RFC 7616 section 3.4).
    """
    asked, said = ANSWERS[refusal.code or 0]
    challenges = [_pairs(value) for value in refusal.all(asked) if value.lower().startswith("digest ")]
    for name, make in _HASHES.items():
        for challenge in challenges:
            algorithm = challenge.get("algorithm", "MD5").upper()
            ours = credentials.realm in ("*", challenge.get("realm"))
            if ours and algorithm.removesuffix("-SESS") == name and "nonce" in challenge:
                return said, _response(challenge, credentials, make, method=method, uri=uri, cnonce=cnonce)
    return None


def _response(
    challenge: dict[str, str],
    credentials: Credentials,
    make: Callable[[bytes], "hashlib._Hash"],
    *,
    method: str,
    uri: str,
    cnonce: str,
) -> str:
    def h(*parts: str) -> str:
        return make(":".join(parts).encode()).hexdigest()

    realm, nonce = challenge.get("realm", ""), challenge["nonce"]
    count = "00000001"
    secret = h(credentials.username, realm, credentials.password)
    session = challenge.get("algorithm", "").upper().endswith("-SESS")
    if session:
        secret = h(secret, nonce, cnonce)
    offered = [word.strip() for word in challenge.get("qop", "").lower().split(",")]
    quality = next((word for word in ("auth", "auth-int") if word in offered), None)
    # auth-int covers the body, and there is none
    what = h(method, uri, h("")) if quality == "auth-int" else h(method, uri)
    proof = h(secret, nonce, what) if quality is None else h(secret, nonce, count, cnonce, quality, what)
    quoted = {"username": credentials.username, "realm": realm, "nonce": nonce, "uri": uri, "response": proof}
    bare: dict[str, str] = {}
    if quality is not None or session:
        quoted["cnonce"] = cnonce
    if quality is not None:
        bare |= {"qop": quality, "nc": count}
    if "opaque" in challenge:
        quoted["opaque"] = challenge["opaque"]
    if "algorithm" in challenge:
        bare["algorithm"] = challenge["algorithm"]
    words = [f'{key}="{_escaped(value)}"' for key, value in quoted.items()]
    return "Digest " + ", ".join([*words, *(f"{key}={value}" for key, value in bare.items())])


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)


def _pairs(challenge: str) -> dict[str, str]:
    """The parameters of a challenge, names in small letters, quotes undone."""
    found = _PAIR.findall(challenge[len("digest ") :])
    return {key.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for key, quoted, bare in found}
