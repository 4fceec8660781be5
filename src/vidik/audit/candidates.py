"""Lists of candidates: what the searches that returned them come to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.model.scores import Searches

__all__ = ["searches_of", "turned"]


def searches_of(
    search: NDArray[np.int64],
    score: NDArray[np.float64],
    is_mate: NDArray[np.bool_],
    rank: NDArray[np.int64] | None,
    *,
    enrolled: NDArray[np.bool_],
    subject: NDArray[np.int64],
    group: NDArray[np.int64],
    groups: tuple[str, ...],
    gallery: int,
) -> Searches:
    """Return what lists of candidates come to.

    Parameters
    ----------
    search
        Shape (r,): number of the search that returned a candidate.
    score
        Shape (r,), finite: of the candidate; the higher, the more alike.
    is_mate
        Shape (r,): whether the candidate is the person searched for. Of several the best counts.
    rank
        Shape (r,): the candidate's place, from 1. None: candidates are placed by their scores, and
        the person searched for behind others who have the same, so that no order of rows helps.
    enrolled
        Shape (n,): whether the person that a search is for is enrolled.
    subject, group
        Shape (n,): as of `Searches`.
    groups
        Names of the groups.
    gallery
        How many people are enrolled.
    """
    count = len(enrolled)
    top = np.full(count, -np.inf)
    np.maximum.at(top, search[~is_mate], score[~is_mate])
    best = np.full(count, -np.inf)
    np.maximum.at(best, search[is_mate], score[is_mate])
    if rank is None:
        above = ~is_mate & (score >= best[search])
        place = 1 + np.bincount(search[above], minlength=count)
    else:
        place = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(place, search[is_mate], rank[is_mate])
    found = np.isfinite(best)
    return Searches(
        top=top,
        mate=np.where(enrolled, best, np.nan),
        rank=np.where(found, place, 0),
        gallery=gallery,
        subject=subject,
        group=group,
        groups=groups,
    )


def turned(
    search: NDArray[np.int64], score: NDArray[np.float64], is_mate: NDArray[np.bool_]
) -> bool:
    """Return whether the scores seem to be distances: others have higher ones than the person.

    Parameters
    ----------
    search, score, is_mate
        As of `searches_of`.
    """
    mate = np.full(int(search.max(initial=-1)) + 1, np.nan)
    mate[search[is_mate]] = score[is_mate]
    other, own = score[~is_mate], mate[search[~is_mate]]
    # each search counts once, however long its list is
    beside = np.bincount(search[~is_mate], minlength=len(mate))[search[~is_mate]]
    return bool((np.nan_to_num(np.sign(own - other)) / beside).sum() < 0)
