"""Projection: its laws, and a slow twin that draws camera by camera, one number at a time."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audit.assumptions import NPL, SUPPOSED, between, certain, passers, seeds
from vidik.audit.assuming import mean
from vidik.audit.projection import Together, projection
from vidik.model.assumed import Assumed
from vidik.model.assumptions import Assumptions, Group
from vidik.model.passers import Passers
from vidik.model.projection import Projected, Projection

HOMES = 2000.0


def project(supposed: Assumptions, people: Passers, *, draws: int = 2000, **more) -> Projection:
    settled = {"area": np.full(len(people), -1), "areas": 0, "homes": HOMES} | more
    return projection(supposed, people, draws=draws, rng=np.random.default_rng(1), **settled)


def one_by_one(
    supposed: Assumptions, people: Passers, draws: int, rng: random.Random
) -> list[tuple[float, float, float]]:
    """Return draws of passes, false and true alerts in a day, each camera with its own error."""

    def draw(assumed: Assumed) -> float:
        if assumed.rate is not None:
            return rng.betavariate(
                assumed.rate.count + 0.5, assumed.rate.of - assumed.rate.count + 0.5
            )
        if assumed.shape == "log-uniform":
            return math.exp(rng.uniform(math.log(assumed.low), math.log(assumed.high)))
        return rng.uniform(assumed.low, assumed.high)

    made = []
    for _ in range(draws):
        value = {name: draw(one) for name, one in supposed.by_name.items()}
        walks = value["people"] * HOMES * value["walks"] * value["elsewhere"] * value["sight"]
        passes = 0.0
        for i in range(len(people)):
            sigma = float(people.spread[i])
            error = math.exp(rng.gauss(-0.5 * sigma * sigma, sigma))
            passes += (walks * float(people.per_walk[i]) + float(people.counted[i])) * error
        each = 1.0 - (1.0 - value["false_positive"]) ** (1.0 / supposed.matcher.watchlist)
        fpir = 1.0 - (1.0 - each) ** value["watchlist"]
        seen = passes * value["captured"]
        false = seen * value["searches"] * (1.0 - value["listed"]) * fpir
        made.append((passes, false, seen * value["listed"] * value["found"]))
    return made


@pytest.mark.parametrize("counted", [0.0, 0.4])
def test_a_slow_twin_that_draws_every_camera_says_the_same(counted):
    people, draws = passers(np.random.default_rng(4), 12, counted=counted), 20_000
    made = project(SUPPOSED, people, draws=draws)
    slow = one_by_one(SUPPOSED, people, draws, random.Random(7))
    share = [true / (true + false) for _, false, true in slow]
    for told, several in (
        (made.whole.passes, [row[0] for row in slow]),
        (made.whole.false_alerts, [row[1] for row in slow]),
        (made.true_alerts, [row[2] for row in slow]),
        (made.right, share),
    ):
        error = np.std(several) / math.sqrt(draws)
        assert told.expected == pytest.approx(np.mean(several), abs=5.0 * error)
        # between which draws of the twin its own quantiles lie, and the shape of a sum of errors
        for name, at in (("least", 0.025), ("middle", 0.5), ("most", 0.975)):
            low, high = np.quantile(several, [at - 5e-3, at + 5e-3])
            assert 0.97 * low <= getattr(told, name) <= 1.03 * high
    none = np.mean([math.exp(-false) for _, false, _ in slow])
    assert made.none_in_a_day == pytest.approx(none, abs=0.02)


def test_an_expectation_is_that_of_each_factor():
    people = passers(np.random.default_rng(4), 30)
    made = project(replace(SUPPOSED, watchlist=Assumed.exactly(10_000.0)), people, draws=10_000)
    factors = ("people", "walks", "elsewhere", "sight")
    passes = math.prod(mean(SUPPOSED.by_name[name]) for name in factors) * HOMES
    passes *= people.per_walk.sum()
    assert made.whole.passes.expected == pytest.approx(passes, rel=0.02)
    each = math.prod(mean(SUPPOSED.by_name[name]) for name in ("captured", "searches"))
    each *= (1.0 - mean(SUPPOSED.listed)) * mean(NPL.false_positive)
    assert made.whole.false_alerts.expected == pytest.approx(passes * each, rel=0.04)


def all_of(one: Projected) -> np.ndarray:
    return np.array([one.least, one.middle, one.most, one.expected, one.formula])


@given(seeds, st.integers(1, 30), st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=30, deadline=None)
def test_cameras_add_up_to_parts_and_parts_to_the_city(seed, count, areas, counted):
    rng = np.random.default_rng(seed)
    people = passers(rng, count, counted=counted)
    area = rng.integers(0, areas, count)
    made = project(SUPPOSED, people, draws=300, area=area, areas=areas)
    for name in ("expected", "formula"):
        own = getattr(made.per_camera, name)
        parts = [getattr(part.false_alerts, name) for part in made.areas]
        assert np.bincount(area, own, areas) == pytest.approx(parts)
        assert sum(parts) == pytest.approx(getattr(made.whole.false_alerts, name))
    assert sum(part.cameras for part in made.areas) == made.whole.cameras == count
    # in draws as well: all in one part is the city, and what is in none is not lost
    alone = project(SUPPOSED, people, draws=300, area=np.zeros(count, int), areas=1)
    assert all_of(alone.areas[0].false_alerts) == pytest.approx(all_of(alone.whole.false_alerts))


@given(seeds, st.sampled_from(["people", "walks", "elsewhere", "sight", "captured", "searches"]))
@settings(max_examples=20, deadline=None)
def test_more_of_any_factor_gives_more(seed, name):
    people = passers(np.random.default_rng(seed), 5)
    own = SUPPOSED.by_name[name]
    less = replace(SUPPOSED, **{name: replace(own, low=0.5 * own.low, high=0.5 * own.high)})
    a, b = (project(one, people, draws=200).whole.false_alerts for one in (less, SUPPOSED))
    assert all_of(b) == pytest.approx(2.0 * all_of(a))


@given(st.integers(1, 10**6), st.integers(1, 10**6))
@settings(max_examples=20, deadline=None)
def test_a_longer_list_gives_more_false_alerts_and_fewer_that_are_right(some, others):
    people = passers(np.random.default_rng(1), 5)
    short, long = (
        project(replace(SUPPOSED, watchlist=Assumed.exactly(float(n))), people, draws=200)
        for n in sorted((some, others))
    )
    assert (all_of(short.whole.false_alerts) <= all_of(long.whole.false_alerts) + 1e-12).all()
    assert (all_of(short.right) >= all_of(long.right) - 1e-12).all()
    assert 0.0 <= long.right.least <= long.right.most <= 1.0


def test_without_doubt_it_is_the_formula():
    supposed = certain(0.001)
    people = Passers(np.array([0.1, 0.3]), np.zeros(2), np.zeros(2))
    made = project(supposed, people, draws=100, area=np.array([0, 1]), areas=2)
    # 1,000 people with a walk each: 100 and 300 pass, half are taken twice
    for told, value in (
        (made.whole.passes, 400.0),
        (made.whole.false_alerts, 400.0 * 0.5 * 2.0 * 0.999 * 0.001),
        (made.areas[0].false_alerts, 100.0 * 0.5 * 2.0 * 0.999 * 0.001),
        (made.true_alerts, 400.0 * 0.5 * 0.001 * 0.9),
        (made.per_pass, 0.5 * (1.0 - 0.999**2)),
        (made.per_resident, 365.0 * 400.0 * 0.999 * 0.001 / 1000.0),
        (made.fpir, 0.001),
    ):
        assert all_of(told) == pytest.approx(value)
    assert made.per_camera.most == pytest.approx([0.0999, 0.2997])
    assert made.none_in_a_day == pytest.approx(math.exp(-0.3996))
    assert made.swings == made.right_swings == ()


def test_back_and_forth():
    """The rate that the inverse names gives as many false alerts as were allowed."""
    people = passers(np.random.default_rng(2), 20)
    needed = project(SUPPOSED, people, allowed=3.0).needed
    assert needed.alerts == 3.0

    def again(fpir: float, draws: int = 2000) -> Projection:
        matcher = replace(NPL, false_positive=Assumed.exactly(fpir), watchlist=5_000)
        return project(replace(SUPPOSED, matcher=matcher), people, draws=draws)

    # of the same draws; the mean over single cameras' errors is known better than from draws
    assert again(needed.in_expectation).whole.false_alerts.expected == pytest.approx(3.0, rel=0.05)
    assert again(needed.none).none_in_a_day == pytest.approx(0.95, abs=1e-9)
    for fpir, fmr in zip(
        (needed.in_expectation, needed.in_most, needed.none), needed.per_comparison, strict=True
    ):
        assert 1.0 - (1.0 - fmr) ** 5_000 == pytest.approx(fpir, rel=1e-6)


def test_single_cameras_have_quantiles_of_their_own():
    people = Passers(
        np.array([1.0, 2.0, 0.0]), np.array([0.0, 0.0, 50.0]), np.array([0.8, 0.8, 0.1])
    )
    made = project(SUPPOSED, people, draws=20_000).per_camera
    assert 2.0 * made.most[0] == pytest.approx(made.most[1])
    alone = [
        project(SUPPOSED, Passers(*(column[i : i + 1] for column in columns)), draws=20_000)
        for columns in [(people.per_walk, people.counted, people.spread)]
        for i in (0, 2)
    ]
    for i, one in zip((0, 2), alone, strict=True):
        told = one.whole.false_alerts
        assert made.least[i] == pytest.approx(told.least, rel=0.05)
        assert made.middle[i] == pytest.approx(told.middle, rel=0.05)
        assert made.most[i] == pytest.approx(told.most, rel=0.05)


@given(seeds, st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_errors_of_several_cameras_have_the_mean_and_variance_that_they_add_up_to(seed, count):
    rng = np.random.default_rng(seed)
    people = passers(rng, count)
    together = Together.of(people, np.zeros(count, int), 1)
    several = together.drawn(np.ones(40_000), rng=rng)[0]
    variance = (people.per_walk**2 * np.expm1(people.spread**2)).sum()
    assert several.mean() == pytest.approx(people.per_walk.sum(), rel=0.05)
    assert math.log1p(variance / people.per_walk.sum() ** 2) == pytest.approx(
        float(together.modelled_spread[0]) ** 2
    )
    assert together.spread(123.0) == pytest.approx(float(together.modelled_spread[0]))


def test_what_is_not_known_is_not_told():
    people = passers(np.random.default_rng(2), 3)
    made = project(replace(SUPPOSED, matcher=replace(NPL, found=None)), people)
    assert made.true_alerts is made.right is None
    assert made.right_swings == made.groups == ()
    nobody = project(replace(certain(0.0), listed=Assumed.exactly(0.0)), people)
    assert nobody.right is None
    assert nobody.whole.false_alerts.most == 0.0
    assert nobody.none_in_a_day == 1.0
    with pytest.raises(ValueError, match="no camera"):
        project(SUPPOSED, Passers(np.zeros(2), np.zeros(2), np.zeros(2)))


def test_who_carries_them_comes_with_it():
    groups = (
        Group("a", Assumed.exactly(0.1), between(10.0, 100.0)),
        Group("b", Assumed.exactly(0.9), Assumed.exactly(1.0)),
    )
    made = project(replace(SUPPOSED, groups=groups), passers(np.random.default_rng(2), 3))
    assert [one.name for one in made.groups] == ["a", "b"]


def test_a_published_total_takes_the_place_of_walks():
    people = passers(np.random.default_rng(2), 6)
    made = project(replace(SUPPOSED, total=Assumed.exactly(9_000.0)), people)
    assert made.whole.passes.expected == pytest.approx(9_000.0)
    assert {"walks", "elsewhere", "sight"}.isdisjoint(one.name for one in made.swings)


@pytest.mark.parametrize(
    "more",
    [
        {"captured": Assumed.exactly(0.0)},
        {"listed": Assumed.exactly(1.0)},
        {"captured": between(0.0, 1.0, "uniform"), "listed": between(0.0, 1.0, "uniform")},
        {"walks": Assumed.exactly(0.0)},
        {"matcher": replace(NPL, false_positive=Assumed.exactly(1.0))},
    ],
)
def test_at_its_ends_it_still_is_a_number(more):
    people = passers(np.random.default_rng(2), 6, counted=0.5)
    made = project(replace(SUPPOSED, **more), people, draws=300)
    assert np.isfinite(all_of(made.whole.false_alerts)).all()
    assert 0.0 <= made.none_in_a_day <= 1.0
    assert made.right is None or 0.0 <= made.right.least <= made.right.most <= 1.0
    assert all(0.0 < rate <= 1.0 for rate in made.needed.per_comparison)
    assert sum(one.share for one in made.swings) == pytest.approx(1.0 if made.swings else 0.0)
