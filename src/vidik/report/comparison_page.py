"""Two sources compared, as one document for the house: sentence, chart, table, and a map.

Drafts and cameras on homes may be in it. It says so, and is nothing that is published.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry

from vidik.model.basemap import LAYERS, BaseShape
from vidik.model.district import District
from vidik.model.observation import Statement
from vidik.model.origin import Origin
from vidik.model.paired import Pair
from vidik.model.reconciled import Reconciled
from vidik.model.reconciliation import Standing
from vidik.report.charts.lists import lists_chart
from vidik.report.origin import Origin as Whence
from vidik.report.reconciliation_page import by_district, learned, sentence, unclear
from vidik.report.settling import SETTLES
from vidik.report.texts import Texts, texts_of
from vidik.report.widget import Scene, features, rendered

__all__ = ["comparison_document"]

#: About rows, degrees: what the map shows beyond them.
_MARGIN = 0.002

#: So many unclear pairs are listed one by one; the map and the table of all rows have the others.
_LISTED = 500

_OSM_CREDIT = "© OpenStreetMap contributors"


@dataclass(frozen=True, eq=False)
class _Line:
    """A pair as the page tells it.

    Parameters
    ----------
    number
        By which the map knows it.
    standing
        In words.
    percent, apart, settles
        How likely it is, how far apart they are, and what would settle it; empty for nothing.
    told
        All of that in a sentence or two.
    one, other
        What each source says, by name; empty where it says nothing.
    """

    number: int
    standing: str
    percent: str
    apart: str
    settles: str
    told: str
    one: Mapping[str, str]
    other: Mapping[str, str]


def comparison_document(
    figures: Reconciled,
    pairs: Sequence[Pair],
    origins: tuple[Origin, Origin],
    parts: Mapping[str, bytes],
    *,
    districts: Sequence[District] = (),
    base: Sequence[BaseShape] = (),
    version: str,
) -> str:
    """Return two compared sources as one HTML document that asks no host for anything.

    Parameters
    ----------
    figures
        How far they agree.
    pairs
        Every row of both.
    origins
        The sources.
    parts
        The front end's files for a map in one document, by name.
    districts
        Drawn on the map; the figures have those in which there is a camera.
    base
        What lies under the map: from OpenStreetMap.
    version
        Of Vidik.

    Raises
    ------
    VidikError
        If it holds more than a browser draws in good time.
    """
    texts = texts_of("en")
    names = (origins[0].name, origins[1].name)
    lines = [_line(number, pair, names, texts) for number, pair in enumerate(pairs)]
    rows = [one for pair in pairs for one in (pair.one, pair.other) if one is not None]
    dated = max(one.until for one in rows)
    synthetic = any(one.synthetic for one in origins)
    credits = [one.attribution for one in origins] + [_OSM_CREDIT] * bool(base)
    credit = "; ".join(dict.fromkeys(credits))
    title = f"“{names[0]}” and “{names[1]}”"
    whence = Whence(
        place=title,
        line=texts.gettext("Source: %(sources)s; state of %(day)s.")
        % {"sources": ", ".join(names), "day": texts.date(dated)},
        credit=credit,
        synthetic=synthetic,
    )
    scene = Scene(
        title=title,
        about="Rows of two lists, and which may be the same camera",
        caveat="",
        credit=credit,
        whose="cameras of two lists",
        synthetic=synthetic,
        bounds=_bounds(rows),
        boundary=None,
        layers={
            **_based(base),
            "districts": features(
                [one.area for one in districts], ({"name": one.name} for one in districts)
            ),
            "joins": features(*_joins(pairs)),
            "rows": features(*_signs(pairs)),
        },
        lists={
            "names": names,
            "pairs": [[one.standing, one.told, one.one, one.other] for one in lines],
        },
    )
    only_one, only_other = (f"Only in “{name}”" for name in names)
    asked = sorted(
        (i for i, pair in enumerate(pairs) if pair.standing == Standing.AMBIGUOUS),
        key=lambda i: abs(pairs[i].chance - 0.5),
    )
    said = "".join(f"{one.one}{one.other}" for one in lines) + title + credit
    return rendered(
        "comparison.html",
        scene,
        parts,
        style="lists.css",
        said=said + "".join(one.name for one in districts),
        texts=texts,
        names=names,
        only_one=only_one,
        only_other=only_other,
        sentence=sentence(figures.whole, *names, texts),
        chart=lists_chart(figures.whole, only_one, only_other, origin=whence, texts=texts),
        unclear=unclear(figures.whole, texts),
        asked=[lines[i] for i in asked[:_LISTED]],
        unlisted=max(len(asked) - _LISTED, 0),
        districts=by_district(figures, texts),
        learned=learned(figures, texts),
        assumptions=sorted(figures.assumptions.items()),
        lines=lines,
        drafts=[one.name for one in origins if one.draft],
        version=version,
    )


def _line(number: int, pair: Pair, names: tuple[str, str], texts: Texts) -> _Line:
    alone = names[0] if pair.other is None else names[1]
    standing = {
        Standing.MATCHED: "The same camera",
        Standing.AMBIGUOUS: "Unclear: one camera or two",
        Standing.ALONE: f"Only in “{alone}”",
    }[pair.standing]
    percent = texts.percent(min(max(pair.chance, 0.0), 1.0))
    apart = "" if math.isnan(pair.apart_m) else texts.metres(pair.apart_m)
    settles = SETTLES.get(pair.settled_by, pair.settled_by)
    if pair.standing == Standing.ALONE:
        told = f"{percent} likely that no row of the other list is the same camera."
    else:
        told = f"{percent} likely the same camera; {apart} apart."
    if pair.standing == Standing.AMBIGUOUS and settles:
        told += f" What would settle it: {settles}."
    elif settles and pair.settled_by not in SETTLES:
        told = f"Decided by {settles}. Before: {told}"
    return _Line(
        number, standing, percent, apart, settles, told, _said(pair.one), _said(pair.other)
    )


def _said(statement: Statement | None) -> Mapping[str, str]:
    """Return what a source says of a row, by name."""
    if statement is None:
        return {}
    said = statement.observation
    return {
        "where in the list": statement.place,
        "place": f"{said.lat:.6f}, {said.lon:.6f}",
        "cameras": str(said.devices),
        "listed": f"{statement.since} to {statement.until}",
        **dict(sorted(said.attributes.items())),
    }


def _bounds(rows: Sequence[Statement]) -> tuple[float, float, float, float]:
    """Return bounds about rows, also if they are at one place."""
    places = np.array([(one.observation.lon, one.observation.lat) for one in rows], np.float64)
    (west, south), (east, north) = places.min(axis=0) - _MARGIN, places.max(axis=0) + _MARGIN
    return (float(west), float(south), float(east), float(north))


def _based(base: Sequence[BaseShape]) -> dict[str, list[str]]:
    """Return what lies under the map by its layers; those that have nothing are left out."""
    made: dict[str, list[str]] = {}
    for layer in LAYERS:
        own = [shape for shape in base if shape.layer == layer]
        if own:
            made[layer] = features(
                [shape.geometry for shape in own],
                ({"kind": shape.kind, "name": shape.name} for shape in own),
            )
    return made


def _joins(pairs: Sequence[Pair]) -> tuple[list[Geometry], list[Mapping[str, object]]]:
    """Return a line for each pair, from one row to the other."""
    shapes: list[Geometry] = []
    said: list[Mapping[str, object]] = []
    for number, pair in enumerate(pairs):
        if pair.one is not None and pair.other is not None:
            shapes.append(shapely.LineString([_place(pair.one), _place(pair.other)]))
            said.append({"pair": number, "unclear": int(pair.standing == Standing.AMBIGUOUS)})
    return shapes, said


def _signs(pairs: Sequence[Pair]) -> tuple[list[Geometry], list[Mapping[str, object]]]:
    """Return a point for each row; one that stands in several pairs has the sign of the unclear."""
    shapes: list[Geometry] = []
    said: list[Mapping[str, object]] = []
    drawn: set[str] = set()
    order = sorted(range(len(pairs)), key=lambda i: (pairs[i].standing != Standing.AMBIGUOUS, i))
    for number in order:
        pair = pairs[number]
        for side, row in (("one", pair.one), ("other", pair.other)):
            if row is None or row.id in drawn:
                continue
            drawn.add(row.id)
            shapes.append(shapely.Point(_place(row)))
            # what is unclear above all, and of a pair the full sign, which tells it from afar
            above = 2 * (pair.standing == Standing.AMBIGUOUS) + (side == "one")
            said.append({"pair": number, "sign": f"{pair.standing}-{side}", "above": above})
    return shapes, said


def _place(statement: Statement) -> tuple[float, float]:
    said = statement.observation
    if said.lon is None or said.lat is None:
        raise ValueError("rows that are compared have a place")
    return said.lon, said.lat
