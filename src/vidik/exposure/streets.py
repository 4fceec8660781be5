"""Watched metres per street and for the whole city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vidik.model.published import StreetFigures
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.watched import Watched

__all__ = ["by_street", "in_all", "in_pieces"]


def in_all(watched: Watched) -> Mapping[str, Span]:
    """Return the watched metres of all pieces of street together, by level."""
    return in_pieces(watched, np.arange(len(watched.least)))


def by_street(streets: Streets, watched: Watched) -> tuple[StreetFigures, ...]:
    """Return length and watched metres of each street, in order of the name.

    Parameters
    ----------
    streets
        The pieces; those of one name are one street, those without a name are taken together.
    watched
        Of the same pieces.
    """
    lengths = streets.lengths()
    pieces: dict[str, list[int]] = defaultdict(list)
    for piece, name in enumerate(streets.names):
        pieces[name].append(piece)
    return tuple(
        StreetFigures(
            name=name,
            length_m=float(lengths[pieces[name]].sum()),
            watched_m=in_pieces(watched, np.array(pieces[name])),
        )
        for name in sorted(pieces)
    )


def in_pieces(watched: Watched, pieces: NDArray[np.int64]) -> Mapping[str, Span]:
    """Return the watched metres of some pieces of street together, by level.

    Parameters
    ----------
    watched
        Of all pieces.
    pieces
        Numbers of those that count.
    """
    sums = [a[pieces].sum(axis=0) for a in (watched.least, watched.expected, watched.most)]
    least, expected, most = sums
    # sums of rounded numbers may cross by their last bit
    expected = np.maximum(expected, least)
    most = np.maximum(most, expected)
    return {
        level: Span(float(least[k]), float(expected[k]), float(most[k]))
        for k, level in enumerate(watched.levels)
    }
