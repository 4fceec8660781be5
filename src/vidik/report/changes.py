"""What changed between two builds: first in how they were made, then in cameras and figures.

A difference of figures is one in the world only if the builds were made alike. So what differs in
data, rules and version comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any, Literal

from vidik.model.camera import Kind
from vidik.model.earlier import Earlier
from vidik.model.published import Published, PublishedCamera
from vidik.report.camera_tables import cameras_table
from vidik.report.operators import by_operator, is_withheld

__all__ = [
    "WITHHELD", "Changed", "Changes", "Difference", "FigureChange", "Gone", "Value", "changes_json",
    "changes_schema", "compare",
]  # fmt: skip

#: Columns of a camera that say something of it; a place, a date or a version of the method do not.
_TOLD = (
    "kind", "direction_start", "direction_width", "height_least", "height_expected", "height_most",
    "tilt_least", "tilt_expected", "tilt_most", "indoor", "mount", "surveillance", "zone",
    "operator", "plates",
)  # fmt: skip

#: Nearer than this, degrees, a camera stands where it stood: about a metre.
_MOVED_DEG = 1e-5

#: What stands for a value that may not be shown.
WITHHELD = "withheld"

Value = str | float | bool | None
Unit = Literal["count", "metres", "square metres", "share"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in the making of two builds that is not the same.

    Parameters
    ----------
    about
        Whether it is the data, the rules and assumptions, or the version.
    name
        Of what differs: a source, an assumption, a library.
    before, after
        What it was and is; None where it was not there.
    """

    about: Literal["data", "rules", "version"]
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A camera that was shown and is no longer in the sources.

    Parameters
    ----------
    id, kind, url
        As the earlier build said; no address but one at OpenStreetMap is taken over.
    """

    id: str
    kind: Kind
    url: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A camera of which its record says something else.

    Parameters
    ----------
    camera
        As it is now.
    fields
        Column, what it was, what it is; ``place`` if it stands elsewhere.
    """

    camera: PublishedCamera
    fields: tuple[tuple[str, Value, Value], ...]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure then and now.

    Parameters
    ----------
    figure
        Its place in ``summary.json``.
    unit
        Of the values; shares are of 1.
    before, after
        One value, or least, expected and most; empty if the build did not give it.
    """

    figure: str
    unit: Unit
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Changes:
    """What changed since an earlier build.

    Parameters
    ----------
    before, after
        Facts of both builds: ``dated``, ``made`` of the earlier one, ``version``, ``attribution``.
    making
        What differs in data, rules or version.
    added, gone, changed
        Cameras that are shown at their place.
    hidden
        How many were shown, are still in the sources, and are no longer shown at their place.
    figures
        Of the city.
    """

    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    making: tuple[Difference, ...]
    added: tuple[PublishedCamera, ...]
    gone: tuple[Gone, ...]
    hidden: int
    changed: tuple[Changed, ...]
    figures: tuple[FigureChange, ...]

    @property
    def alike(self) -> bool:
        """True if both builds were made by the same rules and the same version."""
        return all(one.about == "data" for one in self.making)


def compare(
    earlier: Earlier,
    published: Published,
    *,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    departed: Collection[str],
    personal: Callable[[str], bool],
) -> Changes:
    """Return what changed since an earlier build.

    Parameters
    ----------
    earlier
        The build.
    published
        What is shown now.
    summary, manifest
        Of this build.
    departed
        Ids of its cameras that may be named as gone (`vidik.report.gate.departed`).
    personal
        Whether a value may be a person's, by the rules in force now.
    """
    ids = {camera.id for camera in published.cameras}
    gone = [row for camera, row in sorted(earlier.cameras.items()) if camera in departed]
    return Changes(
        before=_facts(earlier.summary, earlier.manifest.get("made")),
        after=_facts(summary, None),
        making=tuple(_making(earlier, summary, manifest)),
        added=tuple(c for c in published.cameras if c.id not in earlier.cameras),
        gone=tuple(_gone(row) for row in gone),
        hidden=len(earlier.cameras.keys() - ids) - len(gone),
        changed=tuple(_changed(earlier, published, personal)),
        figures=tuple(_figures(earlier.summary, summary)),
    )


def _facts(summary: Mapping[str, Any], made: str | None) -> dict[str, str | None]:
    return {
        "dated": summary.get("dated"),
        "made": made,
        "version": summary.get("version"),
        "attribution": summary.get("attribution"),
    }


def _making(
    earlier: Earlier, summary: Mapping[str, Any], manifest: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield what differs in how two builds were made: data, then rules, then version."""
    before, after = earlier.manifest, manifest

    def differing(
        about: Literal["data", "rules", "version"], old: Mapping[str, str], new: Mapping[str, str]
    ) -> Iterator[Difference]:
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                yield Difference(about, name, old.get(name), new.get(name))

    yield from differing("data", _inputs(before), _inputs(after))
    yield from differing("rules", _rules(earlier.summary, before), _rules(summary, after))
    yield from differing("version", _versions(before), _versions(after))


def _inputs(manifest: Mapping[str, Any]) -> dict[str, str]:
    place = manifest.get("place", {})
    return {
        "boundary": " ".join(map(str, place.get("boundary", ()))),
        **{
            one["key"]: " · ".join(
                filter(None, (one["name"], one.get("retrieved"), f"SHA-256 {one['sha256'][:16]}…"))
            )
            for one in manifest.get("inputs", ())
        },
    }


