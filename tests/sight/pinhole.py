"""A pinhole camera, with a rotation matrix: shares no code with what it checks."""

from __future__ import annotations

import math

import numpy as np

from vidik.model.optics import Lens


def in_frame(
    points: np.ndarray, *, lens: Lens, depression_deg: float, rise: float, aspect: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return which points of a plane are between the frame's level edges, and between its sides.

    Parameters
    ----------
    points
        Shape (p, 2): metres ahead of the camera and to its right, over the ground.
    lens, depression_deg, aspect
        As of `vidik.sight.picture.edges`.
    rise
        Of the lens above the plane, metres.
    """
    d = math.radians(depression_deg)
    pitch = np.array(
        [[math.cos(d), 0, -math.sin(d)], [0, 1, 0], [math.sin(d), 0, math.cos(d)]]
    )  # rows: the axis, the right hand, the top of the picture
    world = np.column_stack([points, np.full(len(points), -rise)])
    depth, right, up = pitch @ world.T
    with np.errstate(divide="ignore", invalid="ignore"):
        column = lens.focal_length_mm * right / depth
        row = lens.focal_length_mm * up / depth
    ahead = depth > 0
    half_width = lens.sensor_width_mm / 2
    return ahead & (abs(row) <= half_width * aspect), ahead & (abs(column) <= half_width)
