"""The files of ways for the map, read back."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import random_bounds, random_network
from tests.makers import published, watched_ways, ways
from vidik.exposure.seen import Bound, seen_by_level
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.watchers import Watchers
from vidik.outside.tables import load_walking_rules
from vidik.report.walkdata import (
    VERSION,
    head_of,
    read_alone,
    read_seen,
    read_ways,
    walking_files,
)  # fmt: skip

seeds = st.integers(0, 2**32 - 1)


def nobody(network: WalkNetwork) -> Watchers:
    none = np.zeros(0)
    return Watchers(
        len(network), (), none.astype(np.int32), none.astype(np.int8), none.astype(np.int32),
        none, none, none,
    )  # fmt: skip


def written(network: WalkNetwork, seen: dict[Bound, Seen]) -> dict[str, bytes]:
    town = published()
    levels = {level.key: seen for level in town.optics.levels}
    return dict(walking_files(town, network, levels, nobody(network), load_walking_rules()))


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_the_network_comes_back_bit_by_bit(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 12, 20, side_m=40.0)
    back = read_ways(written(network, random_bounds(rng, network))["walking/ways.walk"])
    for name in ("length_mm", "effort_mm", "counted", "covered"):
        assert np.array_equal(getattr(back, name), getattr(network, name)), name
    assert np.array_equal(back.ways.vertices, network.ways.vertices)
    assert np.array_equal(back.ways.offsets, network.ways.offsets)
    assert back.ways.names == network.ways.names
    for name in ("tail", "head"):
        ends = (one.nodes[getattr(one, name)] for one in (back, network))
        assert np.array_equal(*ends)
    assert len(np.unique(back.nodes, axis=0)) == len(back.nodes)


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_what_is_seen_comes_back_as_near_as_is_said(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 12, 20, side_m=40.0)
    seen = random_bounds(rng, network)
    back = read_seen(written(network, seen)["walking/detect.walk"], len(network))
    for bound, one in seen.items():
        assert np.array_equal(back[bound].offsets, one.offsets)
        for name in ("start_mm", "end_mm"):
            assert np.abs(getattr(back[bound], name) - getattr(one, name)).max(initial=0) <= 0.5
    given, told = seen["expected"].share, back["expected"].share
    assert np.abs(np.sqrt(given) - np.sqrt(told)).max(initial=0) <= 0.5 / 254 + 1e-12
    assert ((told == 1.0) >= (given == 1.0)).all()


def test_what_single_cameras_see_comes_back_as_near_as_is_said():
    town, network = published(), ways()
    watched = watched_ways(network, town)
    who = watched.watchers
    files = dict(
        walking_files(town, network, seen_by_level(network, watched), who, load_walking_rules())
    )
    slugs = {camera.id: camera.slug for camera in town.cameras}
    chances = []
    for column, level in enumerate(watched.levels):
        own = who.only(who.level == column)
        back = read_alone(files[f"walking/{level}-alone.walk"], len(network))
        assert back.ids == tuple(head_of(files[f"walking/{level}.walk"])["cameras"])
        assert [back.ids[i] for i in back.camera] == [slugs[own.ids[i]] for i in own.camera]
        assert np.array_equal(back.piece, own.piece)
        for name in ("start_m", "end_m"):
            off = np.abs(getattr(back, name) - getattr(own, name))
            assert off.max(initial=0.0) <= 0.0005 + 1e-9
        assert np.array_equal(back.sure, own.sure)
        off = np.abs(np.sqrt(back.chance) - np.sqrt(own.chance))[~own.sure]
        assert off.max(initial=0.0) <= 1.0 / 254
        chances += back.chance.tolist()
    assert 0.0 < min(chances) < max(chances) <= 1.0


def test_under_the_ground_no_camera_is_told():
    town, network = published(), ways()
    watched = watched_ways(network, town)
    below = replace(network, covered=np.ones(len(network), bool))
    files = dict(
        walking_files(
            town, below, seen_by_level(below, watched), watched.watchers, load_walking_rules()
        )
    )
    for level in watched.levels:
        assert len(read_alone(files[f"walking/{level}-alone.walk"], len(below))) == 0
        assert head_of(files[f"walking/{level}.walk"])["cameras"] == []


def test_what_a_file_says_about_itself():
    rng = np.random.default_rng(1)
    network = random_network(rng, 12, 20, side_m=40.0)
    files = written(network, random_bounds(rng, network))
    town = published()
    assert list(files) == [
        "walking/ways.walk",
        *(
            f"walking/{level.key}{part}.walk"
            for level in town.optics.levels
            for part in ("", "-alone")
        ),
    ]
    heads = [head_of(data) for data in files.values()]
    assert {head["ways"] for head in heads} == {heads[0]["ways"]}
    for head in heads:
        assert (head["version"], head["attribution"]) == (VERSION, town.attribution)
    assert heads[0]["pace_m_per_min"] == 80
    assert heads[0]["budget_mm"] == 1_200_000


def test_the_same_city_gives_the_same_bytes():
    def make() -> dict[str, bytes]:
        rng = np.random.default_rng(1)
        network = random_network(rng, 12, 20, side_m=40.0)
        return written(network, random_bounds(rng, network))

    assert make() == make()


def test_another_version_is_not_read():
    rng = np.random.default_rng(1)
    network = random_network(rng, 12, 20, side_m=40.0)
    file = gzip.decompress(written(network, random_bounds(rng, network))["walking/ways.walk"])
    newer = gzip.compress(file.replace(b'"version":1', b'"version":2'))
    with pytest.raises(ValueError, match="version 2 of the format"):
        read_ways(newer)


def test_bounds_of_other_views_are_refused():
    rng = np.random.default_rng(1)
    network = random_network(rng, 12, 20, side_m=40.0)
    seen, other = random_bounds(rng, network), random_bounds(rng, network)
    with pytest.raises(ValueError, match="not of one view"):
        written(network, {**seen, "least": other["most"]})


def test_vertices_off_the_grid_are_refused():
    rng = np.random.default_rng(1)
    network = random_network(rng, 12, 20, side_m=40.0)
    off = replace(network, ways=replace(network.ways, vertices=network.ways.vertices + 1e-5))
    with pytest.raises(ValueError, match="on the grid"):
        written(off, random_bounds(rng, network))


def test_a_camera_that_is_not_shown_is_refused():
    rng = np.random.default_rng(1)
    network = random_network(rng, 12, 20, side_m=40.0)
    seen, town = random_bounds(rng, network), published()
    levels = {level.key: seen for level in town.optics.levels}
    hidden = replace(nobody(network), ids=("osm:node/99",))
    with pytest.raises(ValueError, match="not shown"):
        dict(walking_files(town, network, levels, hidden, load_walking_rules()))
