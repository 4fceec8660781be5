"""Assumptions that tests project from, and cameras that people pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from vidik.audit.intervals import rate
from vidik.model.assumed import Assumed
from vidik.model.assumptions import Assumptions
from vidik.model.matcher import Matcher
from vidik.model.passers import Passers


def between(low: float, high: float, shape: str = "log-uniform") -> Assumed:
    return Assumed(low, high, shape, "guess")


NPL = Matcher(
    "npl", "NPL", Assumed.counted(rate(7, 42_000)), "search", 10_000, between(0.85, 0.93, "uniform")
)

SUPPOSED = Assumptions(
    watchlist=Assumed.exactly(5_000.0),
    matcher=NPL,
    people=between(1.5, 12.0),
    per_home=True,
    walks=between(0.4, 3.0),
    elsewhere=between(1.0, 5.0),
    sight=between(0.5, 2.0),
    captured=between(0.1, 0.9, "uniform"),
    searches=between(1.0, 5.0),
    listed=between(1e-5, 1e-3),
    camera_factor=5.0,
)


def certain(fpir: float, **others: float) -> Assumptions:
    """Return assumptions without a doubt."""
    values = {
        "watchlist": 1000.0, "people": 1000.0, "walks": 1.0, "elsewhere": 1.0, "sight": 1.0,
        "captured": 0.5, "searches": 2.0, "listed": 0.001,
    } | others  # fmt: skip
    exact = {name: Assumed.exactly(value) for name, value in values.items()}
    matcher = replace(
        NPL, false_positive=Assumed.exactly(fpir), watchlist=1000, found=Assumed.exactly(0.9)
    )
    return Assumptions(matcher=matcher, per_home=False, camera_factor=1.0, **exact)


def passers(rng: np.random.Generator, count: int, *, counted: float = 0.0) -> Passers:
    """Return cameras of which some were counted, and the others modelled."""
    people = rng.lognormal(0.0, 1.0, count)
    known = rng.random(count) < counted
    return Passers(
        np.where(known, 0.0, people / 100.0), np.where(known, people * 1000.0, 0.0),
        np.where(known, 0.2, 0.8),
    )  # fmt: skip


seeds = st.integers(0, 2**32 - 1)
shares = st.floats(1e-9, 0.999)
