"""Settling: which fact, if somebody found it out, would tell most about a pair."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.model.reconciliation import VISIT
from vidik.register.matching.comparison import FIELDS, SHAPE

__all__ = ["settling"]

#: A field that tells less than this on average, bits, settles nothing.
_TELLING = 0.5


def settling(
    linkage: Linkage, code: NDArray[np.int32], asked: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Return for some pairs the field that tells most of those one row does not say, or a visit.

    A field that no pair of rows says both is not asked for: nobody knows it.

    Parameters
    ----------
    linkage
        What was learned.
    code
        Shape (k,): what all pairs say.
    asked
        Shape (q,): which of them are asked about.
    """
    found = np.full(len(asked), VISIT, dtype=object)
    best = np.full(len(asked), _TELLING)
    for axis, field in enumerate(FIELDS):
        missing = code // math.prod(SHAPE[axis + 1 :]) % SHAPE[axis] == 0
        if missing.all():
            continue
        better = missing[asked] & (linkage.information(field) > best)
        found[better] = field
        best[better] = linkage.information(field)
    return found
