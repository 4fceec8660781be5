"""The last look at every output, file by file, before it is written."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from string import ascii_uppercase
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from vidik.errors import PublicationError
from vidik.model.published import Cleared
from vidik.report.citation import unescaped
from vidik.report.secrets import CENTIMETRE, HAND, METRE, Secrets
from vidik.report.texts import known_languages, texts_of
from vidik.report.tilefile import tile_metadata, tile_words, tiles_in, unpacked
from vidik.report.walkdata import line_of

__all__ = ["ABOUT_SOFTWARE", "SYNTHETIC_CLASS", "inspect"]

T = TypeVar("T")

#: Files that say nothing about a place, so that no credit and no mark is due.
ABOUT_SOFTWARE = (
    "assets/", "changes.schema.json", "downloads/dictionary.csv", "favicon.svg", "messages.json",
    "offline.js",
    "summary.schema.json",
)  # fmt: skip

#: Class of the element that marks a page or picture as made up.
SYNTHETIC_CLASS = "synthetic"

#: Nested lists of numbers and nothing else, of a GeoJSON geometry.
_COORDINATES = re.compile(r'"coordinates"\s*:\s*(\[[\s\d\[\],.eE+-]*\])')
_THREE = re.compile(r"\[[^,\[\]]+,[^,\[\]]+,")
#: What stands between the numbers of a geometry in JSON, and of one in WKT.
_JSON_MARKS = str.maketrans(dict.fromkeys("[],", " "))
_WKT_MARKS = str.maketrans(dict.fromkeys(f"{ascii_uppercase}(),", " "))
_CLASSES = re.compile(r"""\bclass\s*=\s*["']([^"']*)["']""")
#: Endings of files that hold many tables, and those of the tables that say nothing about a place.
_CONTAINERS = frozenset({"gpkg", "xlsx"})
_TABLES_ABOUT_SOFTWARE = frozenset({"dictionary", "layer_styles"})
_CHECKSUM = re.compile(r"[0-9a-f]{64}  [\w./-]+")
#: Where a tile lies: in the folder whose ``tiles.json`` says what it is part of.
_TILE = re.compile(r"tiles/[\w-]+/\d+/\d+/\d+\.mvt")
#: What each row of a table says about itself.
ROW_FIELDS = ("source", "licence", "attribution", "synthetic")


def inspect(
    path: str,
    data: bytes,
    cleared: Cleared,
    secrets: Secrets,
    *,
    tables_in: Callable[[str, bytes], Mapping[str, pa.Table]] | None = None,
) -> None:
    """Refuse an output that must not be published.

    Every page, picture, table and tile file must carry the credit and, if anything in the city was
    made up, the mark; and no file may hold a trace of what is hidden. A kind of file that nobody
    wrote a rule for is refused.

    Parameters
    ----------
    path
        Within the output folder.
    data
        Its bytes.
    cleared
        What is shown.
    secrets
        What is not.
    tables_in
        Opens a file that holds many tables; None: such a file is refused.

    Raises
    ------
    PublicationError
        Naming the file and what is wrong; never the secret itself.
    """
    if path.startswith("assets/"):
        return
    ending = path.rpartition(".")[2].lower()
    look = _RULES.get(ending)
    if ending in _CONTAINERS and tables_in is not None:
        look = partial(_container, tables_in)
    if look is None:
        raise PublicationError("no rule of publication for this kind of file", file=path)
    fault = look(path, data, cleared, secrets)
    if fault:
        raise PublicationError(f"must not be published: {fault}", file=path)


def _is_about_software(path: str) -> bool:
    # The messages of another language than the first lie in its folder; styles lie beside layers.
    return path.startswith(ABOUT_SOFTWARE) or path.endswith(("/messages.json", ".qml", ".sld"))


def _markup(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a page or a picture."""
    text = html.unescape(data.decode("utf-8"))
    if not _is_about_software(path):
        if cleared.attribution not in text:
            return "the credit is missing"
        marked = any(SYNTHETIC_CLASS in m[1].split() for m in _CLASSES.finditer(text))
        if cleared.synthetic and not marked:
            return "the mark of made-up data is missing"
    return secrets.in_text(text)


