"""Tables of cameras: those shown at their place, and stretches of street for those on homes."""

from __future__ import annotations

import json
from functools import partial

import shapely

from vidik.model.published import PrivateStretch, Published, PublishedCamera
from vidik.report.table import COMPUTED, GATE, SAID, Field, Table, provenance
from vidik.report.texts import N_

__all__ = ["cameras_table", "private_table"]


def cameras_table(published: Published) -> Table[PublishedCamera]:
    """Return the table of the cameras that may be shown.

    Parameters
    ----------
    published
        What may be shown.
    """

    def bounds(name: str, unit: str, *meanings: str) -> list[Field[PublishedCamera]]:
        def of(camera: PublishedCamera, bound: str) -> float | None:
            span = getattr(camera, name)
            return None if span is None else float(getattr(span, bound))

        return [
            Field(f"{name}_{b}", "number", unit, meaning, SAID, partial(of, bound=b))
            for b, meaning in zip(("least", "expected", "most"), meanings, strict=True)
        ]

    fields: list[Field[PublishedCamera]] = [
        Field("id", "text", "", N_("The device; #1, #2 … of one object."), SAID, lambda c: c.id),
        Field("location", "text", "", N_("The object it is on."), SAID, lambda c: c.location),
        Field("slug", "text", "", N_("Its page: camera/<slug>/."), "from the id", lambda c: c.slug),
        Field(
            "kind", "text", "", N_("fixed, panning, dome, unknown."), SAID, lambda c: str(c.kind)
        ),
        Field(
            "lon", "number", "degrees", N_("Longitude, WGS 84."), SAID, lambda c: round(c.lon, 7)
        ),
        Field("lat", "number", "degrees", N_("Latitude, WGS 84."), SAID, lambda c: round(c.lat, 7)),
        Field(
            "direction_start",
            "number",
            "degrees",
            N_("Where it looks, clockwise from north, or where the arc begins in which that lies."),
            SAID,
            lambda c: c.axis.start if c.axis else None,
        ),
        Field(
            "direction_width",
            "number",
            "degrees",
            N_(
                "Width of that arc, clockwise; 0 for a single direction, empty if nobody mapped it."
            ),
            SAID,
            lambda c: c.axis.width if c.axis else None,
        ),
        *bounds(
            "height",
            "metres",
            N_("Height of the lens above ground: least."),
            N_("Height of the lens above ground: expected."),
            N_("Height of the lens above ground: most."),
        ),
        *bounds(
            "tilt",
            "degrees",
            N_("Tilt of the axis above the horizontal, negative downwards: least."),
            N_("Tilt of the axis above the horizontal, negative downwards: expected."),
            N_("Tilt of the axis above the horizontal, negative downwards: most."),
        ),
        Field("indoor", "boolean", "", N_("Watches an inside: no view."), SAID, lambda c: c.indoor),
        Field("mount", "text", "", N_("What it is fixed to."), SAID, lambda c: c.mount),
        Field(
            "surveillance",
            "text",
            "",
            N_("public, outdoor, indoor."),
            SAID,
            lambda c: c.surveillance,
        ),
        Field("zone", "text", "", N_("What it watches."), SAID, lambda c: c.zone),
        Field(
            "operator",
            "text",
            "",
            N_("Organisation that runs it; for a person, a number."),
            GATE,
            lambda c: c.operator,
        ),
        Field("plates", "boolean", "", N_("Said to read number plates."), SAID, lambda c: c.plates),
        Field(
            "checked",
            "date",
            "",
            N_("Newest day on which somebody looked or edited."),
            SAID,
            lambda c: c.checked.isoformat() if c.checked else None,
        ),
        Field(
            "moved_m",
            "number",
            "metres",
            N_("From the mapped place to where the view was computed from."),
            COMPUTED,
            lambda c: round(c.moved_m, 2),
        ),
        Field(
            "on_wall", "boolean", "", N_("Hangs on a mapped wall."), COMPUTED, lambda c: c.on_wall
        ),
        Field("url", "text", "", N_("Where to look it up."), "from the id", lambda c: c.url),
        Field(
            "tags",
            "text",
            "",
            N_("Every value of the source, as JSON; “withheld” where it is not shown."),
            GATE,
            lambda c: json.dumps(dict(c.tags), ensure_ascii=False, sort_keys=True),
        ),
        *provenance(published, source=lambda c: c.source, synthetic=lambda c: c.synthetic),
    ]
    return Table(
        "cameras",
        tuple(fields),
        published.cameras,
        "Place of the device, a point.",
        lambda c: shapely.Point(c.lon, c.lat),
    )


def private_table(published: Published) -> Table[PrivateStretch]:
    """Return the table of the stretches of street with cameras on homes.

    Parameters
    ----------
    published
        What may be shown.
    """
    keys = ";".join(source.key for source in published.sources)
    return Table(
        "private",
        (
            Field("street", "text", "", N_("Its name, empty for none."), SAID, lambda p: p.street),
            Field(
                "cameras",
                "integer",
                "",
                N_("Devices on private dwellings that are nearest to this piece of street."),
                GATE,
                lambda p: p.cameras,
            ),
            *provenance(published, source=lambda _: keys, synthetic=lambda p: p.synthetic),
        ),
        published.private,
        "The whole piece of street, a line; the cameras' places are not shown.",
        lambda p: p.line,
    )
