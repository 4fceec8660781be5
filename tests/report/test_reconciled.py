"""Figures of two lists by district: they add up, count what may be counted, and heed decisions."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.outside.database.makers import NOON
from tests.report.statements import DAY, LAT, LON, METRE
from vidik.model.decision import Decision, Verdict
from vidik.model.district import District
from vidik.model.observation import Claim, Observation, Statement
from vidik.model.reconciliation import Standing
from vidik.register.pairing import pairs_of
from vidik.register.resolving import compare, frame_of
from vidik.report.reconciled import reconciled

WEST = District("West", "d", shapely.box(LON - 1, LAT - 1, LON + 150 * METRE, LAT + 1), {})
EAST = District(
    "East", "d", shapely.box(LON + 150 * METRE, LAT - 1, LON + 420 * METRE, LAT + 1), {}
)


def row(origin: str, number: int, east: float, north: float, devices: int = 1) -> Statement:
    one = Observation(
        origin, f"{origin}{number}", Claim.PRESENT, LON + east * METRE, LAT + north * METRE,
        devices=devices, attributes=MappingProxyType({"name": f"street {number % 7}"}),
    )  # fmt: skip
    return Statement(one.id, one, f"row {number}", "00", DAY, DAY)


def lists(seed: int, apart_m: float = 4.0, every: int = 2):
    """Return two lists of one street: the second has every second camera, a little elsewhere."""
    rng = np.random.default_rng(seed)
    places = [(40.0 * i, float(rng.uniform(0, 30))) for i in range(14)]
    ones = [row("one", i, *place) for i, place in enumerate(places)]
    others = [
        row("other", i, x + rng.normal(0, apart_m), y + rng.normal(0, apart_m), 1 + i % 2)
        for i, (x, y) in enumerate(places)
        if i % every == 0
    ]
    return ones, others


def figures(ones, others, districts=(), *, decisions=(), **more):
    compared = compare(ones, others, frame_of([*ones, *others]), decisions)
    (made,) = reconciled([compared], districts, **more)
    return made


@given(st.integers(0, 30))
def test_districts_and_what_lies_in_none_add_up_to_the_whole(seed: int) -> None:
    ones, others = lists(seed)
    made = figures(ones, others, [WEST, EAST])
    parts = [*made.districts, made.elsewhere]
    assert made.elsewhere is not None
    for of in ("one", "other", "ambiguous"):
        assert sum(getattr(part, of) for part in parts) == getattr(made.whole, of)
    assert sum(sum(part.settles.values()) for part in parts) == made.whole.ambiguous
    # no pair lies astride a border here, so that what is expected adds up, too
    both = sum(part.both.expected for part in parts)
    assert both == pytest.approx(made.whole.both.expected, abs=1e-6)


def test_a_district_is_counted_row_by_row() -> None:
    ones, others = lists(3)
    made = figures(ones, others, [WEST])
    (west,) = made.districts
    inside = [o for o in ones if o.observation.lon <= LON + 150 * METRE]
    beside = [o for o in others if o.observation.lon <= LON + 150 * METRE]
    assert west.one == len(inside) == 4
    assert west.other == sum(o.observation.devices for o in beside)
    assert made.elsewhere is not None
    assert west.one + made.elsewhere.one == len(ones)


def test_without_districts_nothing_lies_outside_them() -> None:
    made = figures(*lists(1))
    assert made.districts == ()
    assert made.elsewhere is None


def test_what_may_not_be_counted_is_in_no_figure() -> None:
    ones, others = lists(5)
    hidden = {ones[0].id, others[0].id}
    made = figures(ones, others, [WEST], counts=lambda one: one.id not in hidden)
    all_of_it = figures(ones, others, [WEST])
    assert made.whole.one == all_of_it.whole.one - 1
    assert made.whole.other == all_of_it.whole.other - others[0].observation.devices
    assert made.districts[0].one == all_of_it.districts[0].one - 1
    assert made.whole.both.expected < all_of_it.whole.both.expected


def test_a_boundary_leaves_out_what_lies_beyond_it() -> None:
    ones, others = lists(5)
    made = figures(ones, others, [WEST, EAST], boundary=WEST.area)
    assert made.whole.one == made.districts[0].one
    assert [one.name for one in made.districts] == ["West"]


def test_what_somebody_decided_is_not_unclear_any_more() -> None:
    for seed in range(40):
        ones, others = lists(seed, apart_m=14.0)
        compared = compare(ones, others, frame_of([*ones, *others]))
        asked = [p for p in pairs_of(compared, ()) if p.standing == Standing.AMBIGUOUS and p.other]
        if asked:
            break
    else:
        pytest.fail("nothing is unclear in any of the lists")
    pair = asked[0]
    assert pair.one is not None
    assert pair.other is not None
    made = Decision(
        NOON, "the editors", Verdict.SAME, "seen", observation=pair.one.id, other=pair.other.id
    )
    before = figures(ones, others)
    after = figures(ones, others, decisions=[made])
    assert after.whole.ambiguous < before.whole.ambiguous
    assert after.whole.both == before.whole.both
    # a decision about something else changes nothing
    strange = replace(made, other="0" * 32)
    assert figures(ones, others, decisions=[strange]).whole == before.whole


def test_every_row_stands_in_a_pair_or_alone() -> None:
    ones, others = lists(2, apart_m=12.0)
    pairs = [*pairs_of(compare(ones, others, frame_of([*ones, *others])), ())]
    told = {row.id for pair in pairs for row in (pair.one, pair.other) if row is not None}
    assert told == {row.id for row in (*ones, *others)}
    assert all(
        math.isnan(pair.apart_m) == (pair.one is None or pair.other is None) for pair in pairs
    )
