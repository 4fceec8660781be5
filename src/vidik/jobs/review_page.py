"""Serve a review in the browser: the pages of its pairs, and what a reviewer does there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.jobs.comparing import compare_sources
from vidik.jobs.desk import Desk
from vidik.jobs.reviewing import Review
from vidik.jobs.serve import answer, listen
from vidik.jobs.sources import stepwise
from vidik.model.basemap import BaseShape
from vidik.model.observation import Statement
from vidik.model.resolved import Compared
from vidik.outside.assets import review_parts
from vidik.outside.database.register import Register
from vidik.outside.progress import Progress as Work
from vidik.outside.progress import Silent
from vidik.outside.reading import format_of, read_parts
from vidik.register.basemap import base_shapes
from vidik.register.resolving import frame_of
from vidik.report.backdrop import Backdrop
from vidik.report.pages import FAVICON
from vidik.report.pair_page import fault_page
from vidik.web.reviewing import create_review

__all__ = ["serve_review"]

#: A reviewer looks at the ground so far about a pair, metres.
_NEAR_M = 150.0
_OSM = "© OpenStreetMap contributors"


def serve_review(
    register: str,
    one: str,
    other: str,
    *,
    role: str,
    port: int = 0,
    map: Path | None = None,
    ready: Callable[[str, int], None],
    progress: Work | None = None,
) -> tuple[int, int]:
    """Serve a review to a browser of this machine; return when the user stops it.

    Parameters
    ----------
    register
        A file, or the address of a database.
    one, other
        Keys of the sources.
    role
        Of whoever decides, never a name.
    port
        Port to listen on; 0 takes any free one.
    map
        Buildings and streets to draw, an extract of OpenStreetMap, say; None: none are drawn.
    ready
        Called with the address, which has a secret in it, and the number of pairs. It is not called
        if there are none.
    progress
        Told how far reading is; None: nobody is.

    Returns
    -------
    tuple of int
        How many pairs are settled, and how many are left.

    Raises
    ------
    InputError
        If there is no such source, the map cannot be read or lies elsewhere, or the port cannot be
        had.
    """
    comparison = compare_sources(register, one, other)
    with Register(register) as opened:
        review = Review(opened, comparison, role=role)
        if not review.pairs:
            return 0, 0
        origins = opened.origins()
        ground, credit = _ground(comparison.compared, map, progress or Silent())
        sources = (origins[one], origins[other])
        desk = Desk(review, sources, ground, credit)
        secret = secrets.token_urlsafe(24)
        assets = {**review_parts(), "favicon.svg": FAVICON}
        app = create_review(secret, assets, page=desk.page, act=desk.act, fault=fault_page)
        with listen("127.0.0.1", port) as listener:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}/{secret}/"
            ready(address, len(review.pairs))
            answer(app, listener)
        done = review.settled(review.held())
        return done, len(review.pairs) - done


def _ground(compared: Compared, path: Path | None, progress: Work) -> tuple[Backdrop, str | None]:
    """Return what a map has of the ground near the rows of both sources, and whose it is."""
    rows = (*compared.ones, *compared.others)
    frame = frame_of(rows)
    if path is None:
        return Backdrop((), frame), None
    kind = format_of(path)
    shapes: list[BaseShape] = []
    near = shapely.STRtree(_boxes(rows))
    with progress.task(f"Reading {path.name}", total=path.stat().st_size) as advance:
        for part in read_parts(path, source="map", progress=stepwise(advance)):
            given = np.array([one.geometry for one in part.features], dtype=object)
            if len(given):
                met = np.unique(near.query(given, predicate="intersects")[0])
                shapes += base_shapes(part.features[i] for i in met.tolist())
    if not shapes:
        raise InputError(
            "a map with nothing near what the sources list", file=path,
            hint="an extract of OpenStreetMap of the same place",
        )  # fmt: skip
    whose = _OSM if kind in ("pbf", "osm", "overpass") else path.name
    return Backdrop(shapes, frame), whose


def _boxes(rows: Sequence[Statement]) -> NDArray[np.object_]:
    """Return the ground about each row that a sketch may show, in degrees."""
    places = np.array([(row.observation.lon, row.observation.lat) for row in rows], np.float64)
    up = _NEAR_M / 110_000
    east = up / np.cos(np.radians(np.clip(places[:, 1], -89.0, 89.0)))
    boxes: NDArray[np.object_] = shapely.box(
        places[:, 0] - east, places[:, 1] - up, places[:, 0] + east, places[:, 1] + up
    )
    return boxes
