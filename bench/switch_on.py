"""What face recognition would mean, of 10,000 cameras and draws: ``python -m bench.switch_on``.

Against what one writes with NumPy at first: camera by camera, all draws of each, added up by
district. Both give the quantiles of every camera, of every district and of the city.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.rounds import Contender, Contest, main
from vidik.audit.alerts import false_alerts, footfall
from vidik.audit.assuming import LEAST, MOST, drawn
from vidik.audit.projection import projection
from vidik.model.passers import Passers
from vidik.model.projection import Projection
from vidik.outside.switch_on import read_assumptions

CAMERAS, DRAWS, DISTRICTS, HOMES = 10_000, 10_000, 100, 30_000.0

Floats = NDArray[np.float64]


def city() -> tuple[Passers, NDArray[np.int64]]:
    """Return cameras of very different streets, and their districts."""
    rng = np.random.default_rng(1)
    people = rng.lognormal(0.0, 1.5, CAMERAS) / 1e4
    passers = Passers(people, np.zeros(CAMERAS), np.full(CAMERAS, np.log(5.0) / 1.96))
    return passers, rng.integers(0, DISTRICTS, CAMERAS)


def camera_by_camera(passers: Passers, district: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return quantiles of cameras, and those of districts and, last, of the city."""
    rng = np.random.default_rng(2)
    assumptions, _ = read_assumptions()
    values = drawn(assumptions.by_name, rng=rng, draws=DRAWS)
    walks = footfall(assumptions, values, HOMES, 1.0)
    alerts = false_alerts(assumptions.matcher, values, 1.0)
    at, each, sums = [LEAST, 0.5, MOST], np.empty((CAMERAS, 3)), np.zeros((DISTRICTS, DRAWS))
    for i in range(CAMERAS):
        spread = passers.spread[i]
        error = rng.lognormal(-0.5 * spread**2, spread, DRAWS)
        false = passers.per_walk[i] * error * walks * alerts
        each[i] = np.quantile(false, at)
        sums[district[i]] += false
    return each, np.quantile(np.vstack([sums, sums.sum(axis=0)]), at, axis=1).T


def contest() -> Contest:
    """Return the contest."""
    passers, district = city()
    assumptions, _ = read_assumptions()

    def ours(_: int) -> Projection:
        return projection(
            assumptions, passers, area=district, areas=DISTRICTS, homes=HOMES,
            rng=np.random.default_rng(2), draws=DRAWS,
        )  # fmt: skip

    def theirs(_: int) -> tuple[Floats, Floats]:
        return camera_by_camera(passers, district)

    def notes() -> list[str]:
        begun = time.perf_counter()
        made = ours(CAMERAS)
        took = time.perf_counter() - begun
        each, together = theirs(CAMERAS)
        whole = [part.false_alerts for part in (*made.areas, made.whole)]
        told = np.array([(one.least, one.middle, one.most) for one in whole])
        own = np.column_stack([made.per_camera.least, made.per_camera.middle, made.per_camera.most])
        apart = [float(np.abs(np.log(a / b)).max()) for a, b in ((told, together), (own, each))]
        if max(apart) > 0.25:
            raise AssertionError(f"the two do not say the same: {apart}")
        return [
            f"A projection takes {took:.2f} s of the clock on the wall. Quantiles of districts "
            f"and of the city differ by a factor of {np.exp(apart[0]):.3f} at most, those of "
            f"cameras by {np.exp(apart[1]):.3f}: both draw the same assumptions, but other errors."
        ]

    return Contest(
        f"{CAMERAS:,} cameras in {DISTRICTS} districts, {DRAWS:,} draws of all assumptions",
        "cameras a second",
        [
            Contender("Vidik, with all else that a projection tells", ours, CAMERAS, CAMERAS),
            Contender("NumPy, camera by camera", theirs, CAMERAS, CAMERAS),
        ],
        notes,
        rounds=3,
    )


CASES: dict[str, Callable[[], Contest]] = {"city": contest}


if __name__ == "__main__":
    main("bench.switch_on", CASES)
