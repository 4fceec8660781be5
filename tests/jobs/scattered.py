"""Scattered buildings, cameras, streets and squares, in metres about the made-up town's centre."""

from __future__ import annotations

import numpy as np
import shapely

from tests.makers import TOWN, camera
from vidik.model.camera import Camera
from vidik.model.footprints import Footprints
from vidik.model.frame import snap
from vidik.model.polygons import Polygons
from vidik.model.public_space import PublicSpace
from vidik.model.span import Span
from vidik.model.streets import Streets


def boxes(rng: np.random.Generator, count: int, span: float) -> list[shapely.Polygon]:
    """Return boxes on the grid that touch, cross and repeat one another."""
    low = snap(np.round(rng.uniform(-span, span, (count, 2)) / 4.0) * 4.0)
    size = np.round(rng.uniform(4.0, 40.0, (count, 2)) / 4.0) * 4.0
    made = shapely.box(*low.T, *(low + size).T)
    made[count // 2 :: 5] = made[: len(made[count // 2 :: 5])]
    turned = [
        shapely.affinity.rotate(box, 30.0) if i % 3 == 0 else box for i, box in enumerate(made)
    ]
    return [shapely.transform(shape, snap) for shape in turned]


def footprints_of(
    rng: np.random.Generator, count: int, span: float, *, single: bool = False
) -> Footprints:
    """Return buildings, some of two polygons, low and high ones, some of unknown height."""
    packed = Polygons.of(shapely.orient_polygons(np.array(boxes(rng, count, span), object)))
    owner = (
        np.arange(count)
        if single
        else np.arange(count) // 3 * 2 + np.minimum(np.arange(count) % 3, 1)
    )
    n = int(owner[-1]) + 1
    roof = rng.choice([2.2, 3.5, 9.0, 14.0], n)
    return Footprints(
        ids=tuple(f"osm:way/{i}" for i in range(n)),
        kind=("yes",) * n,
        owner=owner,
        polygon_offsets=packed.polygon_offsets,
        ring_offsets=packed.ring_offsets,
        vertices=packed.vertices,
        height=np.column_stack([roof, roof + rng.choice([0.0, 2.0], n), roof + 3.0]),
        min_height=np.zeros(n),
    )


def cameras_of(rng: np.random.Generator, count: int, span: float) -> tuple[Camera, ...]:
    """Return cameras that know much or nothing, some of them inside buildings."""
    return tuple(
        camera(
            number,
            *rng.uniform(-span, span, 2).tolist(),
            height=Span.exactly(5.0) if number % 3 == 0 else None,
            operator=f"Operator {number % 4}" if number % 2 else None,
        )
        for number in range(count)
    )


def streets_of(rng: np.random.Generator, count: int, span: float) -> Streets:
    """Return streets of three vertices."""
    begin = rng.uniform(-span, span, (count, 1, 2))
    steps = np.concatenate([np.zeros((count, 1, 2)), rng.normal(0.0, span / 4, (count, 2, 2))], 1)
    return Streets(
        ids=tuple(f"osm:way/{i}" for i in range(count)),
        names=("",) * count,
        classes=("residential",) * count,
        offsets=np.arange(count + 1) * 3,
        vertices=snap((begin + np.cumsum(steps, axis=1)).reshape(-1, 2)),
    )


def space_of(rng: np.random.Generator, side: float, span: float) -> PublicSpace:
    """Return squares, one in each cell of a lattice of a side, of certain or doubtful width."""
    cells = np.argwhere(np.ones((int(2 * span / side),) * 2)) * side - span
    low = cells + rng.uniform(0.0, side / 3, cells.shape)
    packed = Polygons.of(shapely.box(*low.T, *(low + side / 2).T))
    packed = Polygons.of(shapely.orient_polygons(packed.shapes()))
    n = len(packed)
    return PublicSpace(
        version="test",
        kinds=("square",),
        kind=np.zeros(n, np.int64),
        union=rng.integers(0, 3, n),
        polygon_offsets=packed.polygon_offsets,
        ring_offsets=packed.ring_offsets,
        vertices=packed.vertices,
        open_m2=np.full(n, side * side / 4.0),
    )


#: The frame that all of it is in.
FRAME = TOWN
