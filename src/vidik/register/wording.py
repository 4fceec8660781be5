"""Tags as the wiki of OpenStreetMap spells them: what differs in spelling only becomes the same."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.model.camera import Arc
from vidik.register.direction import directions
from vidik.register.tags import Unread, items

__all__ = ["NOTES", "is_note", "worded"]

#: Keys whose values are words or lists of them, in which capitals carry nothing.
_WORDS = frozenset(
    {"man_made", "surveillance", "surveillance:type", "surveillance:zone", "camera:type",
     "camera:mount", "operator:type"}
)  # fmt: skip

#: Older and other spellings, by key.
_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "surveillance:type": {"anpr": "ALPR", "lpr": "ALPR", "alpr": "ALPR", "cctv": "camera",
                          "video": "camera"},
    "camera:type": {"ptz": "panning", "pan": "panning", "fix": "fixed", "static": "fixed"},
}  # fmt: skip

_DIRECTIONS = frozenset({"camera:direction", "direction"})

#: Keys of what mappers note about their work; a camera does not change with them.
NOTES = frozenset(
    {"attribution", "check_date", "data_source", "fixme", "FIXME", "image", "mapillary", "note",
     "source", "survey:date", "survey_date", "wikimedia_commons"}
)  # fmt: skip
_NOTES_ON = ("check_date:", "fixme:", "image:", "mapillary:", "note:", "source:", "vidik:", "@")


def is_note(key: str) -> bool:
    """Return whether a tag is about the mapping, not about the camera.

    Parameters
    ----------
    key
        Of the tag.
    """
    return key in NOTES or key.startswith(_NOTES_ON)


def worded(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags in the usual spelling; what is not known stays as it is but for spaces.

    Parameters
    ----------
    tags
        As a source has them.

    Examples
    --------
    >>> worded({"surveillance:type": " ANPR", "camera:type": "Dome", "direction": "N"})
    {'surveillance:type': 'ALPR', 'camera:type': 'dome', 'direction': '0'}
    """
    return {key: text for key, value in tags.items() if (text := _worded(key, value))}


def _worded(key: str, value: str) -> str:
    plain = " ".join(value.split())
    if key in _DIRECTIONS:
        return _bearings(plain)
    if key not in _WORDS:
        return plain
    spelt = _SPELLINGS.get(key, {})
    words = (part.lower().replace(" ", "_").replace("-", "_") for part in items(plain))
    return ";".join(spelt.get(word, word) for word in words)


def _bearings(text: str) -> str:
    """Return directions in degrees; as they stand if one of them is not understood."""
    read = directions(text)
    known = [one for one in read if not isinstance(one, Unread)]
    return ";".join(_degrees(one) for one in known) if len(known) == len(read) else text


def _degrees(arc: Arc) -> str:
    if arc.width == 0.0:
        return f"{arc.start:g}"
    # a whole turn would end where it begins, and be read as a single direction
    end = arc.start + 360.0 if arc.width == 360.0 else (arc.start + arc.width) % 360.0
    return f"{arc.start:g}-{end:g}"
