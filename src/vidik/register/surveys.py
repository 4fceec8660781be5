"""Surveys: rows that say where and when somebody looked for cameras."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import shapely
from shapely import MultiPolygon, Polygon

from vidik.model.feature import Feature
from vidik.model.rejection import Rejection
from vidik.model.survey import Survey
from vidik.register.outlines import polygonal

__all__ = ["surveys"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)")


def surveys(
    features: Iterable[Feature],
    boundary: Polygon | MultiPolygon,
    *,
    source: str,
    synthetic: bool = False,
) -> tuple[tuple[Survey, ...], tuple[Rejection, ...]]:
    """Return the surveys that rows stand for, as far as they lie in a boundary.

    A row needs an area and the field ``surveyed_on``, a day in ISO 8601 (``2024-05-31``). Other
    fields, such as who looked and how many they found, are not read.

    Parameters
    ----------
    features
        Of one source, longitude and latitude.
    boundary
        Of the place.
    source
        Its key.
    synthetic
        True if they were made up.

    Returns
    -------
    tuple
        Surveys in the order of the rows, and what was not understood.
    """
    shapely.prepare(boundary)
    made: list[Survey] = []
    rejected: list[Rejection] = []

    def reject(feature: Feature, field: str, value: str, reason: str) -> None:
        rejected.append(Rejection(source, feature.id, field, value, reason))

    for feature in features:
        if feature.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            kind = feature.geometry.geom_type
            reject(feature, "geometry", kind, "A survey is an area: a polygon.")
            continue
        text = feature.tags.get("surveyed_on", "").strip()
        day = _day(text)
        if day is None:
            reject(feature, "surveyed_on", text, "Not a day such as 2024-05-31.")
            continue
        area = polygonal(shapely.intersection(feature.geometry, boundary))
        if area is None:
            reject(feature, "geometry", "", "It lies outside the boundary of this observatory.")
            continue
        made.append(
            Survey(
                id=f"{source}:{feature.id}",
                source=source,
                area=area,
                surveyed_on=day,
                synthetic=synthetic,
            )
        )
    return tuple(made), tuple(rejected)


def _day(text: str) -> dt.date | None:
    """Return the day that a text names; a month or a year alone names none."""
    if not _DAY.match(text):
        return None
    try:
        # GeoPackage and Parquet may give a day its midnight
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None
