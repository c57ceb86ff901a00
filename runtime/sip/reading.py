"""What PJSIP's events and messages say. Not responsible for acting on it. Lives on PJSUA2's thread."""

from typing import Any

import pjsua2 as pj

from runtime.sip.dtmf import digit_of_info
from runtime.sip.printable import printable


def message_of(event: Any) -> str:
    """The message whose coming an event is about, "" if it is about anything else."""
    if event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG:
        return str(event.body.tsxState.src.rdata.wholeMsg)
    return ""


def offers_media(event: Any) -> bool:
    """Whether the response that an event is about has an SDP body; its media starts a moment later."""
    return "application/sdp" in message_of(event).lower()


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
