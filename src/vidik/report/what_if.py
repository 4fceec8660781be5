"""What if: the figures of a city with its cameras and with others, side by side.

For the eyes of whoever asks: this goes through no gate, and onto no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.seen import BOUNDS, Bound
from vidik.exposure.streets import in_all
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.first_camera import FirstCamera
from vidik.model.span import Span
from vidik.model.supposed import Supposed
from vidik.model.walks import Walks
from vidik.model.watched import Watched

__all__ = ["Figures", "figures_of", "supposed"]

#: Unit and value of each figure, by what it is and the level.
Figures = Mapping[tuple[str, str], tuple[str, Span]]

#: Of the first camera it is said from how many homes it is so near, minutes.
_NEAR_MIN = (1, 5)


def figures_of(
    cameras: Sequence[Camera],
    *,
    streets: Watched,
    places: Coverage | None,
    walks: Mapping[Bound, Walks],
    first: Mapping[Bound, FirstCamera],
    weight: NDArray[np.float64],
    level: str,
    pace_m_per_min: float,
) -> Figures:
    """Return the figures of a city.

    Parameters
    ----------
    cameras
        Those that watch an outside.
    streets
        How much of the public streets they watch.
    places
        How much of the public ground; None: nobody asked.
    walks, first
        All walks from homes, and the first camera, by what is seen of the ways.
    weight
        Shape (h,): how much each home counts.
    level
        Key of the level of the walks.
    pace_m_per_min
        How fast people walk on the flat.
    """

    def made() -> Iterator[tuple[tuple[str, str], tuple[str, Span]]]:
        yield ("cameras", ""), ("cameras", _count(len(cameras)))
        spots = len({camera.location for camera in cameras})
        yield ("places with cameras", ""), ("places", _count(spots))
        for key, span in in_all(streets).items():
            yield ("street watched", key), ("m", span)
        for one in () if places is None else places.levels:
            yield ("public space watched", one.level), ("m²", one.watched.span)
            for name, areas in (("surely", one.certain_m2), ("possibly", one.possible_m2)):
                deep = areas[1] if len(areas) > 1 else 0.0
                two = f"public space {name} watched by two or more"
                yield (two, one.level), ("m²", Span.exactly(deep))
        yield ("walks in view", level), ("share", _means([walks[b].share for b in BOUNDS], weight))
        for minutes in _NEAR_MIN:
            near = [first[b].minutes(pace_m_per_min) <= minutes for b in BOUNDS]
            name = f"homes with the first camera within {minutes} min"
            yield (name, level), ("share", _means([one.astype(np.float64) for one in near], weight))

    return dict(made())


def supposed(before: Figures, after: Figures) -> tuple[Supposed, ...]:
    """Return the figures side by side.

    Parameters
    ----------
    before, after
        Of one city.
    """
    return tuple(
        Supposed(figure, level, unit, span, after[figure, level][1])
        for (figure, level), (unit, span) in before.items()
    )


def _count(number: int) -> Span:
    return Span.exactly(float(number))


def _means(values: Sequence[NDArray[np.float64]], weight: NDArray[np.float64]) -> Span:
    """Return the means of least, expected and most over the homes that know theirs."""
    means = []
    for one in values:
        known = ~np.isnan(one)
        own = weight[known]
        means.append(float(np.average(one[known], weights=own)) if own.sum() > 0.0 else 0.0)
    least, expected, most = means
    # means of rounded numbers may cross by their last bit
    expected = max(expected, least)
    return Span(least, expected, max(most, expected))
