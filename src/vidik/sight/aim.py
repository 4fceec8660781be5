"""Aim: from what is known of a camera to where it may look, how far, and from how high."""

from __future__ import annotations

import math

import numpy as np

from vidik.model.camera import Arc, Camera, Kind
from vidik.model.heights import Heights
from vidik.model.optics import Lens, Optics
from vidik.model.views import Aim
from vidik.sight.picture import lens_height, picture

__all__ = ["FREE_STANDING", "OUTWARD_SHARE", "aim", "lenses_of"]

#: Of 81 cameras on walls whose direction was mapped (Brno), 78 look away from the wall.
OUTWARD_SHARE = 78 / 81

#: A camera on one of these stands free, however near a wall is.
FREE_STANDING = frozenset(
    {"pole", "street_lamp", "lamp", "mast", "post", "tree", "traffic_signals", "sign", "fence"}
)


def lenses_of(camera: Camera, optics: Optics) -> tuple[Lens, ...]:
    """Return the readings of a camera's lens: the one its source states, or the table's."""
    if camera.lens is None:
        return tuple(optics.lenses[camera.kind])
    focal_length_mm, sensor_width_mm, image_width_px = camera.lens
    return (
        Lens(
            name="mapped",
            weight=1.0,
            focal_length_mm=focal_length_mm,
            sensor_width_mm=sensor_width_mm,
            image_width_px=image_width_px,
            source=camera.source,
        ),
    )


def aim(
    camera: Camera,
    optics: Optics,
    heights: Heights,
    *,
    outward: float = math.nan,
    outward_share: float = OUTWARD_SHARE,
) -> Aim:
    """Return where a camera may look, how far and from how high, as weighted readings.

    A fixed or dome camera with a mapped direction looks there. A panning camera looks anywhere in
    the arc it was mapped with, else anywhere: its mapped direction is only where somebody saw it
    turned. A camera without a direction that hangs on a wall looks away from the wall, anywhere in
    that half of the compass, with the probability `outward_share`; else anywhere. Each lens, tilt
    and stance (how high the camera and the buildings about it are taken to be) that is possible is
    a reading; they are taken as independent of one another.

    Parameters
    ----------
    camera
        The camera.
    optics
        Levels and lenses.
    heights
        Heights and tilts where nobody mapped them, the weights of their readings, and the plane in
        which things are looked for.
    outward
        Bearing away from the wall that it hangs on, degrees; NaN if there is none.
    outward_share
        Of the wall cameras whose direction is unknown, the share that looks away from the wall.

    Returns
    -------
    Aim
        With one column of reaches per level of `optics`, none beyond its greatest reach, and
        the stances of `vidik.sight.stances.stances_of`.
    """
    lenses = lenses_of(camera, optics)
    arcs = _arcs(camera, outward=outward, outward_share=outward_share)
    framed = picture(camera, lenses, heights)
    span = lens_height(camera, heights)
    rise = np.array([span.most, span.expected, span.least]) - heights.target_m
    least, expected, most = heights.weights
    stances, readings = len(rise), len(framed.weight)
    lens = np.repeat(framed.lens, stances)
    reach = np.array([[one.reach_m(level.ppm) for level in optics.levels] for one in lenses])
    fov = np.array([one.field_of_view_deg for one in lenses])
    return Aim(
        # the stance that sees most has the highest lens
        weight=np.outer(framed.weight, (most, expected, least)).ravel(),
        fov=fov[lens],
        reach=np.minimum(reach, optics.max_reach_m)[lens],
        rise=np.tile(rise, readings),
        lower=np.repeat(framed.lower, stances),
        upper=np.repeat(framed.upper, stances),
        stance=np.tile(np.arange(stances), readings),
        share=np.array([share for share, _ in arcs]),
        start=np.array([arc.start for _, arc in arcs]),
        width=np.array([arc.width for _, arc in arcs]),
    )


def _arcs(camera: Camera, *, outward: float, outward_share: float) -> tuple[tuple[float, Arc], ...]:
    """Return the arcs in which the axis lies, with the probability of each."""
    turns = camera.kind is Kind.PANNING
    if camera.axis is not None and (camera.axis.width > 0 or not turns):
        return ((1.0, camera.axis),)
    if math.isnan(outward) or camera.mount in FREE_STANDING:
        return ((1.0, Arc(0.0, 360.0)),)
    # twice, as what is below 0 by a last bit leaves 360
    halves = (
        (outward_share, Arc((outward - 90.0) % 360.0 % 360.0, 180.0)),
        (1.0 - outward_share, Arc((outward + 90.0) % 360.0 % 360.0, 180.0)),
    )
    return tuple(half for half in halves if half[0] > 0)
