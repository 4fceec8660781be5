"""Pages about districts: an index, and one page for each part of the city that has a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from vidik.model.district import DistrictFigures
from vidik.model.sensitive import DoorCounts
from vidik.report.charts.shares import street_chart
from vidik.report.citation import page_citation
from vidik.report.headlines import shares_of
from vidik.report.layout import Layout
from vidik.report.slugs import slugs_of
from vidik.report.street_pages import StreetIndex
from vidik.report.texts import Texts

__all__ = ["district_pages"]


def district_pages(site: Layout, index: StreetIndex) -> Iterator[tuple[str, bytes]]:
    """Yield the index of districts and the page of each; nothing if the city has none.

    Parameters
    ----------
    site
        The city in one language.
    index
        Of its streets.
    """
    districts = site.published.districts
    if not districts:
        return
    slugs = slugs_of(one.name for one in districts)
    streets: dict[str, list[str]] = defaultdict(list)
    for street, homes in sorted(index.districts.items()):
        for name, _slug in homes:
            if street:
                streets[name].append(street)
    yield "districts/index.html", _index(site, districts, slugs)
    for one in districts:
        path = f"district/{slugs[one.name]}/"
        named = [(street, index.slugs[street]) for street in streets[one.name]]
        yield f"{path}index.html", _page(site, one, path, named)


def _index(site: Layout, districts: Sequence[DistrictFigures], slugs: Mapping[str, str]) -> bytes:
    texts = site.texts
    return site.render(
        "districts.html",
        path="districts/",
        page="districts",
        level_name=texts.level_name(site.level),
        rows=[
            {
                "one": one,
                "slug": slugs[one.name],
                "share": _share(site, one),
                "looked": min(one.looked_m / one.street_m, 1.0) if one.street_m > 0 else None,
            }
            for one in districts
        ],
        source=site.sources[districts[0].source].name,
    )


def _share(site: Layout, one: DistrictFigures) -> tuple[float, float, float] | None:
    span = one.watched_m.get(site.level)
    if span is None or one.street_m <= 0:
        return None
    least, expected, most = (
        min(m / one.street_m, 1.0) for m in (span.least, span.expected, span.most)
    )
    return least, expected, most


def _page(
    site: Layout, one: DistrictFigures, path: str, streets: Sequence[tuple[str, str]]
) -> bytes:
    texts, published = site.texts, site.published
    middle = one.area.representative_point()
    return site.render(
        "district.html",
        path=path,
        page="districts",
        district=one,
        cited=page_citation(site, heading=one.name, path=path),
        said=_said(one, texts),
        sentence=site.sentence_of(shares_of(one.watched_m, one.street_m, published.optics, texts)),
        chart=street_chart(one.watched_m, one.street_m, origin=site.origin, texts=texts)
        if one.street_m > 0
        else None,
        looked=_looked(one, texts),
        known=(
            (texts.gettext("Shown at their place"), one.on_map),
            (
                texts.gettext("On private homes: counted, shown as a stretch of street"),
                one.private,
            ),
            (texts.gettext("Watch an inside"), one.indoor),
            (texts.gettext("Say which way they look"), one.direction_known),
            (texts.gettext("Say who runs them"), one.operator_known),
        ),
        level_name=texts.level_name(site.level),
        sensitive=[
            (texts.counted_name(kind), count, _doors(one.doors.get(kind), site.level, texts))
            for kind, count in one.sensitive.items()
        ],
        streets=streets,
        source=site.sources[one.source].name,
        map_state=f"#map=15/{middle.y:.5f}/{middle.x:.5f}",
    )


def _doors(counts: DoorCounts | None, level: str, texts: Texts) -> tuple[str, ...]:
    """Return how many doors there are, and at how many one could be seen; () if it is not told."""
    if counts is None:
        return ()

    def said(value: float) -> str:
        count = texts.number(value)
        if value == counts.hidden:
            return texts.gettext("%(count)s or fewer") % {"count": count}
        if value == counts.doors - counts.hidden:
            return texts.gettext("%(count)s or more") % {"count": count}
        return count

    span = counts.in_view[level]
    return (texts.number(counts.doors), *map(said, (span.least, span.expected, span.most)))


def _said(one: DistrictFigures, texts: Texts) -> str:
    """Say how many cameras are mapped in a district, and for how much ground."""
    if not one.cameras:
        return texts.gettext("No camera is mapped here. That does not mean that there is none.")
    return texts.ngettext(
        "%(count)s camera is mapped in this district, on %(area)s: %(density)s per km².",
        "%(count)s cameras are mapped in this district, on %(area)s: %(density)s per km².",
        one.cameras,
    ) % {
        "count": texts.number(one.cameras),
        "area": texts.square_metres(one.area_m2),
        "density": texts.number(one.per_km2, 1),
    }


def _looked(one: DistrictFigures, texts: Texts) -> str:
    """Say along how much of its streets somebody looked."""
    if one.looked_m <= 0:
        return texts.gettext(
            "Nobody said that they looked for cameras here. Where none is mapped, it is not known "
            "whether there is none or whether nobody looked; every watched share is a lower bound."
        )
    return texts.gettext(
        "Somebody says that they looked for cameras along %(share)s of the %(length)s of public "
        "street. Along the rest nobody said so, and watched shares are lower bounds."
    ) % {
        "share": texts.percent(min(one.looked_m / one.street_m, 1.0)),
        "length": texts.metres(one.street_m),
    }
