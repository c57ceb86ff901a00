"""The examples of the reference API, as they stand there. Not responsible for anything: they are what has to hold."""

from typing import Any

OUTBOUND: dict[str, Any] = {
    "number": "+18005551234",
    "mode": "hold_slayer",
    "intent": "dispute Amazon charge from December 15th",
    "device": "sip_phone",
    "call_flow_id": "chase_bank_disputes",
    "services": {"recording": True, "transcription": True},
}

OUTBOUND_GIVES: dict[str, Any] = {
    "call_id": "call_abc123",
    "status": "trying",
    "number": "+18005551234",
    "mode": "hold_slayer",
    "started_at": "2026-01-15T10:30:00Z",
}

HOLD_SLAYER: dict[str, Any] = {
    "number": "+18005551234",
    "intent": "dispute Amazon charge from December 15th",
    "call_flow_id": "chase_bank_disputes",
    "transfer_to": "sip_phone",
}

STATUS: dict[str, Any] = {
    "call_id": "call_abc123",
    "status": "on_hold",
    "number": "+18005551234",
    "mode": "hold_slayer",
    "duration": 847,
    "hold_time": 780,
    "audio_type": "music",
    "transcript_excerpt": "...your call is important to us...",
    "classification_history": [
        {"timestamp": 1706000000, "type": "ringing", "confidence": 0.95},
        {"timestamp": 1706000003, "type": "ivr_prompt", "confidence": 0.88},
        {"timestamp": 1706000010, "type": "music", "confidence": 0.92},
    ],
    "services": {"recording": True, "transcription": True},
}

CALLS: dict[str, Any] = {
    "calls": [
        {"call_id": "call_abc123", "status": "on_hold", "number": "+18005551234", "duration": 847},
        {"call_id": "call_def456", "status": "connected", "number": "+18009876543", "duration": 120},
    ],
    "total": 2,
}

TRANSFER = {"device": "sip_phone"}

FLOWS: dict[str, Any] = {
    "flows": [
        {
            "id": "chase_bank_disputes",
            "name": "Chase Bank — Disputes",
            "company": "Chase Bank",
            "phone_number": "+18005551234",
            "step_count": 7,
            "success_count": 12,
            "fail_count": 1,
            "tags": ["banking", "disputes"],
        }
    ]
}

CREATE_FLOW: dict[str, Any] = {
    "name": "Chase Bank — Disputes",
    "company": "Chase Bank",
    "phone_number": "+18005551234",
    "steps": [
        {"id": "wait", "type": "WAIT", "description": "Wait for greeting", "timeout": 5.0, "next_step": "menu"},
        {"id": "menu", "type": "LISTEN", "description": "Main menu", "next_step": "press3"},
        {"id": "press3", "type": "DTMF", "description": "Account services", "dtmf": "3", "next_step": "hold"},
        {"id": "hold", "type": "HOLD", "description": "Wait for agent", "next_step": "transfer"},
        {"id": "transfer", "type": "TRANSFER", "description": "Connect to user"},
    ],
}

CALL_FLOW: dict[str, Any] = {
    "id": "chase_bank_disputes",
    "name": "Chase Bank — Disputes",
    "company": "Chase Bank",
    "phone_number": "+18005551234",
    "steps": [
        {
            "id": "wait_greeting",
            "type": "WAIT",
            "description": "Wait for greeting to finish",
            "timeout": 5.0,
            "next_step": "main_menu",
        },
        {
            "id": "main_menu",
            "type": "LISTEN",
            "description": "Listen to main menu options",
            "timeout": 15.0,
            "next_step": "press_3",
        },
        {
            "id": "press_3",
            "type": "DTMF",
            "description": "Press 3 for account services",
            "dtmf": "3",
            "next_step": "sub_menu",
        },
        {
            "id": "sub_menu",
            "type": "LISTEN",
            "description": "Listen to account services sub-menu",
            "timeout": 15.0,
            "next_step": "press_1",
        },
        {"id": "press_1", "type": "DTMF", "description": "Press 1 for disputes", "dtmf": "1", "next_step": "hold"},
        {
            "id": "hold",
            "type": "HOLD",
            "description": "Wait on hold for disputes agent",
            "timeout": 7200,
            "next_step": "transfer",
        },
        {"id": "transfer", "type": "TRANSFER", "description": "Transfer to user's phone"},
    ],
}
"""The example of the reference's page on call flows."""

LEARN = {"call_id": "call_abc123", "phone_number": "+18005551234", "company": "Chase Bank"}

DEVICES: dict[str, Any] = {
    "devices": [
        {
            "id": "dev_001",
            "name": "Office SIP Phone",
            "type": "sip_phone",
            "sip_uri": "sip:robert@gateway.helu.ca",
            "is_online": True,
            "priority": 10,
        }
    ]
}

REGISTER_DEVICE: dict[str, Any] = {
    "name": "Office SIP Phone",
    "type": "sip_phone",
    "sip_uri": "sip:robert@gateway.helu.ca",
    "priority": 10,
    "capabilities": ["voice"],
}

EVENT: dict[str, Any] = {
    "type": "hold_detected",
    "call_id": "call_abc123",
    "timestamp": "2026-01-15T10:35:00Z",
    "data": {"audio_type": "music", "confidence": 0.92, "hold_duration": 0},
}

EVENT_FIELDS: dict[str, tuple[str, ...]] = {
    "call_started": ("number", "mode", "intent"),
    "call_ringing": ("number",),
    "call_connected": ("number", "duration"),
    "call_ended": ("number", "duration", "reason"),
    "call_failed": ("number", "error"),
    "hold_detected": ("audio_type", "confidence"),
    "human_detected": ("confidence", "transcript_excerpt"),
    "transfer_started": ("device", "from_call_id"),
    "transfer_complete": ("device", "bridge_id"),
    "ivr_step": ("step_id", "step_type", "description"),
    "ivr_dtmf_sent": ("digits", "step_id"),
    "ivr_menu_detected": ("transcript", "options"),
    "audio_classified": ("audio_type", "confidence", "features"),
    "transcript_chunk": ("text", "speaker", "is_final"),
    "recording_started": ("recording_id", "path"),
    "recording_stopped": ("recording_id", "duration", "file_size"),
}
"""The table of the event types and their fields."""


def lacks(found: Any, example: Any, where: str = "") -> list[str]:
    """What the example has and `found` has not, in name or in type. A list is like its first entry; what is empty has
    any type, and so has what is null."""
    if isinstance(example, bool) or isinstance(found, bool):
        return [] if isinstance(example, bool) and isinstance(found, bool) else [f"{where}: {found!r}"]
    if isinstance(example, dict):
        if not isinstance(found, dict):
            return [f"{where}: {found!r}"]
        missing = [f"{where}.{name} is missing" for name in example if name not in found]
        return missing + [
            wrong for name in example if name in found for wrong in lacks(found[name], example[name], f"{where}.{name}")
        ]
    if isinstance(example, list):
        if not isinstance(found, list):
            return [f"{where}: {found!r}"]
        return [wrong for one in found for wrong in lacks(one, example[0], f"{where}[]")]
    kind = (int, float) if isinstance(example, int | float) else type(example)
    return [] if isinstance(found, kind) else [f"{where}: {found!r}"]
