"""What others are asked of error rates, and where Vidik says something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vidik.audit.candidates import searches_of
from vidik.audit.identification import fpir, rank_curve, tpir
from vidik.audit.verification import curve, equal_error, fmr, fnmr
from vidik.model.scores import Comparisons, Searches

__all__ = ["asked_of", "differences"]

#: Quotients of the same counts may be rounded otherwise.
_NEAR = 1e-12


def asked_of(rng: np.random.Generator, *, count: int, gallery: int = 12) -> dict[str, Any]:
    """Return made-up scores on a grid, so that many are the same, and searches with candidates."""
    searches = []
    for i in range(min(count, 400)):
        strangers = np.round(rng.normal(0.0, 1.0, gallery - i % 3), 1)
        mate = None if i % 3 == 0 else float(np.round(rng.normal(2.0, 1.0), 1))
        searches.append([strangers.tolist(), mate])
    return {
        "mated": np.round(rng.normal(2.0, 1.0, count), 1).tolist(),
        "nonmated": np.round(rng.normal(0.0, 1.0, 2 * count), 1).tolist(),
        "thresholds": [-1.0, 0.0, 0.5, 1.0, 1.55, 2.0, 3.0],
        "ranks": [1, 2, 5],
        "searches": searches,
    }


def differences(asked: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Return in words where others say something else than Vidik."""
    found: list[str] = []
    comparisons = Comparisons.of(np.array(asked["mated"]), np.array(asked["nonmated"]))
    searches = _searches(asked)

    def held(what: str, own: Any, other: Any) -> None:
        if not np.allclose(own, other, rtol=_NEAR, atol=_NEAR):
            found.append(f"{what}: {own}, not {other}")

    for name, one in said.items():
        if "curve" in one:
            own = curve(comparisons)
            order = np.argsort(one["curve"][0])
            thresholds, *rates = (np.array(values)[order] for values in one["curve"])
            held(f"{name}, thresholds", own.threshold[:-1], thresholds)
            held(f"{name}, FMR", own.fmr[:-1], rates[0])
            held(f"{name}, FNMR", own.fnmr[:-1], rates[1])
        if "equal" in one:
            low, high = equal_error(curve(comparisons))
            # pyeer takes one of two thresholds; what is known of the rate lies between its bounds
            if not min(one["equal"]) - _NEAR <= low <= high <= max(one["equal"]) + _NEAR:
                found.append(f"{name}, equal error: {low} to {high}, not within {one['equal']}")
        for threshold, rates in zip(asked["thresholds"], one.get("rates", ()), strict=False):
            own = [fmr(comparisons, threshold).value, fnmr(comparisons, threshold).value]
            held(f"{name}, rates at {threshold}", own, rates)
        for threshold, rate in zip(asked["thresholds"], one.get("fpir", ()), strict=False):
            held(f"{name}, FPIR at {threshold}", fpir(searches, threshold).value, rate)
        for threshold, rates in zip(asked["thresholds"], one.get("tpir", ()), strict=False):
            own = [tpir(searches, threshold, rank=rank).value for rank in asked["ranks"]]
            held(f"{name}, TPIR at {threshold}", own, rates)
        if "cmc" in one:
            ranks = [rate.value for rate in rank_curve(searches)][: len(one["cmc"])]
            held(f"{name}, ranks", ranks, one["cmc"][: len(ranks)])
    return found


def _searches(asked: Mapping[str, Any]) -> Searches:
    lists = asked["searches"]
    who = [mate is not None for _, mate in lists]
    rows = [
        (i, score, mine)
        for i, (strangers, mate) in enumerate(lists)
        for score, mine in (*((one, False) for one in strangers), *[(mate, True)] * who[i])
    ]
    search, score, mine = zip(*rows, strict=True)
    unknown = np.full(len(lists), -1)
    return searches_of(
        np.array(search), np.array(score), np.array(mine), None, enrolled=np.array(who),
        subject=unknown, group=unknown, groups=(), gallery=max(len(one) for one, _ in lists) + 1,
    )  # fmt: skip
