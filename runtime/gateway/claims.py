"""Idempotency: a request with a key makes one call, however often it is sent, and whatever happens in between.

A claim is a file named by the hash of the key, made before anything is begun. The process of the call locks it until
the call has a log, and then takes away the right to write it: the claim is used up, even if the log is deleted. A claim
that is not, and that nobody holds, was given up when the server was killed, and the next request with its key makes the
call. (IETF draft-ietf-httpapi-idempotency-key-header.) Not responsible for making calls.
"""

import fcntl
import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ValidationError

from runtime.gateway.models import OutboundRequest
from runtime.record import new_id

KEPT_SECONDS = 48 * 3600
"""How long a key is remembered: a client that comes back later than this means another call."""


class _Content(BaseModel):
    call_id: str
    request: str


@dataclass(frozen=True)
class Claim:
    """The call that belongs to a key. `fresh`: nobody has asked for it before; `same`: as far as is known, those who
    did asked for the same."""

    call_id: str
    path: Path
    fresh: bool
    same: bool

    def used(self) -> bool:
        """Whether there was a call, which may be deleted."""
        try:
            return not self.path.stat().st_mode & stat.S_IWUSR
        except OSError:
            return False

    def held(self) -> bool:
        """Whether a process is about to make the call."""
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def drop(self) -> None:
        """Nothing came of it."""
        self.path.unlink(missing_ok=True)


class Claims:
    """The claims in a folder, which is made when there is one. Everything here blocks, for no time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, key: str, request: OutboundRequest) -> Claim:
        """The claim of that key. Raises `OSError` if it can't be kept."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{sha256(key.encode()).hexdigest()}.json"
        content = _Content(call_id=new_id(), request=_fingerprint(request))
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            new.write_text(content.model_dump_json())
            path.hardlink_to(new)
            return Claim(content.call_id, path, fresh=True, same=True)
        except FileExistsError:
            return self._existing(path, content)
        finally:
            new.unlink(missing_ok=True)

    def _existing(self, path: Path, asked: _Content) -> Claim:
        try:
            found = _Content.model_validate_json(path.read_text())
        except (OSError, ValidationError):
            path.write_text(asked.model_dump_json())
            return Claim(asked.call_id, path, fresh=True, same=True)
        return Claim(found.call_id, path, fresh=False, same=found.request == asked.request)

    def forget_old(self) -> None:
        """Forget the keys that are too old."""
        until = time.time() - KEPT_SECONDS
        for path in self._folder.glob("*.json"):
            with suppress(OSError):
                if path.stat().st_mtime < until:
                    path.unlink()


def _fingerprint(request: OutboundRequest) -> str:
    """What tells two requests apart, without the values: a hash of a PIN is as good as the PIN."""
    plain = request.model_copy(update={"values": dict.fromkeys(sorted(request.values), "")})
    return sha256(plain.model_dump_json().encode()).hexdigest()
