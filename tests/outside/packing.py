"""Files read with their areas packed, held to the same files read one object at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from vidik.model.feature import Extract, Feature
from vidik.outside.assembly import joined_extract
from vidik.outside.reading import read_extract, read_outlines

__all__ = ["packed", "same_packed", "unpacked"]


def packed(path: Path, **how: Any) -> Extract:
    return joined_extract(list(read_outlines(path, source="s", **how)))


def unpacked(extract: Extract) -> list[Feature]:
    outlines = extract.outlines
    made = [
        Feature(outlines.ids[i], outlines.shape(i), outlines.tags(i)) for i in range(len(outlines))
    ]
    return sorted([*extract.features, *made], key=lambda feature: feature.id)


def same_packed(path: Path) -> Extract:
    """Return a file read packed; one by one it must hold the same."""
    fast, slow = packed(path), read_extract(path, source="s")
    assert fast.rejected == slow.rejected
    assert (fast.bounds, fast.dated) == (slow.bounds, slow.dated)
    ours, theirs = unpacked(fast), sorted(slow.features, key=lambda feature: feature.id)
    assert [one.id for one in ours] == [one.id for one in theirs]
    assert [dict(one.tags) for one in ours] == [dict(one.tags) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert shapely.to_wkb(one.geometry) == shapely.to_wkb(other.geometry), one.id
    return fast
