"""``switch_on``: a town with houses and cameras at a street, from the file to the projection."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import vidik
from tests.jobs.small_city import LAT, LON, Osm, write_city
from vidik.errors import InputError
from vidik.jobs.switch_on import switch_on
from vidik.outside.cache import Cache

M_LON, M_LAT = 1 / 80_060, 1 / 111_320


def street(cameras: int = 4, *, districts: bool = False) -> Osm:
    """Return a street of 240 m with houses along it and cameras that look along it."""
    osm = Osm()
    osm.way([(-120, 0), (120, 0)], highway="footway", name="Главна")
    for x in range(-110, 100, 40):
        corners = [(x, 8), (x + 20, 8), (x + 20, 20), (x, 20)]
        osm.way(corners, closed=True, building="apartments", building__levels="3")
    about = {"camera__type": "fixed", "camera__direction": "90", "height": "3"}
    for x in np.linspace(-80, 60, cameras):
        osm.node(float(x), -2, man_made="surveillance", operator="Grad", **about)
    return osm


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Cache:
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    return write_city(tmp_path_factory.mktemp("town"), osm=street())


def project(city: Path, cache: Cache, **more):
    return switch_on(city, cache=cache, draws=500, threads=1, **more)


def test_from_the_file_to_the_projection(city, cache):
    found, rejected = project(city, cache)
    assert rejected == ()
    assert (found.mapped, len(found.passers), found.counted) == (4, 4, 0)
    assert found.per_walk.least <= found.per_walk.expected <= found.per_walk.most
    assert found.per_walk.expected == pytest.approx(found.passers.per_walk.sum())
    # from each house a walk to each metre: no camera is passed by more walks than there are
    assert 0.0 < found.per_walk.expected / 4 < 1.0
    assert found.homes == 6.0
    assert not found.synthetic
    assert found.projection.whole.false_alerts.least > 0.0
    again, _ = project(city, cache)
    assert again.projection.whole == found.projection.whole
    # a wider view sees more
    wide, _ = project(city, cache, level="detect")
    assert wide.per_walk.expected > found.per_walk.expected


def test_the_library_says_the_same(city, cache, monkeypatch):
    monkeypatch.setenv("VIDIK_CACHE", str(cache.folder))
    told = vidik.read_city(city, threads=1).switched_on(watchlist=500)
    found, _ = switch_on(city, cache=cache, watchlist=500)
    assert told.projection.whole == found.projection.whole
    assert told.given == {"watchlist"}


def test_a_longer_list_and_another_matcher(city, cache):
    short, long = (project(city, cache, watchlist=n)[0] for n in (1_000, 10_000))
    assert short.given == {"watchlist"}
    ratio = long.projection.fpir.formula / short.projection.fpir.formula
    assert ratio == pytest.approx(10.0, rel=0.01)
    other, _ = project(city, cache, matcher="mps_2024_25")
    assert other.projection.right is None


def test_squares_take_the_place_of_districts_and_little_is_not_told(city, cache):
    found, _ = project(city, cache)
    assert len(found.parts) in (0, 1)
    told = [of.cameras for of in found.projection.areas]
    assert all(count >= 3 for count in told)
    assert sum(told) in (0, 4)


def test_counts_take_the_place_of_the_model(city, cache, tmp_path):
    found, _ = project(city, cache)
    counts = tmp_path / "counts.csv"
    nodes = [line for line in street().lines if "surveillance" in line]
    name = f"osm:node/{nodes[0].split(chr(34))[1]}"
    counts.write_text(f"camera,low,high\n{name},500,2000\nosm:node/0,1,2\n", encoding="utf-8")
    other, rejected = project(city, cache, counts=counts)
    assert [one.value for one in rejected] == ["osm:node/0"]
    assert other.counted == 1
    (row,) = np.flatnonzero(other.passers.counted)
    spread = math.log(2.0) / 1.959964
    assert other.passers.spread[row] == pytest.approx(spread)
    assert other.passers.counted[row] == pytest.approx(1000.0 * math.exp(spread**2 / 2.0))
    assert (np.delete(other.passers.per_walk, row) == np.delete(found.passers.per_walk, row)).all()


def test_with_counts_enough_the_model_is_held_against_them(tmp_path, cache):
    osm = street(6)
    city = write_city(tmp_path / "town", osm=osm)
    model, _ = project(city, cache)
    nodes = [line.split(chr(34))[1] for line in osm.lines if "surveillance" in line]
    counts = tmp_path / "counts.csv"
    rows = [f"osm:node/{node},{100 * (k + 1)},{100 * (k + 1)}" for k, node in enumerate(nodes)]
    counts.write_text("\n".join(["camera,low,high", *rows]), encoding="utf-8")
    found, _ = project(city, cache, counts=counts)
    assert model.against is None
    assert found.against.cameras == 6
    people = found.passers.counted / model.passers.per_walk
    assert found.against.times == pytest.approx(
        math.exp(np.log(people).mean()) / model.projection.whole.passes.formula
        * model.passers.per_walk.sum()
    )  # fmt: skip
    # the same by place
    lonlat = [line.split(chr(34)) for line in osm.lines if "surveillance" in line]
    rows = [f"{at[9]},{at[7]},{100 * (k + 1)},{100 * (k + 1)}" for k, at in enumerate(lonlat)]
    counts.write_text("\n".join(["lon,lat,low,high", *rows]), encoding="utf-8")
    other, _ = project(city, cache, counts=counts)
    assert (other.passers.counted == found.passers.counted).all()
    # nobody is modelled any more
    assert found.projection.whole.passes.least == found.projection.whole.passes.most


def test_an_operator_of_its_own_and_one_with_too_few(city, cache):
    assert project(city, cache, operator="Grad")[0].mapped == 4
    with pytest.raises(InputError, match="fewer than 3"):
        project(city, cache, operator="Nobody")


def test_too_few_cameras_and_no_such_level(tmp_path, city, cache):
    few = write_city(tmp_path / "few", osm=street(2))
    with pytest.raises(InputError, match="2 mapped cameras could take the face"):
        project(few, cache)
    with pytest.raises(InputError, match="no such level"):
        project(city, cache, level="sharp")


def test_districts_have_their_names_and_cameras_on_homes_are_left_out(tmp_path, cache):
    osm = street()
    osm.node(0, -3, man_made="surveillance", surveillance="private", camera__type="doorbell")
    west, east, south, north = -120 * M_LON, 120 * M_LON, -60 * M_LAT, 60 * M_LAT
    ring = [[LON + x, LAT + y] for x, y in (
        (west, south), (east, south), (east, north), (west, north), (west, south),
    )]  # fmt: skip
    city = write_city(
        tmp_path / "town",
        osm=osm,
        more='\n[districts]\nkey = "d"\nname = "Districts"\npath = "d.geojson"\n'
        'licence = "ODbL-1.0"\nattribution = "Made up"\n',
    )
    (tmp_path / "town" / "d.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Centar"},'
        f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}',
        encoding="utf-8",
    )
    found, _ = project(city, cache)
    assert [part.name for part in found.parts] == ["Centar"]
    assert found.mapped == 4
    (centar,) = found.projection.areas
    assert centar.false_alerts == found.projection.whole.false_alerts
