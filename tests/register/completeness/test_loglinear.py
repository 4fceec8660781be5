"""Log-linear models: published figures, closed forms, a slow twin, laws, coverage."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.register.completeness.literature import DIABETES, HEPATITIS, histories
from vidik.model.histories import Histories
from vidik.register.completeness.loglinear import fits, loglinear


def by_terms(seen):
    return {frozenset(map(frozenset, one.terms)): one for one in fits(seen)[0]}


def terms(*sets):
    return frozenset(map(frozenset, sets))


def test_diabetics_of_casale_monferrato():
    # International Working Group for Disease Monitoring and Forecasting 1995: the model chosen has
    # a deviance of 7.62 on 5 degrees of freedom and 2,771 diabetics, standard error 145
    best = fits(DIABETES)[0][0]
    assert terms(*best.terms) == terms("ab", "ac", "bc", "bd", "cd")
    assert (round(best.deviance, 2), best.degrees) == (7.62, 5)
    assert (round(best.expected), round(best.standard_error)) == (2771, 145)
    total = loglinear(DIABETES)
    assert total.seen == 2069
    assert 2400 < total.least < 2771 < total.most


def test_hepatitis_model_by_model():
    # Chao et al. 2001: 388 if lists are independent, 1,313 with every pair dependent
    models = by_terms(HEPATITIS)
    assert len(models) == 8
    assert models[terms("P", "Q", "E")].expected == pytest.approx(388.5, abs=0.5)
    assert models[terms("PQ", "PE", "QE")].expected == pytest.approx(1313, abs=1)
    # Fienberg's (1972) closed forms
    assert models[terms("PQ", "PE")].expected - 271 == pytest.approx(55 * 63 / 18)
    assert models[terms("PQ", "E")].expected - 271 == pytest.approx(145 * 63 / 63)
    assert models[terms("PQ", "PE", "QE")].expected - 271 == pytest.approx(
        28 * 69 * 55 * 63 / (21 * 17 * 18)
    )


@pytest.mark.parametrize(("lists", "models"), [(3, 8), (4, 113), (5, 1024)])
def test_every_hierarchical_model_is_tried(lists, models):
    has = np.random.default_rng(1).random((2000, lists)) < 0.4
    tried, possible = fits(Histories.of("abcde"[:lists], has[has.any(axis=1)]))
    assert possible == models
    assert len({one.terms for one in tried}) == len(tried) <= models
    assert sum(one.weight for one in tried) == pytest.approx(1.0)


def by_filling_in(seen, sets):
    """Fit a model slowly: fill in the cell nobody counted, fit margins in turn, and again."""
    table, fitted = seen.counts.copy(), np.ones_like(seen.counts)
    axes = range(len(seen.lists))
    for _ in range(20_000):
        for one in sets:
            rest = tuple(i for i in axes if seen.lists[i] not in one)
            fitted = (
                fitted * table.sum(axis=rest, keepdims=True) / fitted.sum(axis=rest, keepdims=True)
            )
        moved = abs(fitted.flat[0] - table.flat[0])
        table.flat[0] = fitted.flat[0]
        if moved < 1e-10 * (1.0 + table.flat[0]):
            break
    return table.sum()


@settings(max_examples=5)
@given(st.lists(st.integers(20, 200), min_size=7, max_size=7))
def test_three_lists_against_the_slow_twin(counts):
    seen = histories({f"{k:03b}": count for k, count in enumerate(counts, 1)})
    for one in fits(seen)[0]:
        assume(one.expected < 20 * seen.seen)
        if one.degrees:
            assert one.expected == pytest.approx(by_filling_in(seen, one.terms), rel=1e-5)


def test_four_lists_against_the_slow_twin():
    for one in fits(DIABETES)[0][::16]:
        if one.expected < 3500:
            assert one.expected == pytest.approx(by_filling_in(DIABETES, one.terms), rel=1e-4)


def test_the_order_of_lists_changes_nothing():
    total = loglinear(HEPATITIS)
    for order in permutations(range(3)):
        again = loglinear(HEPATITIS.reordered(order))
        assert again.expected == pytest.approx(total.expected, rel=1e-9)
        assert again.most == pytest.approx(total.most, rel=1e-6)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 80), min_size=7, max_size=7), st.integers(2, 9))
def test_never_fewer_than_seen_and_in_proportion(counts, times):
    once = histories({f"{k:03b}": count for k, count in enumerate(counts, 1)})
    often = Histories(once.lists, once.counts * times)
    small, large = by_terms(once), by_terms(often)
    assert small.keys() == large.keys()
    for sets, one in small.items():
        assert one.expected >= once.seen
        assert large[sets].expected == pytest.approx(one.expected * times, rel=1e-6)
        assert large[sets].deviance == pytest.approx(one.deviance * times, rel=1e-6, abs=1e-6)


def test_lists_that_never_meet_have_no_model_for_it():
    seen = histories({"001": 40, "010": 30, "100": 50, "011": 20, "101": 15, "110": 0, "111": 0})
    tried, possible = fits(seen)
    assert 0 < len(tried) < possible
    assert not any({"a", "b"} <= set(one) for model in tried for one in model.terms)
    assert loglinear(histories({"001": 9, "010": 8, "100": 7})) is None


@pytest.mark.parametrize("lists", [2, 6])
def test_how_many_lists(lists):
    with pytest.raises(ValueError, match="lists"):
        fits(Histories.of("abcdef"[:lists], np.ones((3, lists), dtype=bool)))


def coverage(draw, *, rounds=250, cameras=500, criterion="aicc"):
    rng = np.random.default_rng(11)
    held, figures = 0, []
    for _ in range(rounds):
        has = draw(rng, cameras)
        total = loglinear(Histories.of("abc", has[has.any(axis=1)]), criterion=criterion)
        held += total.least <= cameras <= total.most
        figures.append(total.expected / cameras)
    return held / rounds, float(np.mean(figures))


def test_the_interval_holds_the_truth_where_lists_are_independent():
    held, mean = coverage(lambda rng, n: rng.random((n, 3)) < (0.5, 0.4, 0.3))
    # nobody knows that they are: averaging over models makes it wider than it had to be
    assert held >= 0.93
    assert mean == pytest.approx(1.0, abs=0.02)


def dependent(rng, n):
    led = rng.random(n) < 0.4
    return np.column_stack((rng.random(n) < 0.4, led, rng.random(n) < np.where(led, 0.6, 0.25)))


def test_the_interval_holds_the_truth_where_two_of_three_depend():
    held, mean = coverage(dependent)
    assert 0.93 <= held <= 0.99
    assert mean == pytest.approx(1.0, abs=0.03)
