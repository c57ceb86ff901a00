"""TLS: we speak only to a trunk whose certificate we trust. The far end is a bare TLS server that reads an INVITE."""

import functools
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from runtime.ports import Ended
from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings
from tests.sip.contract import bounded, next_event

OPENSSL = shutil.which("openssl")

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(OPENSSL is None, reason="openssl is not here: apt-get install openssl"),
]

REFUSAL = "SIP/2.0 486 Busy Here\r\n{headers}Content-Length: 0\r\n\r\n"


@pytest.fixture
async def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = [
        OPENSSL or "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", str(certificate), "-keyout", str(key)]
    await trio.run_process(command, capture_stderr=True)
    return certificate, key


async def refuse(stream: trio.SSLStream[trio.SocketStream]) -> None:
    """Take an INVITE and say 486; a client that breaks off is none of our business."""
    request = b""
    try:
        while b"\r\n\r\n" not in request:
            chunk = await stream.receive_some()
            if not chunk:
                return
            request += chunk
        lines = request.decode().split("\r\n")
        wanted = ("via:", "from:", "to:", "call-id:", "cseq:")
        headers = "".join(f"{line}\r\n" for line in lines if line.lower().startswith(wanted))
        await stream.send_all(REFUSAL.format(headers=headers).encode())
        await stream.receive_some()
    except trio.BrokenResourceError:
        return


@asynccontextmanager
async def trunk(certificate: Path, key: Path) -> AsyncIterator[str]:
    """Its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(
            functools.partial(trio.serve_ssl_over_tcp, refuse, 0, context, host="127.0.0.1")
        )
        yield f"127.0.0.1:{listeners[0].transport_listener.socket.getsockname()[1]}"
        nursery.cancel_scope.cancel()


@bounded
async def test_a_trusted_trunk_is_spoken_to(certificate: tuple[Path, Path]) -> None:
    async with trunk(*certificate) as address:
        settings = SipSettings(trunk=address, transport="tls", tls_ca_file=certificate[0])
        async with open_telephone(settings) as telephone:
            ended = await next_event(await telephone.dial("1"), Ended)
            assert (ended.code, ended.by_far_end) == (486, True)


@bounded
async def test_a_trunk_nobody_vouches_for_is_not(certificate: tuple[Path, Path]) -> None:
    async with (
        trunk(*certificate) as address,
        open_telephone(SipSettings(trunk=address, transport="tls")) as telephone,
    ):
        ended = await next_event(await telephone.dial("1"), Ended)
        assert (ended.code, ended.by_far_end) == (0, False)
        assert "cert" in ended.reason.lower()
