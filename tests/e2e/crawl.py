"""Every page of a site, found as a reader would find it: by following links."""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

__all__ = ["pages_of"]


class _Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(urldefrag(urljoin(self._page, href)).url)


def pages_of(site: str) -> list[str]:
    """Return the path of every page that links of a site lead to, its first one included.

    Links in files that are no pages are not followed; one that leads nowhere is an error.
    """
    root = f"{site}/"
    pages, known, ahead = [], {root}, deque([root])
    while ahead:
        address = ahead.popleft()
        with urlopen(address, timeout=30) as reply:
            if reply.headers.get_content_type() != "text/html":
                continue
            links = _Links(address)
            links.feed(reply.read().decode())
        pages.append(address.removeprefix(root))
        for link in links.found:
            if link.startswith(root) and link not in known:
                known.add(link)
                ahead.append(link)
    return pages
