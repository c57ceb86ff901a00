"""baresip (https://github.com/baresip/baresip) as the user's phone: it answers, and plays back what it hears."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.sip.processes import running

BARESIP = shutil.which("baresip")
MODULES = next(
    (path for base in ("/usr/lib", "/usr/local/lib") for path in Path(base).glob("**/baresip/modules")), None
)

needs_baresip = pytest.mark.skipif(
    BARESIP is None or MODULES is None, reason="baresip is not here: apt-get install baresip-core"
)

CONFIGURATION = """\
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
audio_player aubridge,loop
audio_source aubridge,loop
audio_alert aubridge,alert
module_path {modules}
module g711.so
module aubridge.so
module_app account.so
module_app menu.so
"""

PEER_TO_PEER = "<sip:desk@127.0.0.1:{port}>;regint=0;answermode=auto;audio_codecs=PCMU/8000/1\n"
REGISTERED = "<sip:desk@{registrar}>;auth_pass=ringring;regint=60;answermode=auto;audio_codecs=PCMU/8000/1\n"


@asynccontextmanager
async def phone(folder: Path, registrar: str | None = None) -> AsyncIterator[str]:
    """The URI of a phone that answers by itself, reached at `registrar` if there is one."""
    port = free_port()
    account = PEER_TO_PEER.format(port=port) if registrar is None else REGISTERED.format(registrar=registrar)
    (folder / "config").write_text(CONFIGURATION.format(port=port, modules=MODULES))
    (folder / "accounts").write_text(account)
    async with running([BARESIP or "baresip", "-v", "-f", str(folder)], folder, port):
        yield f"sip:desk@{registrar or f'127.0.0.1:{port}'}"
