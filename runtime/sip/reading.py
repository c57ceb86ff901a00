"""What PJSIP's events and messages say. Not responsible for acting on it. Lives on PJSUA2's thread."""

from typing import Any

import pjsua2 as pj

from runtime.sip.dtmf import digit_of_info


def offers_media(event: Any) -> bool:
    """Whether the response that an event is about has an SDP body; its media starts a moment later."""
    return (
        event.type == pj.PJSIP_EVENT_TSX_STATE
        and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG
        and "application/sdp" in event.body.tsxState.src.rdata.wholeMsg.lower()
    )


TEXT_LIMIT = 120
"""Characters of others' text that are kept: more than any reason phrase or URI that somebody is meant to read."""


def printable(text: str) -> str:
    """Text from the network, fit for a log and a screen. The binding turns bytes that are not UTF-8 into surrogates,
    which no encoder takes; control characters could command a terminal."""
    valid = text.encode("utf-8", "replace").decode()
    return "".join(character for character in valid if character.isprintable())[:TEXT_LIMIT]


def cause_of_end(info: Any, event: Any) -> tuple[int, str, bool]:
    """SIP code (0 if no message said so), reason, and whether the far end ended a call that we did not hang up."""
    match event.body.tsxState.type if event.type == pj.PJSIP_EVENT_TSX_STATE else None:
        case pj.PJSIP_EVENT_TIMER:
            return 0, "no response", False
        case pj.PJSIP_EVENT_TRANSPORT_ERROR:
            return 0, f"cannot be reached ({printable(info.lastReason)})", False
        case _:
            return info.lastStatusCode, printable(info.lastReason), True


def digit_pjsip_overlooks(change: Any) -> str | None:
    """The digit of an INFO request with `application/dtmf`; PJSIP reports only `application/dtmf-relay` by itself."""
    if change.tsx.method != "INFO" or change.tsx.state != pj.PJSIP_TSX_STATE_TRYING:
        return None
    head, _, body = change.src.rdata.wholeMsg.replace("\r\n", "\n").partition("\n\n")
    kind = next((line[13:].strip() for line in head.split("\n") if line.lower().startswith("content-type:")), "")
    return digit_of_info(kind, body) if kind.lower() == "application/dtmf" else None


def flowing_audio(info: Any) -> int | None:
    """The index of a call's audio media that has a conference port, None if there is none now."""
    for media in info.media:
        flows = media.status in (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)
        if media.type == pj.PJMEDIA_TYPE_AUDIO and flows and media.audioConfSlot != pj.INVALID_ID:
            return int(media.index)
    return None
