"""A release of the register: a Frictionless Data Package that can be cited and checked.

Each source is a table of its own under its own licence (``sources/``); those whose licences allow
it stand together in one more (``together/``), which is under the ODbL. A source whose licence does
not allow that is never in it. What can be quoted stands in ``figures.csv``. The same register, map,
version and rules give the same bytes.

The standard: specs.frictionlessdata.io (data-package, tabular-data-resource), version 1.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vidik.errors import PublicationError
from vidik.model.figure import Figure
from vidik.model.origin import Origin
from vidik.model.rules import Licence, PublicationRules
from vidik.register.formulas import safe_cell
from vidik.report.judging import Judged
from vidik.report.release_figures import COLUMNS, MEANING, cells

__all__ = [
    "CHECKSUMS", "DESCRIPTION", "FIGURES", "Making", "Release", "check_together", "release_files",
]  # fmt: skip

#: The file that describes all others.
DESCRIPTION = "datapackage.json"

#: SHA-256 of all files but itself.
CHECKSUMS = "checksums.txt"

#: What can be quoted.
FIGURES = "figures.csv"

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,40}")


@dataclass(frozen=True, slots=True)
class Release:
    """What a release says of itself.

    Parameters
    ----------
    version
        Of the release: digits, letters, ``.``, ``+`` and ``-``.
    role
        Of whoever publishes it, never a name: “the editors”.
    title
        What it is.
    known
        The moment up to which the register's statements and decisions are in it.
    register
        Which register it is from.
    software
        Version of Vidik.

    Raises
    ------
    ValueError
        If the version is none, or the role is somebody's address.
    """

    version: str
    role: str
    title: str
    known: dt.datetime
    register: str
    software: str

    def __post_init__(self) -> None:
        """Refuse what cannot be cited, and people."""
        if not _VERSION.fullmatch(self.version):
            raise ValueError(f"not a version: “{self.version}”; 2026-11 and 1.2.0 are")
        if not self.role.strip() or "@" in self.role:
            raise ValueError("a release names a role, such as “the editors”, not a person")


@dataclass(frozen=True, slots=True)
class Making:
    """What a release was made of, beside the register: another map may give other figures.

    Parameters
    ----------
    map
        SHA-256 of the map by which homes were told.
    districts, column
        SHA-256 of the file of the districts, and the column with their names; empty if figures
        were not told by district.
    unlicensed
        Sources that are left out as their licence does not allow them to be published: key and
        licence.
    """

    map: str = ""
    districts: str = ""
    column: str = ""
    unlicensed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: str
    meaning: str
    of: Callable[[Judged, Origin], Any]


_COLUMNS = (
    _Column("id", "string", "Hash of what is said.", lambda one, _: one.statement.id),
    _Column("source", "string", "Who says it: key of the source.", lambda _, o: o.key),
    _Column("object", "string", "What the source calls it.",
            lambda one, _: one.statement.observation.object),
    _Column("claim", "string", "present, or absent: somebody looked, and there was none.",
            lambda one, _: one.statement.observation.claim.value),
    _Column("lon", "number", "Longitude, degrees, EPSG:4326.",
            lambda one, _: one.statement.observation.lon),
    _Column("lat", "number", "Latitude, degrees, EPSG:4326.",
            lambda one, _: one.statement.observation.lat),
    _Column("accuracy_m", "number", "How far off the place may be, metres, if anybody says so.",
            lambda one, _: one.statement.observation.accuracy_m),
    _Column("observed", "date", "The day on which it was so, if the statement says.",
            lambda one, _: one.statement.observation.observed),
    _Column("devices", "integer", "How many cameras it speaks of.",
            lambda one, _: one.statement.observation.devices),
    _Column("place", "string", "Where it stands in the source.",
            lambda one, _: one.statement.place),
    _Column("since", "date", "The oldest edition that says so.",
            lambda one, _: one.statement.since),
    _Column("until", "date", "The newest edition that says so.",
            lambda one, _: one.statement.until),
    _Column("tags", "object", "What else is said, by OpenStreetMap's names.",
            lambda one, _: dict(one.tags)),
    _Column("licence", "string", "Of the row, as the source has it.", lambda _, o: o.licence),
    _Column("attribution", "string", "The credit that the source asks for.",
            lambda _, o: o.attribution),
)  # fmt: skip


def check_together(origins: Iterable[Origin], rules: PublicationRules) -> None:
    """Refuse to merge sources whose licences do not allow it.

    Parameters
    ----------
    origins
        What is to stand in one table.
    rules
        The rules of publication.

    Raises
    ------
    PublicationError
        Naming the source and its licence.
    """
    for origin in origins:
        licence = rules.licences.get(origin.licence)
        if licence is None or not licence.merges:
            raise PublicationError(
                "its licence does not allow it to be merged with others under the "
                f"{rules.output_licence}",
                place=f"source “{origin.key}”", value=origin.licence,
            )  # fmt: skip


def release_files(
    release: Release,
    judged: Sequence[Judged],
    origins: Sequence[Origin],
    rules: PublicationRules,
    *,
    figures: Sequence[Figure] = (),
    making: Making | None = None,
) -> dict[str, bytes]:
    """Return the files of a release by path; only what may be shown is in them.

    Parameters
    ----------
    release
        What it says of itself.
    judged
        Statements of the sources; those that are not public are only counted.
    origins
        The sources that are published, none made up.
    rules
        The rules of publication.
    figures
        What can be quoted of it (`vidik.report.release_figures`).
    making
        What it was made of; None: nobody says.

    Raises
    ------
    PublicationError
        If a source is made up, or its licence does not allow it to be published at all.
    """
    ordered = sorted(origins, key=lambda one: one.key)
    for origin in ordered:
        _check(origin, rules)
    keys = {origin.key: origin for origin in ordered}
    shown = [one for one in judged if one.public and one.statement.observation.origin in keys]
    shown.sort(key=lambda one: (one.statement.observation.origin, one.statement.id))
    files: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
    for origin in ordered:
        own = [one for one in shown if one.statement.observation.origin == origin.key]
        resources += _layer(files, f"sources/{origin.key}", own, [origin],
                            rules.licences[origin.licence])  # fmt: skip
    merged = [one for one in ordered if rules.licences[one.licence].merges]
    if len(merged) > 1:
        resources += _together(files, shown, merged, rules)
    resources.append(_quoted(files, figures, ordered, rules))
    files[DESCRIPTION] = _json(
        _description(release, resources, judged, ordered, rules, making or Making())
    )
    files[CHECKSUMS] = "".join(
        f"{_sha256(data)}  {path}\n" for path, data in sorted(files.items())
    ).encode()
    return files


def _check(origin: Origin, rules: PublicationRules) -> None:
    licence = rules.licences.get(origin.licence)
    if origin.synthetic:
        raise PublicationError("it was made up", place=f"source “{origin.key}”")
    if licence is None or not licence.publishes:
        raise PublicationError(
            "its licence does not allow it to be published",
            place=f"source “{origin.key}”", value=origin.licence,
        )  # fmt: skip


def _together(
    files: dict[str, bytes],
    shown: Sequence[Judged],
    origins: Sequence[Origin],
    rules: PublicationRules,
) -> list[dict[str, Any]]:
    """Add the table of all sources that may stand in one; it is under the licence of outputs."""
    check_together(origins, rules)
    keys = {origin.key for origin in origins}
    rows = [one for one in shown if one.statement.observation.origin in keys]
    return _layer(files, "together/cameras", rows, origins, rules.licences[rules.output_licence])


def _layer(
    files: dict[str, bytes],
    path: str,
    rows: Sequence[Judged],
    origins: Sequence[Origin],
    licence: Licence,
) -> list[dict[str, Any]]:
    """Add a table as CSV and as GeoJSON, and return how both are described."""
    by_key = {origin.key: origin for origin in origins}
    values = [_values(one, by_key[one.statement.observation.origin]) for one in rows]
    credit = "; ".join(dict.fromkeys(origin.attribution for origin in origins))
    files[f"{path}.csv"] = _csv(values)
    files[f"{path}.geojson"] = _geojson(values, credit, licence)
    name = path.replace("/", "-")
    fields = [{"name": c.name, "type": c.type, "description": c.meaning} for c in _COLUMNS]
    common = {
        "licenses": [_licence(licence)],
        "sources": [_source(origin) for origin in origins],
        "attribution": credit,
    }
    return [
        {
            **_table(name, f"{path}.csv", files[f"{path}.csv"], fields, "id"),
            **common,
        },
        {
            "name": f"{name}-geojson",
            "path": f"{path}.geojson",
            "profile": "data-resource",
            "format": "geojson",
            "mediatype": "application/geo+json",
            "encoding": "utf-8",
            **_measured(files[f"{path}.geojson"]),
            **common,
        },
    ]


def _quoted(
    files: dict[str, bytes],
    figures: Sequence[Figure],
    origins: Sequence[Origin],
    rules: PublicationRules,
) -> dict[str, Any]:
    """Add the table of figures, and return how it is described."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([safe_cell(cell) for cell in cells(one)] for one in figures)
    files[FIGURES] = out.getvalue().encode("utf-8", "replace")
    licences = dict.fromkeys([*(one.licence for one in figures), rules.output_licence])
    fields = [
        {"name": name, "type": type, "description": MEANING[name]} for name, type in COLUMNS.items()
    ]
    return {
        **_table("figures", FIGURES, files[FIGURES], fields, "figure"),
        "description": _QUOTED,
        "licenses": [_licence(rules.licences[key]) for key in licences],
        "sources": [_source(origin) for origin in origins],
        "attribution": "; ".join(dict.fromkeys(origin.attribution for origin in origins)),
    }


