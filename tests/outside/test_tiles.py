import json
import os
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from mapbox_vector_tile import decode

from tests.makers import bands_of, published
from vidik.errors import OutputError
from vidik.model.bands import BANDS
from vidik.model.basemap import BaseShape
from vidik.model.streets import Streets
from vidik.model.watched import Watched
from vidik.outside.tiles import pmtiles
from vidik.report.tilefeatures import (
    MAX_ZOOM,
    MIN_ZOOM,
    base_features,
    in_view_features,
    tile_files,
    tile_names,
    tiles_about,
    watch_features,
)
from vidik.report.tilefile import packed_tiles, tile_metadata, tile_words, tiles_in

TOWN = published()
ABOUT = tiles_about(TOWN)
POINT = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[24.94,60.17]}}'


def made(layers, **options):
    return pmtiles(
        layers, name="Test town", about=ABOUT, min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM, **options
    )


def in_view(town=TOWN, level="monitor"):
    return in_view_features(town, bands_of(town), level)


def watch(town=TOWN, level="monitor", **options):
    """Return cameras and what is in view at a level in one file."""
    return made({**watch_features(town), **in_view(town, level)}, **options)


def decoded(data):
    return {place: decode(tile) for place, tile in tiles_in(data)}


def test_the_same_bytes_with_any_number_of_threads_in_any_folder(tmp_path):
    first = watch(threads=1)
    (tmp_path / "a long name, with a comma").mkdir()
    assert watch(threads=4, scratch=tmp_path / "a long name, with a comma") == first
    assert watch(threads=2, scratch=tmp_path) == first
    assert list(tmp_path.iterdir()) == [tmp_path / "a long name, with a comma"]


def test_no_path_and_no_command_line_is_in_the_file(tmp_path):
    data = watch(scratch=tmp_path)
    for word in (b"tippecanoe -", os.fsencode(tmp_path), b"geojsonl", b"generator_options"):
        assert word not in data
    assert "generator_options" not in tile_metadata(data)


def test_the_file_says_what_it_is():
    about = tile_metadata(watch())
    assert about["attribution"] == "© OpenStreetMap contributors"
    assert about["licence"] == "ODbL-1.0"
    assert about["synthetic"] is False
    assert [layer["id"] for layer in about["vector_layers"]] == [
        "cameras", "private", "views", "watched"
    ]  # fmt: skip
    made_up = tile_metadata(
        pmtiles({}, name="x", about=tiles_about(published(synthetic=True)), min_zoom=0, max_zoom=1)
    )
    assert made_up["synthetic"] is True
    assert "made up" in made_up["attribution"]


def test_no_feature_is_dropped():
    lines = [
        POINT.replace("{}", f'{{"n":{n}}}').replace("60.17", f"{60.17 + n * 1e-7:.7f}")
        for n in range(3000)
    ]
    tiles = decoded(made({"cameras": lines}))
    for zoom in (MIN_ZOOM, MAX_ZOOM):
        seen = {
            f["properties"]["n"]
            for (z, _, _), layers in tiles.items()
            if z == zoom
            for f in layers["cameras"]["features"]
        }
        assert seen == set(range(3000))


def test_layers_hold_what_the_page_asks_for():
    tiles = decoded(watch())
    deepest = [layers for (zoom, _, _), layers in tiles.items() if zoom == MAX_ZOOM]
    for name, keys in {
        "cameras": {"slug", "kind", "fov", "indoor", "synthetic"},
        "private": {"street", "cameras", "synthetic"},
        "views": {"camera", "level", "band", "synthetic"},
        "watched": {"street", "level", "band", "synthetic"},
    }.items():
        found = [
            f["properties"]
            for layers in deepest
            if name in layers
            for f in layers[name]["features"]
        ]
        assert found
        assert all(keys <= properties.keys() for properties in found)
    cameras = {
        f["properties"]["slug"]: f["properties"]
        for layers in deepest
        if "cameras" in layers
        for f in layers["cameras"]["features"]
    }
    assert cameras["osm-node-1"]["direction"] == 45.0
    assert cameras["osm-node-1"]["spread"] == 0.0
    assert cameras["osm-node-5"]["direction"] == 150.0
    assert cameras["osm-node-5"]["spread"] == 120.0
    assert "direction" not in cameras["osm-node-4"]
    for name, zooms in {"cameras": {14}, "private": {14}, "views": {13, 14}}.items():
        assert {zoom for (zoom, _, _), layers in tiles.items() if name in layers} == zooms
    assert min(zoom for (zoom, _, _), layers in tiles.items() if "watched" in layers) == 11


