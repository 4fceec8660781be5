"""Districts: figures that add up, no trace of shelters, and sensitive places as counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from shapely import LineString, Point

from tests.makers import (
    TOWN,
    bands_of,
    camera,
    feature,
    house,
    optics,
    overlaps_of,
    published,
    survey,
)
from tests.report.test_pages import Page, built
from tests.report.towns import RULES, clearances_of, town_of
from vidik.model.district import DistrictFigures
from vidik.model.published import Published
from vidik.model.sensitive import DoorViews, SensitivePlace
from vidik.model.span import Span
from vidik.register.buildings import footprints
from vidik.register.districts import districts, mapped_districts, with_sensitive
from vidik.register.sensitive import sensitive_places
from vidik.report.districts import district_figures, district_of
from vidik.report.downloads import downloads
from vidik.sight.stretches import watched

PLACE = published().place
BOUNDARY = PLACE.boundary
WEST, EAST = house(-100, 0, half=100), house(100, 0, half=100)
ROWS = (feature("row 1", WEST, {"name": "West"}), feature("row 2", EAST, {"name": "East"}))
CAMERAS = (
    camera(1, -50, 10),
    camera(2, 50, 10),
    camera(3, 60, 10, camera__mount="doorbell"),
    camera(4, 70, 10),
)
SHELTER = house(70, 10)


def schools() -> DoorViews:
    """Return six schools in the east and four in the west, the first three of them in view."""
    spots = [(20.0 + 20.0 * i, 60.0) for i in range(6)] + [(-20.0 * i, 60.0) for i in range(1, 5)]
    places = tuple(
        SensitivePlace(
            f"osm:node/{i}", "school", "", house(*spot).centroid, Point(spot).buffer(3).boundary, 0
        )
        for i, spot in enumerate(spots)
    )
    levels = tuple(level.key for level in optics().levels)
    sure = np.repeat(np.arange(len(spots))[:, None] < 3, len(levels), axis=1).astype(np.float64)
    return DoorViews(
        places, levels, sure, sure, np.maximum(sure, np.eye(len(spots), len(levels), -3))
    )


SCHOOLS = schools()


def figures() -> tuple[DistrictFigures, ...]:
    found, _ = districts(ROWS, BOUNDARY, source="osm", field="name")
    town = town_of(CAMERAS)
    levels = [level.key for level in town.optics.levels]
    return district_figures(
        with_sensitive(found, SCHOOLS.places, RULES.counted),
        TOWN,
        cameras=CAMERAS,
        clearances=clearances_of(CAMERAS, denied=[SHELTER]),
        streets=town.streets,
        watched=watched(town.streets, town.views, levels=levels),
        surveys=[survey(1, dt.date(2024, 5, 3), 150.0)],
        doors=SCHOOLS,
        floors=RULES.doors,
    )


def town() -> Published:
    return replace(town_of(CAMERAS), districts=figures())


def test_figures_of_districts_add_up_to_those_of_their_streets() -> None:
    east, west = figures()
    made = town_of(CAMERAS)
    levels = [level.key for level in made.optics.levels]
    told = watched(made.streets, made.views, levels=levels)
    inside = district_of(made.streets, TOWN, [WEST, EAST]) >= 0
    assert east.street_m + west.street_m == pytest.approx(made.streets.lengths()[inside].sum())
    assert east.watched_m["detect"].most + west.watched_m["detect"].most == pytest.approx(
        told.most[inside, levels.index("detect")].sum()
    )
    assert 0.0 < east.looked_m <= east.street_m


def test_shelters_are_not_even_counted() -> None:
    east, west = figures()
    assert (east.cameras, east.on_map, east.private) == (2, 1, 1)
    assert (west.cameras, west.on_map, west.private) == (1, 1, 0)
    assert east.area_m2 == pytest.approx(200.0 * 200.0, rel=1e-3)
    assert east.per_km2 == pytest.approx(50.0, rel=1e-3)


def test_rows_of_one_name_are_one_district_and_what_is_none_is_told() -> None:
    rows = [
        *ROWS,
        feature("row 3", house(0, 150, half=20), {"name": "East"}),
        feature("row 4", house(0, 0)),
        feature("row 5", Point(TOWN.lon, TOWN.lat), {"name": "Spot"}),
        feature("row 6", house(5000, 0), {"name": "Elsewhere"}),
    ]
    found, bad = districts(rows, BOUNDARY, source="osm", field="name")
    assert [one.name for one in found] == ["East", "West"]
    assert [(row.id, row.field) for row in bad] == [("row 4", "name"), ("row 5", "geometry")]


def boundary(number: int, shape: object, level: str, name: str) -> object:
    tags = {"boundary": "administrative", "admin_level": level, "name": name}
    return feature(f"relation/{number}", shape, tags)


def test_the_finer_level_counts_if_it_covers_the_city() -> None:
    coarse = boundary(1, house(0, 0, half=200), "9", "All")
    fine = [boundary(2, WEST, "10", "West"), boundary(3, EAST, "10", "East")]
    half = [one.name for one in mapped_districts([coarse, *fine], BOUNDARY, source="osm")[0]]
    assert half == ["All"]
    rest = [
        boundary(4, house(x, y, half=100), "10", f"{x} {y}")
        for x in (-100, 100)
        for y in (-100, 100)
    ]
    four, _ = mapped_districts([coarse, *rest], BOUNDARY, source="osm")
    assert len(four) == 4


def test_an_outline_that_does_not_close_is_told() -> None:
    line = LineString(TOWN.to_degrees(np.array([[0.0, 0.0], [50.0, 0.0]])))
    way = feature("way/1", line, {"boundary": "administrative", "admin_level": "10"})
    found, bad = mapped_districts([boundary(1, line, "10", "Cut"), way], BOUNDARY, source="osm")
    assert found == ()
    assert [row.id for row in bad] == ["relation/1"]
    assert "does not close" in bad[0].reason


def test_sensitive_places_are_counts() -> None:
    found, _ = districts(ROWS, BOUNDARY, source="osm", field="name")
    places = [
        feature("node/1", Point(house(-50, 0).centroid), {"amenity": "place_of_worship"}),
        feature("way/2", house(-60, 20), {"amenity": "clinic"}),
        feature("node/3", Point(house(60, 20).centroid), {"office": "political_party"}),
        feature("node/4", Point(house(60, 30).centroid), {"amenity": "cafe"}),
        feature("way/5", house(-60, 60), {"amenity": "school", "polling_station": "district 7"}),
    ]
    walls, _ = footprints([], TOWN, source="osm")
    told = sensitive_places((("osm", one) for one in places), RULES.counted, PLACE, walls)
    east, west = with_sensitive(found, told, RULES.counted)
    none = dict.fromkeys(RULES.counted, 0)
    assert east.sensitive == none | {"party": 1}
    assert west.sensitive == none | {"worship": 1, "health": 1, "school": 1, "polling": 1}


def test_where_districts_overlap_a_place_counts_in_the_first_one() -> None:
    rows = [feature("row 1", house(0, 0, half=150), {"name": "All"}), ROWS[1]]
    found, _ = districts(rows, BOUNDARY, source="osm", field="name")
    every, east = with_sensitive(found, SCHOOLS.places, RULES.counted)
    assert (every.name, every.sensitive["school"], east.sensitive["school"]) == ("All", 10, 0)


def test_doors_in_view_are_counted_where_there_are_enough() -> None:
    east, west = figures()
    assert (east.sensitive["school"], west.sensitive["school"]) == (6, 4)
    assert west.doors == {}
    assert list(east.doors) == ["school"]
    assert east.doors["school"].in_view["detect"] == Span(3.0, 3.0, 4.0)
    site = built(town())
    page = Page(site["district/east/index.html"].decode()).text
    assert "at how many of their doors one could be seen at the level Detect" in page
    assert "Schools 6 6 3 3 4 or more" in page
    assert "Courts 0 –" in page
    assert "Schools 4 not told" in Page(site["district/west/index.html"].decode()).text


def test_the_table_of_doors_has_what_is_told_and_nothing_else() -> None:
    made = town()
    files = dict(downloads(made, bands_of(made), overlaps_of(made)))
    rows = list(csv.DictReader(io.StringIO(files["downloads/district_doors.csv"].decode())))
    assert {(row["name"], row["kind"], row["places"], row["doors"]) for row in rows} == {
        ("East", "school", "6", "6")
    }
    told = {row["level"]: (row["least"], row["expected"], row["most"]) for row in rows}
    assert told["detect"] == ("3", "3", "4")
    assert list(told) == [level.key for level in made.optics.levels]
    assert all(row["hidden"] == "2" for row in rows)


def test_pages_say_how_many_for_how_much_ground() -> None:
    site = built(town())
    index = Page(site["districts/index.html"].decode()).text
    assert "2 districts of this city are drawn in OpenStreetMap, test town." in index
    assert "East 2 50" in index
    page = Page(site["district/east/index.html"].decode()).text
    assert "2 cameras are mapped in this district, on 4 ha: 50 per km²." in page
    assert "Somebody says that they looked for cameras along" in page
    assert b'href="../../street/gazi-street/"' in site["district/east/index.html"]
    assert b'href="../../district/east/"' in site["street/pine-street/index.html"]


def test_a_city_without_districts_has_no_page_of_them() -> None:
    site = built(published())
    assert not any(path.startswith("district") for path in site)
    assert b"districts/" not in site["index.html"]


def test_the_table_has_outlines_and_figures() -> None:
    made = town()
    files = dict(downloads(made, bands_of(made), overlaps_of(made)))
    table = json.loads(files["downloads/districts.geojson"])
    told = [(one["properties"]["name"], one["geometry"]["type"]) for one in table["features"]]
    assert told == [("East", "Polygon"), ("West", "Polygon")]
    assert table["features"][0]["properties"]["cameras"] == 2
