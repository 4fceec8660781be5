"""Recordings of watches: FIT. Of each record its place, time and accuracy, and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from vidik.errors import InputError
from vidik.model.fixes import RawFix

__all__ = ["LARGEST_FIT", "read_fit"]

#: Bytes; a record a second for a week has less.
LARGEST_FIT = 2**25

#: Parts of a full turn.
_SEMICIRCLES = 2**31


def read_fit(path: Path) -> Iterator[RawFix]:
    """Yield the places of a FIT file.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    InputError
        If it is broken, or ends too early.
    """
    # loaded only for such a file: its tables of messages are large
    import fitdecode

    number = 0
    try:
        with fitdecode.FitReader(
            path,
            check_crc=fitdecode.CrcCheck.RAISE,
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as frames:
            for frame in frames:
                if frame.frame_type != fitdecode.FIT_FRAME_DATA or frame.name != "record":
                    continue
                number += 1
                lon, lat, time, accuracy = (
                    frame.get_value(name, fallback=None)
                    for name in ("position_long", "position_lat", "timestamp", "gps_accuracy")
                )
                if lon is None and lat is None:
                    continue  # indoors, or before the first satellite: the watch knows no place
                yield RawFix(0, f"record {number}", _degrees(lon), _degrees(lat), time, accuracy)
    except fitdecode.FitEOFError as fault:
        raise InputError(
            "the file ends too early", file=path, place=f"record {number + 1}",
            hint="it is truncated; fetch it again",
        ) from fault  # fmt: skip
    except fitdecode.FitCRCError as fault:
        raise InputError("broken: its sum is not what it says", file=path) from fault
    except (
        fitdecode.FitError, struct.error, ValueError, TypeError, LookupError, ArithmeticError,
        AttributeError, AssertionError,
    ) as fault:  # fmt: skip
        place = f"record {number + 1}"
        raise InputError(f"not FIT that can be read: {fault}", file=path, place=place) from fault


def _degrees(said: object) -> object:
    return said * 180.0 / _SEMICIRCLES if isinstance(said, int) else said