def _rules(summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, str]:
    assumed = dict(manifest.get("assumptions", {}))
    # How many roofs there are is data, whatever was assumed of them.
    heights = dict(assumed.get("heights", {}))
    assumed["heights"] = {
        key: value for key, value in heights.items() if not key.startswith("roofs")
    }
    told = summary.get("assumptions", {})
    assumed["publication_rules"] = told.get("publication_rules")
    assumed["public_space"] = summary.get("public_space", {}).get("version")
    homes = summary.get("from_home") or {}
    assumed |= {key: homes.get(key) for key in ("homes_rules", "walking_rules", "minutes")}
    return dict(_flat("", assumed))


def _versions(manifest: Mapping[str, Any]) -> dict[str, str]:
    code = manifest.get("code", "")
    return {
        "Vidik": f"{manifest.get('vidik')} ({code[:16]}…)",
        **{name: str(version) for name, version in manifest.get("versions", {}).items()},
    }


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every value within a JSON value under its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(f"{path}.{number}", inner)
    else:
        yield path, str(value)


def _gone(row: Mapping[str, Any]) -> Gone:
    kinds, url = set(Kind), str(row.get("url") or "")
    kind = row.get("kind")
    return Gone(
        id=str(row["id"]),
        kind=Kind(kind) if kind in kinds else Kind.UNKNOWN,
        url=url if url.startswith("https://www.openstreetmap.org/") else None,
    )


def _changed(
    earlier: Earlier, published: Published, personal: Callable[[str], bool]
) -> Iterator[Changed]:
    columns = {field.name: field.of for field in cameras_table(published).fields}
    named = by_operator(published.cameras).keys()

    def shown(column: str, value: Any) -> Value:
        """Return an earlier value as far as the rules in force now let it be shown."""
        if not isinstance(value, str):
            return value if isinstance(value, int | float) else None
        if column == "operator":
            known = all(name.strip() in named for name in value.split(";"))
            return value if known else WITHHELD
        return WITHHELD if personal(value) else value

    def now(column: str, camera: PublishedCamera) -> Value:
        value = columns[column](camera)
        hidden = column == "operator" and isinstance(value, str) and is_withheld(value)
        return WITHHELD if hidden else value

    for camera in published.cameras:
        row = earlier.cameras.get(camera.id)
        if row is None:
            continue
        fields = [
            (column, before, after)
            for column in _TOLD
            if column in row
            and (before := shown(column, row[column])) != (after := now(column, camera))
        ]
        lon, lat = row.get("lon", camera.lon), row.get("lat", camera.lat)
        if abs(lon - camera.lon) > _MOVED_DEG or abs(lat - camera.lat) > _MOVED_DEG:
            fields.insert(0, ("place", f"{lat}, {lon}", f"{camera.lat:.7f}, {camera.lon:.7f}"))
        if fields:
            yield Changed(camera, tuple(fields))


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FigureChange]:
    """Yield the city's figures then and now, in the order of the summary."""
    counts = ("total", "on_map", "private", "indoor", "direction_known", "operator_known", "bare")
    levels = [level["key"] for level in after.get("levels", ())]
    bounds = ("least", "expected", "most")
    asked: Iterator[tuple[str, Unit, tuple[str, ...]]] = chain(
        ((f"cameras.{name}", "count", ("",)) for name in counts),
        [("buildings", "count", ("",)), ("streets.length_m", "metres", ("",))],
        (
            (f"streets.watched.{level}", "share", tuple(f".{bound}_share" for bound in bounds))
            for level in levels
        ),
        [("public_space.total", "square metres", tuple(f".{bound}_m2" for bound in bounds))],
        (
            (f"public_space.watched.{level}", "share", tuple(f".{bound}_share" for bound in bounds))
            for level in levels
        ),
        [("from_home.homes", "count", ("",))],
        (
            (f"from_home.levels.{level}.{what}", "share", tuple(f".{bound}" for bound in bounds))
            for what in ("share", "within_min.5")
            for level in levels
        ),
        [("surveyed.street_share", "share", ("",)), ("rejected.total", "count", ("",))],
    )
    for figure, unit, ends in asked:
        old, new = (
            tuple(v for end in ends if (v := _at(told, figure + end)) is not None)
            for told in (before, after)
        )
        if new:
            yield FigureChange(figure, unit, old if len(old) == len(new) else (), new)


def _at(value: Any, path: str) -> float | None:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, int | float) else None


def changes_schema() -> bytes:
    """Return ``changes.schema.json`` (JSON Schema 2020-12)."""
    return files("vidik").joinpath("data", "changes.schema.json").read_bytes()


def changes_json(changes: Changes, published: Published) -> dict[str, Any]:
    """Return what changed, ready for JSON.

    Parameters
    ----------
    changes
        What `compare` found.
    published
        What is shown now.
    """
    return {
        "$schema": "changes.schema.json",
        "place": published.place.name,
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "before": dict(changes.before),
        "after": dict(changes.after),
        "made_alike": changes.alike,
        "making": [
            {"about": one.about, "name": one.name, "before": one.before, "after": one.after}
            for one in changes.making
        ],
        "cameras": {
            "added": [camera.id for camera in changes.added],
            "gone": [one.id for one in changes.gone],
            "no_longer_shown": changes.hidden,
            "changed": [
                {"id": one.camera.id, "field": field, "before": before, "after": after}
                for one in changes.changed
                for field, before, after in one.fields
            ],
        },
        "figures": [
            {
                "figure": one.figure,
                "unit": one.unit,
                "before": _bounds(one.before),
                "after": _bounds(one.after),
            }
            for one in changes.figures
        ],
    }


def _bounds(values: tuple[float, ...]) -> Any:
    if len(values) == 3:
        return dict(zip(("least", "expected", "most"), values, strict=True))
    return values[0] if values else None
