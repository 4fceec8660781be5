"""The made-up city as files: what is read back is what was drawn."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.city import Recipe, city, square
from bench.cityfiles import FRAME, write_city

from vidik.outside.reading import read_extract
from vidik.register.buildings import footprints
from vidik.register.cameras import cameras


def test_what_is_read_back_is_what_was_drawn(tmp_path):
    recipe, tiles = Recipe(), square(2000)
    drawn = city(recipe, tiles, cameras=12)
    files = write_city(tmp_path, recipe, tiles, cameras=12)
    houses, rejected = footprints(
        read_extract(files.buildings, format="parquet", source="made").features,
        FRAME,
        source="made",
    )
    assert rejected == ()
    order = [houses.ids.index(f"made:{key}") for key in drawn.footprints.ids]
    assert sorted(order) == list(range(len(houses)))
    np.testing.assert_allclose(houses.height[order], drawn.footprints.height, atol=0.006)
    rings = zip(houses.ring_offsets[:-1], houses.ring_offsets[1:], strict=True)
    found = [{tuple(xy) for xy in houses.vertices[a:b]} for a, b in rings]
    bounds = drawn.footprints.ring_offsets
    for k, i in enumerate(order):
        ring = drawn.footprints.vertices[bounds[k] : bounds[k + 1]]
        assert found[i] == {tuple(xy) for xy in ring}
    devices, rejected = cameras(
        read_extract(files.cameras, format="parquet", source="made").features, source="made"
    )
    assert rejected == ()
    assert len(devices) == 12
    assert sum(device.axis is None for device in devices) == drawn.cameras.dome.sum()
    ways = read_extract(files.streets, format="parquet", source="made").features
    assert {way.id for way in ways} == set(drawn.streets.ids)


def test_a_group_of_rows_is_a_row_of_tiles(tmp_path):
    tiles = square(4000)
    files = write_city(tmp_path, Recipe(), tiles, cameras=0)
    with pq.ParquetFile(files.buildings) as file:
        assert file.num_row_groups == len({j for _, j in tiles})
        geo = json.loads(file.schema_arrow.metadata[b"geo"])
        assert geo["version"] == "1.1.0"
        column = geo["columns"]["geometry"]["covering"]["bbox"]["ymax"]
        assert column == ["bbox", "ymax"]
        tops = []
        for k in range(file.num_row_groups):
            group = file.metadata.row_group(k)
            names = [group.column(c).path_in_schema for c in range(group.num_columns)]
            tops.append(group.column(names.index("bbox.ymax")).statistics.max)
    assert tops == sorted(tops)


def test_streets_can_be_cut_into_pieces(tmp_path):
    recipe, tiles = Recipe(), square(2000)
    drawn = city(recipe, tiles).streets
    files = write_city(tmp_path, recipe, tiles, cameras=0, pieces=3)
    ways = read_extract(files.streets, format="parquet", source="made").features
    assert len(ways) == 3 * (len(drawn.vertices) - len(drawn))
    assert {way.tags["name"] for way in ways} == set(drawn.names)
    degrees = [np.asarray(way.geometry.coords) for way in ways]
    assert all(len(way) == 2 for way in degrees)
    metres = sum(float(np.hypot(*np.diff(FRAME.to_metres(way), axis=0)[0])) for way in degrees)
    assert metres == pytest.approx(float(drawn.lengths().sum()), rel=1e-4)