def test_from_afar_stretches_that_look_alike_are_one_shape():
    def told(level, zoom):
        tiles = decoded(watch(level=level))
        return [
            (about.get("street"), about["level"], about["band"])
            for (z, _, _), layers in tiles.items()
            if z == zoom and "watched" in layers
            for about in (feature["properties"] for feature in layers["watched"]["features"])
        ]

    for level in TOWN.watched.levels:
        for zoom in (11, 12):
            assert sorted(told(level, zoom)) == [(None, level, b) for b in range(len(BANDS))]
        assert {street for street, _, _ in told(level, 13)} == {"Gazi Street"}


def test_each_level_has_a_file_of_what_is_in_view_at_it():
    bands = bands_of(TOWN)
    files = tile_files(TOWN, bands, ())
    levels = TOWN.watched.levels
    assert tuple(files) == tile_names(levels)
    assert [list(files[name]()) for name in ("watch", "ground")] == [
        ["cameras", "private"], ["overlap", "space", "surveyed", "cells"]
    ]  # fmt: skip
    told = {
        level: {
            layer: [json.loads(line)["properties"] for line in lines]
            for layer, lines in files[f"watch-{level}"]().items()
        }
        for level in levels
    }
    for level, layers in told.items():
        assert {one["level"] for lines in layers.values() for one in lines} <= {level}
    assert sum(len(layers["views"]) for layers in told.values()) == len(bands)
    looks = np.unique(np.stack([TOWN.watched.level, TOWN.watched.band]), axis=1).shape[1]
    streets = sum(len(layers["watched"]) for layers in told.values())
    assert streets == looks + len(TOWN.watched.piece)


def test_from_afar_a_stretch_of_street_weighs_little():
    rng = np.random.default_rng(11)
    pieces, levels = 12_000, TOWN.watched.levels[:1]
    starts = rng.uniform(-1500.0, 1500.0, (pieces, 2))
    streets = Streets(
        ids=tuple(f"osm:way/{i}" for i in range(pieces)),
        names=tuple(f"Street {i}" for i in range(pieces)),
        classes=("residential",) * pieces,
        offsets=np.arange(pieces + 1) * 2,
        vertices=np.hstack([starts, starts + rng.normal(0.0, 40.0, (pieces, 2))]).reshape(-1, 2),
    )
    none = np.zeros((pieces, 1))
    dense = Watched(
        levels=levels,
        least=none,
        expected=none,
        most=none,
        piece=np.arange(pieces),
        level=np.zeros(pieces, np.int64),
        band=rng.integers(0, len(BANDS), pieces),
        start_m=np.zeros(pieces),
        end_m=streets.lengths(),
    )
    town = replace(TOWN, streets=streets, watched=dense)
    layer = in_view_features(town, (), *levels)["watched"]
    weight = Counter()
    for (zoom, _, _), tile in packed_tiles(made({"watched": layer})):
        weight[zoom] += len(tile)
    # joined without an order they take 4.6 and 5.0 bytes each
    assert weight[11] < 4.0 * pieces
    assert weight[12] < 4.5 * pieces


