"""Aim: from what is known of a camera to where it may look and how far."""

from __future__ import annotations

import math

import numpy as np

from vidik.model.camera import Arc, Camera, Kind
from vidik.model.optics import Lens, Optics
from vidik.model.views import Aim

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
    *,
    outward: float = math.nan,
    outward_share: float = OUTWARD_SHARE,
) -> Aim:
    """Return where a camera may look and how far, as weighted readings.

    A fixed or dome camera with a mapped direction looks there. A panning camera looks anywhere in
    the arc it was mapped with, else anywhere: its mapped direction is only where somebody saw it
    turned. A camera without a direction that hangs on a wall looks away from the wall, anywhere in
    that half of the compass, with the probability `outward_share`; else anywhere.

    Parameters
    ----------
    camera
        The camera.
    optics
        Levels and lenses.
    outward
        Bearing away from the wall that it hangs on, degrees; NaN if there is none.
    outward_share
        Of the wall cameras whose direction is unknown, the share that looks away from the wall.

    Returns
    -------
    Aim
        With one column of reaches per level of `optics`, none beyond its greatest reach.
    """
    lenses = lenses_of(camera, optics)
    reach = np.array([[lens.reach_m(level.ppm) for level in optics.levels] for lens in lenses])
    arcs = _arcs(camera, outward=outward, outward_share=outward_share)
    return Aim(
        weight=np.array([lens.weight for lens in lenses]),
        fov=np.array([lens.field_of_view_deg for lens in lenses]),
        reach=np.minimum(reach, optics.max_reach_m),
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
    halves = (
        (outward_share, Arc((outward - 90.0) % 360.0, 180.0)),
        (1.0 - outward_share, Arc((outward + 90.0) % 360.0, 180.0)),
    )
    return tuple(half for half in halves if half[0] > 0)
