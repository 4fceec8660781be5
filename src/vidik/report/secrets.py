"""What no output may hold: traces of private and withheld cameras, and of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.published import Published
from vidik.model.rules import Clearance, Verdict, words_of
from vidik.report.gate import slug_of

__all__ = ["Secrets", "secrets_of"]

#: Decimals of a degree to which a hidden place must not be known: about a metre.
NEAR = 5
#: Decimals that outputs have at most: about a centimetre. A corner of a view may by chance lie
#: within a metre of a hidden camera, but not at it.
EXACT = 7

_NUMBER = re.compile(r"\d+")
_PAIR = re.compile(
    rb"(?=(?<![\d.])(-?\d{1,3}\.\d{%d,})[\s,;/\"']{1,4}(-?\d{1,3}\.\d{%d,}))" % (NEAR, NEAR)
)

Spot = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Secrets:
    """Needles to look for in every output.

    Parameters
    ----------
    ids
        Locations and page names of hidden cameras, in the forms in which an output would hold them.
    names
        Names of operators that are shown nowhere, as `words_of` them.
    near, exact
        Hidden places, longitude and latitude in whole units of the 5th and the 7th decimal. What is
        shown at the very same place for another reason is not among them.
    """

    ids: frozenset[str]
    names: frozenset[str]
    near: frozenset[Spot]
    exact: frozenset[Spot]

    @cached_property
    def _shapes(self) -> tuple[re.Pattern[str], ...]:
        """Patterns of all ids that differ in digits only: few, however many ids there are."""
        shapes = {r"\d+".join(re.escape(part) for part in _NUMBER.split(one)) for one in self.ids}
        return tuple(
            re.compile(rf"(?<![^\W_]){shape}(?![^\W_])") for shape in sorted(shapes)
        )

    def in_text(self, data: bytes) -> str | None:
        """Return what kind of trace some text holds, or None.

        Parameters
        ----------
        data
            UTF-8, or bytes that hold strings in UTF-8.
        """
        text = data.decode("utf-8", errors="replace")
        if any(m.group() in self.ids for shape in self._shapes for m in shape.finditer(text)):
            return "the id of a camera that is not shown"
        if self.names:
            plain = words_of(text)
            if any(name in plain for name in self.names):
                return "a name that is not shown"
        if self.near and any(
            self.is_near(float(a), float(b)) or self.is_near(float(b), float(a))
            for a, b in _PAIR.findall(data)
        ):
            return "the place of a camera that is not shown"
        return None

    def is_near(self, lon: float, lat: float) -> bool:
        """Return whether a place is that of a hidden camera, to a metre."""
        return any(spot in self.near for spot in _spots(lon, lat, NEAR))

    def among(self, points: NDArray[np.float64], *, exact: bool) -> bool:
        """Return whether one of some places, shape (n, 2), is that of a hidden camera.

        Parameters
        ----------
        points
            Longitude and latitude.
        exact
            To a centimetre (corners of shapes), or to a metre (points).
        """
        hidden, decimals = (self.exact, EXACT) if exact else (self.near, NEAR)
        if not hidden or not len(points):
            return False
        scale = 10.0**decimals
        keys = np.array(sorted(hidden), dtype=np.int64)
        for rounded in (np.floor(points * scale), np.round(points * scale)):
            found = rounded.astype(np.int64)
            if len(np.intersect1d(_joined(found), _joined(keys))):
                return True
        return False


def secrets_of(
    cameras: Iterable[Camera], clearances: Mapping[str, Clearance], published: Published
) -> Secrets:
    """Return the needles for one build.

    Parameters
    ----------
    cameras
        All cameras.
    clearances
        The verdict on each.
    published
        What is shown; a value that stands there by right is no secret.
    """
    everyone = sorted(cameras, key=lambda camera: camera.id)
    hidden = [c for c in everyone if clearances[c.id].verdict is not Verdict.PUBLIC]
    shown_ids = {form for c in published.cameras for form in _forms(c.id, c.location, c.source)}
    ids = {form for c in hidden for form in _forms(c.id, c.location, c.source)}
    near, exact = _hidden_spots(hidden, published)
    return Secrets(
        ids=frozenset(ids - shown_ids),
        names=_hidden_names(everyone, published),
        near=near,
        exact=exact,
    )


def _forms(camera: str, location: str, source: str) -> Iterator[str]:
    yield location
    yield slug_of(location)
    yield slug_of(camera)
    name = location.removeprefix(f"{source}:")
    if re.fullmatch(r"(?:node|way|relation)/\d{3,}", name):
        yield name
        if len(name) >= len("node/") + 7:  # a shorter number may be any number
            yield name.partition("/")[2]


def _hidden_names(cameras: Sequence[Camera], published: Published) -> frozenset[str]:
    """Return the operators' names that are shown nowhere; a street may be called the same."""
    shown = [published.place.name, published.attribution]
    shown += [text for s in published.sources for text in (s.name, s.attribution)]
    shown += [value for c in published.cameras for value in (*c.tags.values(), c.operator or "")]
    shown += [*published.streets.names, *(shape.name for shape in published.base)]
    plain = " |".join(words_of(text) for text in dict.fromkeys(shown))
    names = {words_of(camera.operator) for camera in cameras if camera.operator}
    return frozenset(
        name for name in names if len(name.strip()) >= 4 and name not in plain and " " in name[1:-1]
    )


def _hidden_spots(
    hidden: Sequence[Camera], published: Published
) -> tuple[frozenset[Spot], frozenset[Spot]]:
    """Return the hidden places, less those at which something else is shown by right."""
    cameras = np.array([(c.lon, c.lat) for c in published.cameras]).reshape(-1, 2)
    corners = np.concatenate(
        [
            cameras,
            shapely.get_coordinates([shape.geometry for shape in published.base]),
            published.place.frame.to_degrees(published.streets.vertices),
        ]
    )
    taken_near = {spot for lon, lat in cameras.tolist() for spot in _spots(lon, lat, NEAR)}
    taken_exact = set(map(tuple, np.round(corners * 10.0**EXACT).astype(np.int64).tolist()))
    near, exact = set(), set()
    for camera in hidden:
        near |= set(_spots(camera.lon, camera.lat, NEAR))
        spots = set(_spots(camera.lon, camera.lat, EXACT))
        exact |= spots if spots.isdisjoint(taken_exact) else set()
    return frozenset(near - taken_near), frozenset(exact)


def _spots(lon: float, lat: float, decimals: int) -> Iterator[Spot]:
    """Yield a place in whole units of a decimal, cut off and rounded."""
    scale = 10.0**decimals
    yield int(np.floor(lon * scale)), int(np.floor(lat * scale))
    yield round(lon * scale), round(lat * scale)


def _joined(spots: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(spots[:, 0] * 10_000_000_000 + spots[:, 1], dtype=np.int64)
