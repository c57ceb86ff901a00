"""Our settings as PJSUA2 wants them. Not responsible for creating anything with them. Lives on PJSUA2's thread."""

import ssl
from typing import Any

import pjsua2 as pj

from runtime.sip.errors import TelephoneError
from runtime.sip.logfile import LOG_LEVEL, LogFile
from runtime.sip.settings import SipSettings, with_transport

RTP_FIRST, RTP_LAST = 16384, 32766
"""The ports for sound. Each call is a process, and begins somewhere among them: if all began at 4000, as PJSIP does,
they would find one port after the other taken. What systems give out as free ports lies above (32768 on Linux, 49152
by RFC 6335)."""


def registrar_of(settings: SipSettings) -> str:
    """Where to register. Raises `TelephoneError` if the settings do not say."""
    registrar = settings.registrar or settings.trunk
    if registrar is None:
        raise TelephoneError("there is no registrar to register at")
    return registrar


def endpoint_config(settings: SipSettings) -> Any:
    """The library: its threads, log and media."""
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "holdlang"
    config.logConfig.level = config.logConfig.consoleLevel = 0
    if settings.log_file is not None:
        # PJSUA gives its writer what it would else print.
        config.logConfig.level = config.logConfig.consoleLevel = LOG_LEVEL
        config.logConfig.writer = LogFile(settings.log_file).__disown__()
    media = config.medConfig
    media.clockRate = media.sndClockRate = settings.rate
    media.noVad = True  # silence is sent as sound: a far end that listens for a gap in RTP hears none
    media.ecTailLen = 0  # no loudspeaker here, so no echo to cancel
    media.sndAutoCloseTime = -1  # the media clock runs on, whoever listens
    return config


def transport_config(settings: SipSettings) -> Any:
    """Where it listens."""
    config = pj.TransportConfig()
    config.port = settings.port
    if settings.bind_address != "0.0.0.0":
        config.boundAddress = settings.bind_address
    if settings.transport == "tls":
        config.tlsConfig.verifyServer = True
        config.tlsConfig.CaListFile = str(settings.tls_ca_file or ssl.get_default_verify_paths().cafile or "")
    return config


def account_config(settings: SipSettings, address: str) -> Any:
    """Who we are; `address` is listened on."""
    default_identity = f"sip:{settings.username or 'holdlang'}@{settings.registrar or settings.trunk or address}"
    config = pj.AccountConfig()
    config.idUri = f"<{settings.identity or default_identity}>"
    if settings.username is not None and settings.password is not None:
        config.sipConfig.authCreds.append(
            pj.AuthCredInfo("digest", settings.realm, settings.username, 0, settings.password)
        )
    if settings.register:
        config.regConfig.registrarUri = with_transport(f"sip:{registrar_of(settings)}", settings.transport)
        config.regConfig.registerOnAdd = True
    rtp = config.mediaConfig.transportConfig
    rtp.port, rtp.portRange, rtp.randomizePort = RTP_FIRST, RTP_LAST - RTP_FIRST, True
    if settings.bind_address != "0.0.0.0":
        rtp.boundAddress = settings.bind_address
    return config
