"""Tracks: where along a recorded walk cameras could see the walker, within its error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.model.fixes import Fixes
from vidik.model.frame import LocalFrame
from vidik.model.polygons import ranges
from vidik.model.streets import Streets
from vidik.model.track import Track
from vidik.model.track_rules import TrackRules
from vidik.model.walked import Walked
from vidik.model.watched import Watched

__all__ = [
    "Along", "beside", "inside", "shifted", "spread_over", "steps_of", "stretches", "track_of",
    "within",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: The turn from one place of a sunflower to the next.
_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))

#: A pause is a leg as long as this, metres, of which the share in view is that of its time.
_STEP_M = 1e-3

#: What is certain is in the last class of probability; the others are taken for their middle.
_SURE = len(BANDS) - 1
_MIDDLES = np.array(
    [*(0.5 * (a + b) for a, b in zip((0.0, *BANDS), BANDS[:-1], strict=False)), 1.0]
)

#: Places along a track are told apart to so many digits of a leg.
_DIGITS = 9

#: Buffers are polygons of so many corners in a quarter circle, so much wider that they hold it.
_CORNERS = 16
_WIDER = 1.0 / np.cos(np.pi / (4.0 * _CORNERS))


@dataclass(frozen=True, eq=False)
class Along:
    """Parts of a track, k in number, each with what it is of.

    Parameters
    ----------
    what
        Shape (k,): a camera, say.
    start, end
        Shape (k,): where they lie along the track (`vidik.model.track.Track`).
    share
        Shape (k,): how much each counts.
    """

    what: Ints
    start: Floats
    end: Floats
    share: Floats

    @classmethod
    def none(cls) -> Along:
        """Return no part at all."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0))

    def certain(self) -> Along:
        """Return the parts that are of certainty, where `what` is a class of probability."""
        own = self.what == _SURE
        return Along(self.what[own], self.start[own], self.end[own], self.share[own])

    @classmethod
    def joined(cls, parts: Iterable[Along]) -> Along:
        """Return the parts of several, in the order given."""
        every = (cls.none(), *parts)
        return cls(
            *(
                np.concatenate([getattr(one, name) for one in every])
                for name in ("what", "start", "end", "share")
            )
        )


def track_of(fixes: Fixes, frame: LocalFrame, rules: TrackRules) -> Track:
    """Return the track of a recording, straight from each fix to the next.

    Parameters
    ----------
    fixes
        Two or more.
    frame
        Whose metres it is in.
    rules
        How far off fixes are that do not say, and what is a gap. Without times a line is taken as
        drawn: its corners may be far apart.
    """
    places = frame.to_metres(fixes.lonlat)
    apart = np.hypot(*np.diff(places, axis=0).T)
    known = np.diff(fixes.part) == 0
    if fixes.seconds is not None:
        known &= (np.diff(fixes.seconds) <= rules.gap_s) & (apart <= rules.gap_m)
    said = fixes.radius_m
    radius = np.where(np.isnan(said), rules.radius_m, _rounded_up(said))
    return Track(
        places=places,
        seconds=fixes.seconds,
        radius_m=np.maximum(radius[:-1], radius[1:]),
        known=known,
    )


def _rounded_up(radius: Floats) -> Floats:
    """Return radii of fixes as the next power of √2, so that a track has few of them."""
    with np.errstate(divide="ignore"):
        power = np.ceil(2.0 * np.log2(np.maximum(radius, 1.0)) - 1e-9)
    return np.where(radius > 0.0, np.sqrt(2.0) ** power, 0.0)


def spread_over(count: int) -> Floats:
    """Return places in the unit circle that stand for where the walker was, shape (count, 2).

    Each counts the same. The error is round and normal, 95 % of it within the circle and what is
    beyond left out, so that the part ``(k + ½) / n`` of all is nearer than place k; and they are
    laid out as the seeds of a sunflower (Vogel 1979, Mathematical Biosciences 44), a golden angle
    from one to the next.

    Parameters
    ----------
    count
        How many; one stands in the middle.
    """
    if count == 1:
        return np.zeros((1, 2))
    k = np.arange(count)
    away = np.sqrt(np.log1p(-0.95 * (k + 0.5) / count) / np.log(0.05))
    turned = np.column_stack([np.cos(_GOLDEN * k), np.sin(_GOLDEN * k)])
    return np.asarray(away[:, None] * turned)


