"""Claims: shapes of a map that say of some ground that it is public space, in metres.

Areas are taken as they are drawn; ways, and stops without an outline, are as wide as their tags say
or as the rules assume.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame
from vidik.model.public_space_rules import UNIONS, AreaRule, PublicSpaceRules
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.register.account import Account
from vidik.register.metres import TOO_FAR, in_metres
from vidik.register.walls import outlines_on_grid
from vidik.register.width import way_width

__all__ = ["Claims", "claims", "merge"]

#: Chords per quarter of a round corner. They stay within the circle, by no more than 2 % of half
#: the width: 5 cm on a street of 5.5 m. Only bends and ends of ways have round corners.
_CHORDS = 4


@dataclass(frozen=True, eq=False)
class Claims:
    """Polygons that claim ground; they may lie upon one another.

    Parameters
    ----------
    shapes
        Shape (n,): polygons and multipolygons, metres; in double precision, not bound to a grid,
        or GEOS would round whatever is cut from them.
    kind
        Shape (n,): the place of each one's kind among the kinds of the rules.
    union
        Shape (n,): the first union it belongs to: 0 least, 1 expected, 2 most.
    """

    shapes: NDArray[np.object_]
    kind: NDArray[np.int64]
    union: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not self.shapes.shape == self.kind.shape == self.union.shape:
            raise ValueError("one kind and one union per shape")
        if shapely.get_precision(self.shapes).any():
            raise ValueError("a shape is bound to a grid")

    def boxes(self) -> NDArray[np.float64]:
        """Return west, south, east and north of each shape, shape (n, 4), metres."""
        return np.asarray(shapely.bounds(self.shapes), dtype=np.float64).reshape(-1, 4)

    def only(self, wanted: NDArray[np.int64]) -> Claims:
        """Return some of the claims.

        Parameters
        ----------
        wanted
            Shape (k,): their numbers, in the order in which they shall stand.
        """
        return Claims(self.shapes[wanted], self.kind[wanted], self.union[wanted])


def claims(
    features: Iterable[Feature], frame: LocalFrame, rules: PublicSpaceRules, *, source: str
) -> tuple[Claims, tuple[Rejection, ...]]:
    """Return what the features claim for public space.

    Parameters
    ----------
    features
        Of any kind. What the rules leave out is no fault of the map, and no rejection; nor is a
        class of highway that they do not know, which `vidik.register.streets` has rejected.
    frame
        Of the city.
    rules
        What counts, and how wide it is.
    source
        Key of the source.

    Returns
    -------
    claims
        In order of the features' ids; their order changes nothing.
    rejected
        Outlines that do not close or had to be repaired, widths that were not understood, ways that
        reach beyond what the frame can hold.
    """
    rejected: list[Rejection] = []
    areas: list[tuple[Account, Geometry, AreaRule]] = []
    lines: list[tuple[Account, Geometry, str, Span]] = []
    for feature in sorted(features, key=lambda feature: feature.id):
        account = Account(source, feature.id, feature.tags, rejected)
        strip = _strip(feature, account, rules)
        if strip is not None:
            lines.append((account, feature.geometry, *strip))
            continue
        row = _area_rule(feature, rules)
        if row is not None:
            areas.append((account, feature.geometry, row))
    return merge([_drawn(areas, frame, rules), _widened(lines, frame, rules)]), tuple(rejected)


def merge(parts: Sequence[Claims]) -> Claims:
    """Return the claims of several sources as one, in the order given."""
    none = np.zeros(0, dtype=np.int64)
    return Claims(
        shapes=np.concatenate([np.empty(0, dtype=object), *(part.shapes for part in parts)]),
        kind=np.concatenate([none, *(part.kind for part in parts)]),
        union=np.concatenate([none, *(part.union for part in parts)]),
    )


def _strip(feature: Feature, account: Account, rules: PublicSpaceRules) -> tuple[str, Span] | None:
    """Return kind and width of a way or of a stop without outline; None if it is neither."""
    tags = feature.tags
    shape = {"Point": "point", "LineString": "line", "MultiLineString": "line"}.get(
        feature.geometry.geom_type
    )
    if shape is None or tags.get("area") == "yes" or tags.get("type") == "multipolygon":
        return None
    for stop in rules.stops:
        if stop.shape == shape and stop.fits(tags) and rules.closes(tags) is None:
            return "stop", stop.width_m
    is_way = shape == "line" and tags.get("highway") in rules.widths
    if is_way and rules.streets.closes(tags) is None:
        return "street", way_width(account, rules)
    return None


def _area_rule(feature: Feature, rules: PublicSpaceRules) -> AreaRule | None:
    """Return the rule of an area that is open to the public; None if there is none."""
    tags = feature.tags
    if (
        "highway" in tags
        and tags.get("area") != "yes"
        and "Polygon" not in feature.geometry.geom_type
    ):
        return None
    row = next((row for row in rules.areas if row.fits(tags)), None)
    return row if row is not None and rules.closes(tags) is None else None


def _drawn(
    areas: Sequence[tuple[Account, Geometry, AreaRule]], frame: LocalFrame, rules: PublicSpaceRules
) -> Claims:
    polygons, owner = outlines_on_grid(
        [geometry for _, geometry, _ in areas], frame, [account for account, *_ in areas]
    )
    kind = np.array([rules.kinds.index(row.kind) for *_, row in areas], dtype=np.int64)
    union = np.array([UNIONS.index(row.doubt) for *_, row in areas], dtype=np.int64)
    return Claims(polygons, kind[owner], union[owner])


def _widened(
    lines: Sequence[tuple[Account, Geometry, str, Span]], frame: LocalFrame, rules: PublicSpaceRules
) -> Claims:
    """Return the strips along lines and the patches about points, in each union where they grow."""
    metres, far = in_metres([geometry for _, geometry, *_ in lines], frame)
    for i in np.flatnonzero(far).tolist():
        lines[i][0].reject("geometry", TOO_FAR)
    widths = np.array([(w.least, w.expected, w.most) for *_, w in lines]).reshape(-1, len(UNIONS))
    wider = np.diff(widths, axis=1, prepend=0.0) > 0
    which, union = np.nonzero(wider & ~far[:, None])
    shapes = _buffered(metres[which], widths[which, union])
    kind = np.array([rules.kinds.index(kind) for *_, kind, _ in lines], dtype=np.int64)
    return Claims(shapes, kind[which], union)


def _buffered(lines: NDArray[np.object_], width_m: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return strips with round ends, so that the pieces of a street that bends join without a gap.

    Where a way is wider than long, such as the steps before a cathedral, its ends are straight:
    round ones would reach farther than the way itself.
    """
    wide = (shapely.length(lines) < width_m) & (shapely.get_dimensions(lines) == 1)
    strips = np.empty(len(lines), dtype=object)
    for ends, some in (("round", ~wide), ("flat", wide)):
        strips[some] = shapely.buffer(
            lines[some], width_m[some] / 2, quad_segs=_CHORDS, cap_style=ends
        )
    return strips
