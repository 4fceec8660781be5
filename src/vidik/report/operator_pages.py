"""Pages about operators: an index, and one page for each organisation that runs cameras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from vidik.model.camera import Kind
from vidik.model.operated import Operated
from vidik.model.published import PublishedCamera
from vidik.report import portrait
from vidik.report.charts.shares import street_chart
from vidik.report.citation import page_citation
from vidik.report.layout import Layout
from vidik.report.operators import is_withheld
from vidik.report.slugs import slugs_of
from vidik.report.texts import Texts

__all__ = ["operator_pages"]


def operator_pages(
    site: Layout, operated: Sequence[Operated], streets: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the index of operators and the page of each.

    Parameters
    ----------
    site
        The city in one language.
    operated
        The organisations, in order of the name.
    streets
        Name of the street that a camera stands at, by its id.
    """
    slugs = slugs_of(one.name for one in operated)
    cameras = {camera.id: camera for camera in site.published.cameras}
    yield "operators/index.html", _index(site, operated, slugs)
    for one in operated:
        own = [cameras[camera] for camera in one.cameras]
        yield f"operator/{slugs[one.name]}/index.html", _page(site, one, slugs, own, streets)


def _index(site: Layout, operated: Sequence[Operated], slugs: Mapping[str, str]) -> bytes:
    texts, labels = site.texts, [camera.operator for camera in site.published.cameras]
    nobody = labels.count(None)
    unnamed = sum(label is not None and is_withheld(label) for label in labels)
    named = len(labels) - nobody - unnamed
    said = texts.gettext("No record of a camera names the organisation that runs it.")
    if operated:
        said = texts.gettext("%(named)s of the %(all)s cameras shown here name who runs them.") % {
            "named": texts.number(named),
            "all": texts.number(len(labels)),
        }
    return site.render(
        "operators.html",
        path="operators/",
        page="operators",
        said=said,
        level_name=texts.level_name(site.level),
        rows=[
            {
                "name": one.name,
                "slug": slugs[one.name],
                "cameras": len(one.cameras),
                "locations": one.locations,
                "span": None
                if one.watched_m is None or site.level not in one.watched_m
                else _bounds(one, site.level),
            }
            for one in operated
        ],
        nobody=nobody,
        unnamed=unnamed,
    )


def _bounds(one: Operated, level: str) -> tuple[float, float, float]:
    assert one.watched_m is not None
    span = one.watched_m[level]
    return span.least, span.expected, span.most


def _page(
    site: Layout,
    one: Operated,
    slugs: Mapping[str, str],
    cameras: Sequence[PublishedCamera],
    streets: Mapping[str, str],
) -> bytes:
    texts, published = site.texts, site.published
    told = [
        (camera, portrait.title(camera, texts), streets.get(camera.id, "")) for camera in cameras
    ]
    path = f"operator/{slugs[one.name]}/"
    return site.render(
        "operator.html",
        path=path,
        page="operators",
        operated=one,
        cited=page_citation(site, heading=one.name, path=path),
        said=texts.ngettext(
            "%(count)s camera shown here is run by %(operator)s.",
            "%(count)s cameras shown here are run by %(operator)s, at %(places)s places.",
            len(cameras),
        )
        % {
            "count": texts.number(len(cameras)),
            "operator": one.name,
            "places": texts.number(one.locations),
        },
        chart=street_chart(
            one.watched_m, published.figures.street_m, origin=site.origin, texts=texts
        )
        if one.watched_m and published.figures.street_m > 0
        else None,
        tables=(
            (texts.gettext("What they are"), _kinds(cameras, texts)),
            (texts.gettext("What their records say"), _known(cameras, texts)),
        ),
        dates=_dates(cameras, texts),
        cameras=sorted(told, key=lambda row: (row[2], row[0].id)),
    )


def _kinds(cameras: Sequence[PublishedCamera], texts: Texts) -> list[tuple[str, int]]:
    counts = Counter(camera.kind for camera in cameras)
    rows = [(texts.kind_name(kind), counts[kind]) for kind in Kind if counts[kind]]
    indoor = sum(camera.indoor for camera in cameras)
    plates = sum(camera.plates for camera in cameras)
    return [
        *rows,
        *([(texts.gettext("Watch an inside"), indoor)] if indoor else []),
        *([(texts.gettext("Said to read number plates"), plates)] if plates else []),
    ]


def _known(cameras: Sequence[PublishedCamera], texts: Texts) -> list[tuple[str, int]]:
    _ = texts.gettext
    return [
        (_("Say which way they look"), sum(camera.axis is not None for camera in cameras)),
        (_("Say how high they hang"), sum(camera.height is not None for camera in cameras)),
        (
            _("Bear the date of a check or of the last edit"),
            sum(camera.checked is not None for camera in cameras),
        ),
    ]


def _dates(cameras: Sequence[PublishedCamera], texts: Texts) -> str:
    days = sorted(camera.checked for camera in cameras if camera.checked)
    if not days:
        return texts.gettext("No record bears a date.")
    if days[0] == days[-1]:
        return texts.gettext("Their records are of %(day)s.") % {"day": texts.date(days[0])}
    return texts.gettext("Their records are of %(first)s to %(last)s.") % {
        "first": texts.date(days[0]),
        "last": texts.date(days[-1]),
    }