def shifted(track: Track, legs: Ints, offsets: Floats) -> Streets:
    """Return legs of a track as lines, each as often as there are offsets, one after the other.

    Parameters
    ----------
    track
        The track.
    legs
        Shape (l,): numbers of the legs.
    offsets
        Shape (k, 2): by how much of its radius each leg is moved.

    Returns
    -------
    Streets
        Pieces, k · l: all legs at the first offset, then at the next. A pause, which has no length,
        is a millimetre long, about its place.
    """
    moved = (
        _ends(track, legs)[None] + (offsets[:, None] * track.radius_m[legs][:, None])[:, :, None]
    )
    n = len(offsets) * len(legs)
    return Streets(
        ids=tuple(map(str, range(n))),
        names=("",) * n,
        classes=("",) * n,
        offsets=2 * np.arange(n + 1),
        vertices=moved.reshape(-1, 2),
    )


def _ends(track: Track, legs: Ints) -> Floats:
    """Return both ends of legs, shape (l, 2, 2); a pause is a millimetre long, about its place."""
    ends = np.stack([track.places[legs], track.places[legs + 1]], axis=1)
    short = np.hypot(*(ends[:, 1] - ends[:, 0]).T) < _STEP_M
    middle = ends[short].mean(axis=1)
    ends[short] = middle[:, None] + np.array([[-0.5 * _STEP_M, 0.0], [0.5 * _STEP_M, 0.0]])
    return ends


