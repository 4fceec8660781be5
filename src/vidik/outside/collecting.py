"""The search for garbage, which is of no use while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage that refers to itself alone in the meantime.

    Python looks for it whenever many objects were made, among all that there are: where a map's
    objects are read by the hundred thousand, that takes a third of the time, and finds nothing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
