"""What lists of candidates come to: as found one list at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.candidates import searches_of, turned

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int, searches: int = 12, gallery: int = 5):
    """Return candidates of searches in random order, and who is searched for; −1: a stranger."""
    rng = np.random.default_rng(seed)
    who = rng.integers(-1, gallery, searches)
    kept = rng.uniform(size=(searches, gallery)) < 0.7
    search, candidate = np.nonzero(kept)
    score = rng.integers(0, 4, len(search)).astype(float)
    order = rng.permutation(len(search))
    return search[order], candidate[order], score[order], who


def made(search, candidate, score, who, rank=None):
    unknown = np.full(len(who), -1)
    return searches_of(
        search, score, candidate == who[search], rank, enrolled=who >= 0, subject=unknown,
        group=unknown, groups=(), gallery=5,
    )  # fmt: skip


@given(SEEDS)
def test_searches_are_those_found_one_list_at_a_time(seed):
    search, candidate, score, who = drawn(seed)
    found = made(search, candidate, score, who)
    for i, person in enumerate(who.tolist()):
        listed = dict(
            zip(candidate[search == i].tolist(), score[search == i].tolist(), strict=True)
        )
        own = listed.pop(person, None)
        others = list(listed.values())
        assert found.top[i] == max(others, default=-np.inf)
        assert found.mated[i] == (person >= 0)
        if own is None:
            assert found.rank[i] == 0
            assert not np.isfinite(found.mate[i])
        else:
            assert found.mate[i] == own
            assert found.rank[i] == 1 + sum(one >= own for one in others)


@given(SEEDS)
def test_places_by_score_are_the_last_that_ties_allow(seed):
    search, candidate, score, who = drawn(seed)
    # whoever is searched for comes behind others of the same score
    mine = candidate == who[search]
    order = np.lexsort((mine, -score, search))
    counts = np.bincount(search, minlength=len(who))
    rank = np.concatenate([np.arange(1, count + 1) for count in counts])
    one = made(search[order], candidate[order], score[order], who, rank)
    other = made(search, candidate, score, who)
    assert np.array_equal(one.rank, other.rank)
    assert np.array_equal(one.top, other.top)


def test_scores_the_wrong_way_round_are_noticed():
    search, mine = np.array([0, 0, 0, 1, 1, 2]), np.array([True, False, False, False, True, False])
    score = np.array([0.9, 0.2, 0.1, 0.3, 0.4, 0.8])
    assert not turned(search, score, mine)
    assert turned(search, -score, mine)
    assert not turned(search[:1], score[:1], mine[:1])  # nobody beside
