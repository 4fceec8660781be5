"""One row of a list, as it stands in its file."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import Geometry

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of one row, and where it stands.

    Parameters
    ----------
    number
        Counted from 1 as a spreadsheet does, with the row of names; in formats that have no such
        row, the names come as the first.
    place
        For people: ``row 12``, ``sheet Kamere, row 12``, ``page 3, row 4``, ``waypoint 7``.
    cells
        Texts without spaces around them; “” where nothing stands.
    shape
        In longitude and latitude, of formats that have one.
    fault
        Why the row cannot be used; None: it can.
    """

    number: int
    place: str
    cells: tuple[str, ...]
    shape: Geometry | None = None
    fault: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.shape is None and self.fault is None and not any(self.cells)
