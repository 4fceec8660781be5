"""From the PBF of Novi Sad to homes on its walking network: Vidik beside plain pyosmium code.

Everybody reads the file, makes a graph of the ways that people walk, and puts each building on the
nearest of them. The peer is what one writes: pyosmium hands over every way, nodes that two ways
share cut them, Shapely's tree finds what is nearest to the middle of an outline. It keeps the tags
of neither, checks no outline, drops nothing that must not be shown, says of nothing why it could
not be read, and clips nothing. Edges and homes of both are counted below.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import osmium
import shapely
from pyproj import Transformer

import vidik
from bench.rounds import Contender, Contest, NotRunError, main
from bench.walks import NOVI_SAD
from vidik.exposure.locating import homes_at
from vidik.library.walks import places_of
from vidik.outside.tables import load_street_rules, load_walking_rules

#: The zone of UTM in which Novi Sad lies.
_UTM = 32634


def by_vidik() -> tuple[int, int]:
    """Return how many edges and homes there are: the one place that calls Vidik's engine."""
    data = vidik.read(NOVI_SAD)
    network, buildings = vidik.read_network(data), vidik.read_buildings(data)
    lonlat, weight = places_of(buildings)
    homes, _ = homes_at(
        network.network,
        network.place.frame.to_metres(lonlat),
        weight,
        reach_m=load_walking_rules().reach_m,
    )
    return len(network), len(homes)


def by_pyosmium() -> tuple[int, int]:
    """Return the same of a graph as one writes it."""
    classes = load_street_rules().classes
    ways: list[list[tuple[int, float, float]]] = []
    outlines: list[shapely.Polygon] = []
    for way in osmium.FileProcessor(
        str(NOVI_SAD), osmium.osm.NODE | osmium.osm.WAY
    ).with_locations():
        if not isinstance(way, osmium.osm.Way):
            continue
        if way.tags.get("highway") in classes:
            ways.append([(n.ref, n.lon, n.lat) for n in way.nodes if n.location.valid()])
        elif "building" in way.tags and way.is_closed() and len(way.nodes) > 3:
            outlines.append(shapely.Polygon([(n.lon, n.lat) for n in way.nodes]))
    used = Counter(ref for way in ways for ref, _, _ in way)
    to_metres = Transformer.from_crs(4326, _UTM, always_xy=True)
    lines = []
    for way in ways:
        cuts = [0, *(i for i in range(1, len(way) - 1) if used[way[i][0]] > 1), len(way) - 1]
        lines += [
            shapely.LineString([(lon, lat) for _, lon, lat in way[a : b + 1]])
            for a, b in pairwise(cuts)
            if b > a
        ]

    def metres(places: np.ndarray) -> np.ndarray:
        return np.column_stack(to_metres.transform(*places.T))

    edges = shapely.transform(np.array(lines), metres)
    middles = shapely.transform(shapely.centroid(np.array(outlines)), metres)
    _, nearest = shapely.STRtree(edges).query_nearest(middles, all_matches=False)
    shapely.line_locate_point(edges[nearest], middles)
    return len(edges), len(nearest)


def contest() -> Contest:
    """Return the contest."""
    if not NOVI_SAD.exists():
        raise NotRunError(f"{NOVI_SAD} is not here")

    def notes() -> list[str]:
        said = []
        for name, how in (("Vidik", by_vidik), ("plain code", by_pyosmium)):
            begun = time.perf_counter()
            edges, homes = how()
            took = time.perf_counter() - begun
            said.append(f"{name}: {edges:,} edges, {homes:,} homes, {took:.2f} s.")
        return said

    return Contest(
        "From the PBF of Novi Sad to homes on its walking network, one thread",
        "times per second",
        [
            Contender("Vidik", lambda _: by_vidik(), 1),
            Contender("pyosmium, Shapely, plain code", lambda _: by_pyosmium(), 1),
        ],
        notes,
    )


CASES: dict[str, Callable[[], Contest]] = {"novi_sad": contest}


if __name__ == "__main__":
    main("bench.from_pbf", CASES)
