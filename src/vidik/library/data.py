"""Data: a file or a GeoDataFrame, read once, with what is known of where it is from."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.sources import UNKNOWN, key_of, read_source
from vidik.model.feature import Extract
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules
from vidik.model.source import Source
from vidik.outside.cache import digest_of_file
from vidik.outside.collecting import uncollected
from vidik.outside.frames import digest_of_frame, extract_of_frame, is_geodataframe
from vidik.outside.reading import format_of
from vidik.outside.tables import load_publication_rules
from vidik.register.denial import drop_denied
from vidik.report.licences import OSM_FORMATS
from vidik.settings import FileSource, Gives

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["Data", "Readable", "publication_rules", "read", "read_all"]

#: What can be read: the path of a file, a GeoDataFrame, or what `read` made of either.
Readable: TypeAlias = "str | os.PathLike[str] | GeoDataFrame | Data"

_ALL: tuple[Gives, ...] = ("cameras", "buildings", "streets", "basemap")


@dataclass(frozen=True, eq=False, repr=False)
class Data:
    """One source, read: what it holds, and what is known of where it is from.

    Places of the deny-list (shelters and the like) are gone, as in every output of Vidik; a denied
    building is still a wall, without its name.

    Parameters
    ----------
    source
        Who says so, under which licence.
    extract
        What it says, with what could not be read.
    denied
        The areas of the places dropped, longitude and latitude: a camera there is dropped, too.
    """

    source: Source
    extract: Extract
    denied: tuple[Geometry, ...] = field(default=())

    @property
    def rejected(self) -> tuple[Rejection, ...]:
        """Objects without a usable shape, and the like."""
        return self.extract.rejected

    def __repr__(self) -> str:
        """Return what it is and how much it holds, in a line."""
        count = len(self.extract.features) + len(self.extract.outlines)
        return (
            f"<Data {self.source.key}: {self.source.name}; {count:,} objects, "
            f"{len(self.rejected):,} rejected; licence {self.source.licence}>"
        )


def read(
    data: Readable,
    *,
    key: str | None = None,
    name: str | None = None,
    licence: str | None = None,
    attribution: str | None = None,
    retrieved: dt.date | None = None,
    format: str | None = None,
    synthetic: bool = False,
) -> Data:
    """Read a file or a GeoDataFrame once, to make several things of it.

    Every ``read_…`` function takes a path or a GeoDataFrame as well; this one is for a large file
    that is needed more than once, and for saying where the data are from.

    Parameters
    ----------
    data
        The path of a file (OpenStreetMap PBF or XML, Overpass JSON, GeoJSON, GeoPackage,
        FlatGeobuf, GeoParquet, or a list: CSV, XLSX, ODS, KML, KMZ, GPX, PDF), or a GeoDataFrame in
        any coordinate system whose columns are tags.
    key
        Short name that ids begin with: small letters, digits, underscores. None: ``osm`` for
        OpenStreetMap's own formats, ``frame`` for a GeoDataFrame, else the file's name.
    name
        What a reader calls it; None: the file's name.
    licence
        Key of SPDX's list of licences. None: ``ODbL-1.0`` for OpenStreetMap's own formats, else it
        is unknown, and the credit line says so.
    attribution
        The credit line. None: OpenStreetMap's for its own formats.
    retrieved
        The day the data were taken from their origin; None if nobody wrote it down.
    format
        Only if neither the file's name nor its content tells: ``pbf``, ``osm``, ``overpass``,
        ``geojson``, ``gpkg``, ``fgb``, ``parquet``.
    synthetic
        True if what it states was made up: every result that rests on it says so.

    Returns
    -------
    Data
        What it holds; `Data.rejected` says what of it could not be read, and why.

    Raises
    ------
    InputError
        If it cannot be read, with file, row, field and value.
    """
    found = _read(data, _ALL, key, name, licence, attribution, retrieved, format)
    return replace(found, source=replace(found.source, synthetic=True)) if synthetic else found


def read_all(
    data: Readable | Sequence[Readable],
    *,
    gives: tuple[Gives, ...] = _ALL,
    threads: int | None = None,
) -> tuple[Data, ...]:
    """Return one source or several, each read, with different keys.

    Parameters
    ----------
    data
        What a user gave.
    gives
        What will be asked of it; of a file that is asked for buildings alone, no shape is made for
        each.
    threads
        How many to read with; None: one per processor.

    Raises
    ------
    InputError
        If one cannot be read, or two have one key.
    """
    several = data if isinstance(data, list | tuple) else (data,)
    if not several:
        raise InputError("no data were given", hint="a path, a GeoDataFrame, or a list of them")
    found = tuple(_read(one, gives, threads=threads) for one in several)
    keys = [one.source.key for one in found]
    for one in keys:
        if keys.count(one) > 1:
            raise InputError(
                "two sources have one key", value=one, hint="vidik.read(…, key=…) gives another"
            )
    return found


@cache
def publication_rules() -> PublicationRules:
    """Return the rules of publication, of which the library keeps the deny-list."""
    return load_publication_rules()


def _read(
    data: Readable,
    gives: tuple[Gives, ...],
    key: str | None = None,
    name: str | None = None,
    licence: str | None = None,
    attribution: str | None = None,
    retrieved: dt.date | None = None,
    format: str | None = None,
    threads: int | None = None,
) -> Data:
    if isinstance(data, Data):
        if any(value is not None for value in (key, name, licence, attribution, retrieved, format)):
            raise InputError("it was read already: say where it is from when it is read first")
        return data
    rules = publication_rules()
    if isinstance(data, str | os.PathLike):
        path = Path(data)
        found = format_of(path, format=format)
        declared = _declared(
            path.name, found, key or key_of(path, found), name, licence, attribution, retrieved
        )
        declared = declared.model_copy(update={"gives": gives, "format": format})
        count = threads or os.cpu_count() or 1
        with uncollected():
            extract = read_source(declared, path, rules=rules, threads=count, progress=_unheard)
        digest = digest_of_file(path)
    elif is_geodataframe(data):
        found = "geodataframe"
        declared = _declared(
            "GeoDataFrame", found, key or "frame", name, licence, attribution, retrieved
        )
        extract = extract_of_frame(data, name=declared.name, source=declared.key)
        digest = digest_of_frame(data)
    else:
        raise InputError(
            "neither a path nor a GeoDataFrame",
            value=type(data).__name__,
            hint="a DataFrame without shapes becomes one by geopandas.GeoDataFrame(…, crs=…)",
        )
    with uncollected():
        kept, denied = drop_denied(extract, rules.denied)
    source = Source(
        key=declared.key,
        name=declared.name,
        format=found,
        licence=declared.licence,
        attribution=declared.attribution,
        retrieved=declared.retrieved,
        sha256=digest,
    )
    return Data(source, kept, denied)


def _declared(
    file_name: str,
    found: str,
    key: str,
    name: str | None,
    licence: str | None,
    attribution: str | None,
    retrieved: dt.date | None,
) -> FileSource:
    """Return the source as a city file would declare it, checked by the same rules."""
    osm = found in OSM_FORMATS
    unsaid = f"{name or file_name} (nobody said on what terms)"
    try:
        return FileSource(
            key=key,
            name=name or file_name,
            path=file_name,
            licence=licence or ("ODbL-1.0" if osm else UNKNOWN),
            attribution=attribution or ("© OpenStreetMap contributors" if osm else unsaid),
            retrieved=retrieved,
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        raise InputError(
            f"cannot be used: {first['msg']}",
            file=file_name,
            place=".".join(map(str, first["loc"])),
            value=first["input"],
        ) from fault


def _unheard(_done: int, _total: int) -> None:
    """Tell nobody how many bytes are read."""
