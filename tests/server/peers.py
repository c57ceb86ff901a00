"""A company and a phone that take real SIP calls on this machine, as `holdlang rehearse` serves them. Not responsible
for the server that calls them."""

import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from holdlang.config import Address, Config, Device, Trunk
from tests.server.serving import configuration

TREES = """\
tree bank "Chase Bank"

answer after 1 ring
say "For account services, press three."
  on press 3 goto queue
  on silence 5s goto queue
  else goto queue

queue: music 3s
human "Thank you for holding, this is Dana in disputes, how can I help you?"

tree sip_phone "Your phone"

answer
human "Hello, yes, I am here."
wait 2s
hangup
"""


@dataclass(frozen=True)
class Peers:
    """Where they are called: `host:port`."""

    company: str
    phone: str

    def config(self, folder: Path) -> Config:
        """A server whose trunk leads to the company, and whose device is the phone."""
        trunk = Trunk.model_validate({"address": Address.model_validate(self.company), "register": False})
        devices = {"sip_phone": Device(uri=f"sip:sip_phone@{self.phone}")}
        return configuration(folder).model_copy(update={"trunk": trunk, "devices": devices, "country": "US"})


NOBODY = Peers("127.0.0.1:9", "127.0.0.1:9")
"""Who takes no calls, for tests in which there are none (the discard port, RFC 863)."""


@contextmanager
def company_and_phone(folder: Path) -> Iterator[Peers]:
    """Both, while the block lasts."""
    (folder / "peers.hold").write_text(TREES, encoding="utf-8")
    with _serving(folder, "peers.hold#bank") as company, _serving(folder, "peers.hold", "--phone") as phone:
        yield Peers(_address(company), _address(phone))


@contextmanager
def _serving(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "holdlang", "rehearse", *arguments, "--json", "--ring-seconds", "0.2"]
    with (folder / "errors").open("ab") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    """Where it listens, once it does; what it tells later is thrown away."""
    assert process.stdout is not None
    address: str = json.loads(process.stdout.readline())["ready"]
    Thread(target=deque(maxlen=0).extend, args=(process.stdout,), daemon=True).start()
    return address
