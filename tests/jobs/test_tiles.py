"""Whatever the tiles, cameras see and watch the same, in every bit."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.scattered import FRAME, cameras_of, footprints_of, space_of, streets_of
from tests.makers import camera, optics
from vidik.jobs.country import Country
from vidik.jobs.tiles import see_all, watch_places, watch_streets
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.polygons import Polygons
from vidik.model.tiling import Tiling
from vidik.model.views import Aims
from vidik.outside.reading import read_extract
from vidik.outside.spill import Spill
from vidik.outside.tables import (
    load_heights,
    load_optics,
    load_public_space_rules,
    load_street_rules,
)
from vidik.outside.workers import Threads
from vidik.register import buildings, claims
from vidik.register.account import Account
from vidik.register.cameras import cameras as read_cameras
from vidik.register.public_space import public_space
from vidik.register.repetitions import without_repeated
from vidik.register.roofs import with_roofs
from vidik.sight.coverage import coverage
from vidik.sight.cut import most
from vidik.sight.overlap import overlap
from vidik.sight.stretches import watched
from vidik.sight.tiles import Seen, Sight, Standing, joined_coverage, see

SIGHT = Sight(optics=optics(), heights=load_heights(), terrain=None, wall_m=1.0, outward_share=0.9)
LEVELS = tuple(level.key for level in SIGHT.optics.levels)
SEEDS = st.integers(0, 2**32 - 1)


def quiet(_: float) -> None:
    """Tell nobody."""


def same(one: object, other: object) -> bool:
    """Return whether two values have the same bits throughout."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


def untiled(cameras, houses: Footprints) -> Seen:
    """Return what cameras see, all at once."""
    points = FRAME.to_metres(np.array([(c.lon, c.lat) for c in cameras]).reshape(-1, 2))
    return see(SIGHT, Standing(tuple(cameras), points, houses), advance=quiet)


def tiled(cameras, houses: Footprints, side: float, threads: int = 1) -> Seen:
    """Return what cameras see, tile by tile."""
    return see_all(
        SIGHT, cameras, houses, FRAME, tiling=Tiling(side), workers=Threads(threads), advance=quiet
    )


@given(SEEDS, st.sampled_from([64.0, 200.0, 512.0]), st.integers(1, 3))
@settings(max_examples=25)
def test_tiles_do_not_change_a_bit_of_a_view(seed, side, threads):
    rng = np.random.default_rng(seed)
    houses, cameras = footprints_of(rng, 90, 500.0), cameras_of(rng, 25, 500.0)
    whole, parts = untiled(cameras, houses), tiled(cameras, houses, side, threads)
    assert same(whole.views, parts.views)
    assert whole.on_wall == parts.on_wall


@given(SEEDS, st.sampled_from([64.0, 200.0, 512.0]), st.integers(1, 3))
@settings(max_examples=15)
def test_tiles_do_not_change_a_bit_of_what_is_watched(seed, side, threads):
    rng = np.random.default_rng(seed)
    seen = untiled(cameras_of(rng, 25, 300.0), footprints_of(rng, 60, 300.0)).views
    ways = streets_of(rng, 30, 300.0)
    whole = watched(ways, seen, levels=LEVELS, watchers=True)
    parts = watch_streets(
        ways,
        seen,
        levels=LEVELS,
        watchers=True,
        tiling=Tiling(side),
        workers=Threads(threads),
        advance=quiet,
    )
    assert same(whole, parts)


@given(SEEDS)
@settings(max_examples=5)
def test_areas_of_tiles_add_up(seed):
    rng = np.random.default_rng(seed)
    seen = untiled(cameras_of(rng, 15, 200.0), footprints_of(rng, 40, 200.0)).views
    ground = space_of(rng, 100.0, 200.0)
    operator = rng.integers(-1, 3, len(seen))
    whole = coverage(seen, ground, levels=LEVELS, operator=operator)
    made = [
        watch_places(
            ground,
            seen,
            operator=operator,
            levels=LEVELS,
            tiling=Tiling(100.0),
            workers=Threads(threads),
            advance=quiet,
        )
        for threads in (1, 3)
    ]
    assert same(*made)
    assert made[0].ground_m2 == pytest.approx(whole.ground_m2)
    for one, other in zip(whole.levels, made[0].levels, strict=True):
        for name in ("certain_m2", "possible_m2", "operators_m2"):
            a, b = getattr(one, name), getattr(other, name)
            depth = max(len(a), len(b))
            a, b = (np.pad(areas, (0, depth - len(areas))) for areas in (a, b))
            assert b == pytest.approx(a, rel=1e-9, abs=1e-6)
        error = np.hypot(one.watched.standard_error, other.watched.standard_error)
        assert abs(one.watched.raw - other.watched.raw) <= 6.0 * error + 1e-6


