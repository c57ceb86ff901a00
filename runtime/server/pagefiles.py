"""The page's files at `/` and `/page/…`: read once, served from memory.

Only names that were found in the folder when it was read can be asked for, so no name leads out of it. Not responsible
for what the page shows, nor for who may see it: the files hold no data, and all they show they fetch with a token.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from quart import Blueprint, Response, request

FOLDER = Path(__file__).parent / "page"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""What a file is, by its suffix; others are not part of the page. (Browsers refuse a module of another type.)"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob:",  # a flow's picture is fetched with the token, and shown as an image
        "media-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Content Security Policy, level 3: nothing inline, nothing from elsewhere, and no text that becomes markup. What was
said on a call is somebody else's text."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",  # asks each time, and is answered 304 by the ETag
}


@dataclass(frozen=True)
class PageFile:
    """One file, as it is sent."""

    body: bytes
    content_type: str
    etag: str


def read_page(folder: Path = FOLDER) -> dict[str, PageFile]:
    """The files of the page by their path below `folder`, with `/`. Links are not followed. Raises `OSError`."""
    return {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES and path.is_file() and not path.is_symlink()
    }


def _read(path: Path) -> PageFile:
    body = path.read_bytes()
    return PageFile(body, TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:32])


def page_blueprint(folder: Path = FOLDER) -> Blueprint:
    """The routes of the page. Raises `OSError` if its files cannot be read."""
    files = read_page(folder)
    blueprint = Blueprint("page", __name__)

    @blueprint.get("/")
    async def index() -> Response:
        return _answer(files["index.html"])

    @blueprint.get("/page/<path:name>")
    async def file(name: str) -> Response:
        found = files.get(name)
        return Response("there is no such file\n", 404, HEADERS, "text/plain") if found is None else _answer(found)

    return blueprint


def _answer(file: PageFile) -> Response:
    response = Response(file.body, headers=HEADERS, content_type=file.content_type)
    response.set_etag(file.etag)
    if request.if_none_match.contains_weak(file.etag):
        response.status_code = 304
        response.set_data(b"")
    return response
