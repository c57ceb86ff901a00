"""What a real rehearsal is made of, as far as it takes no call: less waiting, bad lines, detours, what arrived."""

import numpy as np
import pytest

from holdlang.load import load
from holdlang.model import Tree
from holdlang.model.testing import Jitter, Loss, Noise
from holdlang.model.tree import CutOff, Music
from holdlang.source import Source
from runtime.rehearse.live.badline import BadLine
from runtime.rehearse.live.detour import detoured
from runtime.rehearse.live.g711 import PCMA, PCMU, decoded, encoded
from runtime.rehearse.live.telephone import arrived
from runtime.rehearse.live.worker import Job
from runtime.rehearse.shortened import UNCUT, short, shortened

pytestmark = pytest.mark.unit


def tree(text: str) -> Tree:
    loaded = load(Source("t.hold", f"tree t\n\n{text}"))
    assert loaded.ok
    return loaded.trees[0]


# --- less waiting --------------------------------------------------------------------------------------------------


def test_what_is_short_stays() -> None:
    brief = tree(
        'answer after 2 rings\nsay "Hello."\n  on press 1    hangup\n  on silence 6s hangup\nmusic 12s\nwait 4s\n'
    )
    assert shortened(brief) == brief


def test_hours_become_seconds_and_stay_in_their_order() -> None:
    waits = [0.0, 5.0, 12.0, 12.5, 60.0, 61.0, 1200.0, 7200.0]
    cut = [short(wait) for wait in waits]
    assert cut == sorted(set(cut))
    assert cut[-1] == UNCUT + (7200 - UNCUT) / 60


def test_a_queue_keeps_its_parts() -> None:
    queue = tree(
        "answer\nhangup after 38m\nmusic 2m..20m behind 6\n"
        '  every 2m say "You are number $position."\n  on press 1 hangup\n'
    )
    cut_off, music = shortened(queue).steps[1:]
    assert isinstance(cut_off, CutOff)
    assert isinstance(music, Music)
    assert cut_off.seconds == short(38 * 60)
    assert (music.seconds, music.most, music.every[0].seconds) == (short(120), short(1200), short(120))
    assert (music.behind, len(music.clauses)) == (6, 1)


# --- the codes of telephone sound ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("law", "code", "sample"),
    [
        (PCMU, 0x00, -32124), (PCMU, 0x80, 32124), (PCMU, 0xFF, 0), (PCMU, 0x7F, 0), (PCMU, 0xEF, 132),
        (PCMA, 0x2A, -32256), (PCMA, 0xAA, 32256), (PCMA, 0xD5, 8), (PCMA, 0x55, -8),
    ],
)  # fmt: skip
def test_the_tables_of_g711(law: int, code: int, sample: int) -> None:
    assert decoded(bytes([code]), law).tolist() == [sample]


@pytest.mark.parametrize("law", [PCMU, PCMA])
def test_what_is_encoded_means_what_it_meant(law: int) -> None:
    every = bytes(range(256))
    assert decoded(encoded(decoded(every, law), law), law).tolist() == decoded(every, law).tolist()
    loud = np.array([-32768, 32767], np.int16)
    assert abs(decoded(encoded(loud, law), law).astype(int) - loud).max() < 700


# --- a bad line ----------------------------------------------------------------------------------------------------


def packet(number: int, kind: int = PCMU, sound: bytes = b"\xff" * 160) -> bytes:
    """An RTP packet (RFC 3550, section 5.1)."""
    return bytes([0x80, kind]) + number.to_bytes(2) + (160 * number).to_bytes(4) + b"abcd" + sound


def test_a_good_line_does_nothing() -> None:
    line = BadLine([], 1)
    assert not line.is_bad
    delivery = line.carry(packet(1))
    assert delivery is not None
    assert (delivery.packet, delivery.late) == (packet(1), 0)


def test_so_many_are_lost_and_the_same_ones_each_time() -> None:
    lines = [BadLine([Loss(percent=5), *more], 7) for more in ([], [], [Jitter(seconds=0.1), Noise(decibels=-30)])]
    lost = [[n for n in range(4000) if line.carry(packet(n)) is None] for line in lines]
    assert 150 < len(lost[0]) < 250
    assert lost[0] == lost[1] == lost[2]
    assert lost[0] != [n for n in range(4000) if BadLine([Loss(percent=5)], 8).carry(packet(n)) is None]


