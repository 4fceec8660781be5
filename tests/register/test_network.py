"""Ways of a map as a network on which people walk."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from shapely import LineString, Polygon, box

from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame
from vidik.model.place import Place
from vidik.outside.tables import load_street_rules, load_walking_rules
from vidik.register.network import network

FRAME = LocalFrame(20.0, 45.0)
PLACE = Place(
    name="town",
    boundary=box(*FRAME.to_degrees(np.array([[-500.0, -500.0], [500.0, 500.0]])).ravel()),
    frame=FRAME,
)


def way(number, *points, highway="residential", **tags):
    degrees = FRAME.to_degrees(np.array(points, dtype=float))
    return Feature(f"way/{number}", LineString(degrees), {"highway": highway, **tags})


def read(*features):
    sources = [("osm", features)]
    found, rejected = network(sources, PLACE, load_walking_rules(), load_street_rules())
    assert rejected == ()
    return found


CROSSING = (way(1, (-100, 0), (0, 0), (100, 0), name="Прва"), way(2, (0, -50), (0, 0), (0, 60)))


def test_ways_are_cut_where_they_share_a_vertex():
    found = read(*CROSSING)
    assert found.ways.ids == ("osm:way/1", "osm:way/1-2", "osm:way/2", "osm:way/2-2")
    assert found.ways.names == ("Прва", "Прва", "", "")
    assert len(found.nodes) == 5
    assert sorted(found.length_mm.tolist()) == pytest.approx([50e3, 60e3, 100e3, 100e3], abs=2)
    ends = np.bincount(np.concatenate([found.tail, found.head]))
    assert sorted(ends.tolist()) == [1, 1, 1, 1, 4]


def test_a_bridge_shares_no_vertex_with_what_passes_below():
    found = read(way(1, (-100, 0), (100, 0)), way(2, (0, -50), (0, 60), bridge="yes"))
    assert (len(found), len(found.nodes)) == (2, 4)


def test_a_way_that_crosses_itself_is_cut_there():
    found = read(way(1, (0, 0), (50, 0), (50, 50), (50, 0), (90, 0)))
    assert found.length_mm.tolist() == pytest.approx([50e3, 100e3, 40e3], abs=2)
    ring = read(way(1, (0, 0), (50, 0), (50, 50), (0, 0)))
    assert (len(ring), len(ring.nodes)) == (1, 1)
    assert ring.tail.tolist() == ring.head.tolist() == [0]


def test_the_order_of_features_changes_nothing():
    one, other = read(*CROSSING), read(*reversed(CROSSING))
    assert one.ways.ids == other.ways.ids
    for name in ("nodes", "tail", "head", "length_mm", "effort_mm", "counted", "covered"):
        assert (getattr(one, name) == getattr(other, name)).all()


def test_stairs_take_twice_as_long():
    found = read(way(1, (0, 0), (0, 10), highway="steps"), way(2, (0, 10), (0, 20)))
    assert (found.effort_mm / found.length_mm).tolist() == [2.0, 1.0]


@pytest.mark.parametrize(
    "tags",
    [
        {"foot": "no"},
        {"access": "private"},
        {"motorroad": "yes"},
        {"foot": "use_sidepath"},
        {"highway": "motorway"},
        {"highway": "construction"},
    ],
)
def test_what_nobody_walks_is_no_way(tags):
    assert len(read(way(1, (0, 0), (0, 10), **{"highway": "primary", **tags}))) == 0


def test_a_private_road_that_people_may_walk_is_one():
    assert len(read(way(1, (0, 0), (0, 10), access="private", foot="permissive"))) == 1


def test_sidewalks_are_walked_and_not_counted_and_tunnels_are_not_seen():
    found = read(
        way(1, (0, 0), (0, 10), highway="footway", footway="sidewalk"),
        way(2, (5, 0), (5, 10)),
        way(3, (9, 0), (9, 10), tunnel="yes"),
        way(4, (12, 0), (12, 10), highway="service", service="driveway"),
    )
    assert found.counted.tolist() == [False, True, False, False]
    assert found.covered.tolist() == [False, False, True, False]


def test_ways_end_at_the_boundary():
    found = read(way(1, (450, 0), (900, 0)), way(2, (450, -9), (450, 0), (450, 9)))
    assert found.length_mm.max() == pytest.approx(50e3, abs=60)
    assert len(found.nodes) == 4


def square(number, *points, **tags):
    degrees = FRAME.to_degrees(np.array(points, dtype=float))
    return Feature(f"way/{number}", Polygon(degrees), {"highway": "pedestrian", **tags})


def shortest(found, one, other):
    """Return how far it is between two places, metres."""
    graph = nx.MultiGraph()
    for e in range(len(found)):
        graph.add_edge(found.tail[e], found.head[e], w=found.length_mm[e] / 1000)
    at = [int(np.hypot(*(found.nodes - place).T).argmin()) for place in (one, other)]
    return nx.shortest_path_length(graph, *at, weight="w")


IN, OUT = way(1, (-50, 0), (0, 0)), way(2, (30, 40), (30, 90))


def test_a_square_is_walked_across():
    found = read(IN, OUT, square(3, (0, 0), (30, 0), (30, 40), (0, 40), area="yes"))
    assert shortest(found, (-50, 0), (30, 90)) == pytest.approx(50 + 50 + 50, abs=0.01)
    # its outline and what leads across are no length of street
    assert found.length_mm[found.counted].sum() == pytest.approx(100e3, abs=4)


def test_nobody_walks_where_the_square_is_not():
    bay = [(0, 0), (10, 0), (10, 30), (20, 30), (20, 0), (30, 0), (30, 40), (0, 40)]
    found = read(IN, way(2, (30, 0), (30, -50)), square(3, *bay))
    # round the corners of the bay
    assert shortest(found, (0, 0), (30, 0)) == pytest.approx(2 * np.hypot(10, 30) + 10, abs=0.01)


def test_people_walk_round_what_stands_on_a_square():
    house = [(10, -5), (20, -5), (20, 5), (10, 5)]
    degrees = [FRAME.to_degrees(np.array(ring, float)) for ring in
               ([(0, -20), (30, -20), (30, 0), (30, 20), (0, 20), (0, 0)], house)]  # fmt: skip
    plaza = Feature("way/3", Polygon(degrees[0], [degrees[1]]), {"highway": "pedestrian"})
    found = read(IN, way(2, (30, 0), (90, 0)), plaza)
    assert shortest(found, (0, 0), (30, 0)) == pytest.approx(2 * np.hypot(10, 5) + 10, abs=0.01)


def test_from_one_square_to_the_next():
    one = square(3, (0, 0), (30, 0), (30, 40), (0, 40))
    other = square(4, (30, 40), (60, 40), (60, 80), (30, 80))
    found = read(IN, one, other, way(5, (60, 80), (90, 80)))
    assert shortest(found, (0, 0), (60, 80)) == pytest.approx(100.0, abs=0.01)


def test_a_square_at_the_boundary_ends_there():
    found = read(way(1, (400, 0), (450, 0)), square(3, (450, 0), (550, 0), (550, 40), (450, 40)))
    assert found.nodes[:, 0].max() <= 500.1
    assert found.ways.vertices[:, 0].max() <= 500.1


def test_a_square_that_no_way_leads_to_is_none():
    assert len(read(square(3, (0, 0), (30, 0), (30, 40)), way(1, (50, 0), (90, 0)))) == 1


def test_a_square_that_nobody_may_enter_is_none():
    assert len(read(square(3, (0, 0), (30, 0), (30, 40), access="private"))) == 0


def test_nowhere_there_is_no_network():
    found = read()
    assert (len(found), len(found.nodes)) == (0, 0)
