"""HDF5 of scores: columns of one length, or an array for each kind of comparison.

h5py ships as an extra, ``pip install vidik[hdf5]``. There is no form that all agree on: bob and
pyeer take two arrays, and who keeps them in HDF5 names them ``genuine`` and ``impostor``, ``mated``
and ``nonmated``, or ``positives`` and ``negatives``. A table has the columns of a CSV.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from vidik.errors import InputError, VidikError

__all__ = ["HDF5", "hdf5_parts"]

#: What such files are called.
HDF5 = (".h5", ".hdf5", ".hdf")

#: Names of the arrays of both kinds.
_KINDS = (("mated", "nonmated"), ("genuine", "impostor"), ("positives", "negatives"))


def hdf5_parts(path: Path, rows: int) -> Iterator[pa.Table]:
    """Yield the parts of a file.

    Parameters
    ----------
    path
        The file.
    rows
        Of a part.

    Raises
    ------
    VidikError
        If h5py is not installed.
    InputError
        If its datasets are neither columns nor two arrays of scores.
    """
    try:
        import h5py
    except ImportError as fault:
        raise VidikError("h5py is not installed", hint="pip install 'vidik[hdf5]'") from fault
    with h5py.File(path, "r") as file:
        found = {name: one for name, one in file.items() if isinstance(one, h5py.Dataset)}
        flat = {name: one for name, one in found.items() if one.ndim == 1}
        pair = next((pair for pair in _KINDS if flat.keys() >= set(pair)), None)
        if "score" in flat:
            yield from _columns(path, flat, rows)
        elif pair is not None:
            for name, label in zip(pair, ("mated", "nonmated"), strict=True):
                for some in _slices(len(flat[name]), rows):
                    score = _cells(flat[name][some])
                    yield pa.table({"score": score, "mated": pa.repeat(label, len(score))})
        else:
            raise InputError(
                "has neither columns nor two arrays of scores",
                file=path,
                hint=f"it has {', '.join(sorted(file)) or 'nothing'}, not score and mated, nor "
                "genuine and impostor, in one dimension",
            )


def _columns(path: Path, datasets: Mapping[str, Any], rows: int) -> Iterator[pa.Table]:
    count = len(datasets["score"])
    for name, one in datasets.items():
        if len(one) != count:
            raise InputError(
                f"has {count:,} scores and {len(one):,} values of another column",
                file=path,
                value=name,
            )
    for some in _slices(count, rows):
        yield pa.table({name: _cells(one[some]) for name, one in datasets.items()})


def _slices(count: int, rows: int) -> Iterator[slice]:
    return (slice(first, min(first + rows, count)) for first in range(0, count, rows))


def _cells(values: Any) -> pa.Array:
    """Return values of a dataset; its texts come as bytes."""
    if np.asarray(values).dtype.kind in "OS":
        return pa.array([one.decode() if isinstance(one, bytes) else one for one in values])
    return pa.array(values)
