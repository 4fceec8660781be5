"""Learning: the parameters of a comparison from the lists themselves, without an example."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.register.matching.candidates import degree
from vidik.register.matching.comparison import SHAPE, Columns
from vidik.register.matching.kernels import beliefs as kernels
from vidik.register.matching.scene import Devices, Places, Scene, believe, scene
from vidik.register.matching.weights import (
    PRIOR,
    PRIOR_BY_CHANCE,
    TAIL,
    by_distance,
    crowding,
    histogram,
)

__all__ = ["inertia", "learn"]

#: The search for candidates begins at this radius, metres, and ends at the latest at the other.
NEAREST_M, FARTHEST_M = 16.0, 256.0

#: So many candidates of a row are enough to begin with; if there are too many, the radius shrinks.
ENOUGH, MANY = 6.0, 48.0

#: Share of the cameras that may be put too far apart to become candidates.
MISSED = 0.002

#: A tail that is looked for also where none was found: one that is out of reach cannot be.
_UNSEEN = 0.01

#: Errors along an axis are not learned to be smaller, metres.
SMALLEST_M = 0.25

# What is believed before, and as how many pairs it counts.
_PAIRS, _SIGMA_M, _TAIL, _TAIL_PAIRS = 6.0, 10.0, 0.03, 30.0

#: Rounds of learning, at most, each with its own candidates; steps in a round, at first and at
#: most; and how little the last step may change.
ROUNDS, _FEW, STEPS, SETTLED = 6, 3, 25, 0.002

#: While the parameters are on their way, beliefs need not be quite still.
_NEARLY_STILL = 0.01

#: Chances below this are not counted: there are many of them and they add up to little.
_SLIGHT = 1e-5

#: Pairs from this chance on tell whether one list is shifted; what is left of a shift has to be
#: more than so many standard errors, and than this share of the error of a place.
_LIKELY, _STANDARD_ERRORS, _MATTERS = 0.1, 4.0, 0.1

#: A small change of the shares; and inertia is not thought to be more than this.
_PUSH, _STUCK = 0.02, 0.95


def learn(
    places: Places,
    said: Columns,
    devices: Devices,
) -> tuple[Linkage, Scene]:
    """Return what the lists tell of their errors, and the scene in which it was learned.

    Expectation–maximisation: beliefs about the candidates, with no row having two partners, give
    frequencies, which give new odds. The radius follows the error that was learned.

    Parameters
    ----------
    places
        Of the rows of both lists, metres.
    said
        What they say.
    devices
        Devices of each row of both lists.
    """
    radius, shift = _first_radius(places), (0.0, 0.0)
    linkage = _first(radius)
    for _ in range(ROUNDS):
        linkage, seen, radius, shift = _round(linkage, places, said, devices, radius, shift)
        if seen is not None:
            break
    else:
        seen = scene(places, said, devices, radius=radius, shift=shift)
        linkage = _settled(replace(linkage, shift_m=shift), seen, steps=STEPS)
    believe(linkage, seen)
    return linkage, seen


def _round(
    linkage: Linkage,
    places: Places,
    said: Columns,
    devices: Devices,
    radius: float,
    shift: tuple[float, float],
) -> tuple[Linkage, Scene | None, float, tuple[float, float]]:
    """Return what one set of candidates tells, the scene if it was the right one, and which is.

    A scene of the wrong ones goes before the next comes: two are more than anything else takes.
    """
    seen = scene(places, said, devices, radius=radius, shift=shift)
    linkage = replace(linkage, shift_m=shift)
    # a few steps tell whether candidates are the right ones; if they are, the others follow
    for steps in (_FEW, STEPS):
        linkage = _settled(linkage, seen, steps=steps)
        radius, shift = _wanted(linkage, seen), _shift(linkage, seen, places)
        if not (0.6 < radius / seen.pairs.radius < 1.25 and shift == linkage.shift_m):
            return linkage, None, radius, shift
    return linkage, seen, radius, shift


def inertia(linkage: Linkage, seen: Scene) -> float:
    """Return which share of an error in the number of partners learning would leave uncorrected.

    Near 0 where pairs are told by what is seen of them, near 1 where by what is believed of all: it
    is the fraction of information that is missing (Meng and Rubin 1991), from a small push.

    Parameters
    ----------
    linkage
        What was learned.
    seen
        The scene, settled; it is left as it is.
    """
    before = float(seen.chance.sum())
    if before == 0.0:
        return 0.0
    pushed = replace(
        linkage,
        share=linkage.share * (1.0 - _PUSH),
        other_share=linkage.other_share * (1.0 - _PUSH),
    )
    elsewhere = seen.copy()
    believe(pushed, elsewhere, still=_PUSH / 100.0)
    answered = 1.0 - float(elsewhere.chance.sum()) / before
    return min(max(answered / _PUSH, 0.0), _STUCK)


def _first_radius(places: Places) -> float:
    """Return a radius, metres, at which rows have candidates enough to learn from."""
    radius = NEAREST_M
    while (found := degree(*places, radius=radius)) < ENOUGH and radius < FARTHEST_M:
        radius = min(4.0 * radius, FARTHEST_M)
    # in the plane, half as far has a quarter of the candidates
    return radius * min(max(math.sqrt(ENOUGH / max(found, 1e-9)), 0.25), 1.0)


def _first(radius: float) -> Linkage:
    """Return what is believed before a pair was looked at."""
    return Linkage(
        # from wide to narrow: an error thought to be small finds some pairs that bear it out
        sigma_m=radius / 4.0,
        tail=_TAIL,
        shift_m=(0.0, 0.0),
        share=0.5,
        other_share=0.5,
        agreeing=PRIOR,
        by_chance=PRIOR_BY_CHANCE,
        learned_from=dict.fromkeys(PRIOR, 0.0),
        radius_m=radius,
        crowd=(0.0, 0.0),
        other_crowd=(0.0, 0.0),
    )


def _reach(linkage: Linkage) -> float:
    """Return the radius, metres, that misses few pairs."""
    radius, variance = 4.0 * SMALLEST_M, 2.0 * linkage.sigma_m**2
    tail = max(linkage.tail, _UNSEEN)
    while radius < FARTHEST_M:
        missed = (1.0 - tail) * math.exp(-(radius**2) / variance)
        missed += tail * math.exp(-(radius**2) / (variance * TAIL**2))
        if missed < MISSED:
            break
        radius *= 1.02
    return min(radius, FARTHEST_M)


def _wanted(linkage: Linkage, seen: Scene) -> float:
    """Return the radius that misses few pairs, smaller where it would hold too many candidates."""
    crowd = len(seen.pairs) / max(min(len(seen.pairs.rows), len(seen.pairs.others)), 1)
    most = seen.pairs.radius * math.sqrt(MANY / max(crowd, 1e-9))
    wanted = _reach(linkage)
    # an error that was cut off by the radius is larger than it looks
    return min(wanted if wanted < seen.pairs.radius else 1.2 * wanted, most, FARTHEST_M)


def _shift(linkage: Linkage, seen: Scene, places: Places) -> tuple[float, float]:
    """Return how far the other list as a whole lies from the first, metres east and north.

    It stays what it is unless what is left of it is more than chance explains and than matters.
    """
    likely = np.flatnonzero(seen.chance > _LIKELY)
    total = float(seen.chance[likely].sum())
    if not total:
        return linkage.shift_m
    own, other = (
        seen.pairs.rows[seen.pairs.place[likely]],
        seen.pairs.others[seen.pairs.near[likely]],
    )
    apart = seen.chance[likely] @ (places[1][other] - places[0][own]) / total
    east, north = (apart - np.array(linkage.shift_m)).tolist()
    chance = _STANDARD_ERRORS * linkage.sigma_m / math.sqrt(total)
    if math.hypot(east, north) <= max(chance, _MATTERS * linkage.sigma_m):
        return linkage.shift_m
    return float(apart[0]), float(apart[1])


def _settled(linkage: Linkage, seen: Scene, *, steps: int) -> Linkage:
    """Return what is learned from one set of candidates, in so many steps at most."""
    everywhere = histogram(np.bincount(seen.code, minlength=math.prod(SHAPE)).astype(np.float64))
    by_band, by_code = np.empty(len(seen.pairs.squared)), np.empty(math.prod(SHAPE))
    linkage = replace(
        linkage,
        radius_m=seen.pairs.radius,
        crowd=crowding(seen.pairs.crowd),
        other_crowd=crowding(seen.pairs.other_crowd),
    )
    last = 0.0
    for step in range(steps):
        believe(linkage, seen, still=_NEARLY_STILL)
        kernels.sums(seen.pairs.band, seen.code, seen.chance, _SLIGHT, by_band, by_code)
        matched = histogram(by_code)
        before, linkage = linkage, _learned(linkage, seen, by_band, matched, everywhere)
        change = linkage.share - before.share
        others = linkage.tail - before.tail, linkage.sigma_m / before.sigma_m - 1.0
        if max(map(abs, (change, *others))) < SETTLED:
            break
        if step % 3 == 2:
            linkage = _ahead(linkage, change, last)
        last = change
    return linkage


def _ahead(linkage: Linkage, change: float, last: float) -> Linkage:
    """Return shares where they would end up if each change were to the last as this one is.

    Shares creep towards their values where candidates are many (Aitken's extrapolation).
    """
    ratio = min(max(change / last, 0.0), 0.85) if last else 0.0
    factor = 1.0 + change * ratio / (1.0 - ratio) / linkage.share
    most = 0.5 * (1.0 + 1.0 / max(linkage.share, linkage.other_share))
    factor = min(max(factor, 0.5), most)
    return replace(linkage, share=factor * linkage.share, other_share=factor * linkage.other_share)


def _learned(
    linkage: Linkage,
    seen: Scene,
    by_band: NDArray[np.float64],
    matched: dict[str, NDArray[np.float64]],
    everywhere: dict[str, NDArray[np.float64]],
) -> Linkage:
    """Return the parameters that fit the beliefs best: the step of maximisation."""
    sigma, tail = _distance(linkage, by_band, seen.pairs.squared)
    total = float(by_band.sum())
    one, other = (float(d.sum()) for d in (seen.pairs.devices, seen.pairs.other_devices))
    return replace(
        linkage,
        sigma_m=sigma,
        tail=tail,
        share=(total + 0.5) / (max(one, total) + 1.0),
        other_share=(total + 0.5) / (max(other, total) + 1.0),
        agreeing=_frequencies(matched, PRIOR),
        by_chance=_frequencies(
            {field: everywhere[field] - matched[field] for field in matched}, PRIOR_BY_CHANCE
        ),
        learned_from={field: float(count.sum()) for field, count in matched.items()},
    )


def _distance(
    linkage: Linkage, by_band: NDArray[np.float64], squared: NDArray[np.float64]
) -> tuple[float, float]:
    """Return standard deviation and share of the tail that fit the distances of the pairs best."""
    sigma, tail = linkage.sigma_m, linkage.tail
    total = float(by_band.sum())
    for _ in range(20):
        now = replace(linkage, sigma_m=sigma, tail=tail)
        core = replace(now, tail=0.0)
        density = by_distance(now, squared)
        within = np.divide(
            (1.0 - tail) * by_distance(core, squared),
            density,
            out=np.zeros_like(density),
            where=density > 0.0,
        )
        far = float((by_band * (1.0 - within)).sum())
        tail = (far + _TAIL * _TAIL_PAIRS) / (total + _TAIL_PAIRS)
        scaled = by_band * (within + (1.0 - within) / TAIL**2) * squared
        variance = (float(scaled.sum()) + _PAIRS * 2.0 * _SIGMA_M**2) / (2.0 * (total + _PAIRS))
        sigma = max(math.sqrt(variance), SMALLEST_M)
    return sigma, tail


def _frequencies(
    counts: dict[str, NDArray[np.float64]], prior: dict[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Return the share of each level, with a few pairs thought to be as the prior says."""
    shares = {}
    for field, count in counts.items():
        known = np.maximum(count, 0.0) + _PAIRS * prior[field]
        shares[field] = known / known.sum()
    return shares
