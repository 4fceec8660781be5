"""Real data that does not stand in this repository: where tests find it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["helsinki", "shared"]

ROOT = Path(__file__).resolve().parents[1]


def shared(name: str) -> Path:
    """Return a file of the shared data, in $VIDIK_SHARED or ../shared; skip the test without it."""
    folder = Path(os.environ.get("VIDIK_SHARED", ROOT.parent / "shared"))
    for path in (folder / "data" / name, folder / name):
        if path.exists():
            return path
    pytest.skip(f"needs {name}: set VIDIK_SHARED to the folder with the shared data")


def helsinki() -> Path:
    """Return the extract of Helsinki's centre; skip the test if `make test` did not fetch it."""
    path = ROOT / "demo" / "helsinki" / "helsinki.osm.pbf"
    if not path.exists():
        pytest.skip("needs Helsinki's extract: python scripts/fetch_helsinki.py")
    return path
