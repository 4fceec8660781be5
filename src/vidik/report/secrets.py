"""What no output may hold: traces of cameras that are not shown, and names that are withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.published import Published, PublishedCamera
from vidik.model.rules import Clearance, Verdict, words_of
from vidik.report.slugs import slug_of, slugs_of

__all__ = ["CENTIMETRE", "METRE", "Secrets", "ids_of", "pairs_in", "secrets_of"]

#: Decimals of a degree: about a metre; a hidden place must not be shown as a point so near.
METRE = 5
#: Decimals of a degree: about ten centimetres; for lists of places that are not cameras.
HAND = 6
#: Decimals of a degree: about a centimetre. The corner of a view may by chance lie within a metre
#: of a hidden camera, but not at it.
CENTIMETRE = 7

_NUMBER = re.compile(r"\d+")
_FINE = r"\d{1,3}\.\d{5,}"
#: Numbers so fine that two of them may be a place, side by side.
_SIGNED = re.compile(rf"-?{_FINE}")
_RUN = re.compile(rf"(?<![\d.])-?{_FINE}(?:[^\d.+-]{{1,16}}-?{_FINE})+")
#: What such a number ends with, what stands before that, and how far two of those may be apart.
_DECIMALS = re.compile(r"\.\d{5,}")
_WHOLE = len("-180")
_BETWEEN = _WHOLE + 16
#: Before what looks like an id, this belongs to it, which is another one then.
_PART_OF_ID = re.compile(r"[\w.]")

_SHIFT = 1 << 32

Keys = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Secrets:
    """Needles to look for in every output.

    Parameters
    ----------
    ids
        Locations and page names of hidden cameras, in the forms in which an output would hold them.
    names
        Operators' names of two words or more that are shown nowhere, as `words_of` gives them.
    values
        The same of one word, as they stand; they count only as a whole value, because a single word
        may be any word.
    spots
        For `METRE`, `HAND` and `CENTIMETRE`: hidden places in whole units of that decimal, each as
        one number, sorted (`_keys`). Places at which something else is shown by right are not among
        them.
    """

    ids: frozenset[str]
    names: frozenset[str]
    values: frozenset[str]
    spots: Mapping[int, Keys]

    @classmethod
    def of_ids(cls, ids: frozenset[str]) -> Secrets:
        """Return the needles for outputs that show no place and no operator."""
        none: frozenset[str] = frozenset()
        nowhere = np.zeros(0, dtype=np.int64)
        return cls(ids, none, none, dict.fromkeys((METRE, HAND, CENTIMETRE), nowhere))

    @cached_property
    def _shapes(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Patterns of all ids that differ in digits only, few, however many ids there are.

        Each with the words that it begins with: a text without them need not be searched.
        """
        shapes = {tuple(_NUMBER.split(one)) for one in self.ids}
        patterns = ((parts[0], r"\d+".join(map(re.escape, parts))) for parts in sorted(shapes))
        return tuple((first, re.compile(rf"{p}(?![^\W_])")) for first, p in patterns)

    @cached_property
    def _values(self) -> re.Pattern[str] | None:
        alternatives = "|".join(map(re.escape, sorted(self.values)))
        return re.compile(rf"[\"'>,;](?:{alternatives})[\"'<,;]") if self.values else None

    def in_text(self, text: str, *, decimals: int | None = METRE) -> str | None:
        """Return what kind of trace a text holds, or None.

        Parameters
        ----------
        text
            Of an output, or bytes of one read as UTF-8.
        decimals
            How near pairs of numbers may come to a hidden place; None: don't look at numbers.
        """
        for start, shape in self._shapes:
            if start in text and any(found in self.ids for found in _standing_alone(shape, text)):
                return "the id of a camera that is not shown"
        if self._values is not None and self._values.search(text):
            return "a name that is not shown"
        plain = text.casefold() if self.names else ""
        suspects = [n for n in self.names if all(word in plain for word in n.split())]
        if suspects and any(name in words_of(text) for name in suspects):
            return "a name that is not shown"
        if decimals is not None and len(self.spots[decimals]):
            pairs = pairs_in(text)
            if self.among(pairs, decimals) or self.among(pairs[:, ::-1], decimals):
                return "the place of a camera that is not shown"
        return None

    def among(self, points: NDArray[np.float64], decimals: int) -> bool:
        """Return whether one of some places is that of a hidden camera.

        Parameters
        ----------
        points
            Longitude and latitude, shape (n, 2).
        decimals
            `METRE`, `HAND` or `CENTIMETRE`.
        """
        hidden = self.spots[decimals]
        if not len(hidden) or not len(points):
            return False
        kept = points[np.isfinite(points).all(axis=1)]
        return any(_any_in(keys, hidden) for keys in _cut_and_rounded(kept, decimals))


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
    shown = ids_of(published.cameras)
    names = _hidden_names(everyone, published)
    return Secrets(
        ids=ids_of(hidden) - shown,
        names=frozenset(words for name in names if " " in (words := words_of(name)).strip()),
        values=frozenset(
            name for name in names if len(name) >= 4 and name[0].isupper() and " " not in name
        ),
        spots=_hidden_spots(hidden, published),
    )