def _table(
    name: str, path: str, data: bytes, fields: Sequence[Mapping[str, str]], key: str
) -> dict[str, Any]:
    """Return how a table of CSV is described."""
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_measured(data),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"',
                    "doubleQuote": True, "header": True},
        "schema": {"fields": [*fields], "primaryKey": [key], "missingValues": [""]},
    }  # fmt: skip


def _values(one: Judged, origin: Origin) -> dict[str, Any]:
    values = {column.name: column.of(one, origin) for column in _COLUMNS}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([column.name for column in _COLUMNS])
    table.writerows([[_cell(value) for value in row.values()] for row in rows])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return safe_cell(value) if isinstance(value, str) else value


def _geojson(rows: Sequence[Mapping[str, Any]], credit: str, licence: Licence) -> bytes:
    head = {"type": "FeatureCollection", "attribution": credit, "licence": licence.key}
    features = [
        json.dumps(
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {k: v for k, v in row.items() if k not in ("id", "lon", "lat")},
            },
            ensure_ascii=False,
        )
        for row in rows
    ]
    start = json.dumps(head, ensure_ascii=False)[:-1]
    body = ",\n".join(features)
    return f'{start}, "features": [\n{body}\n]}}\n'.encode("utf-8", "replace")


def _description(
    release: Release,
    resources: Sequence[Mapping[str, Any]],
    judged: Sequence[Judged],
    origins: Sequence[Origin],
    rules: PublicationRules,
    making: Making,
) -> dict[str, Any]:
    """Return what stands in the description."""
    licences = dict.fromkeys([rules.output_licence, *(origin.licence for origin in origins)])
    newest = max((o.statement.until for o in judged if o.public), default=release.known.date())
    credit = "; ".join(dict.fromkeys(origin.attribution for origin in origins))
    return {
        "profile": "data-package",
        "name": "vidik-cameras",
        "id": f"{release.register}/{release.version}",
        "title": release.title,
        "version": release.version,
        # to the microsecond: asked for this moment, the register gives the same release again
        "created": release.known.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "description": _CAVEAT,
        "keywords": ["surveillance", "cameras"],
        "licenses": [_licence(rules.licences[key]) for key in licences],
        "sources": [_source(origin) for origin in origins],
        "contributors": [{"title": release.role, "role": "publisher"}],
        "attribution": credit,
        "citation": f"{release.title}. Version {release.version}, published by {release.role}, "
        f"data of {newest.isoformat()}. {credit}. Vidik {release.software}.",
        "dated": newest.isoformat(),
        "left_out": _left_out(judged, origins),
        "vidik": release.software,
        "rules": rules.version,
        "made_of": _made_of(making, judged, origins),
        "resources": [*resources],
    }


