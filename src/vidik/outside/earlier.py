"""An earlier build, read from its folder and held against the hashes in its manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vidik.errors import InputError
from vidik.model.earlier import Earlier
from vidik.outside.cache import digest_of_bytes
from vidik.outside.press import MARKER

__all__ = ["read_earlier"]

_CAMERAS, _SUMMARY = "downloads/cameras.geojson", "summary.json"


def read_earlier(folder: Path) -> Earlier:
    """Return what an earlier build published.

    Parameters
    ----------
    folder
        That it wrote, or a copy of its ``manifest.json``, ``summary.json`` and
        ``downloads/cameras.geojson``.

    Raises
    ------
    InputError
        If the folder is no output of `vidik build`, or a file is not the one that was written then.
    """
    try:
        marker = (folder / MARKER).read_bytes()
        manifest = json.loads(marker)
        hashes: dict[str, Any] = manifest["outputs"]
        version = manifest["vidik"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            "is no folder that `vidik build` wrote",
            file=folder,
            hint=f"it needs {MARKER}, {_SUMMARY} and {_CAMERAS}",
        ) from None

    def told(path: str) -> Any:
        try:
            data = (folder / path).read_bytes()
        except OSError as fault:
            raise InputError(
                f"a file of the earlier build cannot be read: {fault.strerror}", file=folder / path
            ) from None
        if digest_of_bytes(data) != hashes.get(path):
            raise InputError(
                "is not the file that the earlier build wrote",
                file=folder / path,
                hint=f"{MARKER} names another SHA-256",
            )
        try:
            return json.loads(data)
        except ValueError as fault:
            raise InputError(f"is no JSON: {fault}", file=folder / path) from None

    summary, table = told(_SUMMARY), told(_CAMERAS)
    try:
        rows = [feature["properties"] for feature in table["features"]]
        cameras = {str(row["id"]): row for row in rows}
    except (KeyError, TypeError):
        raise InputError(
            f"is no table of cameras as Vidik {version} writes it", file=folder / _CAMERAS
        ) from None
    return Earlier(manifest, summary, cameras, digest_of_bytes(marker))
