"""The figures of districts, made behind the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.exposure.streets import in_pieces
from vidik.exposure.surveyed import looked_lengths
from vidik.model.camera import Camera
from vidik.model.district import District, DistrictFigures
from vidik.model.frame import LocalFrame
from vidik.model.rules import Clearance, DoorFloors, Verdict
from vidik.model.sensitive import DoorViews
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.watched import Watched
from vidik.register.districts import within
from vidik.report.doors import doors_told

__all__ = ["district_figures", "district_of"]


def district_figures(
    districts: Sequence[District],
    frame: LocalFrame,
    *,
    cameras: Sequence[Camera],
    clearances: Mapping[str, Clearance],
    streets: Streets,
    watched: Watched,
    surveys: Sequence[Survey],
    doors: DoorViews,
    floors: DoorFloors,
) -> tuple[DistrictFigures, ...]:
    """Return the figures of each district.

    Parameters
    ----------
    districts
        Of the place; where two overlap, the first one counts.
    frame
        Of the place.
    cameras
        All of them; those at places of the deny-list count nowhere.
    clearances
        By camera id.
    streets
        The public streets.
    watched
        By all cameras but those withheld.
    surveys
        Where somebody looked for cameras.
    doors
        Of sensitive places, by the cameras that are shown.
    floors
        Of how many of these a figure is at least.
    """
    if not districts:
        return ()
    areas = [one.area for one in districts]
    told = [c for c in cameras if clearances[c.id].verdict is not Verdict.WITHHELD]
    home = within(areas, np.array([(c.lon, c.lat) for c in told]).reshape(-1, 2))
    piece = district_of(streets, frame, areas)
    places = shapely.get_coordinates([place.point for place in doors.places])
    in_view = doors_told(doors, within(areas, places), floors)
    lengths, looked = streets.lengths(), looked_lengths(surveys, frame, streets)
    made = []
    for number, one in enumerate(districts):
        own = [told[i] for i in np.flatnonzero(home == number).tolist()]
        pieces = np.flatnonzero(piece == number)
        verdicts = [clearances[camera.id].verdict for camera in own]
        made.append(
            DistrictFigures(
                name=one.name,
                source=one.source,
                area=one.area,
                sensitive=one.sensitive,
                area_m2=float(shapely.transform(one.area, frame.to_metres).area),
                cameras=len(own),
                on_map=verdicts.count(Verdict.PUBLIC),
                private=verdicts.count(Verdict.PRIVATE),
                indoor=sum(camera.indoor for camera in own),
                direction_known=sum(camera.axis is not None for camera in own),
                operator_known=sum(camera.operator is not None for camera in own),
                street_m=float(lengths[pieces].sum()),
                watched_m=in_pieces(watched, pieces),
                looked_m=float(looked[pieces].sum()),
                doors={
                    kind: in_view[number, kind]
                    for kind in one.sensitive
                    if (number, kind) in in_view
                },
            )
        )
    return tuple(made)


def district_of(
    streets: Streets, frame: LocalFrame, areas: Sequence[shapely.Geometry]
) -> NDArray[np.int64]:
    """Return the number of the district in which the middle of each piece lies, −1 for none.

    Parameters
    ----------
    streets
        The pieces.
    frame
        Of the place.
    areas
        Of the districts, longitude and latitude.
    """
    if not len(streets):
        return np.zeros(0, dtype=np.int64)
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
    )
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    return within(areas, frame.to_degrees(shapely.get_coordinates(middles)))
