"""Kinship: what pairs of rows of two lists share that nobody finds twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vidik.model.campaign import Kinship

__all__ = ["kinship"]

#: Degrees: a tenth of a metre. Whoever measures anew errs by metres.
_SAME = 1e-6


def kinship(
    lists: tuple[str, str],
    pairs: NDArray[np.int64],
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    refs: tuple[Sequence[str], Sequence[str]] | None = None,
    citing: NDArray[np.bool_] | None = None,
) -> Kinship:
    """Return how many pairs show that one list was copied from the other.

    Two lists whose places come from the same table of addresses stand at the same places without
    being copies of each other. They are told as copies nevertheless: an estimate that is refused
    does less harm than one that is wrong.

    Parameters
    ----------
    lists
        Names of both.
    pairs
        Shape (k, 2): rows that are paired, as ``Reconciliation.pairs`` has them.
    places
        Of the rows of both lists, shape (n, 2) each: longitude and latitude, degrees.
    refs
        Numbers that each list gives its rows; empty: none. Only such as nobody can read off the
        camera: an inventory's, a map's.
    citing
        Shape (k,): whether a row of the pair names the other list as its source.
    """
    one, other = pairs[:, 0], pairs[:, 1]
    same = (np.abs(places[0][one] - places[1][other]) <= _SAME).all(axis=1)
    if refs is not None:
        same |= np.array(
            [bool(refs[0][i]) and refs[0][i] == refs[1][j] for i, j in pairs.tolist()], np.bool_
        )
    return Kinship(
        lists=lists,
        pairs=len(pairs),
        same=int(same.sum()),
        citing=0 if citing is None else int(citing.sum()),
    )
