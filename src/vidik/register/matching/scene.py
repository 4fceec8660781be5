"""Scene: the candidates of two lists, and what is believed of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.register.matching.candidates import Candidates, candidates
from vidik.register.matching.comparison import Columns, compare
from vidik.register.matching.kernels import beliefs as kernels
from vidik.register.matching.weights import odds

__all__ = ["Devices", "Places", "Scene", "believe", "scene"]

#: Sweeps of messages until beliefs settle, at most, and how little the last one may change.
SWEEPS, STILL = 100, 2e-5

#: Of the rows of both lists: metres, shapes (n, 2) and (m, 2); and devices.
Places = tuple[NDArray[np.float64], NDArray[np.float64]]
Devices = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(eq=False)
class Scene:
    """Candidates of two lists with what is known of them, and the messages between their rows.

    Parameters
    ----------
    pairs
        The candidates.
    code
        What each pair says.
    message, total
        What rows sent last to each candidate, and what the other rows received.
    alone
        Chance of a device of each row to have no partner.
    chance
        Devices that each pair is expected to share.
    """

    pairs: Candidates
    code: NDArray[np.int32]
    message: NDArray[np.float64]
    total: NDArray[np.float64]
    alone: NDArray[np.float64]
    chance: NDArray[np.float64]

    def copy(self) -> Scene:
        """Return the same candidates with beliefs of their own."""
        return replace(
            self,
            message=self.message.copy(),
            total=self.total.copy(),
            alone=self.alone.copy(),
            chance=self.chance.copy(),
        )


def scene(
    places: Places,
    said: Columns,
    devices: Devices,
    *,
    radius: float,
    shift: tuple[float, float],
) -> Scene:
    """Return the candidates up to a radius, compared.

    Parameters
    ----------
    places
        Of the rows of both lists, metres.
    said
        What they say.
    devices
        Devices of each row of both lists.
    radius
        Metres.
    shift
        How far east and north of its place the other list as a whole lies, metres.
    """
    pairs = candidates(places[0], places[1] - np.array(shift), *devices, radius=radius)
    return Scene(
        pairs,
        compare(said, pairs),
        message=np.zeros(len(pairs)),
        total=np.ones(len(pairs.others)),
        alone=np.ones(len(pairs.rows)),
        chance=np.zeros(len(pairs)),
    )


def believe(linkage: Linkage, seen: Scene, *, still: float = STILL) -> int:
    """Let beliefs settle; return how many sweeps they took.

    Parameters
    ----------
    linkage
        What was learned.
    seen
        The scene; its messages go on from where they are.
    still
        By how little the last sweep may change anything, as a share.
    """
    own = odds(linkage, seen.pairs, seen.code)
    edges = (seen.pairs.offsets, seen.pairs.near, own, seen.pairs.devices)
    # the messages are those of other odds; what they amount to has to be that of these
    kernels.receive(*edges, seen.message, seen.total)
    beliefs = (seen.message, seen.total, seen.alone, seen.chance)
    for sweep in range(SWEEPS):
        if kernels.sweep(*edges, seen.pairs.other_devices, *beliefs) < still:
            return sweep + 1
    return SWEEPS
