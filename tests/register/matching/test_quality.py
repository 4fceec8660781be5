"""On lists whose truth is known: pairs are right, and chances are what they say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely
from bench.lists import OFFICE, STREET, Pair, city, dressed, nearest, pair
from bench.mapped import points
from bench.towns import BY_HAND, BY_PHONE, interval

from tests.shared_data import shared
from vidik.model.reconciliation import Reconciliation
from vidik.register.matching.reconciliation import reconcile


@cache
def made_up(dense: bool, seed: int) -> tuple[Pair, Reconciliation]:
    """Return two lists of a made-up city of 4,000 cameras, reconciled."""
    rng = np.random.default_rng(seed)
    where = city(rng, 4000, median_m=8.5 if dense else 57.0, dense=dense)
    lists = pair(rng, where, (OFFICE, STREET))
    return lists, reconcile(lists.one, lists.other)


@pytest.mark.parametrize(("dense", "floor"), [(False, 0.90), (True, 0.635)])
def test_pairs_are_right(dense, floor):
    for seed in (1, 2):
        lists, found = made_up(dense, seed)
        score = lists.score(found.pairs)[0]
        assert score > floor
        assert score > lists.score(nearest(lists, within_m=25.0))[0] + 0.15


@pytest.mark.parametrize("dense", [False, True])
def test_errors_and_shares_are_learned(dense):
    lists, found = made_up(dense, 1)
    assert found.linkage.sigma_m == pytest.approx(np.hypot(5.0, 15.0), rel=0.08)
    assert found.linkage.share == pytest.approx(len(lists.truth) / len(lists.one), abs=0.04)
    assert found.linkage.other_share == pytest.approx(len(lists.truth) / len(lists.other), abs=0.04)
    assert found.both.least <= len(lists.truth) <= found.both.most
    assert found.both.most - found.both.least < 0.2 * len(lists.truth)


@pytest.mark.parametrize("dense", [False, True])
def test_chances_are_what_they_say(dense):
    right, chance = [], []
    for seed in (1, 2):
        lists, found = made_up(dense, seed)
        wide = len(lists.other)
        right.append(np.isin(found.pairs @ [wide, 1], lists.truth @ [wide, 1]))
        chance.append(found.chance)
    for least, most in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        there = (np.concatenate(chance) >= least) & (np.concatenate(chance) < most)
        said, true = np.concatenate(chance)[there].mean(), np.concatenate(right)[there].mean()
        slack = 0.03 + 3.0 * np.sqrt(said * (1.0 - said) / there.sum())
        assert abs(said - true) < slack, (least, most, said, true, int(there.sum()))


@pytest.mark.parametrize("dense", [False, True])
def test_rows_said_to_be_alone_are(dense):
    lists, found = made_up(dense, 1)
    without = np.ones(len(lists.one), dtype=np.bool_)
    without[lists.truth[:, 0]] = False
    for least, most in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.01)):
        there = (found.one.alone >= least) & (found.one.alone < most)
        said = found.one.alone[there].mean()
        assert abs(said - without[there].mean()) < 0.05 + 3.0 / np.sqrt(there.sum())


@pytest.mark.parametrize(
    ("town", "together_m", "floor"),
    [
        ("belgrade.geojson", 0.0, 0.88),
        ("belgrade.geojson", 15.0, 0.88),
        ("uzice.geojson", 0.0, 0.5),
        ("uzice.geojson", 15.0, 0.55),
        ("vienna.geojson", 0.0, 0.64),
        ("vienna.geojson", 15.0, 0.68),
    ],
)
def test_real_places_beside_a_threshold_of_distance(town, together_m, floor):
    scores, thresholds, covered = [], [], 0
    author = replace(BY_HAND, together_m=together_m)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        lists = pair(rng, dressed(rng, points(shared(town))), (author, BY_PHONE))
        found = reconcile(lists.one, lists.other)
        scores.append(lists.score(found.pairs)[0])
        thresholds.append(
            max(lists.score(nearest(lists, within_m=metres))[0] for metres in (25.0, 50.0, 100.0))
        )
        covered += found.both.least <= len(lists.truth) <= found.both.most
    assert np.mean(scores) > floor
    assert np.mean(scores) > np.mean(thresholds) + 0.05
    assert covered >= 3


def test_lists_of_different_towns_have_little_in_common():
    rng = np.random.default_rng(1)
    where = [dressed(rng, rng.uniform(0, 3000, (300, 2))) for _ in range(2)]
    one, other = (pair(rng, town, (OFFICE, STREET)) for town in where)
    found = reconcile(one.one, other.other)
    assert found.both.expected < 0.1 * len(one.one)
    assert len(found.pairs) < 0.1 * len(one.one)


def test_a_score_counts_pairs():
    lists, _ = made_up(False, 1)
    assert lists.score(lists.truth) == (1.0, 1.0, 1.0)
    assert lists.score(lists.truth[:10])[1:] == (1.0, 10 / len(lists.truth))
    tree = shapely.STRtree(shapely.points(lists.other.xy))
    _, far = tree.query_nearest(shapely.points(lists.one.xy), return_distance=True)
    assert len(nearest(lists, within_m=25.0)) <= (far <= 25.0).sum()


def test_a_rate_has_its_interval():
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), method 3
    assert interval(81, 263) == "0.308 (0.255–0.366)"
    assert interval(0, 20) == "0.000 (0.000–0.161)"