def test_a_camera_deep_in_a_block_is_asked_again():
    # a hall of 500 m, around it houses that touch it: the way out is 260 m long
    hall = shapely.box(-250, -250, 250, 250)
    rows = [shapely.box(x, y, x + 20, y + 10) for x in range(-250, 250, 20) for y in (-260, 250)]
    rows += [shapely.box(x, y, x + 10, y + 20) for y in range(-250, 250, 20) for x in (-260, 250)]
    packed = Polygons.of(shapely.orient_polygons(np.array([hall, *rows], object)))
    n = len(packed)
    houses = Footprints(
        ids=tuple(map(str, range(n))),
        kind=("yes",) * n,
        owner=np.arange(n),
        polygon_offsets=packed.polygon_offsets,
        ring_offsets=packed.ring_offsets,
        vertices=packed.vertices,
        height=np.full((n, 3), 9.0),
        min_height=np.zeros(n),
    )
    cameras = [camera(1, 3.0, 1.0), camera(2, 300.0, 0.0), camera(3, -249.0, 30.0)]
    whole, parts = untiled(cameras, houses), tiled(cameras, houses, 64.0)
    assert whole.views.moved_m[0] > 250.0
    assert same(whole.views, parts.views)


def test_nobody_sees_nothing():
    houses = footprints_of(np.random.default_rng(1), 9, 50.0)
    seen = tiled([], houses, 64.0).views
    assert len(seen) == 0
    ways = streets_of(np.random.default_rng(1), 4, 50.0)
    told = {"levels": LEVELS, "tiling": Tiling(64.0), "workers": Threads(), "advance": quiet}
    assert not watch_streets(ways, seen, **told).most.any()
    assert watch_streets(ways.only(np.zeros(0, np.int64)), seen, **told).most.shape == (0, 6)
    ground = space_of(np.random.default_rng(1), 50.0, 50.0)
    none = np.zeros(0, np.int64)
    found = watch_places(ground, seen, operator=none, **told)
    assert found.ground_m2 > 0
    assert not any(sum(level.possible_m2) for level in found.levels)
    assert watch_places(ground.only(none), seen, operator=none, **told).ground_m2 == 0.0


def whole_source(houses: Footprints) -> Footprints:
    """Return buildings as one source gives them: in order of id, each once."""
    ordered = houses.only(np.argsort(houses.ids))
    return without_repeated(ordered, lambda i: Account("osm", ordered.ids[i], {}, []))


