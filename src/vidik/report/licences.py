"""Licences of the sources: what they allow, and the credit they ask for."""

from __future__ import annotations

from collections.abc import Iterable

from vidik.errors import PublicationError
from vidik.model.rules import PublicationRules
from vidik.model.source import Source

__all__ = ["OSM_FORMATS", "attribution_of", "check_licences"]

#: Formats that only OpenStreetMap uses.
OSM_FORMATS = ("pbf", "osm", "overpass")
_OSM_CREDIT = "© OpenStreetMap contributors"


def check_licences(sources: Iterable[Source], rules: PublicationRules) -> None:
    """Refuse sources whose licence does not allow the outputs; worth asking before the work starts.

    Raises
    ------
    PublicationError
        Naming the source and its licence.
    """
    allowed = ", ".join(sorted(key for key, licence in rules.licences.items() if licence.merges))
    for source in sources:
        licence = rules.licences.get(source.licence)
        if licence is None or not licence.merges:
            reason = licence.reason if licence else "No such licence is known to Vidik."
            raise PublicationError(
                f"its licence does not allow it to be merged into outputs under the "
                f"{rules.output_licence}. {reason}",
                place=f"source “{source.key}” ({source.name})",
                value=source.licence,
                hint=f"licences that do: {allowed}",
            )


def attribution_of(sources: Iterable[Source]) -> str:
    """Return every credit once; what is made from OpenStreetMap always credits it."""
    credits: list[str] = []
    for source in sources:
        if source.format in OSM_FORMATS and "OpenStreetMap" not in source.attribution:
            credits.append(_OSM_CREDIT)
        credits.append(source.attribution.strip())
    return "; ".join(dict.fromkeys(credit for credit in credits if credit))
