"""Recorded walks by what `import vidik` offers, on Helsinki."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import vidik
from vidik.model.frame import LocalFrame

CENTRE = LocalFrame(24.94, 60.17)
CORNERS = np.array([[24.9375, 60.1645], [24.94, 60.169], [24.943, 60.1712]])


@pytest.fixture(scope="module")
def views(helsinki_pbf: Path) -> vidik.CameraViews:
    data = vidik.read(helsinki_pbf)
    return vidik.views(vidik.read_cameras(data), vidik.read_buildings(data))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a walk up the street at 1.4 m/s, a place in two seconds."""
    metres = CENTRE.to_metres(CORNERS)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(metres, axis=0).T))])
    at = np.arange(0.0, along[-1], 2.8)
    lonlat = CENTRE.to_degrees(np.column_stack([np.interp(at, along, c) for c in metres.T]))
    rows = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><time>2024-05-03T10:{i // 30:02}:{2 * i % 60:02}Z'
        "</time><hdop>0.4</hdop></trkpt>"
        for i, (lon, lat) in enumerate(lonlat.tolist())
    )
    path = tmp_path_factory.mktemp("walks") / "to-the-doctor.gpx"
    path.write_text(f"<gpx><trk><trkseg>{rows}</trkseg></trk></gpx>")
    return path


@pytest.fixture(scope="module")
def found(walk: Path, views: vidik.CameraViews) -> vidik.WalkInView:
    return vidik.walked(vidik.read_walk(walk), views, copies=8)


def test_minutes_in_view_are_in_order_and_of_mapped_cameras(found: vidik.WalkInView) -> None:
    assert found.minutes == pytest.approx(9.6, abs=0.3)
    spans = found.minutes_in_view
    assert spans is not None
    assert list(spans) == list(found.levels) == list(found.cameras)
    assert 0.0 <= spans["detect"].least < spans["detect"].expected < spans["detect"].most
    assert spans["detect"].most <= found.minutes
    assert spans["identify"].expected < spans["detect"].expected
    assert found.metres_in_view["detect"].most == pytest.approx(
        84.0 * spans["detect"].most, rel=0.01
    )
    assert "mapped cameras could see" in repr(found)
    assert found.minutes_silent == found.minutes_outside == 0.0


def test_the_table_adds_up_to_the_figures(found: vidik.WalkInView) -> None:
    table = found.to_geodataframe()
    assert set(table.geom_type) == {"LineString"}
    assert found.minutes_in_view is not None
    for level in found.levels:
        own = table[table["level"] == level]
        span = found.minutes_in_view[level]
        for bound in ("least", "expected", "most"):
            assert own[f"{bound}_s"].sum() / 60 == pytest.approx(getattr(span, bound), abs=1e-6)
        assert (own["end_s"] - own["start_s"]).to_numpy() == pytest.approx(own["most_s"].to_numpy())
        assert own.to_crs("EPSG:3879").length.to_numpy() == pytest.approx(
            own["metres"].to_numpy(), rel=2e-3, abs=1e-3
        )
        named = {key for row in own["cameras"] for key in row}
        assert len(named) + own["private_cameras"].max() >= found.cameras[level]
        assert (own["cameras"].map(len) + own["private_cameras"] > 0).all()
    assert table.attrs["assumptions"]["for"] == "whoever walked it, on their own machine"


def test_without_a_band_it_is_the_watched_metres_of_the_same_line(
    walk: Path, views: vidik.CameraViews, helsinki_pbf: Path
) -> None:
    # the street machinery, asked for a street that runs as the walk did
    geopandas = pytest.importorskip("geopandas")
    from shapely import LineString

    found = vidik.walked(vidik.read_walk(walk, radius_m=0), views)
    fixes = vidik.read_walk(walk).fixes.lonlat
    street = geopandas.GeoDataFrame(
        {"highway": ["pedestrian"]}, geometry=[LineString(fixes)], crs="EPSG:4326"
    )
    watched = vidik.watched(vidik.read_streets(street, place=views.place), views)
    for level, span in watched.total_m.items():
        ours = found.metres_in_view[level]
        assert (ours.least, ours.most) == pytest.approx((span.least, span.most), abs=0.05)
        assert ours.expected == pytest.approx(span.expected, rel=2e-3, abs=0.02)


def test_no_result_holds_the_files_name_the_day_or_the_hour(
    walk: Path, found: vidik.WalkInView
) -> None:
    read = vidik.read_walk(walk)
    said = repr(read) + repr(read.fixes.seconds[:2]) + repr(found) + str(found._attrs())
    assert "doctor" not in said
    assert "2024" not in said
    assert "10:0" not in said
    assert read.minutes == pytest.approx(found.minutes)


def test_cameras_of_private_homes_are_counted_and_not_named(
    walk: Path, views: vidik.CameraViews
) -> None:
    from dataclasses import replace

    first = vidik.walked(vidik.read_walk(walk, radius_m=0), views, level="detect")
    seen = {key for row in first._columns()["cameras"] for key in row}
    one = min(seen)
    hidden = vidik.walked(
        vidik.read_walk(walk, radius_m=0), replace(views, at_homes=frozenset({one})), level="detect"
    )
    table = hidden._columns()
    assert {key for row in table["cameras"] for key in row} == seen - {one}
    assert max(table["private_cameras"]) == 1
    assert hidden.cameras == first.cameras


def test_it_is_drawn_with_its_caveat(found: vidik.WalkInView) -> None:
    ax = found.plot()
    assert "Where mapped cameras could see the walker at level detect" in ax.get_title(loc="left")
    assert any("perhaps nobody looked" in text.get_text() for text in ax.texts)
    with pytest.raises(vidik.InputError, match="no such level"):
        found.plot(level="soul")


def test_it_is_shown_on_a_map_that_asks_nobody(found: vidik.WalkInView) -> None:
    shown = found.explore(level="detect")
    assert shown.title.endswith("Where mapped cameras could see the walker")
    assert "perhaps nobody looked" in shown.document
    assert "doctor" not in shown.document
    with pytest.raises(vidik.InputError, match="no such level"):
        found.explore(level="soul")


def test_a_walk_elsewhere_is_refused(tmp_path: Path, views: vidik.CameraViews) -> None:
    path = tmp_path / "far.geojson"
    path.write_text('{"type":"LineString","coordinates":[[60.17,24.94],[60.171,24.94]]}')
    with pytest.raises(vidik.InputError, match=r"outside the boundary.*longitude comes first"):
        vidik.walked(vidik.read_walk(path), views)
