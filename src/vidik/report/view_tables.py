"""Tables of ground in view: by camera, and by the number of cameras that watch it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.model.published import Published
from vidik.report.table import COMPUTED, OPTICS, SAID, Field, Table, provenance
from vidik.report.texts import N_
from vidik.sight.depth_classes import CLASSES

__all__ = ["BandShape", "OverlapShape", "overlap_table", "views_table"]

#: Camera id, level, band and where, in longitude and latitude.
BandShape = tuple[str, str, int, Geometry]
#: Level, whether for certain, by how many cameras at least (`vidik.sight.depth_classes.CLASSES`),
#: and where, in longitude and latitude.
OverlapShape = tuple[str, bool, int, Geometry]


def views_table(published: Published, bands: Sequence[BandShape]) -> Table[BandShape]:
    """Return the table of what each camera may see.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees.
    """
    cameras = {camera.id: camera for camera in published.cameras}
    ppm = {level.key: level.ppm for level in published.optics.levels}
    bounds = (0.0, *(round(bound, 6) for bound in BANDS))
    return Table(
        "views",
        (
            Field("camera", "text", "", N_("Id of the camera."), SAID, lambda v: v[0]),
            Field(
                "slug",
                "text",
                "",
                N_("Its page: camera/<slug>/."),
                "from the id",
                lambda v: cameras[v[0]].slug,
            ),
            Field("level", "text", "", N_("Key of the level of detail."), OPTICS, lambda v: v[1]),
            Field(
                "ppm",
                "number",
                "pixels per metre",
                N_("Pixel density at which the level begins."),
                OPTICS,
                lambda v: ppm[v[1]],
            ),
            Field(
                "band", "integer", "", N_("Class of probability, 0–5."), COMPUTED, lambda v: v[2]
            ),
            Field(
                "probability_above",
                "number",
                "",
                N_("Lower bound of the class."),
                COMPUTED,
                lambda v: bounds[v[2]],
            ),
            Field(
                "probability_up_to",
                "number",
                "",
                N_("Upper bound of the class."),
                COMPUTED,
                lambda v: bounds[v[2] + 1],
            ),
            *provenance(
                published,
                source=lambda v: cameras[v[0]].source,
                synthetic=lambda v: cameras[v[0]].synthetic,
            ),
        ),
        bands,
        "Ground that the camera may see at this level with this probability, a polygon.",
        lambda v: v[3],
    )


def overlap_table(published: Published, overlaps: Sequence[OverlapShape]) -> Table[OverlapShape]:
    """Return the table of ground by the number of cameras that watch it.

    Parameters
    ----------
    published
        What may be shown.
    overlaps
        By how many cameras what is watched.
    """
    upper = {a: b - 1 for a, b in pairwise(CLASSES)}
    sources = ";".join(sorted({camera.source for camera in published.cameras}))
    made_up = any(camera.synthetic for camera in published.cameras)
    return Table(
        "overlap",
        (
            Field("level", "text", "", N_("Key of the level of detail."), OPTICS, lambda o: o[0]),
            Field(
                "certain",
                "boolean",
                "",
                N_("True: cameras that see it for certain; false: that may see it."),
                COMPUTED,
                lambda o: o[1],
            ),
            Field(
                "cameras_from",
                "integer",
                "",
                N_("By at least so many of the cameras that are shown."),
                COMPUTED,
                lambda o: o[2],
            ),
            Field(
                "cameras_to",
                "integer",
                "",
                N_("By at most so many; empty for no bound."),
                COMPUTED,
                lambda o: upper.get(o[2]),
            ),
            *provenance(published, source=lambda _: sources, synthetic=lambda _: made_up),
        ),
        overlaps,
        "Ground that so many cameras watch, in squares of 256 m, a polygon.",
        lambda o: o[3],
    )
