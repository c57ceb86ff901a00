"""What a call costs before anything listens: CPU and memory of a bare PJSUA2 call and of a leg whose sound is read.

Run `python -m tests.bench.bare_call [SECONDS]`. Each call is a process, facing the same far end in another, which plays
a tone; CPU is that of the calling process while the call stands, as a share of one core. The bare call imports nothing
but PJSUA2, so that its memory is PJSUA2's.

Not responsible for judging the figures: `first_call` relates a whole held call to the bare one.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WARM_UP_SECONDS = 1.0


def megabytes_resident() -> float:
    """Of this process, now. (`getrusage` tells of the parent that it was forked from.)"""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1_000_000


def report(started: float, cpu: float) -> None:
    """What the calling process has to say: JSON, for the parent."""
    wall, used = time.monotonic() - started, time.process_time() - cpu
    print(json.dumps({"cpu_percent": 100 * used / wall, "megabytes": megabytes_resident()}))


def bare_call(uri: str, seconds: float) -> None:
    """PJSUA2 as its documentation has it: no trio, no sound into Python, a device at both ends.

    It is the null device, so silence is sent. What comes is wired to it as well, as in any softphone: PJSIP does not
    even decode what has no listener, and a call that nobody hears is no call.
    """
    import pjsua2 as pj

    from runtime.sip.library import silenced

    class Call(pj.Call):  # type: ignore[misc]
        answered = False

        def onCallState(self, prm: object) -> None:
            self.answered = self.getInfo().state == pj.PJSIP_INV_STATE_CONFIRMED

        def onCallMediaState(self, prm: object) -> None:
            devices, sound = endpoint.audDevManager(), self.getAudioMedia(-1)
            devices.getCaptureDevMedia().startTransmit(sound)
            sound.startTransmit(devices.getPlaybackDevMedia())

    endpoint = pj.Endpoint()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.medConfig.clockRate = config.medConfig.sndClockRate = 8000
    config.medConfig.noVad = True
    config.medConfig.ecTailLen = 0
    with silenced():
        endpoint.libCreate()
        endpoint.libInit(config)
    endpoint.audDevManager().setNullDev()
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    account = pj.Account()
    who = pj.AccountConfig()
    who.idUri = "sip:bare@127.0.0.1"
    account.create(who)
    call = Call(account)
    call.makeCall(uri, pj.CallOpParam(True))
    while not call.answered:
        endpoint.libHandleEvents(20)
    ready = time.monotonic() + WARM_UP_SECONDS
    while time.monotonic() < ready:
        endpoint.libHandleEvents(100)
    started, cpu = time.monotonic(), time.process_time()
    while time.monotonic() < started + seconds:
        endpoint.libHandleEvents(100)
    report(started, cpu)
    call.hangup(pj.CallOpParam())
    endpoint.libHandleEvents(100)
    del call, account
    endpoint.libDestroy()


async def our_call(uri: str, seconds: float, read: bool) -> None:
    """A leg of ours; with `read`, each block of its sound is received."""
    import trio

    from runtime.ports import Answered
    from runtime.sip.endpoint import open_telephone
    from runtime.sip.settings import SipSettings

    async with open_telephone(SipSettings()) as telephone:
        leg = await telephone.dial(uri)
        async for event in leg.events:
            if isinstance(event, Answered):
                break
        await trio.sleep(WARM_UP_SECONDS)
        started, cpu = time.monotonic(), time.process_time()
        with trio.move_on_after(seconds):
            if read:
                async for _ in leg.audio:
                    pass
            await trio.sleep(math.inf)
        report(started, cpu)


async def measure(kind: str, seconds: float, sound: str) -> None:
    """One call in a process of its own."""
    import trio

    from tests.sip.peer import open_peer

    async with open_peer() as peer:
        command = [sys.executable, "-m", "tests.bench.bare_call", kind, f"sip:bench@{peer.address}", str(seconds)]
        process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE)
        await peer.expect("incoming")
        await peer.order("answer", code=200)
        await peer.order("play", path=sound)
        assert process.stdout is not None
        output = b"".join([chunk async for chunk in process.stdout])
        figures = json.loads(output)
        print(f"{kind:12} {figures['cpu_percent']:6.2f} % of a core {figures['megabytes']:8.1f} MB resident")


async def main(seconds: float) -> None:
    """All three, one after the other."""
    from tests.sip.tones import tone, write_wav

    with tempfile.TemporaryDirectory() as folder:
        sound = write_wav(Path(folder) / "tone.wav", tone(700, seconds + 5))
        for kind in ("bare", "leg", "leg-read"):
            await measure(kind, seconds, str(sound))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare", uri, seconds]:
            bare_call(uri, float(seconds))
        case ["leg" | "leg-read" as kind, uri, seconds]:
            import trio

            trio.run(our_call, uri, float(seconds), kind == "leg-read")
        case arguments:
            import trio

            trio.run(main, float(arguments[0]) if arguments else 20.0)
