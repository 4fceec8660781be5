"""Two lists of scores, as pyeer takes them: of one person, and of two.

A line may have several columns; the score is the last. pyeer has scores of two people also as a
histogram: line by line how many there are of 0, of 1, of 2 and so on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.scores import Comparisons
from vidik.outside.scores.columns import Refused, numbers
from vidik.outside.scores.parts import lines_of

__all__ = ["read_score_lists"]

#: Scores that a histogram may stand for: as many as are held at once.
_MOST = 2**30


def read_score_lists(
    mated: Path, nonmated: Path, *, distances: bool = False, histogram: bool = False
) -> tuple[Comparisons, tuple[Rejection, ...]]:
    """Return the comparisons of two lists, and the lines that cannot be used.

    Parameters
    ----------
    mated, nonmated
        Text with a score a line, in its last column; a line that says there is none is a comparison
        that failed.
    distances
        Whether the scores are distances: the lower, the more alike.
    histogram
        Whether `nonmated` says line by line how many scores there are of 0, of 1 and so on.

    Raises
    ------
    InputError
        If one cannot be read, has no score, or a histogram has what is no number of scores.
    """
    rejected: list[Rejection] = []
    lists: list[NDArray[np.float64]] = []
    failures: list[int] = []
    for path in (mated, nonmated):
        lasts = pa.chunked_array([[line.split()[-1] for line in lines_of(path)]], pa.string())
        if not len(lasts):
            raise InputError("is empty", file=path)
        values, missing = numbers(lasts)
        if histogram and path is nonmated:
            scores, missing = _spread(path, values), np.zeros(0, dtype=bool)
        else:
            refused = Refused(path)
            bad = ~missing & ~np.isfinite(values)
            refused.add("score", lasts, bad, "not a number", first=0)
            rejected += refused.all()
            scores = values[~missing & ~bad]
        if not len(scores):
            raise InputError("has no score", file=path)
        lists.append(-scores if distances else scores)
        failures.append(int(missing.sum()))
    found = Comparisons.of(*lists)
    return Comparisons(found.score, found.mated, found.subject, found.group, (), *failures), tuple(
        rejected
    )


def _spread(path: Path, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores of a histogram."""
    bad = np.flatnonzero(~((counts >= 0) & (counts == np.floor(counts)) & (counts <= _MOST)))
    if len(bad):
        raise InputError("no number of scores", file=path, place=f"row {bad[0] + 1}")
    if counts.sum() > _MOST:
        raise InputError("stands for more scores than can be held", file=path, value=counts.sum())
    return np.repeat(np.arange(len(counts), dtype=np.float64), counts.astype(np.int64))
