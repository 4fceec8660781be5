"""Nodes and ways in libosmium's text form, OPL: one object a line.

libosmium writes this form of a whole file in less time than Python takes to be handed each object
of it, and texts that occur again are understood once (https://osmcode.org/opl-file-format/). It
writes the last plane of Unicode (from U+100000 on, for private use) as if it were another one; no
map has letters from there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import osmium
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from vidik.outside.assembly import Line, Node, Way, known_stretches

__all__ = ["Statements", "statements", "write_opl"]

#: What is said of an object besides its tags and places: not who changed it, and not in which
#: version or changeset.
_OPTIONS = "add_metadata=timestamp,locations_on_ways=true"

#: Bytes of text that are understood at a time.
_AT_ONCE = 64 * 2**20

#: A letter that would mean something else here, as its number in Unicode.
_ESCAPED = re.compile("%([0-9a-f]+)%")

#: What separates the number of a node, its longitude and its latitude, as CSV has it.
_AS_ROWS = bytes.maketrans(b"nxy", b"\n,,")

#: Degrees: the places of the globe, as libosmium bounds them.
_GLOBE = np.array([180.0, 90.0])


@dataclass(slots=True)
class Statements:
    """Nodes and ways of a part of a file.

    Parameters
    ----------
    nodes
        With tags.
    ways
        With tags or with a part in an area.
    deleted
        Ids of objects that are no more: ``way/7``.
    """

    nodes: list[Node] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


def write_opl(
    part: osmium.io.File | osmium.io.FileBuffer,
    path: Path,
    locations: osmium.NodeLocationsForWays,
) -> None:
    """Write the nodes with tags, and all ways, as text.

    Parameters
    ----------
    part
        Of a file.
    path
        Where to; what was there is overwritten.
    locations
        Knows the places of nodes that came before.
    """
    tagged_nodes = osmium.filter.EmptyTagFilter()
    tagged_nodes.enable_for(osmium.osm.NODE)
    reader = osmium.io.Reader(part, osmium.osm.NODE | osmium.osm.WAY)
    with osmium.SimpleWriter(osmium.io.File(str(path), f"opl,{_OPTIONS}"), overwrite=True) as text:
        osmium.apply(reader, locations, tagged_nodes, text)


def statements(path: Path, is_member: Callable[[int], bool]) -> Statements:
    """Return what such a text says.

    Parameters
    ----------
    path
        Of the text.
    is_member
        Whether a way, by its number, is asked for even without tags.
    """
    found = Statements()
    tags = cache(_tags)
    changed = cache(_changed)
    with path.open(encoding="utf-8", newline="\n") as text:
        while lines := text.readlines(_AT_ONCE):
            ways: list[list[str]] = []
            for line in lines:
                words = line[:-1].split(" ")
                kind = "node" if line[0] == "n" else "way"
                if words[1] == "dD":
                    found.deleted.append(f"{kind}/{words[0][1:]}")
                elif kind == "way":
                    if words[3] != "T" or is_member(int(words[0][1:])):
                        ways.append(words)
                else:
                    found.nodes.append(
                        Node(
                            int(words[0][1:]), tags(words[3]), changed(words[2]),
                            _degrees(words[4]), _degrees(words[5]),
                        )
                    )  # fmt: skip
            found.ways += _ways(ways, tags, changed)
    return found


def _ways(
    said: Sequence[Sequence[str]],
    tags: Callable[[str], Mapping[str, str]],
    changed: Callable[[str], dt.date | None],
) -> Iterator[Way]:
    """Yield ways from the words of their lines."""
    counts = np.array([words[4].count("n") for words in said], dtype=np.int64)
    refs, places = _points("".join([words[4][1:] for words in said]).encode("ascii"))
    ends = np.cumsum(counts)
    begins = ends - counts
    known: NDArray[np.bool_] = np.all(np.abs(places) <= _GLOBE, axis=1)  # not without a place
    way_of = np.repeat(np.arange(len(said)), counts)
    missing = np.bincount(way_of[~known], minlength=len(said))
    fresh = np.ones(len(places), dtype=np.bool_)
    fresh[1:] = (places[1:] != places[:-1]).any(axis=1) | (way_of[1:] != way_of[:-1])
    lines = places[fresh]
    line_ends = np.concatenate([[0], np.cumsum(np.bincount(way_of[fresh], minlength=len(said)))])
    closed = np.zeros(len(said), dtype=np.bool_)
    some = counts > 0
    closed[some] = refs[begins[some]] == refs[ends[some] - 1]
    for words, begin, end, first, last, is_closed, lost in zip(
        said, begins.tolist(), ends.tolist(), line_ends[:-1].tolist(), line_ends[1:].tolist(),
        closed.tolist(), missing.tolist(), strict=True,
    ):  # fmt: skip
        line: Line | None = lines[first:last]
        if lost:
            line = known_stretches(
                [
                    (lon, lat) if there else None
                    for (lon, lat), there in zip(
                        places[begin:end].tolist(), known[begin:end].tolist(), strict=True
                    )
                ]
            )
        elif last - first < 2:
            line = None
        yield Way(
            int(words[0][1:]), tags(words[3]), changed(words[2]), line, is_closed, end - begin, lost
        )


def _points(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the numbers of nodes, and their places, shape (n, 2); not a number if unknown."""
    if not text:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    table = pa_csv.read_csv(
        pa.BufferReader(text.translate(_AS_ROWS, delete=b",")[1:]),
        read_options=pa_csv.ReadOptions(column_names=["ref", "lon", "lat"]),
        convert_options=pa_csv.ConvertOptions(
            column_types={"ref": pa.int64(), "lon": pa.float64(), "lat": pa.float64()}
        ),
    )
    return table["ref"].to_numpy(), np.column_stack(
        [table["lon"].to_numpy(), table["lat"].to_numpy()]
    )


def _tags(text: str) -> Mapping[str, str]:
    """Return the tags that ``Tkey=value,key=value`` says."""
    if len(text) == 1:
        return {}
    # the only letter that is often escaped separates nothing here
    pairs = [pair.split("=") for pair in text[1:].replace("%20%", " ").split(",")]
    return {_plain(key): _plain(value) for key, value in pairs}


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text


def _changed(text: str) -> dt.date | None:
    """Return the day of ``t2014-11-27T18:03:02Z``; 1970 stands for “not said”."""
    day = dt.date.fromisoformat(text[1:11]) if len(text) > 1 else None
    return day if day is not None and day.year > 1970 else None


def _degrees(text: str) -> float:
    """Return the number of ``x19.85`` or ``y45.2``."""
    return float(text[1:]) if len(text) > 1 else float("nan")
