"""What to look at again first: areas by how much surer the total would be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vidik.model.resurvey import Task
from vidik.model.survival import Survival
from vidik.register.completeness.intervals import Z95

__all__ = ["FEWEST", "REST", "tasks"]

#: Cameras below which an area is not named: its figures would be those of single cameras.
FEWEST = 5

#: What areas with fewer cameras are together.
REST = "areas with few cameras"


def tasks(
    area: Sequence[str],
    years: NDArray[np.float64],
    *,
    survival: Survival,
    matched: NDArray[np.float64] | None = None,
) -> tuple[Task, ...]:
    """Return areas by how much of the variance of the total goes away if they are looked at again.

    Each camera is still there or not: s(1 − s). Rows of which it is not known whether they are
    another row's camera add m(1 − m). The rate of going is the same for all: areas share its error,
    and a look takes out its own part. With dₐ the standard error that it leaves in an area, and D
    their sum, that part is dₐ(2D − dₐ).

    Parameters
    ----------
    area
        Shape (n,): district or big cell of each listed camera.
    years
        Shape (n,): since somebody last saw it.
    survival
        How long cameras stay.
    matched
        Shape (n,): chance that the row is a camera that another row stands for; zeros if left out.

    Returns
    -------
    tuple
        The most worth first; areas with fewer than `FEWEST` cameras are one task, `REST`, or left
        out if they have fewer together.

    Raises
    ------
    ValueError
        If columns differ in length, or a chance is none.
    """
    doubt = np.zeros(len(years)) if matched is None else matched
    if not len(area) == len(years) == len(doubt):
        raise ValueError("columns of different lengths")
    if not ((doubt >= 0.0) & (doubt <= 1.0)).all():
        raise ValueError("a chance is not between 0 and 1")
    if not len(years):
        return ()
    least, stays, most = survival.chances(years).T
    names, index = np.unique(np.array(area, dtype=np.str_), return_inverse=True)
    size = np.bincount(index)
    shown = np.where(size >= FEWEST, names, REST)
    names, index = np.unique(shown[index], return_inverse=True)

    def per_area(column: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(index, weights=column, minlength=len(names)).astype(np.float64)

    own = per_area(stays * (1.0 - stays) + doubt * (1.0 - doubt))
    common = per_area((most - least) / (2.0 * Z95))
    gain = own + common * (2.0 * common.sum() - common)
    whole = float(own.sum() + common.sum() ** 2)
    found = per_area(np.ones(len(years)))
    standing, doubtful = per_area(stays), per_area(((doubt > 0.0) & (doubt < 1.0)).astype(float))
    made = [
        Task(
            area=str(name),
            cameras=int(found[i]),
            standing=float(standing[i]),
            doubtful=int(doubtful[i]),
            gain=float(gain[i]),
            share=float(gain[i]) / whole if whole else 0.0,
        )
        for i, name in enumerate(names)
        if found[i] >= FEWEST
    ]
    return tuple(sorted(made, key=lambda one: (-one.gain, one.area)))
