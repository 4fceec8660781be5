"""Rows of a list made into features, as its mapping says; every row comes out, or is rejected."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry, Point

from vidik.model.feature import Feature
from vidik.model.list_words import ListWords
from vidik.model.located import Located
from vidik.model.mapping import (
    ADDRESS,
    EASTING,
    LATITUDE,
    LON_LAT,
    LONGITUDE,
    NORTHING,
    PLACE,
    Column,
)
from vidik.model.mapping import Mapping as ListMapping
from vidik.model.rejection import Rejection
from vidik.model.row import Row
from vidik.register.compass import in_english
from vidik.register.coordinates import latitude, longitude, metres, place
from vidik.register.gridcodes import coded_place
from vidik.register.people import is_about_people
from vidik.register.spelling import plain
from vidik.register.systems import Box
from vidik.register.tags import Unread, day

__all__ = ["Locate", "features_of_list"]

#: No value of a camera has more letters.
_LONGEST = 4000

_ABOUT_PLACES = frozenset({LATITUDE, LONGITUDE, EASTING, NORTHING, PLACE, LON_LAT})
_DAYS = frozenset({"check_date", "start_date", "survey:date", "survey_date"})
_COUNTED = re.compile(
    r"([0-9]{1,3})(?:[.,]0+)?\s*(?:x|×|kom|komada?|kamer[aei]|cameras?|pcs|stk|stück|stueck)?\.?"
    r"(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
#: “3 fiksne i 1 PTZ”, “2 x dome”.
_KINDS_COUNTED = re.compile(r"([0-9]{1,2})\s*[x×]?\s*([^\W\d_][^\d;,+/]*)")
_CAMERAS = re.compile(r" ?(?:kamer[aei]|cameras?|kameras?|camaras?|telecamere|kamer)$")
#: Columns that count the cameras of one kind: ``camera:count:fixed``.
_COUNT_OF = "camera:count:"
#: Days as a spreadsheet counts them, where nobody told it to write them as days: 1954 to 2064.
_SERIAL = re.compile(r"([2-5][0-9]{4})(?:\.0+)?")
_EPOCH = dt.date(1899, 12, 30)
_DAY = re.compile(r"([0-9]{1,2})([./-])\s?([0-9]{1,2})\2\s?([0-9]{4})\.?(?:\s.*|\s*g(?:od)?\.?)?")


#: What finds an address: of street and number in one text, and the town beside it or “”.
Locate = Callable[[str, str], Located | Unread]


def features_of_list(
    rows: Sequence[Row],
    names: Sequence[str],
    mapping: ListMapping,
    words: ListWords,
    *,
    source: str,
    turn: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None,
    locate: Locate | None = None,
    box: Box | None = None,
) -> tuple[list[Feature], list[Rejection]]:
    """Return rows as features with tags of OpenStreetMap, and what of them cannot be used.

    A row of nothing but empty cells is no row. Of every other row there is a feature, or a
    rejection with the field ``*`` or ``geometry``; single values may be rejected besides.

    Parameters
    ----------
    rows
        Of one table, without its header.
    names
        Of its columns, as `vidik.register.headings.names_of` gives them.
    mapping
        Whose columns are looked up by name; its names are all there.
    words
        For values: types, mounts, sides of the compass.
    source
        Key of the source.
    turn
        What brings eastings and northings to longitude and latitude; None: they are degrees.
    locate
        What finds addresses; None: rows that have nothing else are rejected.
    box
        West, south, east, north of the city: a row that lies in it with its coordinates exchanged,
        and outside otherwise, is put right. None: coordinates are taken as they stand.
    """
    where = {name: i for i, name in enumerate(names)}
    columns = [
        (column, where[column.name]) for column in mapping.columns if column.field is not None
    ]
    reading = _Reading(mapping, words, source=source, turn=turn, locate=locate, box=box)
    header = tuple(map(plain, names))
    placing = frozenset(i for column, i in columns if column.field in mapping.place)
    for row in rows:
        if row.empty:
            continue
        if row.fault is not None:
            reading.reject(row.place, "*", "", row.fault)
        elif (
            header and row.cells[:1] and plain(row.cells[0]) == header[0] and _repeats(row, header)
        ):
            reading.reject(row.place, "*", row.cells[0], "the names of the columns once more")
        elif (total := _total(row, placing, words)) is not None:
            reading.reject(row.place, "*", total, "a sum, not a camera")
        else:
            reading.take(row, columns)
    return reading.features, reading.rejected


def _repeats(row: Row, header: tuple[str, ...]) -> bool:
    """Return whether a row is the header once more, as on every page of a print."""
    return tuple(map(plain, row.cells))[: len(header)] == header


def _total(row: Row, placing: Container[int], words: ListWords) -> str | None:
    """Return the word for a sum that a row begins with, if it says of no place besides."""
    said = [(i, cell) for i, cell in enumerate(row.cells) if cell]
    if row.shape is not None or not said or plain(said[0][1]) not in words.totals:
        return None
    return None if any(i in placing for i, _ in said[1:]) else said[0][1]


class _Reading:
    """What is known while rows are taken one after another."""

    def __init__(
        self,
        mapping: ListMapping,
        words: ListWords,
        *,
        source: str,
        turn: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None,
        locate: Locate | None,
        box: Box | None,
    ) -> None:
        self.features: list[Feature] = []
        self.rejected: list[Rejection] = []
        self._mapping, self._words, self._source = mapping, words, source
        self._turn, self._locate, self._box = turn, locate, box
        self._parts = Counter(column.field for column in mapping.columns)

    def reject(self, row: str, field: str, value: str, reason: str) -> None:
        """Note what cannot be used."""
        self.rejected.append(Rejection(self._source, row, field, value, reason))

    def take(self, row: Row, columns: Sequence[tuple[Column, int]]) -> None:
        """Make a feature of a row, or reject it."""
        said: dict[str, list[str]] = {}
        for column, i in columns:
            text = row.cells[i] if i < len(row.cells) else ""
            if not text:
                continue
            field = str(column.field)
            if field not in _ABOUT_PLACES and is_about_people(text):
                # the text itself must not travel on in a report of what was rejected
                reason = "an e-mail address or a telephone number stands in it; left out"
                self.reject(row.place, field, "", reason)
            elif len(text) > _LONGEST:
                reason = f"longer than {_LONGEST} characters; left out"
                self.reject(row.place, field, text, reason)
            else:
                said.setdefault(field, []).append(text)
        tags = {
            field: self._value(field, ";".join(texts))
            for field, texts in said.items()
            if field not in _ABOUT_PLACES
        }
        self._count(row.place, tags)
        found = row.shape if row.shape is not None else self._place(row.place, said, tags)
        if isinstance(found, Unread):
            return
        if address := tags.pop(ADDRESS, None):
            tags.setdefault("addr:full", address)
        self.features.append(Feature(row.place, found, tags, _changed(tags)))

    def _count(self, row: str, tags: dict[str, str]) -> None:
        """Put one kind for each camera where a row counts them: in words, or a column for each."""
        kinds: list[str] = []
        for key in [key for key in tags if key.startswith(_COUNT_OF)]:
            text = tags.pop(key)
            match = _COUNTED.fullmatch(text)
            if match is None:
                self.reject(row, key, text, "not a number of cameras")
            else:
                kinds += [key.removeprefix(_COUNT_OF)] * int(match[1])
        for key in ("camera:type", "camera:count"):
            if not kinds and (kinds := self._counted_kinds(tags.get(key, ""))):
                tags.pop(key)
        if not kinds:
            return
        said = tags.setdefault("camera:count", str(len(kinds)))
        if said.isascii() and said.isdigit() and int(said) != len(kinds):
            reason = f"the kinds that are counted beside it add up to {len(kinds)}"
            self.reject(row, "camera:count", said, reason)
        tags["camera:type"] = ";".join(kinds)

    def _counted_kinds(self, text: str) -> list[str]:
        """Return one kind for each camera of a text that counts them; empty if it does not."""
        parts = [part for part in re.split(r"[;,+/]|\s(?:i|и|and|und)\s", text) if part.strip()]
        kinds: list[str] = []
        for part in parts:
            match = _KINDS_COUNTED.fullmatch(part.strip())
            kind = None if match is None else self._kind(plain(match[2]))
            if match is None or kind is None:
                return []
            kinds += [kind] * int(match[1])
        return kinds

    def _kind(self, text: str) -> str | None:
        """Return the kind that a text names, with the word for cameras or without it."""
        known = self._words.values.get("camera:type", {})
        return known.get(text) or known.get(_CAMERAS.sub("", text))

    def _value(self, field: str, text: str) -> str:
        """Return a value as OpenStreetMap writes it; as it stands where that is not known."""
        if known := self._words.values.get(field):
            parts = [part.strip() for part in re.split("[;,/]", text)]
            translated = [
                self._kind(plain(part)) if field == "camera:type" else known.get(plain(part))
                for part in parts
            ]
            return ";".join(map(str, translated)) if all(translated) else text
        if field in ("camera:direction", "direction"):
            return in_english(text, self._words.compass.get(self._mapping.compass, {}))
        if field == "camera:count":
            match = _COUNTED.fullmatch(text) or _COUNTED.fullmatch(plain(text))
            return text if match is None else str(int(match[1]))
        if field in _DAYS:
            return _iso_day(text)
        return text

    def _place(
        self, row: str, said: Mapping[str, list[str]], tags: dict[str, str]
    ) -> Geometry | Unread:
        """Return where a row is; `Unread` if it was rejected."""
        for read in (self._by_angles, self._by_metres, self._by_pair):
            point = read(row, said)
            if isinstance(point, Unread):
                return point
            if point is not None:
                return self._in_order(row, point)
        return self._by_address(row, said, tags)

    def _by_angles(
        self, row: str, said: Mapping[str, list[str]]
    ) -> tuple[float, float] | Unread | None:
        return self._two(row, said, (LONGITUDE, longitude), (LATITUDE, latitude))

    def _by_metres(
        self, row: str, said: Mapping[str, list[str]]
    ) -> tuple[float, float] | Unread | None:
        def read(text: str) -> float | Unread:
            return metres(text, decimal=self._mapping.decimal)

        point = self._two(row, said, (EASTING, read), (NORTHING, read))
        if not isinstance(point, tuple) or self._turn is None:
            return point
        lon, lat = self._turn(np.array([point])).tolist()[0]
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):  # also what is infinite
            reason = f"not a place on the globe in {self._mapping.crs}"
            return self._refused(row, f"{point[0]:.12g}, {point[1]:.12g}", reason)
        return lon, lat

    def _two(
        self,
        row: str,
        said: Mapping[str, list[str]],
        east: tuple[str, Callable[[str], float | Unread]],
        north: tuple[str, Callable[[str], float | Unread]],
    ) -> tuple[float, float] | Unread | None:
        """Return both halves of a place; None if neither column says anything."""
        if east[0] not in said and north[0] not in said:
            return None
        halves: list[float] = []
        for field, read in (east, north):
            texts = said.get(field, [])
            text = " ".join(texts)
            if not texts:
                value: float | Unread = Unread(f"no {field}")
            elif len(texts) < self._parts[field]:
                value = Unread(f"a part of the {field} is missing")
            else:
                value = read(text)
            if isinstance(value, Unread):
                return self._refused(
                    row, text or "; ".join(map("; ".join, said.values())), value.reason
                )
            halves.append(value)
        return halves[0], halves[1]

    def _by_pair(
        self, row: str, said: Mapping[str, list[str]]
    ) -> tuple[float, float] | Unread | None:
        for field in (PLACE, LON_LAT):
            if field in said:
                text = said[field][0]
                point = coded_place(text) or place(text, lon_first=field == LON_LAT)
                if isinstance(point, Unread):
                    return self._refused(row, text, point.reason)
                return point
        return None

    def _in_order(self, row: str, point: tuple[float, float]) -> Point | Unread:
        """Return a point, put right if it lies in the city only with coordinates exchanged."""
        lon, lat = point
        if lon == lat == 0.0:
            return self._refused(row, "0, 0", "what stands where no place was filled in")
        if self._box is not None:
            west, south, east, north = self._box
            inside = west <= lon <= east and south <= lat <= north
            if not inside and west <= lat <= east and south <= lon <= north:
                reason = "latitude and longitude were exchanged; put right"
                self.reject(row, "coordinates", f"{lat:.7g}, {lon:.7g}", reason)
                lon, lat = lat, lon
        return Point(lon, lat)

    def _by_address(
        self, row: str, said: Mapping[str, list[str]], tags: dict[str, str]
    ) -> Geometry | Unread:
        street = " ".join(
            text for key in ("addr:street", "addr:housenumber") for text in said.get(key, [])
        )
        address = next(("; ".join(said[key]) for key in (ADDRESS, "addr:full") if key in said), "")
        address = address or (street if "addr:street" in said else "")
        if not address:
            return self._refused(row, "; ".join(map("; ".join, said.values())), "no place")
        # “Nikole Tesle 4” may be in three towns
        towns = [text for key in ("addr:city", "addr:suburb") for text in said.get(key, [])]
        if self._locate is None:
            reason = "an address without coordinates; nothing was given to find it by"
            return self._refused(row, address, reason)
        found = self._locate(address, ", ".join(towns))
        if isinstance(found, Unread):
            return self._refused(row, address, found.reason)
        for note in found.notes:
            self.reject(row, ADDRESS, address, note)
        tags["vidik:accuracy_m"] = f"{found.accuracy_m:.0f}"
        tags["vidik:located_by"] = found.by
        return Point(found.lon, found.lat)

    def _refused(self, row: str, value: str, reason: str) -> Unread:
        self.reject(row, "geometry", "" if is_about_people(value) else value, reason)
        return Unread(reason)


def _iso_day(text: str) -> str:
    """Return a day as ISO writes it, where it cannot be mistaken: 25.4.2021., 25/04/2021, 44311."""
    if serial := _SERIAL.fullmatch(text):
        return (_EPOCH + dt.timedelta(days=int(serial[1]))).isoformat()
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    first, second, year = int(match[1]), int(match[3]), match[4]
    # With dots the day stands first; with a slash it depends on who writes, unless it is above 12.
    if match[2] != "." and first <= 12 and second <= 12 and first != second:
        return text
    if match[2] != "." and first <= 12 < second:
        first, second = second, first
    return f"{year}-{second:02}-{first:02}"


def _changed(tags: Mapping[str, str]) -> dt.date | None:
    found = day(tags["check_date"]) if "check_date" in tags else None
    return found if isinstance(found, dt.date) else None
