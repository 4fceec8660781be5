"""An earlier build of the same place, as far as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Earlier"]


@dataclass(frozen=True, eq=False)
class Earlier:
    """What an earlier build said.

    Parameters
    ----------
    manifest
        Its ``manifest.json``.
    summary
        Its ``summary.json``.
    cameras
        Rows of its table of cameras, by id.
    sha256
        Of its manifest, which names the hash of everything else.
    """

    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    cameras: Mapping[str, Mapping[str, Any]]
    sha256: str
