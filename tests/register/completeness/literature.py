"""Counts that others published, with what they found in them."""

from __future__ import annotations

import numpy as np

from vidik.model.histories import Histories

__all__ = ["DIABETES", "HEPATITIS", "histories"]


def histories(counts, lists=None):
    """Return counts by capture history, ``"101"`` for the first and the third list, as a value."""
    t = len(next(iter(counts)))
    table = np.zeros(1 << t)
    for code, count in counts.items():
        table[int(code, 2)] = count
    return Histories(tuple(lists or "abcdef"[:t]), table.reshape((2,) * t))


#: Bruno et al. 1994: diabetics in Casale Monferrato by clinics, hospitals, prescriptions and
#: purchases of strips.
DIABETES = histories(
    {
        "0001": 10, "0010": 182, "0011": 8, "0100": 74, "0101": 7, "0110": 20, "0111": 14,
        "1000": 709, "1001": 12, "1010": 650, "1011": 46, "1100": 104, "1101": 18, "1110": 157,
        "1111": 58,
    }
)  # fmt: skip

#: Chao et al. 1997: students with hepatitis A by serum tests, hospitals and epidemiologists.
HEPATITIS = histories(
    {"001": 63, "010": 55, "011": 18, "100": 69, "101": 17, "110": 21, "111": 28}, "PQE"
)
