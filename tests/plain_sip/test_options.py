"""OPTIONS: how often it is asked, whose answers count, and what they say about a telephone."""

import ssl
from pathlib import Path

import pytest
import trio

from runtime.sip.plain import Credentials, Reply, options
from runtime.sip.plain.message import LIMIT, Message
from tests.plain_sip.far_end import datagrams, respond, streams
from tests.ports import free_port
from tests.sip.baresip import needs_baresip, phone
from tests.sip.contract import bounded
from tests.sip.kamailio import needs_kamailio, registrar
from tests.sip.test_tls import OPENSSL, certificate

pytestmark = pytest.mark.sip

__all__ = ["certificate"]


@bounded
async def test_an_answer_comes_after_a_provisional_one() -> None:
    async with datagrams(lambda _request: ["100 Trying", "200 Fine\nDate: Sat, 13 Nov 2010 23:29:00 GMT"]) as (
        at,
        asked,
    ):
        reply = await options(f"sip:alice@{at}")
    assert reply is not None
    assert (reply.code, reply.reason, reply.date) == (200, "Fine", "Sat, 13 Nov 2010 23:29:00 GMT")
    assert [request.start for request in asked] == [f"OPTIONS sip:alice@{at} SIP/2.0"]


@bounded
async def test_a_port_that_refuses_is_known_at_once() -> None:
    port = free_port()
    assert await options(f"sip:alice@127.0.0.1:{port}", within=60) is None


async def test_silence_is_asked_again_and_again(autojump_clock: trio.testing.MockClock) -> None:
    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as silent:
        await silent.bind(("127.0.0.1", 0))
        assert await options(f"sip:alice@127.0.0.1:{silent.getsockname()[1]}", within=32) is None
        asked = []
        with trio.move_on_after(0.1):
            while True:
                asked.append(await silent.recv(LIMIT))
    assert trio.current_time() == pytest.approx(32.1)
    assert len(asked) == 11  # RFC 3261 section 17.1.2.2: at 0, 0.5, 1.5, 3.5, 7.5 and then every 4 s
    assert len(set(asked)) == 1


@bounded
async def test_answers_to_other_questions_are_passed_over() -> None:
    def answers(request: Message) -> list[str]:
        return ["200 Other"]

    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as socket:
        await socket.bind(("127.0.0.1", 0))
        replies: list[Reply | None] = []

        async def ask() -> None:
            replies.append(await options(f"sip:alice@127.0.0.1:{socket.getsockname()[1]}"))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            data, sender = await socket.recvfrom(LIMIT)
            request = Message.parse(data.decode())
            branch = request.parameter("via", "branch")
            await socket.sendto(b"\x00\xff nonsense", sender)
            await socket.sendto(respond(request, "200 Stranger").replace(branch.encode(), b"z9hG4bKother"), sender)
            await socket.sendto(respond(request, "200 Invited").replace(b" OPTIONS", b" INVITE"), sender)
            await socket.sendto(respond(request, "486 Busy"), sender)
    assert replies[0] is not None
    assert replies[0].reason == "Busy"


@bounded
async def test_by_tcp() -> None:
    async with streams(lambda _request: ["100 Trying", "200 Fine"]) as (at, asked):
        reply = await options(f"sip:alice@{at};transport=tcp")
    assert reply is not None
    assert reply.reason == "Fine"
    assert asked[0].first("via").startswith("SIP/2.0/TCP 127.0.0.1:")


@bounded
async def test_a_stream_that_says_nothing_more() -> None:
    async with streams(lambda _request: ["100 Trying"]) as (at, _):
        assert await options(f"sip:alice@{at}", transport="tcp", within=0.2) is None


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not here: apt-get install openssl")
@bounded
async def test_by_tls_to_whom_we_trust(certificate: tuple[Path, Path]) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    async with streams(lambda _request: ["200 Fine"], context) as (at, asked):
        assert await options(f"sips:alice@{at}") is None
        assert asked == []
        reply = await options(f"sips:alice@{at}", ca_file=certificate[0])
    assert reply is not None
    assert reply.code == 200


@pytest.mark.parametrize("code", [200, 486, 600, 603, 405, 501, 401, 407, 403])
def test_who_answers_is_there(code: int) -> None:
    assert Reply(code, "", 0.0).is_there


@pytest.mark.parametrize("code", [302, 404, 408, 410, 480, 500, 503, 604])
def test_whom_others_answer_for_is_not(code: int) -> None:
    assert not Reply(code, "", 0.0).is_there


@bounded
async def test_a_challenge_is_answered_once() -> None:
    challenge = '407 Who Is It\nProxy-Authenticate: Digest realm="home", nonce="n", qop="auth", algorithm=SHA-256'

    def answers(request: Message) -> list[str]:
        return ["200 Welcome"] if 'username="alice"' in request.first("proxy-authorization") else [challenge]

    async with datagrams(answers) as (at, asked):
        stranger = await options(f"sip:bob@{at}")
        friend = await options(f"sip:bob@{at}", credentials=Credentials("alice", "open sesame"))
        mallory = await options(f"sip:bob@{at}", credentials=Credentials("mallory", "guess"))
    assert [reply and reply.code for reply in (stranger, friend, mallory)] == [407, 200, 407]
    assert [request.first("cseq") for request in asked[1:3]] == ["1 OPTIONS", "2 OPTIONS"]
    assert len(asked) == 5


@needs_baresip
@bounded
async def test_a_telephone_answers(tmp_path: Path) -> None:
    async with phone(tmp_path) as uri:
        reply = await options(uri)
    assert reply is not None
    assert reply.code == 200
    assert reply.is_there


@needs_kamailio
@bounded
async def test_a_registrar_answers(tmp_path: Path) -> None:
    async with registrar(tmp_path) as at:
        reply = await options(f"sip:{at}")
    assert reply is not None
    assert reply.is_there
