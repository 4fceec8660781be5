"""A folder of tiles holds what the file of tiles holds."""

import gzip
import json

import pytest
from pmtiles import tile as pmtiles_tile

from tests.makers import bands_of, published
from vidik.errors import PublicationError
from vidik.outside.tiles import pmtiles
from vidik.report.inspection import inspect
from vidik.report.secrets import Secrets
from vidik.report.tilefeatures import in_view_features, tiles_about
from vidik.report.tilefile import tile_folder, tiles_in, unpacked

TOWN = published(synthetic=True)
FILE = pmtiles(
    in_view_features(TOWN, bands_of(TOWN), "monitor"),
    name="watch",
    about=tiles_about(TOWN),
    min_zoom=10,
    max_zoom=14,
)
FOLDER = dict(tile_folder("tiles/watch", FILE))
ABOUT = json.loads(FOLDER["tiles/watch/tiles.json"])
NOTHING = Secrets.of_ids(frozenset())


def test_every_tile_is_a_file_and_nothing_else_is():
    tiles = {f"tiles/watch/{z}/{x}/{y}.mvt": tile for (z, x, y), tile in tiles_in(FILE)}
    assert len(tiles) > 4
    found = {path: unpacked(data) for path, data in FOLDER.items() if path.endswith(".mvt")}
    assert found == tiles
    assert len(FOLDER) == len(tiles) + 1


def test_the_list_says_which_tiles_there_are():
    held = [n for first, many in ABOUT["held"] for n in range(first, first + many)]
    there = [pmtiles_tile.zxy_to_tileid(*place) for place, _ in tiles_in(FILE)]
    assert held == sorted(there)
    assert (ABOUT["minzoom"], ABOUT["maxzoom"]) == (10, 14)


def test_the_list_carries_credit_and_mark():
    assert ABOUT["attribution"] == tiles_about(TOWN)["attribution"]
    assert ABOUT["synthetic"] is True
    path = "tiles/watch/tiles.json"
    inspect(path, FOLDER[path], TOWN, NOTHING)
    for name in ("attribution", "synthetic"):
        without = json.dumps({k: v for k, v in ABOUT.items() if k != name}).encode()
        with pytest.raises(PublicationError):
            inspect(path, without, TOWN, NOTHING)


def test_the_words_of_a_tile_are_looked_at():
    path, data = next((p, d) for p, d in FOLDER.items() if b"osm-node-1" in unpacked(d))
    inspect(path, data, TOWN, NOTHING)
    secret = Secrets.of_ids(frozenset({"osm-node-1"}))
    for form in (data, unpacked(data), gzip.compress(unpacked(data))):
        with pytest.raises(PublicationError, match="not shown"):
            inspect(path, form, TOWN, secret)
    with pytest.raises(PublicationError, match="no folder of tiles"):
        inspect("downloads/1.mvt", data, TOWN, NOTHING)
