"""Capture histories from rows of lists, on the ground that all of them looked at."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.histories import Histories
from vidik.model.resolved import Resolved
from vidik.register.completeness.intervals import Z95

__all__ = ["Rows", "captures", "linked_captures", "units"]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one of two lists that were matched with chances.

    Parameters
    ----------
    alone
        Shape (n,): chance that a device of the row is in no row of the other list, as
        ``Reconciliation.one.alone`` has it.
    devices
        Shape (n,): how many the row stands for.
    cell, stratum
        Names of the cell that each row lies in, and of what it is counted with.
    """

    alone: NDArray[np.float64]
    devices: NDArray[np.int64]
    cell: Sequence[str]
    stratum: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse columns of different lengths, and chances that are none."""
        lengths = {len(self.alone), len(self.devices), len(self.cell), len(self.stratum)}
        if len(lengths) != 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        if not ((self.alone >= 0.0) & (self.alone <= 1.0)).all():
            raise ValueError("a chance is not between 0 and 1")


def captures(
    looked: dict[str, AbstractSet[str]],
    has: NDArray[np.bool_],
    cell: Sequence[str],
    stratum: Sequence[str],
) -> tuple[Histories, ...]:
    """Return the histories of devices whose matches are certain, stratum by stratum.

    Parameters
    ----------
    looked
        The lists, in the order of the columns, and the cells that each looked at.
    has
        Shape (n, t): whether each list has each device.
    cell, stratum
        Shape (n,): where each device is, and what it is counted with.

    Returns
    -------
    tuple
        In the order of the names of the strata. Cells that not all lists looked at are left out,
        and what they hold is counted apart.
    """
    common = frozenset.intersection(*(frozenset(cells) for cells in looked.values()))
    inside = np.array([one in common for one in cell], dtype=np.bool_)
    names = np.array(stratum, dtype=np.str_)
    return tuple(
        Histories.of(
            tuple(looked),
            has[inside & (names == name)],
            stratum=name,
            left_out=float((~inside & (names == name)).sum()),
        )
        for name in sorted(set(stratum))
    )


def linked_captures(
    looked: dict[str, AbstractSet[str]],
    one: Rows,
    other: Rows,
    *,
    both: tuple[float, float],
) -> tuple[Histories, ...]:
    """Return the histories of two lists that were matched with chances, stratum by stratum.

    How many devices both have is expected from either list; where rows of a pair lie in two strata
    the two numbers differ, and their mean is taken.

    Parameters
    ----------
    looked
        The two lists, in their order, and the cells that each looked at.
    one, other
        Their rows.
    both
        Ends of the 95 % interval of how many devices are in both lists, on all ground: by as much
        as it is wider than chances of rows that are independent would make it, each stratum's is.
    """
    common = frozenset.intersection(*(frozenset(cells) for cells in looked.values()))
    chances = [float((rows.devices * rows.alone * (1 - rows.alone)).sum()) for rows in (one, other)]
    independent = sum(chances) / 2.0
    stated = ((both[1] - both[0]) / 2.0 / Z95) ** 2
    wider = max(stated / independent, 1.0) if independent > 0.0 else 1.0
    sides = [_side(rows, common) for rows in (one, other)]
    made = []
    for name in sorted(set(one.stratum) | set(other.stratum)):
        (n, shared, doubt, out), (n2, shared2, doubt2, out2) = (
            side.get(name, (0.0, 0.0, 0.0, 0.0)) for side in sides
        )
        common_devices = min((shared + shared2) / 2.0, n, n2)
        counts = np.array([[0.0, n2 - common_devices], [n - common_devices, common_devices]])
        made.append(
            Histories(tuple(looked), counts, name, wider * (doubt + doubt2) / 2.0, out + out2)
        )
    return tuple(made)


def units(
    cameras: Sequence[Resolved], lists: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return which lists have each device that statements of several lists are about.

    Where rows stand for several devices, lists are taken to have as many of the same as they can.

    Parameters
    ----------
    cameras
        Of the lists' statements.
    lists
        Their keys.

    Returns
    -------
    has
        Shape (n, t), as `captures` asks for it.
    camera
        Shape (n,): the number of the camera that each device is of.
    """
    left: dict[str, int] = {}
    has: list[list[bool]] = []
    owner: list[int] = []
    for number, one in enumerate(cameras):
        counts = dict.fromkeys(lists, 0)
        for said in one.statements:
            # a row of several devices may be about several cameras, and has no more than its own
            rest = left.get(said.id, said.observation.devices)
            used = min(rest, one.devices - counts[said.observation.origin])
            left[said.id] = rest - used
            counts[said.observation.origin] += used
        most = max(counts.values())
        has += [[unit < counts[key] for key in lists] for unit in range(most)]
        owner += [number] * most
    return np.array(has, np.bool_).reshape(-1, len(lists)), np.array(owner, np.int64)


def _side(rows: Rows, common: AbstractSet[str]) -> dict[str, tuple[float, float, float, float]]:
    """Return by stratum: devices, those shared, the variance of these, and devices outside."""
    inside = np.array([one in common for one in rows.cell], dtype=np.bool_)
    names = np.array(rows.stratum, dtype=np.str_)
    made = {}
    for name in set(rows.stratum):
        own = inside & (names == name)
        devices, shared = rows.devices[own].astype(np.float64), 1.0 - rows.alone[own]
        made[name] = (
            float(devices.sum()),
            float((devices * shared).sum()),
            float((devices * shared * (1.0 - shared)).sum()),
            float(rows.devices[~inside & (names == name)].sum()),
        )
    return made