def ids_of(cameras: Iterable[Camera | PublishedCamera]) -> frozenset[str]:
    """Return the ways in which an output could name cameras.

    Parameters
    ----------
    cameras
        Any.
    """
    return frozenset(form for c in cameras for form in _forms(c.id, c.location, c.source))


def pairs_in(text: str) -> NDArray[np.float64]:
    """Return all fine numbers of a text with those that follow them, shape (n, 2).

    What looks like a sign may be a dash, so the first of two is taken with it and without.
    """
    pairs: list[tuple[float, float]] = []
    for first, last in _fine_in(text):
        for run in _RUN.finditer(text, first, last):
            pairs += pairwise([float(number) for number in _SIGNED.findall(run[0])])
    pairs += [(-first, second) for first, second in pairs if first < 0.0]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def _fine_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text at least two fine numbers stand side by side.

    Searching for a point and five digits is quick; trying a number at every digit is not.
    """
    first, last, count = 0, 0, 0
    for found in _DECIMALS.finditer(text):
        if found.start() - last > _BETWEEN:
            if count > 1:
                yield first, last
            first, count = max(found.start() - _WHOLE, 0), 0
        last = found.end()
        count += 1
    if count > 1:
        yield first, last


def _standing_alone(shape: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield what has a shape and is not the end of something longer.

    A pattern that looks at what stands before could not be searched for by its first letters.
    """
    at = 0
    while found := shape.search(text, at):
        at = found.start() + 1
        if not _PART_OF_ID.match(text, max(found.start() - 1, 0), found.start()):
            yield found[0]


def _forms(camera: str, location: str, source: str) -> Iterator[str]:
    """Yield the ways in which an output could name a camera."""
    yield location
    yield slug_of(location)
    yield slug_of(camera)
    name = location.removeprefix(f"{source}:")
    if re.fullmatch(r"(?:node|way|relation)/\d+", name):
        yield name
        number = name.partition("/")[2]
        if len(number) >= 9:  # a shorter one may be any number
            yield number


def _hidden_names(cameras: Sequence[Camera], published: Published) -> list[str]:
    """Return the operators' names that are shown nowhere; a street may bear the same name."""
    shown = [published.place.name, *published.place.names.values(), published.attribution]
    shown += [text for s in published.sources for text in (s.name, s.attribution)]
    shown += [value for c in published.cameras for value in (*c.tags.values(), c.operator or "")]
    shown += [*published.streets.names, *(shape.name for shape in published.base)]
    shown += [district.name for district in published.districts]
    shown += slugs_of(published.streets.names).values()  # a street spelt in other letters
    plain = "|".join(words_of(text) for text in dict.fromkeys(shown))
    names = sorted({camera.operator.strip() for camera in cameras if camera.operator})
    return [name for name in names if words_of(name).strip() and words_of(name) not in plain]


def _hidden_spots(hidden: Sequence[Camera], published: Published) -> Mapping[int, Keys]:
    """Return the hidden places, less those at which something else is shown by right."""
    cameras = np.array([(c.lon, c.lat) for c in published.cameras]).reshape(-1, 2)
    corners = np.concatenate(
        [
            cameras,
            shapely.get_coordinates([shape.geometry for shape in published.base]),
            shapely.get_coordinates(published.place.boundary),
            published.place.frame.to_degrees(published.streets.vertices),
        ]
    )
    places = np.array([(c.lon, c.lat) for c in hidden]).reshape(-1, 2)
    return {
        decimals: np.setdiff1d(_spots(places, decimals), _spots(taken, decimals))
        for decimals, taken in ((METRE, cameras), (HAND, corners), (CENTIMETRE, corners))
    }


def _spots(places: NDArray[np.float64], decimals: int) -> Keys:
    """Return the keys of places, each of both numbers cut off or rounded: four for each place."""
    units = places * 10.0**decimals
    ways = (np.floor(units), np.round(units))
    return np.concatenate([_keys(x[:, 0], y[:, 1]) for x, y in product(ways, ways)])


def _cut_and_rounded(places: NDArray[np.float64], decimals: int) -> tuple[Keys, Keys]:
    """Return the keys of places, both numbers cut off, and both rounded."""
    units = places * 10.0**decimals
    cut, rounded = np.floor(units), np.round(units)
    return _keys(cut[:, 0], cut[:, 1]), _keys(rounded[:, 0], rounded[:, 1])


def _keys(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Keys:
    """Return one whole number for each place; a latitude stays below the shift at any decimal."""
    return lon.astype(np.int64) * _SHIFT + lat.astype(np.int64)


def _any_in(keys: Keys, among: Keys) -> bool:
    """Return whether one of some keys is among those that are sorted."""
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return bool((among[at] == keys).any())
