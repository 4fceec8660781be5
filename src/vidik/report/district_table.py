"""The table of districts: cameras, streets in view, where somebody looked."""

from __future__ import annotations

from functools import partial

from vidik.model.district import DistrictFigures
from vidik.model.published import Published
from vidik.report.slugs import slugs_of
from vidik.report.table import COMPUTED, SAID, Field, Table, provenance, watched_fields
from vidik.report.texts import N_

__all__ = ["districts_table"]

#: What stands for each bound of watched metres.
_MEANINGS = {
    "least": N_("Metres of public street seen for certain at level %(level)s by mapped cameras."),
    "expected": N_(
        "Metres of public street seen in expectation at level %(level)s by mapped cameras."
    ),
    "most": N_("Metres of public street seen possibly at level %(level)s by mapped cameras."),
}

#: What counts of sensitive places mean.
_COUNTED = {
    "worship": N_("Mapped places of worship in it; where they are is not said."),
    "health": N_("Mapped clinics, practices and hospitals in it; where they are is not said."),
    "party": N_("Mapped offices of political parties in it; where they are is not said."),
    "union": N_("Mapped offices of trade unions in it; where they are is not said."),
    "school": N_("Mapped schools in it; where they are is not said."),
    "kindergarten": N_("Mapped kindergartens and nurseries in it; where they are is not said."),
    "university": N_("Mapped universities and colleges in it; where they are is not said."),
    "court": N_("Mapped courts in it; where they are is not said."),
    "polling": N_("Mapped polling places in it; where they are is not said."),
    "square": N_("Mapped squares in it, where people may assemble."),
}


def districts_table(published: Published) -> Table[DistrictFigures]:
    """Return the table of districts.

    Parameters
    ----------
    published
        What may be shown.
    """
    slugs = slugs_of(one.name for one in published.districts)
    made_up = any(source.synthetic for source in published.sources)
    kinds = dict.fromkeys(kind for one in published.districts for kind in one.sensitive)

    def counted(one: DistrictFigures, kind: str) -> int:
        return one.sensitive[kind]

    return Table(
        "districts",
        (
            Field("name", "text", "", N_("The district."), SAID, lambda d: d.name),
            Field(
                "slug",
                "text",
                "",
                N_("Its page: district/<slug>/."),
                "from the name",
                lambda d: slugs[d.name],
            ),
            Field(
                "area_m2",
                "number",
                "square metres",
                N_("Area inside the boundary."),
                COMPUTED,
                lambda d: round(d.area_m2, 1),
            ),
            Field(
                "cameras",
                "integer",
                "",
                N_("Mapped cameras, those on homes included, those at places of shelter not."),
                COMPUTED,
                lambda d: d.cameras,
            ),
            Field(
                "on_map",
                "integer",
                "",
                N_("Of them: shown at their place."),
                COMPUTED,
                lambda d: d.on_map,
            ),
            Field(
                "private",
                "integer",
                "",
                N_("Of them: on private homes."),
                COMPUTED,
                lambda d: d.private,
            ),
            Field(
                "per_km2",
                "number",
                "per square kilometre",
                N_("Mapped cameras for the area."),
                COMPUTED,
                lambda d: round(d.per_km2, 2),
            ),
            Field(
                "street_m",
                "number",
                "metres",
                N_("Public street; a piece counts where its middle lies."),
                COMPUTED,
                lambda d: round(d.street_m, 2),
            ),
            Field(
                "looked_m",
                "number",
                "metres",
                N_("Of that: along which somebody says that they looked for cameras."),
                COMPUTED,
                lambda d: round(d.looked_m, 2),
            ),
            *watched_fields(published.watched.levels, _MEANINGS, lambda one: one.watched_m),
            *(
                Field(
                    f"{kind}_places",
                    "integer",
                    "",
                    _COUNTED.get(kind, f"{kind}."),
                    COMPUTED,
                    partial(counted, kind=kind),
                )
                for kind in kinds
            ),
            *provenance(published, source=lambda d: d.source, synthetic=lambda _: made_up),
        ),
        published.districts,
        "The district inside the boundary, a polygon.",
        lambda d: d.area,
    )
