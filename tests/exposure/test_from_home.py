"""Every home at every level, beside walks and the first camera one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.exposure.networks import random_homes, random_network, random_seen
from vidik.exposure.again import homes_near
from vidik.exposure.first import first_camera
from vidik.exposure.from_home import LIKELY, from_home
from vidik.exposure.walks import walks
from vidik.model.seen import Seen
from vidik.outside.tables import load_walking_rules

RULES = replace(load_walking_rules(), minutes=2.0)


def nothing(network) -> Seen:
    none = np.zeros(0)
    return Seen(np.zeros(len(network) + 1, dtype=np.int64), none, none, none)


def nested(rng, network):
    """Return what is seen at most, and of it what is seen in expectation and for certain."""
    most = random_seen(rng, network, doubt=False)
    expected = replace(most, share=rng.random(len(most.share)))
    sure = rng.random(len(most.share)) < 0.3
    before = np.concatenate([[0], np.cumsum(sure)])
    least = Seen(
        before[most.offsets], most.start_mm[sure], most.end_mm[sure], np.ones(int(sure.sum()))
    )
    expected = replace(expected, share=np.where(sure, 1.0, expected.share))
    return {"least": least, "expected": expected, "most": most}


@pytest.mark.parametrize("seed", range(6))
def test_each_figure_is_that_of_its_own_walks(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 20, 30, side_m=60.0)
    seen = {"detect": nested(rng, network), "face": dict.fromkeys(LIKELY, nothing(network))}
    homes = random_homes(rng, network, 30)
    told: list[int] = []
    found = from_home(network, seen, homes, np.zeros((30, 2)), RULES, advance=told.append)
    assert found.levels == ("detect", "face")
    assert sum(told) == 30 * 2 * 3
    for i, parts in enumerate(seen.values()):
        for k, (bound, chance) in enumerate(LIKELY.items()):
            own = walks(network, parts[bound], homes, budget_mm=RULES.budget_mm)
            assert found.share[:, i, k] == pytest.approx(own.share, abs=1e-12, nan_ok=True)
            first = first_camera(network, parts[bound], homes, chance=chance)
            wanted = np.nan_to_num(first.minutes(RULES.pace_m_per_min), nan=np.inf)
            assert found.minutes[:, i, 2 - k] == pytest.approx(wanted)
            # where the quickest way to a farther one is the shorter one, the nearer one counts
            assert (found.metres[:, i, 2 - k] >= np.nan_to_num(first.metres, nan=np.inf)).all()


def test_bounds_hold_in_order_and_nothing_seen_is_never_reached():
    rng = np.random.default_rng(9)
    network = random_network(rng, 20, 30, side_m=60.0)
    seen = {"detect": nested(rng, network), "face": dict.fromkeys(LIKELY, nothing(network))}
    homes = random_homes(rng, network, 30)
    found = from_home(network, seen, homes, np.zeros((30, 2)), RULES)
    share = np.nan_to_num(found.share)
    assert (np.diff(share, axis=2) >= 0).all()
    assert (found.minutes[:, :, 1:] >= found.minutes[:, :, :-1]).all()
    assert (found.metres[:, :, 1:] >= found.metres[:, :, :-1]).all()
    assert (share[:, 1] == 0).all()
    assert np.isinf(found.metres[:, 1]).all()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_taken_over_from_other_cameras_is_what_walking_again_gives(seed):
    rng = np.random.default_rng(seed)
    # wide, so that most homes are far from what differs
    network = random_network(rng, 60, 90, side_m=400.0)
    homes = random_homes(rng, network, 80)
    before = {"detect": nested(rng, network), "face": nested(rng, network)}
    after = {
        "detect": {bound: without(parts, 3) for bound, parts in before["detect"].items()},
        "face": dict.fromkeys(LIKELY, nothing(network)),
    }
    walked: list[int] = []
    known = from_home(network, before, homes, np.zeros((80, 2)), RULES)
    found = from_home(
        network, after, homes, np.zeros((80, 2)), RULES, before=(before, known),
        advance=walked.append,
    )  # fmt: skip
    anew = from_home(network, after, homes, np.zeros((80, 2)), RULES)
    assert sum(walked) == 80 * 2 * 3
    for name in ("share", "metres", "minutes"):
        assert getattr(found, name).tobytes() == getattr(anew, name).tobytes()
    assert 0 < len(homes_near(network, homes, np.array([3]), budget_mm=RULES.budget_mm)) < 80


def without(parts: Seen, edge: int) -> Seen:
    """Return what is seen but for one edge."""
    some = np.ones(len(parts.share), dtype=np.bool_)
    some[parts.offsets[edge] : parts.offsets[edge + 1]] = False
    before = np.concatenate([[0], np.cumsum(some)])
    return Seen(before[parts.offsets], parts.start_mm[some], parts.end_mm[some], parts.share[some])