def steps_of(watched: Watched, lengths_m: Floats, legs: Ints, level: int) -> Along:
    """Return how likely the walker is in view, along the legs of `shifted`.

    Parameters
    ----------
    watched
        Of the pieces that `shifted` made.
    lengths_m
        Shape (k · l,): of them.
    legs
        As given to `shifted`.
    level
        Column of the level.

    Returns
    -------
    Along
        `share` is the probability there by the number of offsets: a class's middle, moved so that
        a piece comes to its expected metres; `what` is the class of probability.
    """
    times = max(len(lengths_m) // max(len(legs), 1), 1)
    rows = np.flatnonzero(watched.level == level)
    piece, band = watched.piece[rows], watched.band[rows]
    start, end = watched.start_m[rows], watched.end_m[rows]
    share = _MIDDLES[band]
    sure = band == _SURE
    certain, whole, weighed = (
        np.bincount(piece[own], (weight * (end - start))[own], len(lengths_m))
        for own, weight in ((sure, 1.0), (~sure, 1.0), (~sure, share))
    )
    left = np.clip(watched.expected[:, level] - certain, 0.0, whole)
    # down towards 0 or up towards 1, so that no share leaves the two
    down = np.divide(left, weighed, out=np.ones_like(left), where=weighed > 0.0)
    up = np.divide(
        whole - left, whole - weighed, out=np.ones_like(left), where=whole - weighed > 0.0
    )
    moved = np.where((down <= 1.0)[piece], share * down[piece], 1.0 - (1.0 - share) * up[piece])
    share = np.where(sure, 1.0, np.clip(moved, 0.0, 1.0))
    leg = legs[piece % max(len(legs), 1)].astype(np.float64)
    return Along(
        band,
        leg + np.clip(start / lengths_m[piece], 0.0, 1.0),
        leg + np.clip(end / lengths_m[piece], 0.0, 1.0),
        share / times,
    )


def beside(watched: Watched, lengths_m: Floats, legs: Ints, level: int) -> Along:
    """Return where along the legs of `shifted`, moved nowhere, which camera may see the walker.

    Parameters
    ----------
    watched, lengths_m, legs, level
        As of `steps_of`, with the watchers.
    """
    who = watched.watchers
    assert who is not None  # they were asked for
    rows = np.flatnonzero(who.level == level)
    piece = who.piece[rows]
    leg = legs[piece].astype(np.float64)
    return Along(
        who.camera[rows].astype(np.int64),
        leg + np.clip(who.start_m[rows] / lengths_m[piece], 0.0, 1.0),
        leg + np.clip(who.end_m[rows] / lengths_m[piece], 0.0, 1.0),
        np.ones(len(rows)),
    )


def within(
    track: Track, legs: Ints, shapes: NDArray[np.object_], *, wider_m: float, inward: bool = False
) -> Along:
    """Return where the band about a track meets areas, or lies in them altogether.

    Parameters
    ----------
    track
        The track.
    legs
        Shape (l,): numbers of the legs that count.
    shapes
        Shape (n,): (multi)polygons, metres.
    wider_m
        By how much more than its radius the band is wide, metres.
    inward
        Whether the band has to lie in the area altogether.

    Returns
    -------
    Along
        `what` is the area.
    """
    found: list[Along] = []
    for radius in np.unique(track.radius_m[legs]).tolist():
        own = legs[track.radius_m[legs] == radius]
        lines = shapely.linestrings(_ends(track, own))
        reach = _WIDER * (radius + wider_m)
        area, leg = shapely.STRtree(lines).query(
            shapes, predicate="dwithin", distance=0.0 if inward else reach
        )
        for one in np.unique(area).tolist():
            grown = shapely.buffer(shapes[one], -reach if inward else reach, quad_segs=_CORNERS)
            near = leg[area == one]
            found.append(_inside(lines[near], own[near], grown, one))
    return Along.joined(found)


def inside(track: Track, area: Geometry) -> Along:
    """Return which parts of a track lie in an area.

    Parameters
    ----------
    track
        The track.
    area
        A (multi)polygon, metres.
    """
    legs = np.arange(len(track))
    return _inside(shapely.linestrings(_ends(track, legs)), legs, area, 0)


def _inside(lines: NDArray[np.object_], legs: Ints, area: Geometry, what: int) -> Along:
    """Return which parts of straight legs lie in an area."""
    shapely.prepare(area)
    whole = shapely.covers(area, lines)
    some = ~whole & shapely.intersects(area, lines)
    parts, owner = shapely.get_parts(shapely.intersection(lines[some], area), return_index=True)
    long = shapely.length(parts) > 0.0
    parts, owner = parts[long], owner[long]
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(parts, i)) for i in (0, -1)], axis=1
    ).reshape(-1, 2, 2)
    first, last = (shapely.get_coordinates(shapely.get_point(lines[some], i)) for i in (0, 1))
    side = (last - first)[owner]
    share = ((ends - first[owner][:, None]) * side[:, None]).sum(axis=2)
    share = np.clip(share / (side**2).sum(axis=1)[:, None], 0.0, 1.0)
    begun, cut = legs[whole].astype(np.float64), legs[some][owner].astype(np.float64)
    start = np.concatenate([begun, cut + share.min(axis=1, initial=1.0)])
    end = np.concatenate([begun + 1.0, cut + share.max(axis=1, initial=0.0)])
    return Along(np.full(len(start), what), start, end, np.ones(len(start)))


def stretches(
    track: Track,
    found: Iterable[tuple[Along, Along, Along]],
    *,
    levels: tuple[str, ...],
    ids: tuple[str, ...],
    known: Along,
) -> Walked:
    """Return the stretches of a track on which cameras could see the walker.

    Parameters
    ----------
    track
        The track.
    found
        Of each level: where the walker is in view for certain; how likely at each place
        (`steps_of`); and which camera may see the walker where.
    levels
        Keys of the levels.
    ids
        Of the cameras.
    known
        The parts of the track on ground that is known.
    """
    rows = [
        (np.full(len(row[0]), level), *row)
        for level, parts in enumerate(found)
        for row in [_of_level(track, parts, _rounded(known))]
    ]
    level, start, end, sure, expected, counts, camera = map(np.concatenate, zip(*rows, strict=True))
    knots = _knots(track, _rounded(known))
    away = np.flatnonzero(_sum_over(knots, _rounded(known)) == 0.0)
    return Walked(
        track=track,
        outside=np.column_stack([knots[away], knots[away + 1]]),
        levels=levels,
        ids=ids,
        level=level,
        start=start,
        end=end,
        sure=sure,
        expected=expected,
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        camera=camera,
    )