def test_the_base_map_has_all_its_layers():
    tiles = decoded(made(base_features(TOWN)))
    names = {name for layers in tiles.values() for name in layers}
    assert names == {"green", "water", "streets", "buildings", "places"}
    words = {word for _, tile in tiles_in(made(base_features(TOWN))) for word in tile_words(tile)}
    assert {"Улица Ђорђа Васића", "Старица", "Lime park"} <= words


def test_from_afar_streets_of_a_kind_are_one_shape_without_a_name():
    tiles = decoded(made(base_features(TOWN)))
    kinds = {shape.kind for shape in TOWN.base if shape.layer == "streets"}
    named = {shape.name for shape in TOWN.base if shape.layer == "streets" and shape.name}
    told = {
        zoom: [
            (about["kind"], about.get("name"))
            for (z, _, _), layers in tiles.items()
            if z == zoom and "streets" in layers
            for about in (feature["properties"] for feature in layers["streets"]["features"])
        ]
        for zoom in (13, 14)
    }
    assert sorted(told[13]) == sorted((kind, None) for kind in kinds)
    assert {name for _, name in told[14]} - {None} == named


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=5))
)
def test_joined_streets_are_as_long_as_they_were(paths):
    lines = [
        shapely.LineString([(24 + x / 1000, 60 + y / 1000) for x, y in path]) for path in paths
    ]
    shapes = tuple(BaseShape("streets", "primary", "", line) for line in lines if line.length)
    features = [json.loads(line) for line in base_features(replace(TOWN, base=shapes))["streets"]]
    joined, apart = (
        shapely.MultiLineString(
            [
                part
                for one in features
                if (one["tippecanoe"]["maxzoom"] < MAX_ZOOM) == far
                for part in shapely.get_parts(shapely.geometry.shape(one["geometry"]))
            ]
        )
        for far in (True, False)
    )
    assert joined.length == pytest.approx(apart.length, abs=1e-6)
    assert joined.hausdorff_distance(apart) < 1e-6 if shapes else joined.is_empty


@pytest.mark.parametrize("layers", [{}, {"cameras": []}, {"cameras": [], "private": iter(())}])
def test_empty_layers_make_an_empty_file(layers):
    data = made(layers)
    assert list(tiles_in(data)) == []
    assert [layer["id"] for layer in tile_metadata(data)["vector_layers"]] == list(layers)


def test_a_city_without_cameras_has_its_layers():
    town = replace(TOWN, cameras=())
    assert list(watch_features(town)["cameras"]) == []
    assert list(in_view_features(town, (), "monitor")["views"]) == []


def test_some_empty_layers_are_listed_too():
    about = tile_metadata(made({"private": [], "cameras": [POINT]}))
    assert [layer["id"] for layer in about["vector_layers"]] == ["private", "cameras"]


def test_what_tippecanoe_refuses_is_an_output_error():
    with pytest.raises(OutputError, match="tippecanoe failed"):
        made({"cameras": [POINT, '{"type":"Feature","properties":']})


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="no tiles could be made"):
        made({"cameras": []}, scratch=tmp_path / "missing")


def test_words_are_read_as_another_decoder_reads_them():
    for _, tile in tiles_in(watch()):
        layers = decode(tile)
        words = set(tile_words(tile))
        expected = set(layers)
        for layer in layers.values():
            for feature in layer["features"]:
                expected |= set(feature["properties"])
                expected |= {v for v in feature["properties"].values() if isinstance(v, str)}
        assert words == expected


@pytest.mark.parametrize("junk", [b"\xff\xff\xff\xff", b"\x1a\xff", b"\x1b", b"\x1a\x05abc"])
def test_junk_is_no_tile(junk):
    with pytest.raises(ValueError, match="vector tile"):
        list(tile_words(junk))


def test_features_are_single_lines_of_geojson():
    for lines in (watch_features(TOWN), in_view(), base_features(TOWN)):
        for layer in lines.values():
            for line in layer:
                assert "\n" not in line
                assert json.loads(line)["type"] == "Feature"
