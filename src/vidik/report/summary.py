"""The summary: figures as one JSON object; a city's is described by ``summary.schema.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from vidik.model.coverage import LevelCoverage
from vidik.model.from_home import HomeFigures, LevelFigures, Nearness, PublishedHomes, Quantiles
from vidik.model.optics import Optics
from vidik.model.published import CameraFigures, Cleared, Figures, PublicSpaceFigures, Published
from vidik.model.rules import PublicationRules
from vidik.model.source import Source
from vidik.model.span import Span

__all__ = ["source_record", "summary", "summary_schema", "totals"]

#: Areas are listed up to this number of cameras that watch the same ground.
_DEPTHS = 20

_BOUNDS = ("least", "expected", "most")

_MAPPED = "Every figure is about mapped cameras. Where none is mapped, perhaps nobody looked."
_LEAST = "what is watched is at least what is said here."
_SPANS = (
    "least: certain from what is mapped; expected: weighed over all that is not known; most: "
    "possible, if every doubt is resolved towards being seen, by mapped cameras.",
    "Able to recognise faces does not mean that it is done.",
)


def summary_schema() -> bytes:
    """Return ``summary.schema.json`` (JSON Schema 2020-12)."""
    return files("vidik").joinpath("data", "summary.schema.json").read_bytes()


def source_record(source: Source) -> dict[str, Any]:
    """Return a source as summary and manifest name it, ready for JSON."""
    return {
        "key": source.key,
        "name": source.name,
        "format": source.format,
        "licence": source.licence,
        "attribution": source.attribution,
        "retrieved": source.retrieved.isoformat() if source.retrieved else None,
        "sha256": source.sha256,
        "synthetic": source.synthetic,
    }


def summary(
    published: Published,
    *,
    version: str,
    rules: PublicationRules,
    assumptions: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the summary of a city, ready for JSON: its totals and what is known of its parts.

    Parameters
    ----------
    published
        What may be shown.
    version, rules, assumptions
        As of `totals`.
    """
    figures = published.figures
    said = totals(published, version=version, rules=rules, assumptions=assumptions)
    by_name = [
        {
            "name": street.name,
            "length_m": _metres(street.length_m),
            "watched": {
                level: _watched(span, street.length_m) for level, span in street.watched_m.items()
            },
        }
        for street in figures.streets
    ]
    return {
        "$schema": "summary.schema.json",
        **said,
        "caveats": [_MAPPED, f"Where nobody looked for cameras (surveyed), {_LEAST}", *_SPANS],
        "cameras": {**said["cameras"], "on_map": figures.on_map},
        "streets": {**said["streets"], "by_name": by_name},
        "surveyed": _surveyed(figures),
        "from_home": None if published.homes is None else _from_home(published.homes),
    }