def _script(path: str, data: bytes, _cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a script, which may only be Vidik's own."""
    if not _is_about_software(path):
        return "a script that is not of the front end"
    return secrets.in_text(data.decode("utf-8"))


def _json(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a JSON object."""
    if path == "citation.json":
        return _citation(path, data, cleared, secrets)
    value = json.loads(data)
    if not _is_about_software(path):
        # That of tiles says as well that they are made up: other programs show nothing else of it.
        if not isinstance(value, dict) or cleared.attribution not in str(value.get("attribution")):
            return "the credit is missing"
        if cleared.synthetic and value.get("synthetic") is not True:
            return "the mark of made-up data is missing"
    return secrets.in_text(data.decode("utf-8"), decimals=HAND) or (
        # \u escapes would hide letters from the search.
        secrets.in_text(json.dumps(value, ensure_ascii=False), decimals=None)
        if b"\\u" in data
        else None
    )


def _ways(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at ways for the map: what the file says about itself.

    Its places are corners of streets, and what is seen of them is seen by cameras that are shown.
    """
    return _json(path, line_of(data), cleared, secrets)


def _citation(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a reference for programs that manage them: it has one text, whatever its form."""
    text = data.decode("utf-8")
    said = json.dumps(json.loads(text), ensure_ascii=False) if path.endswith("json") else text
    plain = unescaped(said)
    if cleared.attribution not in plain:
        return "the credit is missing"
    marks = (texts_of(language).gettext("SYNTHETIC") for language in known_languages())
    if cleared.synthetic and not any(mark in plain for mark in marks):
        return "the mark of made-up data is missing"
    return secrets.in_text(plain)


def _checksums(_path: str, data: bytes, _cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a list of hashes: a hash and a path a line, and nothing else."""
    text = data.decode("utf-8")
    if not all(_CHECKSUM.fullmatch(line) for line in text.splitlines()):
        return "it is no list of checksums"
    return secrets.in_text(text)


def _geojson(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a collection of features: its own members, every row, every place."""
    # numbers are set aside as text: they are nearly all of the file
    aside: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        aside.append(found[1])
        return f'"coordinates":{len(aside) - 1}'

    value = json.loads(_COORDINATES.sub(put_aside, data.decode("utf-8")))
    features = value.pop("features")
    own = _json(path, json.dumps(value, ensure_ascii=False).encode(), cleared, secrets)
    if own:
        return own
    rows = [feature["properties"] for feature in features]
    placed = [feature["geometry"] for feature in features if feature["geometry"]]
    ids = "\n".join(str(feature.get("id", "")) for feature in features)
    return (
        secrets.in_text(ids)
        or _rows(rows, cleared, secrets)
        or _places(
            (
                (point, _corners([one["coordinates"] for one in shapes], aside))
                for point, shapes in _by_kind(placed, [one["type"] == "Point" for one in placed])
            ),
            secrets,
        )
    )


def _by_kind(shapes: Sequence[T], points: Sequence[bool]) -> Iterator[tuple[bool, list[T]]]:
    """Yield the points among some shapes, and all others."""
    for kind in (True, False):
        yield kind, [one for one, point in zip(shapes, points, strict=True) if point == kind]


def _corners(geometries: Iterable[object], aside: Sequence[str]) -> NDArray[np.float64]:
    """Return the corners of GeoJSON geometries, shape (n, 2), wherever their numbers are."""
    plain: list[str] = []
    others: list[float] = []
    for coordinates in geometries:
        text = aside[coordinates] if isinstance(coordinates, int) else None
        if text is None or _THREE.search(text):
            others += _numbers(json.loads(text) if text else coordinates)
        else:
            plain.append(text)
    # parsed at once: to begin anew takes longer than to read a shape
    return np.concatenate([_pairs(_parsed(" ".join(plain).translate(_JSON_MARKS))), _pairs(others)])


def _numbers(coordinates: Any) -> Iterator[float]:
    """Yield two numbers for each corner of nested lists."""
    open_lists = [coordinates]
    while open_lists:
        value = open_lists.pop()
        if value and isinstance(value[0], list):
            open_lists += value
        else:
            yield from value[:2]  # a height may follow


def _csv(path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a table of text."""
    if _is_about_software(path):
        return secrets.in_text(data.decode("utf-8"))
    names = next(csv.reader([data.partition(b"\r\n")[0].decode("utf-8")]), [])
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=pa_csv.ReadOptions(block_size=len(data) + 1),  # a shape may be long
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    missing = [name for name in ROW_FIELDS if name not in names]
    if missing:
        return f"the column {missing[0]} is missing"
    placed = table["geometry"].to_pylist() if "geometry" in names else []
    rows = table.drop_columns(["geometry"] if placed else []).to_pylist()
    if any(row["attribution"] != cleared.attribution for row in rows):
        return "the credit is missing"
    return _rows(rows, cleared, secrets) or _places(
        (
            (point, _pairs(_parsed(" ".join(texts).translate(_WKT_MARKS))))
            for point, texts in _by_kind(placed, [text.startswith("POINT") for text in placed])
        ),
        secrets,
    )


def _parsed(text: str) -> NDArray[np.float64]:
    """Return the numbers of a text that has nothing else in it, with spaces between them."""
    try:
        numbers = np.fromstring(text, sep=" ")
    except ValueError:
        numbers = np.zeros(0)
    # an older NumPy stops without a word at what is no number
    if len(numbers) != len(text.split()):
        raise PublicationError("must not be published: a shape with something else than numbers")
    return numbers


def _parquet(_path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a table in columns, and at what it says about itself."""
    table = pq.read_table(pa.BufferReader(data))
    about = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
    if about.get("attribution") != cleared.attribution:
        return "the credit is missing"
    if cleared.synthetic and about.get("synthetic") != "true":
        return "the mark of made-up data is missing"
    names = [name for name in table.column_names if name != "geometry"]
    found = _rows(table.select(names).to_pylist(), cleared, secrets)
    if found or "geometry" not in table.column_names:
        return found
    return _shapes(table["geometry"].to_pylist(), secrets)


def _shapes(wkb: Sequence[bytes], secrets: Secrets) -> str | None:
    """Look at the places of shapes in WKB."""
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    points = shapely.get_type_id(shapes) == 0
    return _places(
        ((point, shapely.get_coordinates(shapes[points == point])) for point in (True, False)),
        secrets,
    )


def _container(
    tables_in: Callable[[str, bytes], Mapping[str, pa.Table]],
    path: str,
    data: bytes,
    cleared: Cleared,
    secrets: Secrets,
) -> str | None:
    """Look at every table of a file that holds many."""
    for name, table in tables_in(path, data).items():
        shapes = table["geometry"].to_pylist() if "geometry" in table.column_names else []
        rows = table.drop_columns(["geometry"] if shapes else []).to_pylist()
        if name in _TABLES_ABOUT_SOFTWARE:
            found = secrets.in_text("\n".join(f"{row}" for row in rows))
        elif any(row.get("attribution") != cleared.attribution for row in rows):
            return f"the credit is missing in {name}"
        else:
            found = _rows(rows, cleared, secrets) or _shapes(shapes, secrets)
        if found:
            return found
    return None


def _osm(_path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at a file for mappers: nobody may upload it, and nothing in it is made up."""
    root = ET.fromstring(data)  # noqa: S314  it was written a moment ago
    if root.get("attribution") != cleared.attribution:
        return "the credit is missing"
    if root.get("upload") != "never":
        return "it could be uploaded to OpenStreetMap"
    made_up = {source.key for source in cleared.sources if source.synthetic}
    if any(tag.get("v") in made_up for tag in root.iter("tag") if tag.get("k") == "vidik:source"):
        return "something made up, for mappers to look at"
    nodes = [(float(node.get("lon", "")), float(node.get("lat", ""))) for node in root.iter("node")]
    return secrets.in_text(html.unescape(data.decode("utf-8"))) or _places(
        [(True, _pairs(nodes))], secrets
    )


def _pmtiles(_path: str, data: bytes, cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at what a tile file says about itself, and at every word in its tiles."""
    about = tile_metadata(data)
    if cleared.attribution not in about.get("attribution", ""):
        return "the credit is missing"
    if cleared.synthetic and about.get("synthetic") is not True:
        return "the mark of made-up data is missing"
    words = [json.dumps(about, ensure_ascii=False)]
    for _, tile in tiles_in(data):
        words += [f'"{word}"' for word in tile_words(tile)]
    return secrets.in_text("\n".join(dict.fromkeys(words)), decimals=None)


def _tile(path: str, data: bytes, _cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at the words of one tile; the credit and the mark stand in the file beside them all."""
    if not _TILE.fullmatch(path):
        return "a tile that lies in no folder of tiles"
    return secrets.in_text(
        "\n".join(f'"{word}"' for word in tile_words(unpacked(data))), decimals=None
    )


def _rows(rows: list[dict[str, Any]], cleared: Cleared, secrets: Secrets) -> str | None:
    """Look at what each row says about itself, and at its text."""
    made_up = {source.key for source in cleared.sources if source.synthetic}
    for row in rows:
        if row.get("licence") != cleared.licence or not row.get("source"):
            return "a row without its source and licence"
        told = row.get("synthetic")
        if told not in (True, False, "true", "false"):
            return "a row that does not say whether it was made up"
        if row["source"] in made_up and told not in (True, "true"):
            return "a made-up row without its mark"
    return secrets.in_text(json.dumps(rows, ensure_ascii=False, default=str))


def _pairs(numbers: Any) -> NDArray[np.float64]:
    return np.asarray(numbers, dtype=np.float64).reshape(-1, 2)


def _places(placed: Iterable[tuple[bool, NDArray[np.float64]]], secrets: Secrets) -> str | None:
    """Look at the places of a table: points to a metre, corners of shapes to a centimetre."""
    if not any(len(spots) for spots in secrets.spots.values()):
        return None
    found: dict[bool, list[NDArray[np.float64]]] = {True: [], False: []}
    for point, corners in placed:
        found[point].append(corners)
    if any(
        secrets.among(np.concatenate(found[point]), decimals)
        for point, decimals in ((True, METRE), (False, CENTIMETRE))
        if found[point]
    ):
        return "the place of a camera that is not shown"
    return None


_RULES: Mapping[str, Callable[[str, bytes, Cleared, Secrets], str | None]] = {
    "bib": _citation,
    "csv": _csv,
    "geojson": _geojson,
    "html": _markup,
    "js": _script,
    "json": _json,
    "osm": _osm,
    "mvt": _tile,
    "parquet": _parquet,
    "pmtiles": _pmtiles,
    "qgs": _markup,
    "qml": _markup,
    "sld": _markup,
    "svg": _markup,
    "txt": _checksums,
    "walk": _ways,
}