@pytest.mark.parametrize("parts", [1, 4])
def test_a_country_is_its_city(parts, tmp_path):
    rng = np.random.default_rng(11)
    drawn, cameras = footprints_of(rng, 200, 900.0, single=True), cameras_of(rng, 60, 900.0)
    ways = streets_of(rng, 40, 900.0)
    rules = load_public_space_rules(load_street_rules())
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, ways.vertices, (ways.offsets,)
    )
    claimed = claims.Claims(
        shapely.buffer(lines, 4.0), np.zeros(len(ways), np.int64), np.zeros(len(ways), np.int64)
    )
    tiling, workers = Tiling(512.0), Threads(2)
    with Spill(tmp_path) as spill:
        country = Country(spill, FRAME, sight=SIGHT, rules=rules, tiling=tiling)
        for rows in np.array_split(rng.permutation(len(drawn)), parts):
            country.add_buildings(drawn.only(rows))
        country.add_cameras(cameras)
        country.add_streets(ways, claimed)
        settled = [one for _, one in country.settle()]
        seen = {
            key: (views.only([i]), i)
            for _, found in country.see(workers)
            for views in [found.views]
            for i, key in enumerate(views.ids)
        }
        metres = {
            key: part.expected[i]
            for _, some, part in country.watch_streets(workers)
            for i, key in enumerate(some.ids)
        }
        deep = [depths for _, depths in country.overlap(workers, level=1)]
        spaces = [space for _, space in country.make_space(workers)]
        ground = joined_coverage([part for _, part in country.watch_places(workers)])
    assert not list(tmp_path.iterdir())

    houses = whole_source(drawn)
    assert sum(one.buildings for one in settled) == len(houses) < len(drawn)
    assert sum(len(one.rejected) for one in settled) == len(drawn) - len(houses)
    whole = tiled(cameras, houses, 512.0).views
    for i, key in enumerate(whole.ids):
        assert same(seen[key][0], whole.only([i]))
    once = overlap(most(whole, 1)).area_m2
    total = np.zeros(len(once))
    for depths in deep:
        total[: len(depths)] += depths[: len(once)]
    assert total == pytest.approx(once, rel=1e-9, abs=1e-6)
    expected = watched(ways, whole, levels=LEVELS).expected
    assert np.array_equal([metres[key] for key in ways.ids], expected)
    about = shapely.box(*tiling.box((-9, -9))[:2], *tiling.box((9, 9))[:2])
    once = public_space(claimed, about, houses, rules)
    assert sum(len(space) for space in spaces) == len(once)
    assert sum(space.open_m2.sum() for space in spaces) == pytest.approx(once.open_m2.sum())
    operators = sorted({c.operator for c in cameras if c.operator})
    numbers = [-1 if c.operator is None else operators.index(c.operator) for c in cameras]
    other = watch_places(
        once, whole, operator=np.array(numbers), levels=LEVELS, tiling=tiling, workers=workers,
        advance=quiet,
    )  # fmt: skip
    assert ground.ground_m2 == pytest.approx(other.ground_m2)
    for one, two in zip(ground.levels, other.levels, strict=True):
        assert one.possible_m2 == pytest.approx(two.possible_m2, rel=1e-9, abs=1e-6)
        assert one.operators_m2 == pytest.approx(two.operators_m2, rel=1e-9, abs=1e-6)


def test_a_country_asks_again_too(tmp_path):
    rng = np.random.default_rng(5)
    hall = Polygons.of(shapely.orient_polygons(np.array([shapely.box(-250, -250, 250, 250)])))
    houses = Footprints(
        ("1",), ("yes",), np.zeros(1, np.int64), hall.polygon_offsets, hall.ring_offsets,
        hall.vertices, np.full((1, 3), 9.0), np.zeros(1),
    )  # fmt: skip
    with Spill(tmp_path) as spill:
        country = Country(
            spill,
            FRAME,
            sight=SIGHT,
            rules=load_public_space_rules(load_street_rules()),
            tiling=Tiling(64.0),
        )
        country.add_buildings(houses)
        country.add_buildings(footprints_of(rng, 30, 900.0))
        country.add_cameras((camera(1, 3.0, 1.0),))
        assert sum(settled.buildings for _, settled in country.settle()) > 20
        ((_, found),) = country.see(Threads())
    assert found.views.moved_m[0] > 240.0


def test_views_are_put_together_as_they_were():
    rng = np.random.default_rng(3)
    seen = untiled(cameras_of(rng, 12, 100.0), footprints_of(rng, 20, 100.0)).views
    halves = [seen.only(np.arange(0, 5)), seen.only(np.arange(5, 12))]
    joined = type(seen).joined(halves)
    assert same(joined, seen)
    assert same(Aims.joined([half.aims for half in halves]), seen.aims)


def test_tiles_do_not_change_a_bit_of_helsinki(helsinki_pbf):
    extract = read_extract(helsinki_pbf, source="osm")
    frame = LocalFrame(24.944295, 60.171634)
    found, _ = read_cameras(extract.features, source="osm")
    made, _ = buildings.footprints(extract.features, frame, source="osm")
    houses = with_roofs(made, SIGHT.heights)
    sight = replace(SIGHT, optics=load_optics())
    points = frame.to_metres(np.array([(c.lon, c.lat) for c in found]))
    whole = see(sight, Standing(tuple(found), points, houses), advance=quiet)
    told = {"tiling": Tiling(512.0), "workers": Threads(2), "advance": quiet}
    parts = see_all(sight, found, houses, frame, **told)
    assert len(whole.views) == 221
    assert (whole.views.moved_m > 0).sum() > 40
    assert same(whole.views, parts.views)
    assert whole.on_wall == parts.on_wall
