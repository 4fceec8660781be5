"""Why lists may not tell what none of them has: each doubt with what would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from vidik.model.campaign import Campaign, Kinship, Steering
from vidik.model.completeness import Fault, Refusal
from vidik.model.histories import Histories
from vidik.model.survival import Survival

__all__ = ["FEWEST", "doubts"]

#: Devices in common below which an estimate says nothing (Robson & Regier 1964; Seber 1982, § 3.1).
FEWEST = 7.0

#: Share of pairs with the same place or number, or citing the other list, above which one is a
#: copy. Whoever measures anew hits the same tenth of a metre in one of some thousand cases.
_COPIED = 0.05
#: Unclear rows of two of three lists or more, as a share of their pairs, above which the numbers of
#: cameras that lists have in common are guesses.
_UNCLEAR = 0.05
#: Share of the cameras that may be another's by the second survey.
_CHANGED = 0.05
#: Devices of one list in a stratum of which another list has none.
_KIND = 5.0

_INSTANTS = 64

_LED = {
    Steering.TOWARDS: "Whoever made “{0}” went where “{1}” has cameras.",
    Steering.AWAY: "Whoever made “{0}” went where “{1}” has no cameras.",
    Steering.TICKED: "Whoever made “{0}” ticked off the rows of “{1}”.",
}


def doubts(
    histories: Histories,
    *,
    campaigns: Mapping[str, Campaign],
    kinships: Sequence[Kinship],
    survival: Survival,
) -> tuple[Refusal, ...]:
    """Return every reason for which no estimate may be made of the histories; empty: none is known.

    Parameters
    ----------
    histories
        Of one stratum.
    campaigns
        How each list came about; a list that is not in it was made nobody knows when.
    kinships
        What pairs of lists share that independent lists would not.
    survival
        How long cameras stay.
    """
    return (
        *_led(histories.lists, campaigns),
        *_copied(histories.lists, kinships),
        *_unclear(histories.lists, kinships),
        *_open(histories.lists, campaigns, survival),
        *_apart(histories),
        *_kinds(histories),
        *_few(histories),
    )


def _led(lists: Sequence[str], campaigns: Mapping[str, Campaign]) -> list[Refusal]:
    return [
        Refusal(
            Fault.STEERED,
            _LED[campaigns[one].led_by[other]].format(one, other),
            "Have somebody look again who has never seen either list, in cells drawn at random.",
            (one, other),
        )
        for one in lists
        for other in lists
        if one in campaigns and other in campaigns[one].led_by
    ]


def _copied(lists: Sequence[str], kinships: Sequence[Kinship]) -> list[Refusal]:
    found = []
    for kin in kinships:
        copies = max(kin.same, kin.citing)
        if set(kin.lists) <= set(lists) and copies > 2 and copies > _COPIED * kin.pairs:
            one, other = kin.lists
            shared = (
                f"{kin.same} stand at the same place to the last digit, or under the same number"
                if kin.same >= kin.citing
                else f"in {kin.citing} a row names the other list as its source"
            )
            found.append(
                Refusal(
                    Fault.COPIED,
                    f"Of {kin.pairs} pairs of “{one}” and “{other}”, {shared}: what was copied was "
                    "not found twice.",
                    "Leave out the list that was copied, or its rows that were.",
                    kin.lists,
                )
            )
    return found


def _unclear(lists: Sequence[str], kinships: Sequence[Kinship]) -> list[Refusal]:
    """Return why matches may not be taken as certain, as more than two lists need them to be."""
    if len(lists) == 2:
        return []
    return [
        Refusal(
            Fault.UNCLEAR,
            f"Of {kin.unclear} rows of “{kin.lists[0]}” and “{kin.lists[1]}” it is not known "
            f"whether both have the same camera, beside {kin.pairs} pairs; with two lists that "
            "doubt is reckoned with, with more it cannot be.",
            f"Settle them: `vidik register review {kin.lists[0]} {kin.lists[1]}`.",
            kin.lists,
        )
        for kin in kinships
        if set(kin.lists) <= set(lists) and kin.unclear > 2 and kin.unclear > _UNCLEAR * kin.pairs
    ]


def _open(
    lists: Sequence[str], campaigns: Mapping[str, Campaign], survival: Survival
) -> list[Refusal]:
    found = [
        Refusal(
            Fault.OPEN,
            f"Nobody says when “{name}” was made.",
            "Find out on which days somebody looked.",
            (name,),
        )
        for name in lists
        if name not in campaigns
    ]
    known = [name for name in lists if name in campaigns]
    for one, other in combinations(known, 2):
        days = _apart_days(campaigns[one], campaigns[other])
        chance = survival.chance(days)
        stays = chance.least if survival.is_assumed else chance.expected
        if 1.0 - stays > _CHANGED:
            source = "assumed" if survival.is_assumed else "measured"
            found.append(
                Refusal(
                    Fault.OPEN,
                    f"Looks of “{one}” and “{other}” lie {days:.0f} days apart on average; in that "
                    f"time {1.0 - stays:.0%} of the cameras may have gone ({source}), and others "
                    "come.",
                    "Compare surveys of the same season, or look at the same cells again.",
                    (one, other),
                )
            )
    return found


def _apart_days(one: Campaign, other: Campaign) -> float:
    """Return how many days lie between a look of one list and a look of the other on average."""
    return float(np.abs(np.subtract.outer(_days(one), _days(other))).mean())


def _days(campaign: Campaign) -> NDArray[np.float64]:
    length = (campaign.ended - campaign.begun).days
    return campaign.begun.toordinal() + length * (np.arange(_INSTANTS) + 0.5) / _INSTANTS


def _apart(histories: Histories) -> list[Refusal]:
    if histories.seen > 0.0 or histories.left_out == 0.0:
        return []
    return [
        Refusal(
            Fault.APART,
            f"All {histories.left_out:.0f} devices lie on ground that not every survey looked at.",
            "Have one survey look at cells of the others, drawn at random.",
            histories.lists,
        )
    ]


def _kinds(histories: Histories) -> list[Refusal]:
    sizes = histories.sizes
    if sizes.max() < _KIND:
        return []
    most = histories.lists[int(sizes.argmax())]
    return [
        Refusal(
            Fault.KINDS,
            f"“{name}” has none of these, “{most}” {sizes.max():.0f}: it does not look for them.",
            f"Leave them out of the question, or have another survey look for what “{most}” does.",
            (name, most),
        )
        for name, size in zip(histories.lists, sizes.tolist(), strict=True)
        if size == 0.0
    ]


def _few(histories: Histories) -> list[Refusal]:
    twice = histories.found(2)
    if twice >= FEWEST:
        return []
    return [
        Refusal(
            Fault.FEW,
            f"Only {twice:.3g} devices were found by more than one survey; it takes {FEWEST:.0f}.",
            "Look at more cells again, or join strata in which cameras are as easy to find.",
            histories.lists,
        )
    ]
