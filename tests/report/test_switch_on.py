"""Switching on, told: no figure about single cameras."""

from __future__ import annotations

import json
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
from vidik.outside.switch_on import read_assumptions
from vidik.report.switch_on import (
    attacked_first,
    number,
    one_in,
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
