"""Again: what cameras see and watch, worked out anew only where other cameras have a say.

The parts that other cameras do not reach are taken over as they are, bit by bit: what a camera sees
depends on walls alone, and what is watched of a piece of street on the cameras that reach it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.model.streets import Streets
from vidik.model.views import Aims, Views
from vidik.model.watched import Watched
from vidik.sight.stretches import watched
from vidik.sight.tiles import Seen

__all__ = ["looked_at", "reached", "seen_again", "watched_again"]

Ints = NDArray[np.int64]

# Rounding must not leave out a camera that touches a box: as `vidik.sight.tiles.reaching`.
_MARGIN_M = np.array([-1.0, -1.0, 1.0, 1.0])

_NONE = np.zeros(0, dtype=np.int64)


def reached(views: Sequence[Views], boxes: NDArray[np.float64]) -> Ints:
    """Return the boxes into which some view may reach, rising.

    Parameters
    ----------
    views
        Of the cameras that are added, and of those that are taken away.
    boxes
        Shape (n, 4): west, south, east and north of each thing, metres.
    """
    found = np.zeros(len(boxes), dtype=np.bool_)
    for one in views:
        for west, south, east, north in (one.boxes + _MARGIN_M).tolist():
            found |= (
                (west <= boxes[:, 2])
                & (south <= boxes[:, 3])
                & (east >= boxes[:, 0])
                & (north >= boxes[:, 1])
            )
    return np.flatnonzero(found)


def looked_at(views: Sequence[Views], streets: Streets) -> Ints:
    """Return the pieces of street of which some view has a part, however short, rising.

    What is watched of other pieces does not depend on these cameras, not by a bit.

    Parameters
    ----------
    views
        As of `reached`.
    streets
        All pieces.
    """
    near = reached(views, streets.boxes())
    some = streets.only(near)
    found = [_NONE]
    for one in views:
        whole = replace(one, aims=_all_seeing(one))
        named = watched(some, whole, levels=("any",), watchers=True).watchers
        assert named is not None  # it was asked for
        found.append(near[named.piece])
    return np.unique(np.concatenate(found))


def _all_seeing(views: Views) -> Aims:
    """Return aims with which cameras see all of their views, whichever stance is true."""
    n, stances = views.stances.shape
    k = n * stances
    return Aims(
        lens_offsets=np.arange(n + 1) * stances,
        weight=np.full(k, 1.0 / max(stances, 1)),
        fov=np.full(k, 360.0),
        reach=np.full((k, 1), 1e9),
        rise=np.zeros(k),
        lower=np.full(k, np.inf),
        upper=np.zeros(k),
        stance=np.tile(np.arange(stances), n),
        arc_offsets=np.arange(n + 1),
        share=np.ones(n),
        start=np.zeros(n),
        width=np.full(n, 360.0),
    )


def seen_again(before: Seen, again: Seen, ids: Sequence[str]) -> Seen:
    """Return what cameras see.

    Parameters
    ----------
    before
        What was seen; cameras that are not in `ids` are taken away.
    again
        What those see that are new, or not as they were.
    ids
        Of all cameras now, in their order.
    """
    fresh, now = set(again.views.ids), set(ids)
    kept = [i for i, key in enumerate(before.views.ids) if key in now and key not in fresh]
    joined = Views.joined([before.views.only(kept), again.views])
    place = {key: i for i, key in enumerate(joined.ids)}
    return Seen(
        joined.only([place[key] for key in ids]),
        frozenset(key for key in before.on_wall if key in now and key not in fresh) | again.on_wall,
    )


def watched_again(before: Watched, again: Watched, pieces: Ints) -> Watched:
    """Return how much of all pieces of street is watched, without saying by whom.

    Parameters
    ----------
    before
        Of all pieces.
    again
        Of some of them, worked out anew.
    pieces
        Their numbers, rising.
    """

    def of_pieces(name: str) -> NDArray[np.float64]:
        metres: NDArray[np.float64] = getattr(before, name).copy()
        metres[pieces] = getattr(again, name)
        return metres

    anew = np.zeros(len(before.least), dtype=np.bool_)
    anew[pieces] = True
    kept = np.flatnonzero(~anew[before.piece])
    piece = np.concatenate([before.piece[kept], pieces[again.piece]])
    # stretches stand in order of their piece, and those of one piece as they were found
    order = np.argsort(piece, kind="stable")

    def of_stretches(name: str) -> NDArray[Any]:
        both = np.concatenate([getattr(before, name)[kept], getattr(again, name)])
        return np.asarray(both[order])

    return Watched(
        levels=before.levels,
        least=of_pieces("least"),
        expected=of_pieces("expected"),
        most=of_pieces("most"),
        piece=piece[order],
        level=of_stretches("level"),
        band=of_stretches("band"),
        start_m=of_stretches("start_m"),
        end_m=of_stretches("end_m"),
    )
