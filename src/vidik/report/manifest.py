"""The run manifest: from what, with what and under which assumptions an observatory was made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from vidik.model.optics import Optics
from vidik.model.published import Cleared
from vidik.report.summary import source_record

__all__ = ["json_bytes", "manifest"]


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """Return a value as JSON that a person can read, the same bytes every time."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def manifest(
    cleared: Cleared,
    *,
    version: str,
    code: str,
    versions: Mapping[str, str],
    assumptions: Mapping[str, Any],
    made: dt.datetime,
    outputs: Mapping[str, str],
) -> dict[str, Any]:
    """Return the manifest of a run, ready for JSON.

    Everything in it follows from the inputs, the version and the time given, so that two runs can
    be compared byte by byte; how long a run took stands in a file beside the folder.

    Parameters
    ----------
    cleared
        What may be said of the place.
    version
        Of Vidik.
    code
        Hash of Vidik's own code and data.
    versions
        Of the libraries that have a say in the result.
    assumptions
        As used, by name.
    made
        When; ``SOURCE_DATE_EPOCH`` if that is set.
    outputs
        SHA-256 of each file, by its path in the folder.
    """
    return {
        "vidik": version,
        "code": code,
        "made": made.isoformat(),
        "place": {
            "name": cleared.place.name,
            "boundary": [round(v, 7) for v in cleared.place.boundary.bounds],
            "frame": cleared.place.frame.proj,
        },
        "dated": cleared.dated.isoformat() if cleared.dated else None,
        "attribution": cleared.attribution,
        "licence": cleared.licence,
        "synthetic": cleared.synthetic,
        "inputs": [source_record(source) for source in cleared.sources],
        "assumptions": {**assumptions, "optics": _optics(cleared.optics)},
        "versions": dict(sorted(versions.items())),
        "outputs": dict(sorted(outputs.items())),
    }


def _optics(optics: Optics) -> dict[str, Any]:
    return {
        "version": optics.version,
        "max_reach_m": optics.max_reach_m,
        "levels": {level.key: level.ppm for level in optics.levels},
        "lenses": {
            kind.value: [
                {
                    "name": lens.name,
                    "weight": lens.weight,
                    "focal_length_mm": lens.focal_length_mm,
                    "sensor_width_mm": lens.sensor_width_mm,
                    "image_width_px": lens.image_width_px,
                }
                for lens in lenses
            ]
            for kind, lenses in sorted(optics.lenses.items())
        },
    }
