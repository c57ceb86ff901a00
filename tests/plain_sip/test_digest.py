"""Digest authentication against the examples that the RFCs print."""

import re

import pytest

from runtime.sip.plain.digest import Credentials, answer
from runtime.sip.plain.message import Message

pytestmark = pytest.mark.unit

MUFASA = Credentials("Mufasa", "Circle of Life")
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
CHALLENGE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm},'
    ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
"""RFC 7616 section 3.9.1."""


def refusal(*challenges: str) -> Message:
    """A 401 that brings these."""
    lines = "".join(f"WWW-Authenticate: {challenge}\r\n" for challenge in challenges)
    return Message.parse(f"SIP/2.0 401 Unauthorized\r\n{lines}\r\n")


def response_to(message: Message, credentials: Credentials, cnonce: str = CNONCE, uri: str = "/dir/index.html") -> str:
    """The proof alone."""
    header = answer(message, credentials, method="GET", uri=uri, cnonce=cnonce)
    assert header is not None
    name, value = header
    assert name == "Authorization"
    found = re.search(r'response="([0-9a-f]+)"', value)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_example_of_rfc_7616(algorithm: str, expected: str) -> None:
    assert response_to(refusal(CHALLENGE.format(algorithm=algorithm)), MUFASA) == expected


def test_the_example_of_rfc_2617() -> None:
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",'
        ' opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    credentials = Credentials("Mufasa", "Circle Of Life", realm="testrealm@host.com")
    assert response_to(refusal(challenge), credentials, "0a4f113b") == "6629fae49393a05397450978507c4ef1"


def test_the_stronger_algorithm_is_taken() -> None:
    both = refusal(CHALLENGE.format(algorithm="MD5"), CHALLENGE.format(algorithm="SHA-256"))
    assert len(response_to(both, MUFASA)) == 64


def test_without_quality_of_protection_nothing_is_said_of_it() -> None:
    header = answer(refusal('Digest realm="r", nonce="n"'), MUFASA, method="BYE", uri="sip:a@b", cnonce="c")
    assert header is not None
    assert "qop" not in header[1]
    assert "cnonce" not in header[1]
    assert MUFASA.password not in header[1]


def test_a_session_key_is_made_of_both_nonces() -> None:
    plain, session = (
        response_to(refusal(f'Digest realm="r", nonce="n", algorithm={name}, qop="auth"'), MUFASA)
        for name in ("MD5", "MD5-sess")
    )
    assert plain != session


@pytest.mark.parametrize(
    "challenge", ['Basic realm="r"', 'Digest realm="r", nonce="n", algorithm=SHA3-1', 'Digest realm="r"']
)
def test_a_challenge_that_we_cannot_answer(challenge: str) -> None:
    assert answer(refusal(challenge), MUFASA, method="BYE", uri="sip:a@b", cnonce="c") is None


def test_a_password_is_for_its_realm_alone() -> None:
    credentials = Credentials("alice", "open sesame", realm="home.example")
    assert answer(refusal('Digest realm="away", nonce="n"'), credentials, method="BYE", uri="sip:a", cnonce="c") is None
    assert "open sesame" not in repr(credentials)
