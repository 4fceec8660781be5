"""Switching on, told: no figure about single cameras, and a page can do all of it again."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from tests.audit.assumptions import SUPPOSED, passers
from vidik.audit.projection import projection
from vidik.model.span import Span
from vidik.model.switched_on import CityPart, SwitchedOn
from vidik.outside.switch_on import published_matchers, read_assumptions
from vidik.report.switch_on import (
    attacked_first,
    number,
    one_in,
    page_data,
    parts_told,
    switched_on,
)


def city(supposed=None, *, counted: float = 0.3) -> SwitchedOn:
    supposed = supposed or read_assumptions()[0]
    people = passers(np.random.default_rng(3), 30, counted=counted)
    part = np.repeat([0, 1, -1], 10)
    found = projection(
        supposed, people, area=part, areas=2, homes=500.0, rng=np.random.default_rng(1), draws=2000
    )
    return SwitchedOn(
        place="Town", level="face", operator=None, mapped=40, passers=people,
        per_walk=Span(0.0, float(people.per_walk.sum()), 9.0), homes=500.0, counted=9,
        parts=(CityPart("East", box(20, 44, 21, 45)), CityPart("", box(20, 45, 21, 46))),
        part=part, assumptions=supposed, given=frozenset({"matcher"}), projection=found,
        synthetic=True, attribution="© Somebody",
    )  # fmt: skip


@given(st.lists(st.integers(-1, 6), max_size=40).map(lambda one: np.array(one, dtype=np.int64)))
def test_no_figure_is_about_fewer_than_three_cameras_nor_is_what_is_left(part):
    kept, renamed = parts_told(part, 7)
    counts = np.bincount(renamed[renamed >= 0], minlength=len(kept))
    assert (counts >= 3).all()
    rest = int((renamed < 0).sum())
    assert rest == 0 or rest >= 3 or not kept
    for new, old in enumerate(kept):
        assert ((renamed == new) == (part == old)).all()
    # nothing is kept back without need
    if not kept:
        most = np.bincount(part[part >= 0], minlength=7).max()
        assert most < 3 or 0 < len(part) - most < 3


def test_a_page_can_do_it_again_with_plain_numbers():
    """What TypeScript will do: nothing but the JSON, and arithmetic."""
    found = city()
    made = json.loads(json.dumps(page_data(found, published_matchers())))
    check, middles = made["check"], {}
    for name, one in made["assumptions"].items():
        low, high = one["low"], one["high"]
        if one["shape"] == "log-uniform":
            middles[name] = math.sqrt(low * high)
        elif one["shape"] != "counted":
            middles[name] = 0.5 * (low + high)
    middles = check["middles"] | middles  # of a count, the median is that of a beta distribution
    assert middles == pytest.approx(check["middles"])
    (matcher,) = (one for one in made["matchers"] if one["key"] == made["matcher"])
    fpir = 1 - (1 - middles["false_positive"]) ** (middles["watchlist"] / matcher["watchlist"])
    walks = middles["people"] * (made["homes"] if made["people_per_home"] else 1)
    walks *= middles["walks"] * middles["elsewhere"] * middles["sight"]
    passes = sum(walks * part["per_walk"] + part["counted"] for part in made["parts"])
    seen = passes * middles["captured"]
    false = seen * middles["searches"] * (1 - middles["listed"]) * fpir
    true = seen * middles["listed"] * middles["found"]
    assert fpir == pytest.approx(check["fpir"])
    assert passes == pytest.approx(check["passes"])
    assert false == pytest.approx(check["false_alerts"])
    assert true == pytest.approx(check["true_alerts"])
    assert true / (true + false) == pytest.approx(check["right"])
    people = middles["people"] * made["homes"]
    assert 365 * false / people == pytest.approx(check["per_resident_and_year"])
    assert [part["cameras"] for part in made["parts"]] == [10, 10, 10]
    assert made["parts"][0]["name"] == "East"
    assert made["parts"][2]["rest"]
    assert len(json.dumps(made)) < 20_000


def test_a_page_can_draw_it_again_with_plain_numbers():
    found = city(counted=0.0)
    made = json.loads(json.dumps(page_data(found, published_matchers())))
    rng, draws = np.random.default_rng(8), 5000

    def drawn(one):
        at = (rng.permutation(draws) + 0.5) / draws
        if one["shape"] == "counted":
            return np.array(one["quantiles"])[(at * len(one["quantiles"])).astype(int)]
        if one["shape"] == "log-uniform":
            return one["low"] * (one["high"] / one["low"]) ** at
        return one["low"] + (one["high"] - one["low"]) * at

    value = {name: drawn(one) for name, one in made["assumptions"].items()}
    (matcher,) = (one for one in made["matchers"] if one["key"] == made["matcher"])
    fpir = 1 - (1 - value["false_positive"]) ** (value["watchlist"] / matcher["watchlist"])
    walks = value["people"] * made["homes"] * value["walks"] * value["elsewhere"] * value["sight"]
    false = 0.0
    for part in made["parts"]:
        spread = part["per_walk_spread"]
        error = np.exp(spread * rng.standard_normal(draws) - 0.5 * spread**2)
        false = false + walks * part["per_walk"] * error
    false *= value["captured"] * value["searches"] * (1 - value["listed"]) * fpir
    known = made["check"]["drawn"]["false_alerts"]
    assert false.mean() == pytest.approx(known["expected"], rel=0.1)
    for name, at in (("least", 0.025), ("middle", 0.5), ("most", 0.975)):
        assert np.quantile(false, at) == pytest.approx(known[name], rel=0.15)


def test_values_for_programs_name_no_camera():
    found = city()
    made = json.loads(json.dumps(switched_on(found)))
    assert made["synthetic"]
    assert [part["cameras"] for part in made["parts"]] == [10, 10]
    assert made["city"]["false_alerts"]["expected"] == found.projection.whole.false_alerts.expected
    assert made["per_camera_on_average"]["expected"] == pytest.approx(
        found.projection.whole.false_alerts.expected / 30
    )
    assert {one["name"]: one["yours"] for one in made["assumptions"]}["found"]
    assert not {one["name"]: one["yours"] for one in made["assumptions"]}["walks"]
    assert "per_camera" not in made
    assert {"passes", "fpir", "false_alerts", "right", "per_pass"} <= made["formulas"].keys()
    unknown = city(replace(SUPPOSED, matcher=replace(SUPPOSED.matcher, found=None)))
    told = switched_on(unknown)
    assert told["right"] is told["true_alerts"] is None


def test_guesses_come_before_counts_and_what_matters_before_what_does_not():
    order = [name for name, _ in attacked_first(city(counted=0.0))]
    assert order[0] == "people"
    assert order[-1] == "watchlist"
    assert order.index("captured") < order.index("false_positive")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0"), (0.0123, "0.012"), (1.0, "1"), (99.4, "99"), (123.0, "120"),
        (123_456.0, "120,000"), (1e-7, "0.0000001"),
    ],
)  # fmt: skip
def test_numbers_have_two_digits(value, told):
    assert number(value) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0"), (0.25, "25%"), (0.0125, "1 in 80"), (1e-9, "1 in 1,000,000,000")],
)
def test_shares(share, told):
    assert one_in(share) == told