def totals(
    cleared: Cleared,
    *,
    version: str,
    rules: PublicationRules,
    assumptions: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the figures of a place as a whole, ready for JSON.

    Parameters
    ----------
    cleared
        What may be said of it.
    version
        Of Vidik.
    rules
        Of publication; their version is named.
    assumptions
        Further assumptions of the build, by name.
    """
    figures = cleared.figures
    west, south, east, north = cleared.place.boundary.bounds
    return {
        "place": {
            "name": cleared.place.name,
            "bounds": [round(v, 7) for v in (west, south, east, north)],
            "lon": cleared.place.frame.lon,
            "lat": cleared.place.frame.lat,
        },
        "dated": cleared.dated.isoformat() if cleared.dated else None,
        "retrieved": cleared.retrieved.isoformat() if cleared.retrieved else None,
        "synthetic": cleared.synthetic,
        "attribution": cleared.attribution,
        "licence": cleared.licence,
        "version": version,
        "caveats": [_MAPPED, f"It is not said here where somebody looked: {_LEAST}", *_SPANS],
        "sources": [source_record(source) for source in cleared.sources],
        "cameras": _cameras(figures),
        "buildings": figures.buildings,
        "streets": {
            "length_m": _metres(figures.street_m),
            "watched": {
                level: _watched(span, figures.street_m) for level, span in figures.watched_m.items()
            },
        },
        "public_space": _public_space(figures.public_space),
        "levels": [
            {
                "key": level.key,
                "ppm": level.ppm,
                "source": level.source,
                "verified": level.verified,
            }
            for level in cleared.optics.levels
        ],
        "assumptions": {
            "optics": _optics(cleared.optics),
            "publication_rules": rules.version,
            **assumptions,
        },
        "rejected": _rejected(cleared),
    }


def _cameras(figures: CameraFigures) -> dict[str, Any]:
    return {
        "total": figures.cameras,
        "locations": figures.locations,
        "private": figures.private,
        "withheld": figures.withheld,
        "direction_known": figures.direction_known,
        "height_known": figures.height_known,
        "operator_known": figures.operator_known,
        "checked_known": figures.checked_known,
        "bare": figures.bare,
        "indoor": figures.indoor,
        "by_kind": {str(kind): count for kind, count in figures.by_kind.items()},
    }


def _surveyed(figures: Figures) -> dict[str, Any]:
    looked = figures.surveyed
    street_m, ground_m2 = figures.street_m, figures.public_space.coverage.ground_m2

    def part(length_m: float, area_m2: float) -> dict[str, float]:
        return {
            "street_m": _metres(length_m),
            "street_share": _share(length_m / street_m if street_m > 0 else 0.0),
            "ground_m2": _metres(area_m2),
            "ground_share": _share(area_m2 / ground_m2 if ground_m2 > 0 else 0.0),
        }

    return {
        "surveys": looked.surveys,
        "of_street_m": _metres(street_m),
        "of_ground_m2": _metres(ground_m2),
        **part(looked.street_m, looked.ground_m2),
        "cameras": figures.looked_cameras,
        "last_looks": [
            {"year": look.year, **part(look.street_m, look.ground_m2)} for look in looked.looks
        ],
    }


def _from_home(homes: PublishedHomes) -> dict[str, Any]:
    return {
        "homes_rules": homes.version,
        "walking_rules": homes.walking_version,
        "minutes": homes.minutes,
        "pace_m_per_min": homes.pace_m_per_min,
        "reach_m": homes.reach_m,
        "found": dict(homes.found),
        "weighed": homes.weighed,
        "no_homes": dict(homes.no_homes),
        "too_far": homes.far,
        **_of_homes(homes.whole),
        "homes_by_metres": {
            level: [
                {"up_to_m": limit, "share": share}
                for limit, share in zip(homes.classes, shares, strict=True)
            ]
            for level, shares in homes.metres_to_first.items()
        },
        "least_homes": homes.least,
        "cells": {
            "side_m": homes.cell_m,
            "published": len(homes.cells),
            "held_back": homes.cells_kept,
            "homes_in_those": homes.cells_kept_homes,
        },
        "districts": [
            {
                "name": one.name,
                **_of_homes(one.figures),
                "spread": None
                if one.spread is None
                else {
                    level: {
                        "share": _quantiles(spread.share),
                        "first_m": _quantiles(spread.metres),
                    }
                    for level, spread in one.spread.items()
                },
            }
            for one in homes.districts
        ],
        "districts_held_back": homes.districts_kept,
        "between_districts": {
            level: None if parts is None else dict(zip(_BOUNDS, parts, strict=True))
            for level, parts in homes.between.items()
        },
        "comparisons": [
            {
                "source": one.key,
                "name": one.name,
                "districts": len(one.values),
                "districts_needed": one.fewest,
                "kendall_tau_b": {
                    level: {
                        "least": told.least,
                        "expected": told.expected,
                        "most": told.most,
                        "expected_low": told.low,
                        "expected_high": told.high,
                    }
                    for level, told in one.levels.items()
                },
            }
            for one in homes.comparisons
        ],
    }


def _of_homes(figures: HomeFigures) -> dict[str, Any]:
    return {
        "homes": figures.homes,
        "levels": {level: _of_level(one) for level, one in figures.levels.items()},
    }


def _of_level(figures: LevelFigures) -> dict[str, Any]:
    return {
        "share": _bounds(figures.share),
        "first_m": _nearness(figures.metres),
        "first_min": _nearness(figures.minutes),
        "within_min": {f"{limit}": _bounds(span) for limit, span in figures.within.items()},
    }


def _bounds(span: Span) -> dict[str, float]:
    return {"least": span.least, "expected": span.expected, "most": span.most}


def _nearness(near: Nearness) -> dict[str, float | None]:
    return {"nearest": near.nearest, "expected": near.expected, "farthest": near.farthest}


def _quantiles(of: Quantiles) -> dict[str, float | None]:
    return {"tenth": of.tenth, "half": of.half, "nine_tenths": of.nine_tenths}


def _public_space(space: PublicSpaceFigures) -> dict[str, Any]:
    return {
        "version": space.version,
        "total": _square_metres(space.total_m2),
        "by_kind": {kind: _square_metres(span) for kind, span in space.by_kind_m2.items()},
        "ground_m2": _metres(space.coverage.ground_m2),
        "watched": {
            level.level: _covered(level, space.coverage.ground_m2)
            for level in space.coverage.levels
        },
    }


def _covered(level: LevelCoverage, ground_m2: float) -> dict[str, Any]:
    span, share = level.watched.span, 1.0 / ground_m2 if ground_m2 > 0 else 0.0
    return {
        **_square_metres(span),
        "expected_error_m2": _metres(level.watched.standard_error),
        "least_share": _share(span.least * share),
        "expected_share": _share(span.expected * share),
        "most_share": _share(span.most * share),
        "certain_by_cameras_m2": [_metres(area) for area in level.certain_m2[:_DEPTHS]],
        "possible_by_cameras_m2": [_metres(area) for area in level.possible_m2[:_DEPTHS]],
        "possible_by_operators_m2": [_metres(area) for area in level.operators_m2[:_DEPTHS]],
    }


def _square_metres(span: Span) -> dict[str, float]:
    return {
        "least_m2": _metres(span.least),
        "expected_m2": _metres(span.expected),
        "most_m2": _metres(span.most),
    }


def _watched(span: Span, length_m: float) -> dict[str, float]:
    share = 1.0 / length_m if length_m > 0 else 0.0
    return {
        "least_m": _metres(span.least),
        "expected_m": _metres(span.expected),
        "most_m": _metres(span.most),
        "least_share": _share(span.least * share),
        "expected_share": _share(span.expected * share),
        "most_share": _share(span.most * share),
    }


def _metres(value: float) -> float:
    return round(value, 2)


def _share(value: float) -> float:
    """Return a share of 1; sums of lengths may pass it by their rounding."""
    return round(min(value, 1.0), 6)


def _optics(optics: Optics) -> dict[str, Any]:
    return {
        "version": optics.version,
        "max_reach_m": optics.max_reach_m,
        "lenses": {
            str(kind): [
                {
                    "name": lens.name,
                    "weight": lens.weight,
                    "focal_length_mm": lens.focal_length_mm,
                    "sensor_width_mm": lens.sensor_width_mm,
                    "image_width_px": lens.image_width_px,
                    "field_of_view_deg": round(lens.field_of_view_deg, 2),
                    "source": lens.source,
                }
                for lens in lenses
            ]
            for kind, lenses in sorted(optics.lenses.items())
        },
    }


def _rejected(cleared: Cleared) -> dict[str, Any]:
    rows = cleared.rejected
    return {
        "total": len(rows),
        "by_reason": dict(sorted(Counter(row.reason for row in rows).items())),
        "by_field": dict(sorted(Counter(row.field for row in rows).items())),
        "by_source": dict(sorted(Counter(row.source for row in rows).items())),
    }
