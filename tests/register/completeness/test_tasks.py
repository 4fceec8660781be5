"""What to look at again first: worth in closed form, laws, and no area of few cameras."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.survival import PRIOR, Survival
from vidik.register.completeness.tasks import FEWEST, REST, tasks

SURE = Survival(0.1, 0.1, 0.1, looked=1000, changed=100)


def test_old_statements_are_worth_most():
    old, new = ["old"] * 20, ["new"] * 20
    first, second = tasks(old + new, np.r_[np.full(20, 7.0), np.full(20, 0.5)], survival=SURE)
    assert (first.area, second.area) == ("old", "new")
    stays = np.exp(-0.7)
    assert first.gain == pytest.approx(20 * stays * (1 - stays))
    assert first.standing == pytest.approx(20 * stays)
    assert first.share + second.share == pytest.approx(1.0)


def test_an_error_that_areas_share_is_worth_more_than_its_part():
    # the rate is not known: looking at one area takes out its part of a sum that is squared
    years = np.r_[np.full(100, 5.0), np.full(100, 5.0)]
    both = tasks(["a"] * 100 + ["b"] * 100, years, survival=PRIOR)
    chances = PRIOR.chances(np.array([5.0]))[0]
    error = 100 * (chances[2] - chances[0]) / 3.92
    own = 100 * chances[1] * (1 - chances[1])
    assert both[0].gain == pytest.approx(own + error * 3 * error, rel=1e-3)
    assert sum(one.share for one in both) > 1.0


def test_doubtful_matches_count():
    matched = np.r_[np.full(10, 0.5), np.zeros(10)]
    first, second = tasks(["x"] * 10 + ["y"] * 10, np.zeros(20), survival=SURE, matched=matched)
    assert (first.area, first.doubtful, first.gain) == ("x", 10, pytest.approx(2.5))
    assert (second.doubtful, second.gain) == (0, 0.0)


def test_areas_with_few_cameras_are_one_or_none():
    area = ["big"] * 9 + ["one"] * 1 + ["two"] * 2 + ["three"] * 3
    made = tasks(area, np.full(15, 3.0), survival=SURE)
    assert {one.area: one.cameras for one in made} == {"big": 9, REST: 6}
    alone = tasks(["big"] * 9 + ["one"] * 2, np.full(11, 3.0), survival=SURE)
    assert [one.area for one in alone] == ["big"]


def test_nothing_to_look_at():
    assert tasks([], np.zeros(0), survival=PRIOR) == ()


rows = st.lists(
    st.tuples(st.sampled_from("abcd"), st.floats(0.0, 20.0), st.floats(0.0, 1.0)), min_size=1,
    max_size=60,
)  # fmt: skip


@given(rows, st.randoms())
def test_order_changes_nothing_and_worth_is_bounded(drawn, random):
    def ranked(some):
        return tasks(
            [row[0] for row in some],
            np.array([row[1] for row in some]),
            survival=PRIOR,
            matched=np.array([row[2] for row in some]),
        )

    one, other = ranked(drawn), ranked(random.sample(drawn, len(drawn)))
    assert {task.area for task in one} == {task.area for task in other}
    gains = [task.gain for task in one]
    assert gains == sorted(gains, reverse=True)
    for task in one:
        assert 0.0 <= task.share <= 1.0 + 1e-9
        assert task.cameras >= FEWEST
        assert 0.0 <= task.standing <= task.cameras


def test_what_cannot_be():
    with pytest.raises(ValueError, match="different lengths"):
        tasks(["a"], np.zeros(2), survival=PRIOR)
    with pytest.raises(ValueError, match="between 0 and 1"):
        tasks(["a"], np.zeros(1), survival=PRIOR, matched=np.array([2.0]))
