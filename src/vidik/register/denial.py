"""The deny-list: places that are dropped while reading, before anything is made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import shapely
from shapely import Geometry

from vidik.model.feature import Extract, Feature
from vidik.model.frame import LocalFrame
from vidik.model.outlines import Outlines
from vidik.model.rules import DenialRules, is_one_of

__all__ = ["asks_for", "drop_denied", "is_denied"]

_POINTS = ("Point", "MultiPoint")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?(?: ?m)?")


def is_denied(tags: Mapping[str, str], rules: DenialRules, *, object_id: str = "") -> bool:
    """Return whether an object with these tags is a place of the deny-list.

    A reader may ask this before it writes a rejection: what is denied leaves no trace there either.

    Parameters
    ----------
    tags
        Of the object, as its source has them.
    rules
        The deny-list.
    object_id
        ``node/123``, for a site owner's rules that name single objects.
    """
    named_after = not rules.name_proves_nothing_on.isdisjoint(tags)
    return any(
        selector.matches(tags, object_id=object_id)
        for selector in rules.asking(tags)
        if not (named_after and selector.phrases)
    )


def asks_for(key: str, rules: DenialRules) -> bool:
    """Return whether the rules look at a tag, or keep it on a denied building.

    Parameters
    ----------
    key
        Of the tag.
    rules
        The deny-list.
    """
    if key in rules.wall_tags or key in rules.name_proves_nothing_on:
        return True
    return any(
        key in selector.tags or any(is_one_of(key, keys) for keys in selector.phrases)
        for selector in rules.selectors
    )


def drop_denied(extract: Extract, rules: DenialRules) -> tuple[Extract, tuple[Geometry, ...]]:
    """Return the extract without the places of the deny-list, and the areas they stood in.

    - A denied object is removed, with every rejection that names it.
    - A denied building stays as a wall, because it hides what is behind it: of its tags it keeps
      ``building=yes`` or ``building:part=yes`` and the heights that are plain numbers; no name, no
      use, no address, nothing that could be rejected later and so bring its id back.
    - Its area is everything within `rules.point_m` of a point, or `rules.outline_m` of an outline
      or line, outlines included; cameras in it will be withheld.

    Parameters
    ----------
    extract
        As read from one source.
    rules
        The deny-list.

    Returns
    -------
    tuple
        The extract that everything is made from, and the denied areas in longitude and latitude:
        of features in the order of the file, then of packed outlines.
    """
    outlines, packed = _without_denied(extract.outlines, rules)
    named = _named(rules)
    # objects that say the same may have it from one mapping, which is asked once
    said = {id(feature.tags): feature.tags for feature in extract.features}
    by_tags = {key: is_denied(tags, rules) for key, tags in said.items()}
    denied = [
        feature
        for feature in extract.features
        if (
            is_denied(feature.tags, rules, object_id=feature.id)
            if feature.id in named
            else by_tags[id(feature.tags)]
        )
    ]
    if not denied and not packed:
        return extract, ()
    denied += packed
    ids = {feature.id for feature in denied}
    kept = (_wall(f, rules) if f.id in ids else f for f in (*extract.features, *packed))
    return (
        replace(
            extract,
            features=tuple(feature for feature in kept if feature is not None),
            rejected=tuple(r for r in extract.rejected if r.id not in ids),
            outlines=outlines,
        ),
        _areas(denied, rules),
    )


def _without_denied(outlines: Outlines, rules: DenialRules) -> tuple[Outlines, tuple[Feature, ...]]:
    """Return the outlines without the denied ones, and these as features."""
    by_tags = np.array([is_denied(tags, rules) for tags in outlines.tag_sets], dtype=np.bool_)
    denied = by_tags[outlines.tags_of]
    named = _named(rules)
    for i, object_id in enumerate(outlines.ids if named else ()):
        if object_id in named:
            denied[i] = is_denied(outlines.tags(i), rules, object_id=object_id)
    if not denied.any():
        return outlines, ()
    features = [
        Feature(outlines.ids[i], outlines.shape(i), outlines.tags(i))
        for i in np.flatnonzero(denied).tolist()
    ]
    return outlines.take(np.flatnonzero(~denied)), tuple(features)


def _named(rules: DenialRules) -> set[str]:
    """Return the ids of objects that rules name one by one."""
    return {object_id for selector in rules.selectors for object_id in selector.ids}


def _wall(feature: Feature, rules: DenialRules) -> Feature | None:
    """Return what is left of a denied object: a nameless wall, or nothing."""
    if not {"building", "building:part"} & feature.tags.keys() or feature.geometry.area == 0.0:
        return None
    tags = {
        key: "yes" if key in ("building", "building:part") else value
        for key, value in feature.tags.items()
        if key in rules.wall_tags
        and (key in ("building", "building:part", "type") or _PLAIN_NUMBER.fullmatch(value))
    }
    return replace(feature, tags=MappingProxyType(tags), changed=None)


def _areas(features: Iterable[Feature], rules: DenialRules) -> tuple[Geometry, ...]:
    return tuple(
        _around(
            feature.geometry,
            rules.point_m if feature.geometry.geom_type in _POINTS else rules.outline_m,
        )
        for feature in features
    )


def _around(geometry: Geometry, metres: float) -> Geometry:
    """Return everything within so many metres of a geometry in longitude and latitude."""
    middle = geometry.representative_point()
    frame = LocalFrame(lon=middle.x, lat=max(-89.9, min(89.9, middle.y)))
    flat = shapely.transform(geometry, frame.to_metres)
    return shapely.transform(shapely.buffer(flat, metres), frame.to_degrees)
