from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Geometry, LineString, Point, Polygon, STRtree, box

from tests.shared_data import helsinki
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame, snap
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_public_space_rules, load_street_rules
from vidik.register.buildings import footprints
from vidik.register.claims import Claims, claims
from vidik.register.public_space import public_space
from vidik.register.streets import boundary_in_metres

RULES = load_public_space_rules(load_street_rules())
STOP, SQUARE, PLAYGROUND, PARK, STREET = range(5)
BOUNDARY = box(-40, -40, 40, 40)


def claims_of(rows: Sequence[tuple[Geometry, int, int]]) -> Claims:
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for shape, *_ in rows]
    kind, union = (np.array([row[i] for row in rows], dtype=np.int64) for i in (1, 2))
    return Claims(shapes, kind, union)


def footprints_of(outlines: Sequence[Polygon]) -> Footprints:
    polygons = np.empty(len(outlines), dtype=object)
    polygons[:] = outlines
    vertices, rings, offsets = np.zeros((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64)
    if outlines:
        _, vertices, (rings, offsets) = shapely.to_ragged_array(shapely.orient_polygons(polygons))
    n = len(outlines)
    return Footprints(
        ids=tuple(f"osm:way/{i}" for i in range(n)),
        kind=("yes",) * n,
        owner=np.arange(n),
        polygon_offsets=offsets,
        ring_offsets=rings,
        vertices=vertices,
        height=np.full((n, 3), np.nan),
        min_height=np.zeros(n),
    )


def polygons_of(space: PublicSpace | Footprints) -> NDArray[np.object_]:
    return np.asarray(
        shapely.from_ragged_array(
            shapely.GeometryType.POLYGON,
            space.vertices,
            (space.ring_offsets, space.polygon_offsets),
        )
    )


def made(
    rows: Sequence[tuple[Geometry, int, int]],
    outlines: Sequence[Polygon] = (),
    *,
    boundary: Geometry = BOUNDARY,
    tile_m: float = 512.0,
    threads: int = 1,
) -> PublicSpace:
    return public_space(
        claims_of(rows), boundary, footprints_of(outlines), RULES, tile_m=tile_m, threads=threads
    )


def test_what_several_kinds_claim_belongs_to_the_first() -> None:
    space = made([(box(0, 0, 10, 10), STREET, 0), (box(5, 0, 15, 10), SQUARE, 0)])
    spans = space.by_kind(space.open_m2)
    assert (spans["square"].least, spans["street"].least) == (100.0, 50.0)


def test_doubt_only_adds() -> None:
    road = LineString([(-20, 0), (20, 0)])
    strips = [(road.buffer(w, cap_style="flat"), STREET, u) for u, w in enumerate((1, 2, 4))]
    space = made([*strips, (box(-5, -5, 5, 5), PARK, 0), (box(-20, 3, 20, 8), SQUARE, 2)])
    spans = space.by_kind(space.open_m2)
    street, square = spans["street"], spans["square"]
    assert (street.least, street.expected, street.most) == (60.0, 120.0, 210.0)
    # a doubtful square takes nothing from what is certain, and all from what is as doubtful
    assert (square.least, square.expected, square.most) == (0.0, 0.0, 180.0)


def test_buildings_are_taken_out_of_what_is_open_and_left_in_the_polygons() -> None:
    space = made(
        [(box(0, 0, 20, 10), SQUARE, 0)],
        [box(5, 0, 15, 5), box(10, 0, 15, 5), box(15, 5, 25, 15), box(-5, 0, 0, 10)],
    )
    assert shapely.area(polygons_of(space)).tolist() == [200.0]
    assert space.open_m2.tolist() == [125.0]


def test_a_part_of_the_boundary_may_be_empty() -> None:
    assert len(made([(box(0, 0, 9, 9), STREET, 0)], boundary=Polygon())) == 0


def test_nothing_is_claimed() -> None:
    space = made([])
    assert len(space) == 0
    assert all(span.most == 0 for span in space.by_kind(space.open_m2).values())


def test_what_only_touches_the_boundary_is_outside() -> None:
    assert len(made([(box(40, -5, 50, 5), STOP, 0), (box(40, 40, 50, 50), STOP, 0)])) == 0


# Corners on few places, so that outlines touch, repeat and enclose one another all the time; turned
# ones, so that their edges meet at slight angles; strips and patches with round ends.
SMALL = st.integers(-6, 6).map(lambda n: 8.0 * n)
BOXES = st.tuples(SMALL, SMALL, st.integers(1, 4), st.integers(1, 4)).map(
    lambda t: box(t[0], t[1], t[0] + 8 * t[2], t[1] + 8 * t[3])
)
RINGED = BOXES.map(lambda shape: shape.difference(shape.centroid.buffer(2.0, quad_segs=1)))
TURNED = st.tuples(BOXES, st.sampled_from([1e-7, 0.01, 30.0, 45.0])).map(
    lambda t: shapely.transform(shapely.affinity.rotate(t[0], t[1], origin=(0, 0)), snap)
)
STRIPS = st.tuples(SMALL, SMALL, SMALL, SMALL, st.sampled_from([1.0, 2.5, 8.0])).map(
    lambda t: (
        LineString([t[:2], t[2:4]]).buffer(t[4], quad_segs=4)
        if t[:2] != t[2:4]
        else Point(t[:2]).buffer(t[4], quad_segs=4)
    )
)
SHAPES = st.one_of(BOXES, RINGED, TURNED, STRIPS)
ROWS = st.lists(st.tuples(SHAPES, st.integers(STOP, STREET), st.integers(0, 2)), max_size=8)
BUILDINGS = st.lists(st.one_of(BOXES, TURNED), max_size=6)
BOUNDARIES = st.sampled_from(
    [BOUNDARY, Point(0, 0).buffer(35), BOUNDARY - box(-8, -8, 8, 8), box(0, 0, 8, 8)]
)


def same(one: float, other: float, *, of: float) -> bool:
    """Return whether two areas are the same to 1e-9 of a whole."""
    return abs(one - other) <= 1e-9 * max(of, 1.0)


@given(ROWS, BOUNDARIES, st.integers(0, 2**32))
def test_each_spot_belongs_to_the_first_layer_that_claims_it(rows, boundary, seed) -> None:
    """The twin: of each of many spots, ask every claim."""
    space = made(rows, boundary=boundary)
    polygons = polygons_of(space)
    spots = shapely.points(np.random.default_rng(seed).uniform(-45, 45, (60, 2)))
    shapes = [*(shape for shape, *_ in rows), boundary]
    for spot in spots:
        if min(shape.boundary.distance(spot) for shape in shapes) < 1e-6:
            continue  # on an edge, in doubt
        claimed = [(u, k) for shape, k, u in rows if shape.covers(spot) and boundary.covers(spot)]
        found = np.flatnonzero(shapely.contains_properly(polygons, spot))
        assert [(space.union[i], space.kind[i]) for i in found] == sorted(claimed)[:1]


@given(ROWS, BUILDINGS, BOUNDARIES)
def test_areas_add_up(rows, outlines, boundary) -> None:
    space = made(rows, outlines, boundary=boundary)
    polygons = polygons_of(space)
    whole = shapely.union_all([shape for shape, *_ in rows]).intersection(boundary).area
    assert shapely.is_valid(polygons).all()
    assert same(shapely.area(polygons).sum(), whole, of=whole)
    built = shapely.union_all(outlines)
    hidden = shapely.area(shapely.intersection(polygons, built))
    assert same((space.open_m2 + hidden).sum(), whole, of=whole)
    open_ground = shapely.union_all(polygons).difference(built).area
    total = sum(span.most for span in space.by_kind(space.open_m2).values())
    assert same(total, open_ground, of=whole)


@given(ROWS, BUILDINGS, BOUNDARIES, st.sampled_from([8.0, 16.0, 21.0]))
@settings(max_examples=50)
def test_tiles_add_up_to_the_whole(rows, outlines, boundary, tile_m) -> None:
    whole = made(rows, outlines, boundary=boundary)
    tiled = made(rows, outlines, boundary=boundary, tile_m=tile_m)
    west, east = (
        boundary.intersection(box(*sides)) for sides in ((-50, -50, 3, 50), (3, -50, 50, 50))
    )
    halves = [
        made([row for row in rows if row[0].intersects(half)], outlines, boundary=half)
        for half in (west, east)
        if half.area
    ]
    of = whole.open_m2.sum()
    for kind, span in whole.by_kind(whole.open_m2).items():
        for parts in ([tiled], halves):
            spans = [part.by_kind(part.open_m2)[kind] for part in parts]
            assert same(sum(s.least for s in spans), span.least, of=of)
            assert same(sum(s.expected for s in spans), span.expected, of=of)
            assert same(sum(s.most for s in spans), span.most, of=of)


@given(ROWS, BUILDINGS, SHAPES)
def test_a_claim_never_makes_less_of_it_and_a_building_never_more(rows, outlines, shape) -> None:
    def total(space: PublicSpace) -> float:
        return float(space.open_m2.sum())

    before = total(made(rows, outlines))
    assert total(made([*rows, (shape, STOP, 0)], outlines)) >= before - 1e-6
    assert total(made(rows, [*outlines, box(-8, -8, 8, 8)])) <= before + 1e-6


@given(ROWS, BUILDINGS)
@settings(max_examples=20)
def test_threads_change_nothing(rows, outlines) -> None:
    one, two = (made(rows, outlines, tile_m=16.0, threads=threads) for threads in (1, 2))
    assert one.vertices.tobytes() == two.vertices.tobytes()
    assert one.open_m2.tobytes() == two.open_m2.tobytes()
    assert one.kind.tolist() == two.kind.tolist()


def test_helsinki() -> None:
    """The real centre: tiles add up, and a Monte Carlo estimate agrees."""
    extract = read_extract(helsinki(), source="osm")
    assert extract.bounds is not None
    frame = LocalFrame(24.944, 60.172)
    boundary = boundary_in_metres(Place("Helsinki", box(*extract.bounds), frame))
    claimed, _ = claims(extract.features, frame, RULES, source="osm")
    built, _ = footprints(extract.features, frame, source="osm")
    space = public_space(claimed, boundary, built, RULES)
    spans, of = space.by_kind(space.open_m2), space.open_m2.sum()
    tiled = public_space(claimed, boundary, built, RULES, tile_m=200.0)
    for kind, span in tiled.by_kind(tiled.open_m2).items():
        assert same(span.least, spans[kind].least, of=of)
        assert same(span.most, spans[kind].most, of=of)

    west, south, east, north = boundary.bounds
    rng = np.random.default_rng(7)
    spots = shapely.points(rng.uniform((west, south), (east, north), (20_000, 2)))
    public, houses = (STRtree(a) for a in (claimed.shapes, polygons_of(built)))
    inside = shapely.contains_properly(boundary, spots)
    inside[np.unique(houses.query(spots, predicate="intersects")[0])] = False
    hits = np.intersect1d(public.query(spots, predicate="intersects")[0], np.flatnonzero(inside))
    share, box_m2 = len(hits) / len(spots), (east - west) * (north - south)
    error = 4 * np.sqrt(share * (1 - share) / len(spots))
    assert abs(of / box_m2 - share) < error
