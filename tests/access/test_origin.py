"""Which pages may talk to us, and by which names we answer."""

import pytest

from runtime.access import allowed

pytestmark = pytest.mark.unit

OWN = ("127.0.0.1:8000", "https://hold.example.com")
EXTRA = ("https://desk.example.org",)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "127.0.0.1:8000"),
        (None, "localhost:8000"),
        (None, "[::1]:8000"),
        (None, "192.168.1.5:8000"),
        (None, "hold.example.com"),
        ("http://localhost:8000", "localhost:8000"),
        ("http://LocalHost:8000", "localhost:8000"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("https://hold.example.com", "hold.example.com"),
        ("https://hold.example.com:443", "hold.example.com"),
        ("https://hold.example.com", "hold.example.com."),
        ("https://hold.example.com", "127.0.0.1:8000"),  # a proxy that calls us by our address
        ("https://desk.example.org", "hold.example.com"),
        ("http://localhost", "localhost:80"),
    ],
)
def test_these_may(origin: str | None, host: str) -> None:
    assert allowed(origin, host, own=OWN, extra=EXTRA)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "127.0.0.1:8000"),
        ("null", "127.0.0.1:8000"),
        ("", "127.0.0.1:8000"),
        ("file://", "127.0.0.1:8000"),
        ("http://localhost:3000", "localhost:8000"),
        ("https://localhost", "localhost:80"),
        ("http://hold.example.com", "127.0.0.1:8000"),
        ("http://desk.example.org", "hold.example.com"),
        ("https://desk.example.org:8443", "hold.example.com"),
        ("https://hold.example.com.evil.example", "hold.example.com"),
        ("http://127.0.0.1:8000@evil.example", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
    ],
)
def test_these_pages_may_not(origin: str, host: str) -> None:
    assert not allowed(origin, host, own=OWN, extra=EXTRA)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "localhost.evil.example",
        "2130706433",
        "a b",
    ],
)
def test_a_name_that_is_not_ours_is_answered_to_nobody(host: str) -> None:
    assert not allowed(None, host, own=OWN, extra=EXTRA)
    assert not allowed(f"http://{host}", host, own=OWN, extra=EXTRA)