_CAVEAT = (
    "What sources say of surveillance cameras: each row is one statement of one source, and two "
    "rows may be about the same camera. Only cameras that somebody listed are here: where there is "
    "none, perhaps nobody looked. Cameras on private dwellings, and those of which that is not "
    "known, are counted and not shown."
)


_QUOTED = (
    "Figures that can be quoted. They are about cameras that somebody listed, where the map has "
    "anything: those on private dwellings are counted, places of the deny-list are not. Of two "
    "sources only what may be mixed is compared; least and most hold the true number in 95 cases "
    "of 100, if the chances are right. What somebody decided about a pair is not in these sums."
)


def _made_of(making: Making, judged: Iterable[Judged], origins: Iterable[Origin]) -> dict[str, Any]:
    """Return what a release was made of, so that a difference of two can be told from the world."""
    editions: dict[str, dict[str, dt.date]] = {origin.key: {} for origin in origins}
    for one in judged:
        said = one.statement
        known = editions.get(said.observation.origin)
        if known is not None:
            known[said.edition] = max(said.until, known.get(said.edition, said.until))
    return {
        "sources": {
            origin.key: {
                "licence": origin.licence,
                "editions": [
                    {"dated": dated.isoformat(), "sha256": sha256}
                    for sha256, dated in sorted(
                        editions[origin.key].items(), key=lambda one: (one[1], one[0])
                    )
                ],
            }
            for origin in origins
        },
        "map": making.map,
        "districts": making.districts,
        "column": making.column,
        "unlicensed": dict(making.unlicensed),
    }


def _left_out(judged: Iterable[Judged], origins: Iterable[Origin]) -> dict[str, Any]:
    """Return how many statements are not shown: by source, but for places nobody may see."""
    keys = [origin.key for origin in origins]
    hidden = [one for one in judged if not one.public and one.statement.observation.origin in keys]
    count = Counter(
        (one.statement.observation.origin, one.clearance.verdict.value) for one in hidden
    )
    return {
        "private": {key: count[key, "private"] for key in keys},
        "withheld": sum(n for (_, verdict), n in count.items() if verdict == "withheld"),
    }


def _licence(licence: Licence) -> dict[str, str]:
    path = {"path": licence.url} if licence.url else {}
    return {"name": licence.key, "title": licence.name, **path}


def _source(origin: Origin) -> dict[str, str]:
    path = {"path": origin.url} if origin.url else {}
    return {"title": origin.name, **path}


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{_sha256(data)}"}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
