"""Fetching an archive that is known beforehand, by HTTP: held against its checksum, and going on where it broke off.

What has come lies in a file, and beside it what the server calls that version of it: with both, a later try asks for
the rest (Range and If-Range, RFC 9110, sections 14.2 and 13.1.5). Not responsible for what is in the archive.
"""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from holdlang.errors import UsageError
from runtime.models.catalogue import KnownModel

BLOCK = 1 << 18
"""Bytes at a time: 256 KiB, a hundred and fifty steps of progress for a small model."""

SILENCE_SECONDS = 30.0
"""How long a server may send nothing."""

LATER = "the same command goes on where it stopped"

Tell = Callable[[int], None]
"""Is told how many bytes are there."""


class _Broken(Exception):
    """The connection failed, and another may do better; the text says how, of the server."""


class _SafeRedirects(HTTPRedirectHandler):
    """Publishers move their files, but not from an address that is protected to one that is not."""

    def redirect_request(  # noqa: PLR0917 - the signature of urllib
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise UsageError(f"{req.host} leads to an address without encryption", "nothing was fetched from there")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(model: KnownModel, part: Path, tell: Tell) -> None:
    """Have the archive of `model` in `part`, whose folder is there. Raises `UsageError`, which says why not.

    A connection that breaks is made again as long as each brings something. What has come stays for another time, also
    when we are interrupted or killed; what proves wrong does not.
    """
    while True:
        before = _size(part)
        try:
            _receive(model, part, tell)
            break
        except _Broken as broken:
            if _size(part) <= before:
                raise UsageError(f"{_host(model)} {broken}", LATER) from None
    try:
        verify(model, part)
    except UsageError:
        forget(part)
        raise


def verify(model: KnownModel, archive: Path) -> None:
    """Raises `UsageError` if the archive is not that of `model`."""
    hasher = model.hasher()
    with archive.open("rb") as file:
        while block := file.read(BLOCK):
            hasher.update(block)
    if not model.fits(hasher):
        raise UsageError(f"the checksum is not that of {model.name}", "nothing was installed; try once more")


def forget(part: Path) -> None:
    """Have nothing of it left."""
    part.unlink(missing_ok=True)
    _version_file(part).unlink(missing_ok=True)


def _receive(model: KnownModel, part: Path, tell: Tell) -> None:
    """Take what is missing. Raises `_Broken`, or `UsageError` for what another try does not mend."""
    here, version = _size(part), _version(part)
    if here == model.size:
        return
    asked = Request(model.url, headers={"Accept-Encoding": "identity", "User-Agent": "holdlang"})
    if here and version:
        asked.add_header("Range", f"bytes={here}-")
        asked.add_header("If-Range", version)
    try:
        with build_opener(_SafeRedirects).open(asked, timeout=SILENCE_SECONDS) as response:
            if response.status != 206 or not response.headers.get("Content-Range", "").startswith(f"bytes {here}-"):
                here = 0
            _agree(model, here, response.headers)
            _pour(response, model, part, here, tell)
    except HTTPError as error:
        if error.code == 416 and here:
            forget(part)
            _receive(model, part, tell)
            return
        raise UsageError(f"{_host(model)} {_refusal(error.code)}", f"asked for {model.url}") from None
    except TimeoutError:
        raise _Broken(f"has sent nothing for {SILENCE_SECONDS:g} seconds") from None
    except URLError as error:
        why = getattr(error.reason, "strerror", None) or error.reason
        raise _Broken(f"can't be reached ({why})") from None
    except (http.client.HTTPException, OSError):
        raise _Broken("broke off") from None


def _pour(response: http.client.HTTPResponse, model: KnownModel, part: Path, here: int, tell: Tell) -> None:
    """Write what comes behind the first `here` bytes. Raises `_Broken` if the end comes too soon."""
    with _on_disk():
        if not here:
            forget(part)
            _version_file(part).write_text(_version_of(response.headers), "utf-8")
        file = part.open("ab", buffering=0)
    with file:
        while block := response.read(min(BLOCK, model.size - here)):
            with _on_disk():
                rest = memoryview(block)
                while rest:
                    rest = rest[file.write(rest) :]
            here += len(block)
            tell(here)
    if here < model.size:
        raise _Broken("broke off")


@contextmanager
def _on_disk() -> Iterator[None]:
    """What goes wrong meanwhile is the disk's fault, and no connection's. Raises `UsageError`."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"the model can't be written: {error.strerror}", LATER) from None


def _agree(model: KnownModel, here: int, headers: Message) -> None:
    """What is announced must be as long as what we know: better to notice now than when it has all come."""
    length = headers.get("Content-Length", "")
    if length.isdigit() and here + int(length) != model.size:
        raise UsageError(
            f"what {_host(model)} has under this name is another file than the {model.size} bytes that we know",
            "nothing was installed; a newer holdlang may know it",
        )


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _version_file(part: Path) -> Path:
    return part.with_name(part.name + ".version")


def _version(part: Path) -> str:
    file = _version_file(part)
    return file.read_text("utf-8") if file.exists() else ""


def _version_of(headers: Message) -> str:
    """What If-Range takes: a strong entity tag, or a date; "" if the server gives neither."""
    tag: str = headers.get("ETag", "")
    return tag if tag.startswith('"') else str(headers.get("Last-Modified", ""))


def _host(model: KnownModel) -> str:
    return urlsplit(model.url).netloc


def _refusal(status: int) -> str:
    match status:
        case 404 | 410:
            return "has no such model (any more)"
        case _ if status >= 500:
            return f"is out of order (status {status})"
        case _:
            return f"refuses to send the model (status {status})"
