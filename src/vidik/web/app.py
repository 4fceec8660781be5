"""The server of a built folder: its files, and nothing else.

Answers Range (map tiles need it), compresses text, tells browsers to load nothing from elsewhere,
and never shows a hidden file or one outside the folder.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette_compress import CompressMiddleware, add_compress_type

if TYPE_CHECKING:
    import os

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SECURITY_HEADERS", "create_app"]

#: MapLibre paints on canvases and needs images from data; its worker is a file of ours.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'self'; "
        "form-action 'none'; frame-ancestors 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

#: What the machine's own table may not know, or may call otherwise.
_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mvt": "application/vnd.mapbox-vector-tile",
    ".parquet": "application/vnd.apache.parquet",
    ".pmtiles": "application/vnd.pmtiles",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

#: What the folder of a language is called: its tag.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")

add_compress_type("text/csv")


def create_app(folder: Path) -> ASGIApp:
    """Return the ASGI application that serves a built folder.

    Parameters
    ----------
    folder
        As `vidik build` wrote it. It may be replaced by a newer one while it is being served.
    """
    return _Headers(_RangesUncompressed(_Files(directory=folder, html=True)))


class _Files(StaticFiles):
    """The folder's files; hidden ones do not exist, and a missing page has its own form."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if any(part.startswith(".") and part != "." for part in Path(path).parts):
            return self._missing(scope)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as problem:
            if problem.status_code == 405:
                return Response(status_code=405, headers=problem.headers)
            return self._missing(scope)
        return self._missing(scope) if response.status_code == 404 else response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        # A rebuilt folder may have the same times and sizes, by intent; its files are other files.
        version = f"{stat_result.st_ino}-{stat_result.st_mtime_ns}-{stat_result.st_size}"
        etag = hashlib.sha256(version.encode()).hexdigest()[:32]
        response = FileResponse(
            full_path,
            status_code=status_code,
            stat_result=stat_result,
            media_type=_media_type(full_path),
            headers={"ETag": f'"{etag}"', "Cache-Control": "no-cache"},
        )
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def _missing(self, scope: Scope) -> Response:
        """Return the page for missing ones, made to work at any depth of address.

        Below the folder of a language, it is the page in that language.
        """
        text, (first, *deeper) = "Not found", scope["path"].split("/")[1:]
        for language in [first, ""] if _LANGUAGE.fullmatch(first) else [""]:
            page = Path(self.directory or "", language, "404.html")
            if self.directory is not None and page.is_file():
                way = "../" * len(deeper) + (f"{language}/" if language else "")
                base = f'<head><base href="{way or "./"}">'
                text = page.read_text("utf-8").replace("<head>", base, 1)
                break
        return HTMLResponse(text, status_code=404)


def _media_type(path: str | os.PathLike[str]) -> str:
    suffix = Path(path).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


class _RangesUncompressed:
    """Compress what is asked for whole; a range counts bytes of the file as it stands."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "range" in Headers(scope=scope):
            await self._plain(scope, receive, send)
        else:
            await self._compressed(scope, receive, send)


class _Headers:
    """Add the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                if scope["query_string"] == b"embed":
                    # The map as it asks to be shown on other pages; it knows no reader and no login.
                    policy = SECURITY_HEADERS["Content-Security-Policy"]
                    headers["Content-Security-Policy"] = policy.replace(
                        "frame-ancestors 'self'", "frame-ancestors *"
                    )
                if "Content-Encoding" in headers and "ETag" in headers:
                    # The same page in other bytes: the tag may only be compared weakly.
                    headers["ETag"] = "W/" + headers["ETag"].removeprefix("W/")
            await send(message)

        await self._app(scope, receive, send_with_headers)
