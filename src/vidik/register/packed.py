"""Packed outlines made into walls: the same as `vidik.register.buildings.footprints`, only faster.

Nearly every building is one ring that is simple beyond doubt: compiled loops bring it to the grid
and put it in order. What has a courtyard, crosses or touches itself, turns back, or is not surely
one of the simple, goes through the slow way as a shape of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.feature import Extract, Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M, LocalFrame
from vidik.model.names import Names
from vidik.model.outlines import Outlines, sets_of_tags
from vidik.model.polygons import Polygons, ranges
from vidik.model.rejection import Rejection
from vidik.model.words import Words
from vidik.register import kernels
from vidik.register.account import Account
from vidik.register.buildings import hides_sight, kind_of
from vidik.register.mapped_heights import floor_m, roof_m
from vidik.register.names import in_order
from vidik.register.projection import Projection, projection
from vidik.register.repetitions import without_repeated
from vidik.register.walls import SLIVER_M2, outlines_on_grid

__all__ = ["packed", "packed_extract", "packed_footprints"]

#: Objects that one thread takes at a time.
_CHUNK = 1 << 15

_NONE = np.zeros(0, dtype=np.int64)


def packed(
    features: Iterable[Feature], *, wanted: Callable[[str], bool]
) -> tuple[Outlines, tuple[Feature, ...]]:
    """Return the features that are areas as packed outlines, and the others as they are.

    Parameters
    ----------
    features
        Of one source.
    wanted
        Whether a tag is asked for; outlines have no others.

    Returns
    -------
    outlines
        The areas.
    others
        The other features.
    """
    areas: list[Feature] = []
    others: list[Feature] = []
    for feature in features:
        areal = feature.geometry.geom_type in ("Polygon", "MultiPolygon")
        (areas if areal and not feature.geometry.is_empty else others).append(feature)
    if not areas:
        return Outlines.empty(), tuple(others)
    tag_sets, tags_of = sets_of_tags((feature.tags for feature in areas), wanted=wanted)
    parts, owner = shapely.get_parts([feature.geometry for feature in areas], return_index=True)
    return (
        Outlines(
            ids=Names.of(feature.id for feature in areas),
            tag_sets=tag_sets,
            tags_of=tags_of,
            offsets=np.searchsorted(owner, np.arange(len(areas) + 1)),
            polygons=Polygons.of(parts),
        ),
        tuple(others),
    )


def packed_extract(extract: Extract, *, wanted: Callable[[str], bool]) -> Extract:
    """Return the extract with its areas packed.

    Parameters
    ----------
    extract
        Of one source.
    wanted
        Whether a tag is asked for; outlines have no others.
    """
    outlines, others = packed(extract.features, wanted=wanted)
    return replace(extract, features=others, outlines=Outlines.joined([extract.outlines, outlines]))


def packed_footprints(
    outlines: Outlines,
    frame: LocalFrame,
    *,
    others: Iterable[Feature] = (),
    source: str,
    metres_per_level: float = 3.0,
    least_metres_per_level: float = 2.5,
    most_metres_per_level: float = 4.0,
    whole: bool = True,
    threads: int = 1,
) -> tuple[Footprints, tuple[Rejection, ...]]:
    """Return the same as `vidik.register.buildings.footprints` of the same objects.

    Parameters
    ----------
    outlines
        Objects of a source that are areas.
    frame
        Of the city.
    others
        The other objects of the source.
    source
        Key of the source; it begins every id.
    metres_per_level, least_metres_per_level, most_metres_per_level
        Height of a storey where only their number is mapped, expected and its bounds.
    whole
        Whether these are all objects of the source. If not, repeated outlines stay for whoever puts
        the parts together (`vidik.register.repetitions`).
    threads
        How many chunks of buildings are made at once; the result does not depend on it.

    Returns
    -------
    footprints
        In order of their id.
    rejected
        The same, in the same order.
    """
    objects = _Objects.hiding(outlines, others, source)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        named = pool.submit(objects.names.take, objects.order, prefix=f"{source}:")
        chunks, room = _plain(objects, frame, pool)
        ids = named.result()
    left = np.concatenate([_NONE, *(chunk.left for chunk in chunks)])
    shapes, owner = outlines_on_grid(
        [objects.shape(k) for k in left.tolist()],
        frame,
        [objects.account(k) for k in left.tolist()],
    )
    made = [chunk.with_shapes(shapes, left[owner]) for chunk in chunks]
    owner = np.concatenate([_NONE, *(chunk.owner for chunk in made)])
    begins = _begins(owner)
    kept = owner[begins]
    per_level = (least_metres_per_level, metres_per_level, most_metres_per_level)
    heights = _heights(objects, kept, per_level)
    polygons = Polygons.moved_together([chunk.polygons for chunk in made], room)
    said = objects.said[kept]
    walls = Footprints(
        ids=ids if len(kept) == len(ids) else ids.take(kept),
        kind=objects.kinds(kept),
        owner=np.cumsum(begins) - 1,
        polygon_offsets=polygons.polygon_offsets,
        ring_offsets=polygons.ring_offsets,
        vertices=polygons.vertices,
        height=np.ascontiguousarray(heights[:, :3])[said],
        min_height=heights[said, 3],
    )
    if whole:
        walls = without_repeated(walls, lambda i: objects.account(int(kept[i])))
    return walls, tuple(objects.rejected)


@dataclass(frozen=True, eq=False)
class _Objects:
    """What hides sight, in order of id: outlines, and features of other kinds.

    Parameters
    ----------
    names
        Their ids, in the order of the source.
    order
        Which of the names belongs to each.
    outlines
        Where the areas among them stand.
    index
        Of each object: its number among the outlines; below 0: −1 − its number among the others.
    others
        Features without an area.
    said
        Of each object: which tags it has, those of `outlines` before those of `others`.
    source
        Key of the source.
    rejected
        Takes what is not understood of them.
    """

    names: Names
    order: NDArray[np.int64]
    outlines: Outlines
    index: NDArray[np.int64]
    others: tuple[Feature, ...]
    said: NDArray[np.int64]
    source: str
    rejected: list[Rejection]

    @classmethod
    def hiding(cls, outlines: Outlines, others: Iterable[Feature], source: str) -> _Objects:
        hides = np.array([hides_sight(tags) for tags in outlines.tag_sets], dtype=np.bool_)
        rest = tuple(feature for feature in others if hides_sight(feature.tags))
        areas = np.flatnonzero(hides[outlines.tags_of])
        index = np.concatenate([areas, -1 - np.arange(len(rest))])
        names = Names.of(outlines.ids)
        if len(areas) < len(outlines) or rest:
            names = Names.joined([names.take(areas), Names.of(f.id for f in rest)])
        order = in_order(names)
        said = np.concatenate(
            [outlines.tags_of[areas], len(outlines.tag_sets) + np.arange(len(rest))]
        )
        return cls(names, order, outlines, index[order], rest, said[order], source, [])

    def __len__(self) -> int:
        return len(self.names)

    @property
    def tag_sets(self) -> list[Mapping[str, str]]:
        """All that any of them says."""
        return [*self.outlines.tag_sets, *(feature.tags for feature in self.others)]

    def kinds(self, numbers: NDArray[np.int64]) -> Words:
        """Return what kind of building each of some objects is."""
        return Words.coded([kind_of(tags) for tags in self.tag_sets], self.said[numbers])

    def shape(self, k: int) -> Geometry:
        i = int(self.index[k])
        return self.outlines.shape(i) if i >= 0 else self.others[-1 - i].geometry

    def account(self, k: int) -> Account:
        i, name = int(self.index[k]), self.names[int(self.order[k])]
        tags = self.outlines.tags(i) if i >= 0 else self.others[-1 - i].tags
        return Account(self.source, name, tags, self.rejected)


@dataclass(frozen=True, eq=False)
class _Walls:
    """Walls of consecutive objects, as made so far.

    Parameters
    ----------
    first, end
        Which objects.
    owner
        Of each polygon, rising: its object.
    polygons
        Metres, in order.
    left
        Objects that have to go the slow way.
    """

    first: int
    end: int
    owner: NDArray[np.int64]
    polygons: Polygons
    left: NDArray[np.int64]

    def with_shapes(self, shapes: NDArray[np.object_], owner: NDArray[np.int64]) -> _Walls:
        """Return the walls with those of them that went the slow way; nothing is left then."""
        here = slice(*np.searchsorted(owner, (self.first, self.end)))
        if not len(owner[here]):
            return replace(self, left=_NONE)
        both = np.concatenate([self.owner, owner[here]])
        order = np.argsort(both, kind="stable")
        polygons = Polygons.joined([self.polygons, Polygons.of(shapes[here])]).take(order)
        return _Walls(self.first, self.end, both[order], polygons, _NONE)


def _begins(owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which polygons are the first of their object."""
    return np.asarray(np.diff(owner, prepend=-1) > 0)


