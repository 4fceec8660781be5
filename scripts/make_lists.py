"""Make up two lists of the cameras of an extract: what an authority answers, and what a walk finds.

For trying out a register (docs/tutorial/first-register.md). The authority lists places with how
many cameras each has, by streets, some 8 m off; it leaves cameras out and has some that no map has.
Both lists say in their first rows, or in every row, that they are made up.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from vidik.errors import VidikError
from vidik.model.frame import LocalFrame
from vidik.outside.reading import read_extract
from vidik.register.cameras import cameras

SEED = 20261130

#: Of the mapped places: how many each list has, and how far off, metres along each axis.
ANSWER, WALK = (0.55, 8.0), (0.65, 3.0)

#: Places that no map has, as a share of those that one has, and which part of them the walk found.
UNMAPPED, FOUND = 0.2, 0.6

#: Rows this close to one another are one place for an authority, metres.
ONE_PLACE_M = 15.0

KINDS = {"fixed": "fixed", "dome": "dome", "panning": "PTZ", "unknown": ""}


def make(extract: Path, folder: Path) -> tuple[Path, Path]:
    """Write ``answer.csv`` and ``walk.csv``; return their paths."""
    found, _ = cameras(read_extract(extract, source="osm").features, source="osm")
    places = {camera.location: camera for camera in found}.values()
    kinds = [str(camera.kind) for camera in places]
    degrees = np.array([(camera.lon, camera.lat) for camera in places])
    frame = LocalFrame(*degrees.mean(axis=0).tolist())
    mapped = frame.to_metres(degrees)
    rng = np.random.default_rng(SEED)
    unmapped = mapped[rng.permutation(len(mapped))[: round(UNMAPPED * len(mapped))]]
    unmapped = unmapped + rng.uniform(-120.0, 120.0, unmapped.shape)
    every = np.vstack([mapped, unmapped])
    kinds += [str(rng.choice(["fixed", "dome"])) for _ in unmapped]
    fresh = np.arange(len(every)) >= len(mapped)

    listed = rng.random(len(every)) < np.where(fresh, 1.0, ANSWER[0])
    walked = rng.random(len(every)) < np.where(fresh, FOUND, WALK[0])
    answer = [
        (*_degrees(frame, every[group] + rng.normal(0.0, ANSWER[1], (len(group), 2))), group)
        for group in _places(every, np.flatnonzero(listed))
    ]
    answer_path, walk_path = folder / "answer.csv", folder / "walk.csv"
    with answer_path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Answer to request 12/2019 (made up, for trying Vidik)"])
        rows.writerow([])
        rows.writerow(["Ref", "Latitude", "Longitude", "Camera type", "Number of cameras"])
        for number, (lat, lon, group) in enumerate(answer, start=1):
            kind = KINDS[kinds[group[0]]]
            rows.writerow([f"K-{number}", _comma(lat), _comma(lon), kind, len(group)])
        rows.writerow(["Total", "", "", "", sum(len(group) for *_, group in answer)])
    with walk_path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["lat", "lon", "camera:type", "survey:date", "note"])
        for i in np.flatnonzero(walked).tolist():
            lat, lon = _degrees(frame, every[i : i + 1] + rng.normal(0.0, WALK[1], (1, 2)))
            kind = "" if kinds[i] == "unknown" else kinds[i]
            rows.writerow([f"{lat:.6f}", f"{lon:.6f}", kind, "2019-05-11", "made up"])
    return answer_path, walk_path


def _degrees(frame: LocalFrame, metres: np.ndarray) -> tuple[float, float]:
    """Return latitude and longitude of the middle of some places."""
    lon, lat = frame.to_degrees(metres).mean(axis=0)
    return float(lat), float(lon)


def _comma(value: float) -> str:
    return f"{value:.6f}".replace(".", ",")


def _places(every: np.ndarray, rows: np.ndarray) -> list[list[int]]:
    """Return rows by place: each with those near the first of it."""
    groups: list[list[int]] = []
    for row in rows.tolist():
        near = (g for g in groups if np.hypot(*(every[g[0]] - every[row])) <= ONE_PLACE_M)
        if (own := next(near, None)) is None:
            groups.append([row])
        else:
            own.append(row)
    return groups


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    arguments = parser.parse_args()
    try:
        for written in make(arguments.extract, arguments.folder):
            print(written)
    except VidikError as error:
        parser.exit(1, f"{error}\n")
