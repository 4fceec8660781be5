"""Outlines of map objects as their source draws them, packed into arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from vidik.model.names import Names
from vidik.model.polygons import Polygons, ranges

__all__ = ["Outlines", "sets_of_tags"]


@dataclass(frozen=True, eq=False)
class Outlines:
    """Areas in longitude and latitude, valid, with what is said of them.

    The same as features with a (multi)polygon each, without an object for each of them.

    Parameters
    ----------
    ids
        Of the n objects, as `Feature.id`; unique within the source.
    tag_sets
        What objects say, as far as the reader was asked for it; those that say the same share one.
    tags_of
        Shape (n,): the set of tags that each object has.
    offsets
        Shape (n + 1,): object i has the polygons ``offsets[i]:offsets[i + 1]``, at least one.
    polygons
        Longitude and latitude (EPSG:4326).
    """

    ids: Sequence[str]
    tag_sets: tuple[Mapping[str, str], ...]
    tags_of: NDArray[np.int64]
    offsets: NDArray[np.int64]
    polygons: Polygons

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = len(self.ids)
        if self.tags_of.shape != (n,) or self.offsets.shape != (n + 1,):
            raise ValueError("one set of tags and one range of polygons per object")
        if n and not 0 <= self.tags_of.min() <= self.tags_of.max() < len(self.tag_sets):
            raise ValueError("no such set of tags")
        if self.offsets[0] != 0 or self.offsets[-1] != len(self.polygons):
            raise ValueError("offsets do not cover the polygons")
        if (np.diff(self.offsets) < 1).any():
            raise ValueError("an object without a polygon")

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self.ids)

    @classmethod
    def empty(cls) -> Outlines:
        """Return no outlines."""
        zero = np.zeros(1, dtype=np.int64)
        return cls((), (), zero[:0], zero, Polygons.empty())

    @classmethod
    def joined(cls, parts: Iterable[Outlines]) -> Outlines:
        """Return the outlines of several parts of one source, in the order given.

        Parameters
        ----------
        parts
            Any. Of parts that are made as they are asked for, none is kept.
        """
        parts = (part for part in parts if len(part))
        few = [*islice(parts, 2)]
        if len(few) < 2:
            return few[0] if few else cls.empty()
        number: dict[frozenset[tuple[str, str]], int] = {}
        sets: list[Mapping[str, str]] = []
        ids: list[Names] = []
        tags_of: list[NDArray[np.int64]] = []
        lengths = [np.zeros(1, dtype=np.int64)]

        def polygons(part: Outlines) -> Polygons:
            here = np.empty(len(part.tag_sets), dtype=np.int64)
            for i, said in enumerate(part.tag_sets):
                here[i] = number.setdefault(frozenset(said.items()), len(number))
                if len(number) > len(sets):
                    sets.append(said)
            ids.append(Names.of(part.ids))
            tags_of.append(here[part.tags_of])
            lengths.append(np.diff(part.offsets))
            return part.polygons

        joined = Polygons.joined(map(polygons, chain(few, parts)))
        return cls(
            Names.joined(ids),
            tuple(sets),
            np.concatenate(tags_of),
            np.cumsum(np.concatenate(lengths)).astype(np.int64),
            joined,
        )

    def take(self, which: NDArray[np.int64]) -> Outlines:
        """Return some of the objects, in the order given.

        Parameters
        ----------
        which
            Shape (k,): their numbers.
        """
        which = np.asarray(which, dtype=np.int64)
        counts = np.diff(self.offsets)[which]
        return Outlines(
            Names.of(self.ids).take(which),
            self.tag_sets,
            self.tags_of[which],
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            self.polygons.take(ranges(self.offsets[which], counts)),
        )

    def tags(self, i: int) -> Mapping[str, str]:
        """Return what object i says."""
        return self.tag_sets[int(self.tags_of[i])]

    def shape(self, i: int) -> Polygon | MultiPolygon:
        """Return the area of object i as a shape."""
        parts = self.polygons.take(np.arange(self.offsets[i], self.offsets[i + 1])).shapes()
        return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)

    def boxes(self) -> NDArray[np.float64]:
        """Return west, south, east and north of each object, shape (n, 4)."""
        if not len(self):
            return np.zeros((0, 4))
        polygons = self.polygons
        begins = polygons.ring_offsets[polygons.polygon_offsets[self.offsets[:-1]]]
        low = np.minimum.reduceat(polygons.vertices, begins)
        return np.hstack([low, np.maximum.reduceat(polygons.vertices, begins)])


def sets_of_tags(
    said: Iterable[Mapping[str, str]], *, wanted: Callable[[str], bool]
) -> tuple[tuple[Mapping[str, str], ...], NDArray[np.int64]]:
    """Return what objects say, each set of tags once, and which set each object has.

    Parameters
    ----------
    said
        All tags of each object.
    wanted
        Whether a tag is asked for.
    """
    number: dict[tuple[tuple[str, str], ...], int] = {}
    tags_of = [
        number.setdefault(tuple(item for item in tags.items() if wanted(item[0])), len(number))
        for tags in said
    ]
    return tuple(dict(items) for items in number), np.array(tags_of, dtype=np.int64)