def _plain(
    objects: _Objects, frame: LocalFrame, pool: ThreadPoolExecutor
) -> tuple[list[_Walls], NDArray[np.float64]]:
    """Return the walls of the objects that are plain, a chunk of objects at a time.

    Returns
    -------
    walls
        Of each chunk.
    room
        What their vertices lie in, in order, with gaps where some were left out.
    """
    outlines = objects.outlines
    polygons = outlines.polygons
    ready = projection(frame, polygons.vertices)
    room = np.empty_like(polygons.vertices)
    firsts = range(0, len(objects), _CHUNK)
    # which outlines a chunk takes, and how many vertices they have: no walls have more
    taken = [objects.index[first : first + _CHUNK] for first in firsts]
    taken = [index[index >= 0] for index in taken]
    corner = polygons.ring_offsets[polygons.polygon_offsets[outlines.offsets]]
    sizes = [int((corner[which + 1] - corner[which]).sum()) for which in taken]
    begins = np.cumsum([0, *sizes]).tolist()

    def solve(chunk: int) -> _Walls:
        first, which = firsts[chunk], taken[chunk]
        end = min(first + _CHUNK, len(objects))
        areal = objects.index[first:end] >= 0
        numbers = np.arange(first, end)[areal]
        counts = outlines.offsets[which + 1] - outlines.offsets[which]
        owner = np.repeat(numbers, counts)
        walls, plain = _on_grid(
            polygons,
            ranges(outlines.offsets[which], counts),
            ready,
            room[begins[chunk] : begins[chunk + 1]],
        )
        spoilt = np.unique(owner[~plain])
        stays = ~np.isin(owner[plain], spoilt) if len(spoilt) else None
        return _Walls(
            first,
            end,
            owner[plain] if stays is None else owner[plain][stays],
            walls if stays is None else walls.take(np.flatnonzero(stays)),
            np.union1d(spoilt, np.arange(first, end)[~areal]),
        )

    return list(pool.map(solve, range(len(firsts)))), room


