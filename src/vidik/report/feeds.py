"""News as feeds: JSON Feed 1.1 (jsonfeed.org) and Atom (RFC 4287), the same items in both.

A feed is made of what may be shown; who makes items has been through the rules of publication.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from vidik.report.xmlfile import xml_bytes

__all__ = ["Feed", "Item", "atom", "json_feed", "lasting_id"]

_ATOM = "http://www.w3.org/2005/Atom"

#: Letters that XML 1.0 cannot hold, in whatever form.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news.

    Parameters
    ----------
    id
        The same in every later feed.
    title, text
        Without markup.
    day
        Since when it is known.
    url
        Where it can be seen; None if nowhere.
    tags
        What it is about, a word each.
    rights
        Credit and licence of its source.
    """

    id: str
    title: str
    text: str
    day: dt.date
    url: str | None
    tags: tuple[str, ...]
    rights: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What one can subscribe to.

    Parameters
    ----------
    id
        The same as long as it is the same feed.
    title, text
        What it is, and what it can and cannot say.
    author
        A body or a program, never a person.
    rights
        Credit and licences of all sources.
    updated
        The day of the newest state it knows.
    items
        The newest first.
    """

    id: str
    title: str
    text: str
    author: str
    rights: str
    updated: dt.date
    items: tuple[Item, ...]


def lasting_id(*parts: str) -> str:
    """Return an address that stands for the same thing for ever (RFC 9562, version 5).

    Parameters
    ----------
    *parts
        What makes it this thing and no other.

    Examples
    --------
    >>> lasting_id("a", "b")
    'urn:uuid:be23c195-3413-503f-b2af-8eb7abbbfe28'
    """
    return uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(["vidik", *parts])).urn


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1.

    Parameters
    ----------
    feed
        The feed.
    """
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": f"{feed.text} {feed.rights}",
        "authors": [{"name": feed.author}],
        "_vidik": {"id": feed.id, "attribution": feed.rights, "updated": feed.updated.isoformat()},
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _json_item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        **({} if item.url is None else {"url": item.url}),
        "title": item.title,
        "content_text": item.text,
        "date_published": _moment(item.day),
        "tags": [*item.tags],
        "_vidik": {"attribution": item.rights},
    }


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom.

    Parameters
    ----------
    feed
        The feed.
    """
    root = ET.Element("feed", xmlns=_ATOM)
    _say(root, "id", feed.id)
    _say(root, "title", feed.title)
    _say(root, "subtitle", feed.text)
    _say(root, "updated", _moment(feed.updated))
    _say(ET.SubElement(root, "author"), "name", feed.author)
    _say(root, "rights", feed.rights)
    _say(root, "generator", "Vidik")
    for item in feed.items:
        entry = ET.SubElement(root, "entry")
        _say(entry, "id", item.id)
        _say(entry, "title", item.title)
        _say(entry, "updated", _moment(item.day))
        if item.url is not None:
            ET.SubElement(entry, "link", rel="alternate", href=_NO_XML.sub("\ufffd", item.url))
        for tag in item.tags:
            ET.SubElement(entry, "category", term=_NO_XML.sub("\ufffd", tag))
        _say(entry, "content", item.text).set("type", "text")
        _say(entry, "rights", item.rights)
    return xml_bytes(root)


def _say(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _NO_XML.sub("\ufffd", text)
    return child


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
