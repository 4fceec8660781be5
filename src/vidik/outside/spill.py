"""Spill: values filed under tiles in a temporary folder, so that memory holds but a few."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from vidik.errors import OutputError
from vidik.model.tiling import Tile

__all__ = ["Spill"]


class Spill:
    """A temporary folder with one file per kind of value and tile; use it in a ``with`` statement.

    Parameters
    ----------
    folder
        Where the temporary folder is made; None: in the platform's own place.

    Raises
    ------
    OutputError
        If it cannot be written to.
    """

    def __init__(self, folder: Path | None = None) -> None:
        try:
            self._made = tempfile.TemporaryDirectory(prefix="vidik-tiles-", dir=folder)
        except OSError as fault:
            raise OutputError(f"cannot be written: {fault.strerror}", file=folder) from fault
        self._folder = Path(self._made.name)

    def __enter__(self) -> Spill:
        """Use the folder."""
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        """Remove the folder with all that is in it."""
        self._made.cleanup()

    def add(self, kind: str, tile: Tile, value: object) -> None:
        """File a value after those that are filed under the same kind and tile.

        Parameters
        ----------
        kind
            Of value, a word.
        tile
            Where it belongs.
        value
            One that pickles.

        Raises
        ------
        OutputError
            If the disk is full.
        """
        path = self._path(kind, tile)
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("ab") as file:
                pickle.dump(value, file, protocol=5)
        except OSError as fault:
            raise OutputError(f"cannot be written: {fault.strerror}", file=path) from fault

    def file(self, name: str) -> Path:
        """Return where a file of somebody else's may stand, who writes and reads it.

        Parameters
        ----------
        name
            Of no kind of value.
        """
        return self._folder / name

    def read(self, kind: str, tile: Tile) -> list[Any]:
        """Return the values of a kind that are filed under a tile, in the order of filing."""
        path = self._path(kind, tile)
        return list(_values(path)) if path.exists() else []

    def take(self, kind: str, tile: Tile) -> list[Any]:
        """Return the same as `read`, and remove it from the disk."""
        values = self.read(kind, tile)
        self._path(kind, tile).unlink(missing_ok=True)
        return values

    def tiles(self, kind: str) -> list[Tile]:
        """Return the tiles under which values of a kind are filed, south to north, west to east."""
        folder = self._folder / kind
        names = [path.name.split("_") for path in folder.iterdir()] if folder.is_dir() else []
        found = [(int(column), int(row)) for column, row in names]
        return sorted(found, key=lambda tile: (tile[1], tile[0]))

    def _path(self, kind: str, tile: Tile) -> Path:
        return self._folder / kind / f"{tile[0]}_{tile[1]}"


def _values(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)  # noqa: S301 - written by this very build
