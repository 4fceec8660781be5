"""Tables of places: pieces of street with their watched metres, and where somebody looked."""

from __future__ import annotations

import numpy as np
import shapely

from vidik.model.published import Published
from vidik.model.survey import Survey
from vidik.report.table import COMPUTED, GATE, SAID, Field, Table, provenance
from vidik.report.texts import N_

__all__ = ["streets_table", "surveys_table"]


def streets_table(published: Published) -> Table[int]:
    """Return the table of the pieces of street.

    Parameters
    ----------
    published
        What may be shown.
    """
    streets, watched = published.streets, published.watched
    lengths = streets.lengths()
    degrees = published.place.frame.to_degrees(streets.vertices)
    invented = {source.key for source in published.sources if source.synthetic}
    watched_by_invented = any(camera.synthetic for camera in published.cameras)
    fields: list[Field[int]] = [
        Field("id", "text", "", N_("The piece of street."), SAID, lambda i: streets.ids[i]),
        Field(
            "name", "text", "", N_("Its name, empty for none."), SAID, lambda i: streets.names[i]
        ),
        Field(
            "class", "text", "", N_("The OSM highway value."), SAID, lambda i: streets.classes[i]
        ),
        Field(
            "length_m",
            "number",
            "metres",
            N_("Length inside the boundary."),
            COMPUTED,
            lambda i: round(float(lengths[i]), 2),
        ),
    ]
    for k, level in enumerate(watched.levels):
        for bound, meaning, metres in (
            (
                "least",
                N_("Metres seen for certain at level %(level)s by the mapped cameras shown."),
                watched.least,
            ),
            (
                "expected",
                N_("Metres seen in expectation at level %(level)s by the mapped cameras shown."),
                watched.expected,
            ),
            (
                "most",
                N_("Metres seen possibly at level %(level)s by the mapped cameras shown."),
                watched.most,
            ),
        ):

            def of(i: int, column: np.ndarray = metres[:, k]) -> float:
                return round(float(column[i]), 2)

            name, values = f"{level}_{bound}_m", {"level": level}
            fields.append(Field(name, "number", "metres", meaning, COMPUTED, of, values))

    def source_of(i: int) -> str:
        return streets.ids[i].partition(":")[0]

    fields += provenance(
        published,
        source=source_of,
        synthetic=lambda i: watched_by_invented or source_of(i) in invented,
    )
    return Table(
        "streets",
        tuple(fields),
        range(len(streets)),
        "The piece of street, a line.",
        lambda i: shapely.LineString(degrees[streets.offsets[i] : streets.offsets[i + 1]]),
    )


def surveys_table(published: Published) -> Table[Survey]:
    """Return the table of where somebody looked for cameras.

    Parameters
    ----------
    published
        What may be shown.
    """
    cameras = published.cameras
    places = np.array([(camera.lon, camera.lat) for camera in cameras]).reshape(-1, 2)

    def standing(survey: Survey) -> int:
        return int(shapely.intersects_xy(survey.area, places).sum())

    return Table(
        "surveys",
        (
            Field("id", "text", "", N_("A running number."), GATE, lambda s: s.id),
            Field(
                "surveyed_on",
                "date",
                "",
                N_("Day on which somebody says that they looked for cameras here."),
                SAID,
                lambda s: s.surveyed_on.isoformat(),
            ),
            Field(
                "cameras",
                "integer",
                "",
                N_("Cameras of this map that stand here, of those shown at their place."),
                COMPUTED,
                standing,
            ),
            *provenance(published, source=lambda s: s.source, synthetic=lambda s: s.synthetic),
        ),
        published.surveys,
        "Area that was looked at, as far as it lies in the boundary, a polygon.",
        lambda s: s.area,
    )
