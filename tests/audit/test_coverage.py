"""Coverage: counted out, on a grid, at zero errors and tiny samples; and what the documents say."""

from __future__ import annotations

import re
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import ROOT
from vidik.audit.coverage import RATES, TRIALS, covered, held
from vidik.audit.intervals import clopper_pearson, wilson
from vidik.model.rate import Interval


def added_up(made, of: int, share: float) -> float:
    """Return the coverage as a sum over all outcomes, one by one."""
    whole = 0.0
    for count in range(of + 1):
        own = made(count, of, confidence=0.95)
        if own.low <= share <= own.high:
            whole += comb(of, count) * share**count * (1.0 - share) ** (of - count)
    return whole


@given(st.integers(1, 60), st.floats(1e-6, 1.0 - 1e-6))
def test_it_is_the_sum_over_all_outcomes(of, share):
    for made in (clopper_pearson, wilson):
        assert held(made, of, share) == pytest.approx(added_up(made, of, share), abs=1e-12)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_the_exact_interval_never_holds_the_rate_less_often_than_it_says(confidence):
    for one in covered(clopper_pearson, confidence=confidence, trials=TRIALS[:-1]):
        assert one.worst >= confidence - 1e-12
        assert one.worst <= one.mean <= 1.0


def test_wilsons_is_right_on_the_average_and_dips():
    assert held(wilson, 10, 0.01) == pytest.approx(0.904, abs=5e-4)
    told = {one.of: one for one in covered(wilson, trials=(1, 10, 1000))}
    assert told[1].worst == pytest.approx(0.8)
    assert (told[10].at, told[1000].at) == (0.01, 1e-4)
    assert all(0.94 < one.mean < 0.98 for one in told.values())


def test_a_trial_without_errors_holds_the_rate_as_often_as_such_a_trial_is_likely():
    # of one trial at a rare rate there is nothing but none seen, or the one that was
    assert held(clopper_pearson, 1, 0.01) == pytest.approx(0.99)
    assert held(lambda count, of, confidence: Interval(0, 0, confidence, ""), 7, 0.1) == 0.0
    assert held(lambda count, of, confidence: Interval(0, 1, confidence, ""), 7, 0.1) == (
        pytest.approx(1.0)
    )


def test_the_table_of_the_documents_is_what_is_counted():
    text = (ROOT / "docs" / "explanation" / "error-rates.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([\d,]+) \| ([\d.]+)% \| ([\d.]+)% at \S+ \| ([\d.]+)% \| ([\d.]+)% at (\S+) \|$",
        text,
        flags=re.MULTILINE,
    )
    assert [int(row[0].replace(",", "")) for row in rows] == list(TRIALS)
    assert f"from {min(RATES):g} to {max(RATES):g}" in text.replace("0.000001", "1e-06")
    for made, mean, worst in ((clopper_pearson, 1, 2), (wilson, 3, 4)):
        for row, one in zip(rows, covered(made), strict=True):
            assert row[mean] == f"{one.mean:.2%}"[:-1]
            assert row[worst] == f"{one.worst:.2%}"[:-1]
