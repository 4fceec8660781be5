"""Names as parts of addresses: plain letters, the same in every build, in whatever script."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from vidik.report.latin import to_latin

__all__ = ["camera_slugs", "plain", "slug_of", "slugs_of"]

#: Letters that have no mark to take off.
_LETTERS = str.maketrans({"đ": "dj", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i"})

#: More letters than this nobody types.
_MOST = 80


def plain(name: str) -> str:
    """Return a name in small Latin letters, digits and hyphens; “” if no letter of it is known.

    Examples
    --------
    >>> plain("Улица Ђорђа Васића"), plain("Šumadijska 2/a"), plain("Οδός")
    ('ulica-djordja-vasica', 'sumadijska-2-a', '')
    """
    latin = to_latin(name.casefold()).translate(_LETTERS)
    marks_off = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", marks_off)[:_MOST].strip("-")


def slugs_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return the part of an address for each name.

    A name that another one is spelt like, or that has no Latin letter, is told apart by the
    beginning of its hash, which no other name and no order changes.

    Parameters
    ----------
    names
        Any; what stands there twice has one address.
    """
    wanted = {name: plain(name) for name in dict.fromkeys(names)}
    taken = Counter(wanted.values())
    return {
        name: slug if slug and taken[slug] == 1 else f"{slug or 'name'}-{_mark(name)}"
        for name, slug in wanted.items()
    }


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def slug_of(camera_id: str) -> str:
    """Return the name of a camera's page: at most 100 plain letters, digits and hyphens.

    Examples
    --------
    >>> slug_of("osm:node/123#2")
    'osm-node-123-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", camera_id.casefold())[:100].strip("-") or "camera"


def camera_slugs(camera_ids: Iterable[str]) -> Mapping[str, str]:
    """Return a page name for each camera; ids that differ in punctuation only get numbers.

    Parameters
    ----------
    camera_ids
        In an order that stays; it decides who gets which number.
    """
    taken: Counter[str] = Counter()
    slugs = {}
    for camera in camera_ids:
        slug = slug_of(camera)
        taken[slug] += 1
        slugs[camera] = slug if taken[slug] == 1 else f"{slug}--{taken[slug]}"
    return slugs
