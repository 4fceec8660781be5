"""What of a way is in view as one walks it: where, how likely, and of which cameras."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.model.along import InView, Watching
from vidik.model.polygons import ranges
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.watchers import Watchers
from vidik.model.way import Way

__all__ = ["in_view_along", "places_along", "watching_along"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def in_view_along(way: Way, seen: Seen) -> InView:
    """Return the stretches of a way that are seen, in the order in which they are walked.

    Parameters
    ----------
    way
        The way.
    seen
        Which parts of the edges are seen, by one bound.
    """
    part, start, end = _walked(way, way.edge, seen.offsets, seen.start_mm, seen.end_mm)
    order = np.argsort(start, kind="stable")
    return InView(start[order], end[order], seen.share[part][order])


def watching_along(
    way: Way, network: WalkNetwork, watchers: Watchers, edges: Ints, *, level: int
) -> Watching:
    """Return the stretches of a way that each camera sees.

    Parameters
    ----------
    way
        The way.
    network
        Whose edges it walks; nothing is seen of those under the ground.
    watchers
        Who watches some edges, as pieces.
    edges
        Shape (n,): the edge that each of these pieces is, in rising order; all edges of the way.
    level
        Number of the level.
    """
    own = (watchers.level == level) & ~network.covered[edges][watchers.piece]
    who = watchers.only(own).joined()
    whole = network.length_mm[edges][who.piece].astype(np.float64)
    start = np.clip(1000.0 * who.start_m, 0.0, whole)
    end = np.clip(1000.0 * who.end_m, start, whole)
    part, start, end = _walked(way, np.searchsorted(edges, way.edge), who.offsets, start, end)
    camera, sure = who.camera[part].astype(np.int64), who.sure[part]
    order = np.lexsort((start, camera))
    return Watching(camera[order], sure[order], start[order], end[order])


def places_along(way: Way, line: Floats, at_mm: Floats) -> Floats:
    """Return where one is on a way after so much effort, shape (k, 2), metres.

    Parameters
    ----------
    way
        The way.
    line
        Shape (v, 2): its corners, metres (`vidik.exposure.ways.line_of`).
    at_mm
        Shape (k,): efforts from its beginning, millimetres.
    """
    length = np.abs(way.end_mm - way.begin_mm).astype(np.float64)
    efforts = np.concatenate([[0.0], np.cumsum(length * way.slowness)])
    lengths = np.concatenate([[0.0], np.cumsum(length)])
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    # lengths of edges are whole millimetres, those of lines are not
    share = np.interp(at_mm, efforts, lengths) / lengths[-1]
    return np.column_stack([np.interp(share * steps[-1], steps, axis) for axis in line.T])


def _walked(
    way: Way, row: Ints, offsets: Ints, start_mm: Floats, end_mm: Floats
) -> tuple[Ints, Floats, Floats]:
    """Return which parts of edges a way walks, and from where to where, in effort.

    Parameters
    ----------
    way
        Of k stretches.
    row
        Shape (k,): for each stretch, the row of `offsets` that has its edge's parts.
    offsets, start_mm, end_mm
        The parts of each row, millimetres from the tail of the edge.
    """
    counts = np.diff(offsets)[row]
    part, of = ranges(offsets[row], counts), np.repeat(np.arange(len(row)), counts)
    begin, end = way.begin_mm[of], way.end_mm[of]
    low = np.maximum(start_mm[part], np.minimum(begin, end))
    high = np.minimum(end_mm[part], np.maximum(begin, end))
    length = np.abs(way.end_mm - way.begin_mm) * way.slowness
    before = (np.cumsum(length) - length)[of]
    ahead = begin < end
    first = before + np.where(ahead, low - begin, begin - high) * way.slowness[of]
    last = before + np.where(ahead, high - begin, begin - low) * way.slowness[of]
    own = high > low
    return part[own], first[own], last[own]
