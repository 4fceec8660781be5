"""Listing: one list of cameras, as it is compared with another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vidik.model.camera import Kind
from vidik.model.names import Names

__all__ = ["KINDS", "Listing"]

#: Kinds by the number that a listing has for them; the first is “unknown”.
KINDS = (Kind.UNKNOWN, Kind.FIXED, Kind.PANNING, Kind.DOME)


@dataclass(frozen=True, eq=False)
class Listing:
    """Rows of one list, in any order; what a row does not say is empty, NaN or unknown.

    Parameters
    ----------
    ids
        Of the rows; no two are equal.
    xy
        Shape (n, 2): metres east and north, in a frame that both lists share.
    direction
        Shape (n,): degrees clockwise from north, 0 ≤ direction < 360; NaN: unknown.
    kind
        Shape (n,): numbers in `KINDS`; 0: unknown.
    name, operator, mount, ref
        Of each row, in any script; empty: unknown.
    devices
        Shape (n,): how many cameras the row stands for, at least 1. A list that has one row per
        location says more than 1.

    Raises
    ------
    ValueError
        If columns differ in length, two rows share an id, or a value is out of its range.

    Examples
    --------
    >>> listing = Listing.of(["a", "b"], [[0.0, 0.0], [30.0, 4.0]], name=["Трг", ""])
    >>> len(listing), listing.name[0], int(listing.devices.sum())
    (2, 'Трг', 2)
    """

    ids: Names
    xy: NDArray[np.float64]
    direction: NDArray[np.float64]
    kind: NDArray[np.int8]
    name: Names
    operator: Names
    mount: Names
    ref: Names
    devices: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse what is no list."""
        n = len(self.ids)
        if self.xy.shape != (n, 2):
            raise ValueError(f"{n} ids, but places of shape {self.xy.shape}")
        for column in ("direction", "kind", "name", "operator", "mount", "ref", "devices"):
            if len(getattr(self, column)) != n:
                raise ValueError(f"{n} ids, but {len(getattr(self, column))} of {column}")
        if not _all_differ(self.ids):
            raise ValueError("two rows share an id")
        if not np.isfinite(self.xy).all():
            raise ValueError("a row has no place")
        known = self.direction[~np.isnan(self.direction)]
        if not ((known >= 0.0) & (known < 360.0)).all():
            raise ValueError("a direction is not on the compass: 0 ≤ direction < 360")
        if not ((self.kind >= 0) & (self.kind < len(KINDS))).all():
            raise ValueError("a kind is none of KINDS")
        if not (self.devices >= 1).all():
            raise ValueError("a row stands for no camera")

    @classmethod
    def of(
        cls,
        ids: Iterable[str],
        xy: ArrayLike,
        *,
        direction: ArrayLike | None = None,
        kind: Iterable[str] | None = None,
        name: Iterable[str] | None = None,
        operator: Iterable[str] | None = None,
        mount: Iterable[str] | None = None,
        ref: Iterable[str] | None = None,
        devices: ArrayLike | None = None,
    ) -> Listing:
        """Return rows as a listing; columns that are left out are unknown.

        Parameters
        ----------
        ids
            Of the rows; no two are equal.
        xy
            Shape (n, 2): metres east and north.
        direction
            Degrees clockwise from north; NaN: unknown.
        kind
            Values of `vidik.model.camera.Kind`.
        name, operator, mount, ref
            Texts; empty: unknown.
        devices
            How many cameras each row stands for; 1 where it is left out.
        """
        own = Names.of(ids)
        n = len(own)

        def texts(column: Iterable[str] | None) -> Names:
            return Names.of([""] * n if column is None else column)

        number = {one.value: k for k, one in enumerate(KINDS)}
        kinds = [0] * n if kind is None else [number[one] for one in kind]
        return cls(
            ids=own,
            xy=np.array(xy, dtype=np.float64).reshape(-1, 2),
            direction=np.full(n, np.nan) if direction is None else np.array(direction, np.float64),
            kind=np.array(kinds, dtype=np.int8),
            name=texts(name),
            operator=texts(operator),
            mount=texts(mount),
            ref=texts(ref),
            devices=np.ones(n, np.int64) if devices is None else np.array(devices, np.int64),
        )

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    def take(self, which: NDArray[np.int64]) -> Listing:
        """Return some of the rows, in the order given.

        Parameters
        ----------
        which
            Shape (k,): their numbers.
        """
        return Listing(
            ids=self.ids.take(which),
            xy=self.xy[which],
            direction=self.direction[which],
            kind=self.kind[which],
            name=self.name.take(which),
            operator=self.operator.take(which),
            mount=self.mount.take(which),
            ref=self.ref.take(which),
            devices=self.devices[which],
        )


def _all_differ(names: Names) -> bool:
    """Return whether no two names are equal; those of one length are looked at together."""
    sizes = np.diff(names.offsets)
    for size in np.unique(sizes).tolist():
        begins = names.offsets[:-1][sizes == size]
        if size:
            letters = names.letters[begins[:, None] + np.arange(size)]
            differ = len(np.unique(letters.view(f"S{size}")))
        else:
            differ = 1
        if differ < len(begins):
            return False
    return True
