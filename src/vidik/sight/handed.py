"""Handed: views and aims as the loops take them."""

from __future__ import annotations

import numpy as np

from vidik.model.views import Aims, Views
from vidik.sight.kernels.aims import Aimed, Viewed

__all__ = ["aimed", "viewed"]


def aimed(aims: Aims) -> Aimed:
    """Return aims as the loops take them."""
    return Aimed(*(np.ascontiguousarray(getattr(aims, name)) for name in Aimed._fields))


def viewed(views: Views) -> Viewed:
    """Return views as the loops take them."""
    return Viewed(*(getattr(views, name) for name in Viewed._fields))
