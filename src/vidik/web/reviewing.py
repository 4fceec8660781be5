"""The server of a review: pages for one reviewer on this machine, and the decisions they send.

It answers only to its own name, so that no page elsewhere can rebind a name to it; only below a
secret that nobody else was told; and takes decisions only from its own pages.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from secrets import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from vidik.errors import VidikError
from vidik.web.app import SECURITY_HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["HEADERS", "create_review"]

#: As those of a site, but that these pages have forms, are in no frame, and are never kept.
HEADERS = {
    **SECURITY_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With “no-referrer” a browser would not say either where a form comes from.
    "Referrer-Policy": "same-origin",
}

#: What this machine calls itself; a forwarded port may be another one than ours.
_NAMES = frozenset({"127.0.0.1", "localhost"})

#: A form is a few words; a question about a page as well.
_MOST_BYTES, _MOST_FIELDS = 4096, 8

_FORM = "application/x-www-form-urlencoded"

Fields = Mapping[str, str]


def create_review(
    secret: str,
    assets: Mapping[str, bytes],
    *,
    page: Callable[[str, Fields], str | None],
    act: Callable[[str, Fields], str | None],
    fault: Callable[[str], str],
) -> ASGIApp:
    """Return the ASGI application of a review.

    Parameters
    ----------
    secret
        The first part of the path of everything.
    assets
        Scripts, styles and type, by name.
    page
        Returns the page of a name, given what the address asks; None if there is none.
    act
        Does what a form says and returns the name of the page to go to; None if there is no such
        form. It may raise a `VidikError`.
    fault
        Returns the page that says what went wrong.
    """
    return _Review(secret, assets, page, act, fault)


class _Review:
    def __init__(
        self,
        secret: str,
        assets: Mapping[str, bytes],
        page: Callable[[str, Fields], str | None],
        act: Callable[[str, Fields], str | None],
        fault: Callable[[str], str],
    ) -> None:
        self._secret = secret.encode()
        self._assets = assets
        self._page, self._act, self._fault = page, act, fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # nothing here speaks over a socket
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HTTPException as refused:
            response = PlainTextResponse(f"{refused.detail}\n", refused.status_code)
        except VidikError as fault:
            response = HTMLResponse(self._fault(str(fault)), 409)
        response.headers.update(HEADERS)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        _check_host(request)
        name = self._below_secret(request.scope["path"])
        if request.method in ("GET", "HEAD"):
            return await self._shown(name, request)
        if request.method != "POST":
            raise HTTPException(405, "Only GET and POST.")
        _check_origin(request)
        fields = await _fields(request)
        goal = await run_in_threadpool(self._act, name, fields)
        if goal is None:
            raise HTTPException(404, "There is no such page.")
        return RedirectResponse(goal, 303)

    def _below_secret(self, path: str) -> str:
        first, slash, name = path.removeprefix("/").partition("/")
        # without the slash a page would look for everything beside the secret, not below it
        if not compare_digest(first.encode(), self._secret) or not slash:
            raise HTTPException(404, "There is no such page. Open the whole address that was told.")
        return name

    async def _shown(self, name: str, request: Request) -> Response:
        folder, _, asset = name.rpartition("/")
        if folder == "assets" and asset in self._assets:
            kind = "font/woff2" if asset.endswith(".woff2") else mimetypes.guess_type(asset)[0]
            return Response(self._assets[asset], media_type=kind)
        query = request.scope["query_string"].decode("ascii", "replace")
        if len(query) > _MOST_BYTES:
            raise HTTPException(414, "The address is too long.")
        found = await run_in_threadpool(self._page, name, _parsed(query))
        if found is None:
            raise HTTPException(404, "There is no such page.")
        return HTMLResponse(found)


def _check_host(request: Request) -> None:
    """Refuse what was asked of another name: a page elsewhere has bound its own name to us."""
    hosts = request.headers.getlist("host")
    name, _, port = hosts[0].partition(":") if len(hosts) == 1 else ("", "", "")
    if name not in _NAMES or not f"0{port}".isdecimal():
        raise HTTPException(403, "This is served to this machine only.")


def _check_origin(request: Request) -> None:
    """Refuse forms of other pages; browsers say whence a form comes."""
    ours = [f"http://{request.headers['host']}"]
    if (
        request.headers.getlist("origin") != ours
        or request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    ):
        raise HTTPException(403, "Decisions are taken from this review's own pages only.")


async def _fields(request: Request) -> Fields:
    """Return the fields of a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, "Not a form.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "A form is not as long as that.")
    return _parsed(body.decode("ascii", "replace"))


def _parsed(text: str) -> Fields:
    """Return the fields of a form or an address; of several with one name the first."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "More fields than any form here has.") from None
    return dict(reversed(pairs))
