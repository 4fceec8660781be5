"""Public space of a small town, from the file to the summary."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.jobs.small_city import town, write_city
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache


def test_a_small_town(tmp_path: Path) -> None:
    osm = town()
    osm.way([(-20, -20), (0, -20), (0, 0)], highway="footway", width="wide")
    # a market hall that crosses itself: a wall and a square, with one fault
    bow = [(-40, 100), (-20, 120), (-20, 100), (-40, 120)]
    osm.way(bow, closed=True, amenity="marketplace", building="yes")
    built = build_city(write_city(tmp_path / "town", osm=osm), cache=Cache(None))
    told = json.loads((built.folder / "summary.json").read_bytes())
    park = told["public_space"]["by_kind"]["park"]
    assert park["least_m2"] == park["most_m2"] == pytest.approx(60 * 60, rel=1e-3)
    total = told["public_space"]["total"]
    # by hand: the park; the street of 3 m, the footway of 1 m and the alley of 2.5 m with one round
    # end, the other footway of 1 m; less the crossings
    least = 3600 + 280 * 3 + 9 * math.pi / 4 + (280 - 3) + 60 * 2.5 + 6.25 * math.pi / 4 + 38
    assert total["least_m2"] == pytest.approx(least, rel=0.005)
    assert total["least_m2"] < total["expected_m2"] < total["most_m2"]
    rejected = (built.folder / "rejected.csv").read_text(encoding="utf-8")
    assert rejected.count("not a width") == 1
    assert rejected.count("crosses or touches itself") == 1
