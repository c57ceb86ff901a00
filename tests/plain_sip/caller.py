"""A process that calls and can be killed: `python -m tests.plain_sip.caller '{"trunk": …}' NUMBER FOLDER`.

It prints the name of each event of its leg. Not responsible for ending the call.
"""

import json
import sys
from pathlib import Path

import trio

from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings


async def main() -> None:
    settings, number, folder = sys.argv[1:]
    async with open_telephone(SipSettings(dialogs=Path(folder), **json.loads(settings))) as telephone:
        leg = await telephone.dial(number)
        async for event in leg.events:
            print(type(event).__name__, flush=True)


if __name__ == "__main__":
    trio.run(main)