def _on_grid(
    polygons: Polygons, which: NDArray[np.int64], ready: Projection, out: NDArray[np.float64]
) -> tuple[Polygons, NDArray[np.bool_]]:
    """Return the walls of those polygons that are plain, written to `out`, and which these are."""
    some = polygons.take(which)
    sizes = np.empty(len(some), dtype=np.int64)
    filled = kernels.plain_walls(
        some.polygon_offsets,
        some.ring_offsets,
        ready.on_grid(some.vertices),
        GRID_M,
        2.0 * SLIVER_M2 / GRID_M**2,
        out,
        sizes,
    )
    plain = sizes > 0
    ring_offsets = np.concatenate([[0], np.cumsum(sizes[plain])])
    return Polygons(np.arange(len(ring_offsets)), ring_offsets, out[:filled]), plain


def _heights(
    objects: _Objects, buildings: NDArray[np.int64], per_level: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Return least, expected and most height of the roof and the floor of each set of tags, metres.

    Objects that say the same are as high; only what is not understood has to be noted for each.
    """

    def read(account: Account) -> tuple[float, float, float, float]:
        roof = roof_m(account, per_level)
        return *roof, floor_m(account, roof[1], per_level[1])

    sets = objects.tag_sets
    heights, noted = np.empty((len(sets), 4)), np.zeros(len(sets), dtype=np.bool_)
    for i, tags in enumerate(sets):
        notes: list[Rejection] = []
        heights[i] = read(Account(objects.source, "", tags, notes))
        noted[i] = bool(notes)
    if noted.any():
        for k in buildings[noted[objects.said[buildings]]].tolist():
            read(objects.account(k))
    return heights