def test_up_to_so_much_late() -> None:
    line = BadLine([Jitter(seconds=0.08)], 7)
    late = [delivery.late for n in range(1000) if (delivery := line.carry(packet(n)))]
    assert len(late) == 1000
    assert 0 <= min(late) < 0.01
    assert 0.07 < max(late) <= 0.08


@pytest.mark.parametrize("law", [PCMU, PCMA])
def test_it_hisses_as_loud_as_it_says(law: int) -> None:
    line = BadLine([Noise(decibels=-30)], 7)
    silence = encoded(np.zeros(160, np.int16), law)
    heard = [delivery.packet[12:] for n in range(200) if (delivery := line.carry(packet(n, law, silence)))]
    sound = decoded(b"".join(heard), law).astype(float)
    assert 20 * np.log10(np.sqrt(np.mean(sound**2)) / 32768) == pytest.approx(-30, abs=0.2)


def test_what_is_no_sound_does_not_hiss() -> None:
    event = packet(1, 101, b"\x05\x0a\x00\xa0")
    delivery = BadLine([Noise(decibels=-10)], 7).carry(event)
    assert delivery is not None
    assert delivery.packet == event


def test_sound_begins_after_sources_and_extensions() -> None:
    """RFC 3550, sections 5.1 and 5.3.1."""
    head = bytes([0x92, PCMU]) + bytes(10) + b"srcAsrcB" + b"\xbe\xde\x00\x01" + b"ext1"
    delivery = BadLine([Noise(decibels=-10)], 7).carry(head + b"\xff" * 160)
    assert delivery is not None
    assert delivery.packet[: len(head)] == head
    assert delivery.packet[len(head) :] != b"\xff" * 160


# --- a detour ------------------------------------------------------------------------------------------------------

OFFER = (
    b"INVITE sip:rehearsal@127.0.0.1:7000 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5062;rport;branch=z9hG4bK1\r\n"
    b"Contact: <sip:holdlang@127.0.0.1:5062>\r\n"
    b"Content-Type: application/sdp\r\n"
    b"Content-Length: 62\r\n"
    b"\r\n"
    b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0 8\r\na=rtcp:4001\r\n"
)


def test_addresses_and_ports_of_sound_are_others() -> None:
    changed = detoured(
        OFFER, {7000: 5060, 5062: 33333}, sound=lambda port: port + 40000, reports=lambda port: port + 50000
    )
    head, _, body = changed.partition(b"\r\n\r\n")
    assert b"INVITE sip:rehearsal@127.0.0.1:5060 SIP" in head
    assert head.count(b"127.0.0.1:33333") == 2
    assert b"m=audio 44000 RTP/AVP 0 8\r\na=rtcp:54001\r\n" in body
    assert b"Content-Length: %d" % len(body) in head


def test_an_answer_finds_its_way_back() -> None:
    there = detoured(OFFER, {5062: 33333}, sound=lambda port: port, reports=lambda port: port)
    assert detoured(there, {33333: 5062}, sound=lambda port: port, reports=lambda port: port).startswith(
        OFFER.partition(b"Content-Type")[0]
    )


def test_sound_that_is_refused_and_messages_without_any_stay() -> None:
    """A port of 0 refuses a stream (RFC 3264, section 6)."""
    refused = OFFER.replace(b"m=audio 4000", b"m=audio 0")
    assert b"m=audio 0 " in detoured(refused, {}, sound=lambda _port: 1, reports=lambda port: port)
    bye = b"BYE sip:a@127.0.0.1:7000 SIP/2.0\r\nContent-Length: 0\r\n\r\n"
    assert detoured(bye, {}, sound=lambda _port: 1, reports=lambda _port: 1) == bye


# --- what went out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "digits", "came"),
    [
        (["3", "4242#"], "34242#", ["3", "4242#"]),
        (["w417", "1"], "4171", ["w417", "1"]),
        (["4242#"], "424", ["424"]),
        (["1", "2"], "1", ["1"]),
        (["1"], "11", ["11"]),
        ([], "5", ["5"]),
        ([], "", []),
    ],
)
def test_keys_as_they_arrived(sent: list[str], digits: str, came: list[str]) -> None:
    assert arrived(sent, digits) == came


def test_a_job_is_a_line() -> None:
    job = Job("a b.hold", 3, seed=5, fast=True, folder="/somewhere")
    assert "\n" not in job.to_json()
    assert Job.from_json(job.to_json()) == job
