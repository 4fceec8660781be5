"""Planning: the survey that would tell how many cameras a source lacks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.comparing import compare_sources
from vidik.jobs.estimating import completeness_of_two, places_of
from vidik.jobs.ground import ELSEWHERE, OUTSIDE, Ground, ground
from vidik.jobs.told import told
from vidik.model.completeness import Fault, Refusal
from vidik.model.observation import Statement
from vidik.model.rejection import Rejection
from vidik.model.resurvey import Resurvey
from vidik.outside.sheet import save_text
from vidik.register.completeness.design import Cells, resurvey
from vidik.register.completeness.squares import Squares, squares, strata
from vidik.report.field_form import Outline, as_geojson, as_gpx

__all__ = ["Assumed", "Planned", "plan", "write_cells"]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken for granted where no second survey tells.

    Parameters
    ----------
    share_listed
        Share of all cameras that the source has.
    detection
        Share of what is there that whoever looks again will find.
    """

    share_listed: float = 0.5
    detection: float = 0.7


@dataclass(frozen=True, eq=False)
class Planned:
    """A survey that would tell.

    Parameters
    ----------
    design
        Which cells, and what they would tell.
    outlines
        Of the cells that were drawn, longitude and latitude, by id.
    district
        Of the same; empty: there are none.
    cells
        How many there are to draw from.
    side_m
        Length of a side of a cell, metres.
    uncovered
        Share of the area that is in no cell.
    outside
        Devices of the source that are in no cell.
    unheeded
        Why the second source does not tell what the first one lacks; empty if it does.
    synthetic
        Whether a source is made up.
    rejected
        What was not understood of area and districts.
    """

    design: Resurvey
    outlines: Mapping[str, Geometry]
    district: Mapping[str, str]
    cells: int
    side_m: float
    uncovered: float
    outside: int
    unheeded: tuple[Refusal, ...]
    synthetic: bool
    rejected: tuple[Rejection, ...]


def plan(
    register: str,
    one: str,
    other: str | None = None,
    *,
    area: Path,
    half_width: float,
    districts: Path | None = None,
    name: str | None = None,
    side_m: float = 500.0,
    seed: int | None = None,
    assumed: Assumed | None = None,
) -> Planned:
    """Return which cells to look at to know how many cameras there are, listed or not.

    Parameters
    ----------
    register
        A file, or the address of a database.
    one
        Key of the source whose cameras are counted.
    other
        Key of a second survey: it tells how much the first one lacks, unless it was not independent
        of it. None: there is none.
    area
        A file of the areas in which the sources looked for every camera.
    half_width
        Wanted: half of the 95 % interval as a share of the estimate, above 0 and below 1.
    districts, name
        As of `vidik.jobs.parts.parts_of`: each is drawn from by itself; None: the area is one.
    side_m
        Length of a side of a cell, metres.
    seed
        Of the draw; None: one that nobody can choose.
    assumed
        What is taken for granted where no second survey tells; None: as of `Assumed`.

    Raises
    ------
    InputError
        If there is no such source, it has no camera in the area, or the area cannot be cut.
    """
    where = ground(area, districts=districts, name=name)
    said = told(register, [one] if other is None else [one, other])
    rows, common = said.there(one), np.zeros(0)
    second: tuple[Statement, ...] = ()
    unheeded: tuple[Refusal, ...] = ()
    if other is not None:
        compared = compare_sources(register, one, other).compared
        refusals = completeness_of_two(compared, where).refusals
        # that few were found twice makes a figure wide, and leaves what the cells tell as it is
        unheeded = tuple(why for why in refusals if why.fault is not Fault.FEW)
        if not unheeded:
            rows, second = compared.ones, compared.others
            common = 1.0 - np.clip(compared.found.other.alone, 0.0, 1.0)
    cut, district = _cut(where, side_m, area)
    own, outside = _counted(rows, np.ones(len(rows)), where, cut)
    if not own.any():
        raise InputError("it lists no camera in the area", file=area, value=one)
    assumed = assumed or Assumed()
    design = resurvey(
        Cells(
            ids=cut.ids,
            stratum=district,
            listed=own,
            other=_counted(second, np.ones(len(second)), where, cut)[0],
            common=_counted(second, common, where, cut)[0],
            side_m=cut.side_m,
        ),
        half_width=half_width,
        seed=secrets.randbelow(1_000_000) if seed is None else seed,
        share_listed=assumed.share_listed,
        detection=assumed.detection,
    )
    number = {id: i for i, id in enumerate(cut.ids)}
    shapes = shapely.transform(
        [cut.outlines[number[id]] for id in design.cells], where.frame.to_degrees
    )
    return Planned(
        design=design,
        outlines=dict(zip(design.cells, shapes, strict=True)),
        district={id: district[number[id]] for id in design.cells} if where.districts else {},
        cells=len(cut.ids),
        side_m=side_m,
        uncovered=cut.uncovered,
        outside=outside,
        unheeded=unheeded,
        synthetic=said.synthetic,
        rejected=where.rejected,
    )


def _cut(where: Ground, side_m: float, file: Path) -> tuple[Squares, list[str]]:
    """Return the cells of the ground, and the district of each."""
    whole, parts = where.in_metres()
    try:
        cut = squares(whole, side_m)
    except ValueError as fault:
        raise InputError(str(fault), file=file, hint="another --side, or another area") from fault
    elsewhere = ELSEWHERE if parts else ""
    return cut, strata(cut.outlines, parts, elsewhere=elsewhere)


def _counted(
    rows: Sequence[Statement], share: NDArray[np.float64], where: Ground, cut: Squares
) -> tuple[NDArray[np.float64], int]:
    """Return the devices in each cell, each row's by a share, and how many are in none."""
    places = places_of(rows)
    inside = np.array([one != OUTSIDE for one in where.strata(places)], np.bool_)
    cell = np.where(inside, cut.cell_of(where.frame.to_metres(places)), -1)
    devices = np.array([one.observation.devices for one in rows], np.float64)
    there = cell >= 0
    counted = np.bincount(
        cell[there], weights=(devices * share)[there], minlength=len(cut.ids)
    ).astype(np.float64)
    return counted, int(devices[~there].sum())


def write_cells(planned: Planned, file: Path) -> int:
    """Write the outlines of the cells that were drawn for whoever goes there; return how many.

    Nothing stands in it of the cameras that are listed: whoever looks must not know them.

    Parameters
    ----------
    planned
        As of `plan`.
    file
        ``.geojson``, or ``.gpx`` for telephones; one that is there is replaced.

    Raises
    ------
    InputError
        If the file has another suffix.
    OutputError
        If it cannot be written.
    """
    design = planned.design
    title = (
        f"{len(design.cells)} of {planned.cells} cells, drawn by chance with seed {design.seed}"
        + ("; planned from made-up cameras" if planned.synthetic else "")
    )
    outlines = [
        Outline(
            id,
            planned.outlines[id],
            {
                "cell": id,
                **({"district": planned.district[id]} if planned.district else {}),
                # to be filled in by whoever looked: so the cells become a survey of the site
                "surveyed_on": "",
                "synthetic": planned.synthetic,
            },
        )
        for id in design.cells
    ]
    if file.suffix == ".gpx":
        save_text(file, as_gpx(outlines, title))
    elif file.suffix == ".geojson":
        about = {"name": title, "seed": design.seed, "side_m": planned.side_m,
                 "synthetic": planned.synthetic}  # fmt: skip
        save_text(file, as_geojson(outlines, about))
    else:
        raise InputError("not a format for cells", file=file, hint=".geojson or .gpx")
    return len(outlines)
