"""The table of operators: how many cameras each has, and what these watch together."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.model.operated import Operated
from vidik.model.published import Published, PublishedCamera
from vidik.report.slugs import slugs_of
from vidik.report.table import GATE, SAID, Field, Table, provenance, watched_fields
from vidik.report.texts import N_

__all__ = ["operators_table"]

#: What stands for each bound of watched metres.
_MEANINGS = {
    "least": N_("Metres of public street that its cameras see for certain at level %(level)s."),
    "expected": N_("Metres of public street that they see in expectation at level %(level)s."),
    "most": N_("Metres of public street that they see possibly at level %(level)s."),
}


def operators_table(published: Published, operated: Sequence[Operated]) -> Table[Operated]:
    """Return the table of operators.

    Parameters
    ----------
    published
        What may be shown.
    operated
        The organisations.
    """
    slugs = slugs_of(one.name for one in operated)
    cameras = {camera.id: camera for camera in published.cameras}

    def own(one: Operated) -> list[PublishedCamera]:
        return [cameras[camera] for camera in one.cameras]

    return Table(
        "operators",
        (
            Field("name", "text", "", N_("The organisation."), GATE, lambda o: o.name),
            Field(
                "slug",
                "text",
                "",
                N_("Its page: operator/<slug>/."),
                "from the name",
                lambda o: slugs[o.name],
            ),
            Field(
                "cameras",
                "integer",
                "",
                N_("Its cameras, of those shown at their place."),
                SAID,
                lambda o: len(o.cameras),
            ),
            Field(
                "locations", "integer", "", N_("Places they stand at."), SAID, lambda o: o.locations
            ),
            *watched_fields(published.watched.levels, _MEANINGS, lambda one: one.watched_m),
            *provenance(
                published,
                source=lambda o: ";".join(sorted({camera.source for camera in own(o)})),
                synthetic=lambda o: any(camera.synthetic for camera in own(o)),
            ),
        ),
        operated,
        "",
        lambda _: None,
    )