def _of_level(
    track: Track, found: tuple[Along, Along, Along], known: Along
) -> tuple[Floats, Floats, NDArray[np.bool_], Floats, Ints, Ints]:
    """Return of each stretch start, end, certainty, what is expected, and which cameras."""
    sure, chance, seen = map(_rounded, found)
    seen = _merged(seen)
    knots = _knots(track, sure, chance, seen, known)
    leg = np.minimum(knots[:-1].astype(np.int64), len(track) - 1)
    open_to = track.known[leg] & (_sum_over(knots, known) > 0.0) & (_sum_over(knots, seen) > 0.5)
    certain = open_to & (_sum_over(knots, sure) > 0.0)
    likely = np.where(certain, 1.0, np.clip(_sum_over(knots, chance), 0.0, 1.0))
    fresh = np.isin(knots[:-1], np.concatenate([seen.start, seen.end]))
    fresh[1:] |= (open_to[1:] != open_to[:-1]) | (certain[1:] != certain[:-1])
    # each part belongs to the stretch that began last
    mine = np.flatnonzero(open_to)
    begun = fresh[mine] | (np.diff(mine, prepend=-2) > 1)
    number = np.cumsum(begun) - 1
    count = int(begun.sum())
    steps = np.arange(len(track) + 1)
    lasts = np.column_stack(
        [np.diff(np.interp(knots, steps, way)) for way in (track.along_s, track.along_m)]
    )
    expected = np.zeros((count, 2))
    np.add.at(expected, number, (likely[:, None] * lasts)[mine])
    start, end = knots[mine[begun]], knots[mine[np.append(begun[1:], True)[: len(mine)]] + 1]
    first = np.searchsorted(start, seen.start)
    counts = np.maximum(np.searchsorted(end, seen.end, side="right") - first, 0)
    row, camera = ranges(first, counts), np.repeat(seen.what, counts)
    order = np.lexsort((camera, row))
    return (
        start,
        end,
        certain[mine[begun]],
        expected,
        np.bincount(row, minlength=count),
        camera[order],
    )


def _rounded(parts: Along) -> Along:
    """Return parts whose ends are equal where they were nearly so, and that have a length."""
    start, end = np.round(parts.start, _DIGITS), np.round(parts.end, _DIGITS)
    long = end > start
    return Along(parts.what[long], start[long], end[long], parts.share[long])


def _merged(parts: Along) -> Along:
    """Return parts of the same in order, those that touch or overlap as one."""
    order = np.lexsort((parts.start, parts.what))
    what, start, end = parts.what[order], parts.start[order], parts.end[order]
    fresh = np.ones(len(what), np.bool_)
    reached = end.copy()
    for i in range(1, len(what)):
        fresh[i] = what[i] != what[i - 1] or start[i] > reached[i - 1]
        reached[i] = end[i] if fresh[i] else max(end[i], reached[i - 1])
    last = np.append(fresh[1:], True)[: len(what)]
    return Along(what[fresh], start[fresh], reached[last], np.ones(int(fresh.sum())))


def _knots(track: Track, *parts: Along) -> Floats:
    """Return all places along a track where a leg or a part begins or ends, rising."""
    ends = [end for one in parts for end in (one.start, one.end)]
    return np.unique(np.concatenate([np.arange(len(track) + 1.0), *ends]))


def _sum_over(knots: Floats, parts: Along) -> Floats:
    """Return the shares of all parts between each knot and the next; every end is a knot."""
    change = np.zeros(len(knots))
    np.add.at(change, np.searchsorted(knots, parts.start), parts.share)
    np.add.at(change, np.searchsorted(knots, parts.end), -parts.share)
    total = np.cumsum(change)[:-1]
    # what rounding leaves where all parts have ended is nothing
    return np.where(np.abs(total) < 1e-9, 0.0, total)
