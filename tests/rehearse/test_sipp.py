"""SIPp as the caller: a SIP stack that is not ours, keys by INFO (RFC 6086), and media that it does not change."""

import shutil
from pathlib import Path

import pytest
import trio

from runtime.rehearse.process import rehearsed

pytestmark = pytest.mark.sip

SIPP = shutil.which("sipp")
needs_sipp = pytest.mark.skipif(SIPP is None, reason="SIPp is not installed (Debian: apt-get install sip-tester)")

BEGIN = """<?xml version="1.0"?>
<scenario name="calls a company">
<send><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""
INFO = """
<pause milliseconds="1000"/>
<send><![CDATA[
INFO [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 INFO
Max-Forwards: 70
Content-Type: CONTENT_TYPE
Content-Length: [len]

BODY
]]></send>
<recv response="RESPONSE"/>
"""
REFUSAL = """
<recv request="INVITE"/>
<send><![CDATA[
SIP/2.0 488 Not Acceptable Here
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<recv request="ACK"/>
"""
END = """
<pause milliseconds="500"/>
<send><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 3 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
"""


async def sipp(folder: Path, address: str, scenario: str) -> None:
    """Call `address` by this scenario, to its end; fails if anything else comes than it has."""
    (folder / "call.xml").write_text(scenario)
    command = [str(SIPP), address, "-sf", "call.xml", "-m", "1", "-i", "127.0.0.1", "-nostdin"]
    done = await trio.run_process(command, cwd=folder, check=False, capture_stdout=True, capture_stderr=True)
    assert done.returncode == 0, done.stderr.decode()


@needs_sipp
@pytest.mark.parametrize(
    ("kind", "body", "response"),
    [("application/dtmf-relay", "Signal=3\nDuration=160", 200), ("application/dtmf", "3", 500)],
)
async def test_sipp_presses_a_key_by_info(shop: Path, tmp_path: Path, kind: str, body: str, response: int) -> None:
    """PJSIP refuses `application/dtmf` by itself; the key counts all the same."""
    info = INFO.replace("CONTENT_TYPE", kind).replace("BODY", body).replace("RESPONSE", str(response))
    with trio.fail_after(60):
        async with rehearsed(shop, ring_seconds=0) as peers:
            await sipp(tmp_path, peers.company_address, BEGIN + info + END)
            assert (await peers.company.happens("digit")).data == {"digit": "3", "taken": True}
            assert (await peers.company.happens("music")).step == "cards"
            await peers.company.happens("ended")


@needs_sipp
async def test_a_caller_that_does_not_change_its_media_stays(tmp_path: Path) -> None:
    tree = tmp_path / "moved.tree.hold"
    tree.write_text("tree moved\nanswer\nwait 1s\ntransfer\nmusic 1m")
    with trio.fail_after(60):
        async with rehearsed(tree) as peers:
            await sipp(tmp_path, peers.company_address, BEGIN + REFUSAL + END)
            assert (await peers.company.happens("put_through")).data == {"agreed": False}
            assert (await peers.company.happens("ended")).data == {"by": "caller"}
            assert [event.event for event in peers.company.events][-2] == "music"
