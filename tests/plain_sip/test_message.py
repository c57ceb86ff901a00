"""SIP as text: what is read of a message, and what a request says."""

import pytest

from runtime.sip.plain.hop import Hop, next_hop
from runtime.sip.plain.message import Message, Request, address

pytestmark = pytest.mark.unit

ANSWER = """\
SIP/2.0 200 OK
v: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKabc
Record-Route: <sip:one.example;lr>,\t<sip:two.example;lr>
Record-Route: "Gate, the last" <sip:three.example>
f: <sip:alice@example.com>;tag=1
t: "Bob
 Builder" <sip:bob@example.com>;tag=2
i: call@example
CSeq: 7 INVITE
Content-Length: 0

""".replace("\n", "\r\n")


def test_compact_names_folded_lines_and_lists() -> None:
    message = Message.parse(ANSWER)
    assert (message.code, message.reason, message.method) == (200, "OK", "INVITE")
    assert message.parameter("via", "branch") == "z9hG4bKabc"
    assert address(message.first("to")) == ("sip:bob@example.com", ";tag=2")
    assert [address(route)[0] for route in message.items("record-route")] == [
        "sip:one.example;lr",
        "sip:two.example;lr",
        "sip:three.example",
    ]


@pytest.mark.parametrize("text", ["", "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "SIP/2.0 200 OK\r\nno colon\r\n\r\n"])
def test_what_is_no_message(text: str) -> None:
    with pytest.raises(ValueError, match="SIP message"):
        Message.parse(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sip:a@b", ("sip:a@b", "")),
        ("sip:a@b;tag=9", ("sip:a@b", ";tag=9")),
        ("<sip:a@b;lr>;tag=9", ("sip:a@b;lr", ";tag=9")),
        ('"A \\" <x>" <sips:a@b>', ("sips:a@b", "")),
    ],
)
def test_addresses(value: str, expected: tuple[str, str]) -> None:
    assert address(value) == expected


def test_a_request_reads_as_one() -> None:
    request = Request("BYE", "sip:bob@host", "<sip:a@b>;tag=1", "<sip:bob@c>;tag=2", "call", 1001, ("<sip:p;lr>",))
    message = Message.parse(request.text("127.0.0.1:4000", "udp", "z9hG4bKx").decode())
    assert message.start == "BYE sip:bob@host SIP/2.0"
    assert message.code is None
    assert message.first("cseq") == "1001 BYE"
    assert message.first("route") == "<sip:p;lr>"
    assert message.first("via") == "SIP/2.0/UDP 127.0.0.1:4000;rport;branch=z9hG4bKx"


@pytest.mark.parametrize(
    ("uri", "hop"),
    [
        ("sip:alice@example.com", Hop("example.com", 5060, "udp")),
        ("sip:example.com:5070;transport=tcp", Hop("example.com", 5070, "tcp")),
        ("sip:alice@example.com;transport=TLS", Hop("example.com", 5061, "tls")),
        ("sips:alice@example.com", Hop("example.com", 5061, "tls")),
        ("sip:alice@[::1]:5070", Hop("::1", 5070, "udp")),
        ("sip:alice@example.com:5070;maddr=192.0.2.1", Hop("192.0.2.1", 5070, "udp")),
    ],
)
def test_where_a_uri_leads(uri: str, hop: Hop) -> None:
    assert next_hop(uri) == hop


def test_the_transport_of_a_uri_comes_first() -> None:
    assert next_hop("sip:a@b", "tcp").transport == "tcp"
    assert next_hop("sip:a@b;transport=udp", "tcp").transport == "udp"


@pytest.mark.parametrize("uri", ["alice@example.com", "sip:a@b;transport=sctp", "sip:a@b:0", "sip:a@b:70000"])
def test_what_leads_nowhere(uri: str) -> None:
    with pytest.raises(ValueError, match="SIP address"):
        next_hop(uri)
