"""The pages of an observatory: from what may be shown to HTML, a camera at a time.

Every address in a page is relative, so that a built folder can stand anywhere. Scripts and styles
live in ``assets/``; nothing is inline and nothing comes from another host, which the content policy
in each page enforces.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from vidik.audit.claims import Recomputed
from vidik.model.camera import Kind
from vidik.model.correction import Correction
from vidik.model.operated import Operated
from vidik.model.optics import Lens
from vidik.model.published import Published, PublishedCamera
from vidik.model.published_request import PublishedRequest
from vidik.model.rejection import Rejection
from vidik.model.rules import Licence
from vidik.model.switched_on import SwitchedOn
from vidik.model.views import Aim
from vidik.report import dots, mapdata, portrait
from vidik.report.changes import Changes
from vidik.report.changes_page import changes_page
from vidik.report.charts.chart import Chart
from vidik.report.charts.city import city_charts
from vidik.report.charts.reaches import reach_chart
from vidik.report.citation import citation_of, page_citation
from vidik.report.corrections_page import corrections_page
from vidik.report.data_page import data_page
from vidik.report.district_pages import district_pages
from vidik.report.files import WrittenFile, fingerprint
from vidik.report.headlines import (
    knowledge,
    public_space,
    surveyed_sentence,
    treatment,
)
from vidik.report.home_legends import first_legend, seen_legend
from vidik.report.home_page import home_page
from vidik.report.layout import DEFAULT_LEVEL, Layout
from vidik.report.legends import depth_legend, look_legend, space_legend
from vidik.report.licences import OSM_FORMATS
from vidik.report.nearby import streets_nearby
from vidik.report.operator_pages import operator_pages
from vidik.report.picture import Drawing
from vidik.report.recognition_here import page_data
from vidik.report.recognition_page import recognition_page
from vidik.report.reconciliation_page import reconciliation_pages
from vidik.report.street_pages import StreetIndex, street_pages
from vidik.report.tables import tables_of
from vidik.report.texts import texts_of
from vidik.report.witnesses import said_by, told

__all__ = ["DEFAULT_LEVEL", "FAVICON", "Pages"]

#: Rows of the table of rejections that stand on its page; the file has all of them.
ROWS_SHOWN = 500

#: Where a page of a street lies, in whatever language.
_OF_A_STREET = re.compile(r"(?:^|/)street/")

FAVICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    b'<path fill="#D98E04" opacity=".55" d="M10 20 30 4v20z"/>'
    b'<circle cx="10" cy="20" r="7" fill="#1B1D21" stroke="#FAF8F4" stroke-width="1.5"/>'
    b'<circle cx="12" cy="18.6" r="2.6" fill="#FAF8F4"/></svg>\n'
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Pages:
    """What the pages of an observatory are made from; none is made yet.

    Parameters
    ----------
    published
        The city, cleared by the gate.
    manifest
        Of the run: its assumptions stand on the page about the method.
    version
        Of Vidik.
    pictures
        For the slug of a camera, the drawing of its surroundings.
    licences
        Names and addresses of licences, by key; a licence that is not among them is named by its
        key.
    languages
        BCP 47 tags of languages with a catalogue. Pages of the first lie at the root, of another
        in a folder of its name.
    operated
        What the cameras of each organisation watch together.
    files
        Size and hash of what can be downloaded, by path.
    corrections
        The public log, from the newest.
    contact
        Where to ask for one.
    changes
        What changed since an earlier build.
    requests
        What was asked to be put right, as far as it may be told (`vidik.report.requests`).
    trials
        Of face recognition, as published; without any there is no page about it.
    switched
        What it would mean here; None: of too few cameras anything could be said.
    """

    published: Published
    manifest: Mapping[str, object]
    version: str
    pictures: Mapping[str, Drawing] = field(default_factory=dict)
    licences: Mapping[str, Licence] = field(default_factory=dict)
    languages: Sequence[str] = ("en",)
    operated: Sequence[Operated] = ()
    files: Mapping[str, WrittenFile] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    contact: str | None = None
    changes: Changes | None = None
    requests: Sequence[PublishedRequest] = ()
    trials: Sequence[Recomputed] = ()
    switched: SwitchedOn | None = None

    @property
    def shared(self) -> int:
        """How many pages there are that `share` shares out."""
        streets = sum(1 for street in self.published.figures.streets if street.name)
        return len(self.languages) * (len(self.published.cameras) + streets)

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Yield every page, and the small files that the map reads, as `share` does."""
        sizes: dict[str, int] = {}
        for path, content in self.share(0, 1):
            sizes[path] = len(content)
            yield path, content
        yield self.names(sizes)

    def share(self, number: int, of: int) -> Iterator[tuple[str, bytes]]:
        """Yield a part of the pages, so that several can be made at the same time.

        Parameters
        ----------
        number
            Which part, from 0; the first has all that is neither a camera's page nor a street's.
        of
            How many parts there are.

        Yields
        ------
        tuple of str and bytes
            Path within the folder, and content.

        Raises
        ------
        InputError
            If there is no catalogue of a language.
        """
        published = self.published
        streets, index = streets_nearby(published), StreetIndex.of(published)
        for language in self.languages:
            site = self._site(language)
            rest: Iterable[tuple[str, bytes]] = () if number else self._rest(site, index, streets)
            for path, content in chain(
                rest,
                _cameras(site, published.cameras[number::of], self.pictures, streets),
                street_pages(site, index, published.figures.streets[number::of]),
            ):
                yield site.folder + path, content
        if not number:
            citation = citation_of(self._site(self.languages[0]))
            yield "citation.bib", citation.bibtex().encode()
            yield "citation.json", citation.csl().encode()
            yield "cameras.json", _json(mapdata.camera_places(published))
            yield "favicon.svg", FAVICON
            if self.trials and self.switched is not None:
                yield "recognition.json", _json(page_data(self.switched, published))

    def names(self, sizes: Mapping[str, int]) -> tuple[str, bytes]:
        """Return path and content of the index of names, which says how large a street's page is.

        Parameters
        ----------
        sizes
            Bytes of all pages, by their paths.
        """
        published = self.published
        index = StreetIndex.of(published)
        paged = {one.name: index.slugs[one.name] for one in published.figures.streets if one.name}
        own = [size for path, size in sizes.items() if _OF_A_STREET.search(path)]
        page_bytes = round(sum(own) / len(own)) if own else 0
        return "names.json", _json(mapdata.name_index(published, paged, page_bytes=page_bytes))

    def _site(self, language: str) -> Layout:
        return Layout(
            self.published,
            self.manifest,
            self.version,
            self.licences,
            texts_of(language),
            tuple(self.languages),
            corrections=self.corrections,
            contact=self.contact,
            compared=self.changes is not None,
            requests=self.requests,
            recognition=bool(self.trials),
            fingerprint=fingerprint(self.files) if self.files else "",
        )

    def _rest(
        self, site: Layout, index: StreetIndex, streets: Mapping[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield what there is but once in each language, and pages of which there are few."""
        yield from _pages(site, index)
        tables = tables_of(self.published, (), (), self.operated)
        yield "data/index.html", data_page(site, tables, self.files)
        yield from operator_pages(site, self.operated, streets)
        yield from district_pages(site, index)
        yield from reconciliation_pages(site)
        if self.trials:
            yield "recognition/index.html", recognition_page(site, self.trials, self.switched)
        if self.changes is not None:
            yield "changes/index.html", changes_page(site, self.changes)


def _pages(site: Layout, index: StreetIndex) -> Iterator[tuple[str, bytes]]:
    """Yield the pages in one language, and what its map reads, by their paths in its folder."""
    charts = city_charts(site.published, site.texts, level=site.level)
    yield "index.html", _home(site)
    yield "summary/index.html", _summary(site, charts, index)
    for name, chart in charts.items():
        yield f"charts/{name}.svg", chart.svg(alone=True).encode()
    if site.published.homes is not None:
        yield "from-home/index.html", home_page(site, charts)
    yield "about/index.html", _about(site)
    yield "rejected/index.html", _rejected(site)
    yield "licences/index.html", _licences(site)
    yield "corrections/index.html", corrections_page(site)
    yield "404.html", site.render("missing.html", path="", page="")
    yield "offline.html", site.render("offline.html", path="", page="")
    yield "site.json", _json(mapdata.map_settings(site.published, site.texts, level=site.level))
    yield "messages.json", _json(site.texts.messages())


def _home(site: Layout) -> bytes:
    """Return the page with the map."""
    _ = site.texts.gettext
    indoor = (
        (("unknown-pale", _("paler: watches an inside")),) if site.published.figures.indoor else ()
    )
    return site.render(
        "home.html",
        path="",
        page="home",
        shares=site.shares,
        level=site.level,
        sentence=site.sentence(),
        depths=depth_legend(site.texts),
        spaces=space_legend(site.published, site.texts),
        looks=look_legend(site.published, site.texts),
        firsts=first_legend(site.texts),
        walks=seen_legend(site.texts),
        surveyed_sentence=surveyed_sentence(site.published.figures, site.texts),
        signs=(
            ("cluster", _("so many cameras: a click unfolds them")),
            ("fixed", _("fixed camera, and the way it looks")),
            ("panning", _("turning camera")),
            ("dome", _("camera under a dome")),
            ("unknown", _("camera of unknown kind")),
            ("fixed-arc", _("dashed cone: looks somewhere within it")),
            ("unknown-doubt", _("dashed ring: nobody mapped which way it looks")),
            *indoor,
        ),
    )


def _summary(site: Layout, charts: Mapping[str, Chart], index: StreetIndex) -> bytes:
    """Return the page with the figures."""
    figures = site.published.figures
    level = site.level
    return site.render(
        "summary.html",
        path="summary/",
        page="summary",
        cited=page_citation(site, heading=site.texts.gettext("Summary"), path="summary/"),
        charts=charts,
        sentence=site.sentence(),
        level_name=site.texts.level_name(level),
        dots=dots.field_of(figures, site.texts),
        tables=(
            (site.texts.gettext("What their records say"), knowledge(figures, site.texts)),
            (site.texts.gettext("What they are"), treatment(figures, site.texts)),
        ),
        spaces=[
            (name, (span.least, span.expected, span.most))
            for name, span in public_space(figures, site.texts)
        ],
        surveyed_sentence=surveyed_sentence(figures, site.texts),
        streets=[
            {
                "name": street.name,
                "slug": index.slugs.get(street.name),
                "length_m": street.length_m,
                "span": (span.least, span.expected, span.most),
            }
            for street in figures.streets
            if (span := street.watched_m.get(level)) is not None
        ],
        rejected_total=len(site.published.rejected),
    )


def _about(site: Layout) -> bytes:
    """Return the page with the method and the assumptions."""
    optics = site.published.optics
    ppm = next(level.ppm for level in optics.levels if level.key == site.level)

    def readings(kind: Kind) -> list[tuple[Lens, float]]:
        return [(lens, min(lens.reach_m(ppm), optics.max_reach_m)) for lens in optics.lenses[kind]]

    return site.render(
        "about.html",
        path="about/",
        page="about",
        level_name=site.texts.level_name(site.level),
        lenses=[(site.texts.kind_name(kind), readings(kind)) for kind in Kind],
        outward=_assumed(site, "outward_share"),
    )


def _assumed(site: Layout, name: str) -> float | None:
    """Return an assumption of the run, if the manifest states it as a number."""
    assumptions = site.manifest.get("assumptions")
    value = assumptions.get(name) if isinstance(assumptions, Mapping) else None
    return value if isinstance(value, int | float) else None


def _rejected(site: Layout) -> bytes:
    """Return the page with what was not understood."""
    rows = site.published.rejected
    # “2 of its 5 points are missing” and “3 of its 9” are one reason.
    reasons = Counter(re.sub(r"\d[\d.,]*", "…", row.reason) for row in rows)
    return site.render(
        "rejected.html",
        path="rejected/",
        page="rejected",
        total=len(rows),
        reasons=sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
        rows=[(row, _origin(site, row)) for row in rows[:ROWS_SHOWN]],
    )


def _origin(site: Layout, row: Rejection) -> str | None:
    """Return where the object of a rejection can be looked up."""
    source = site.sources.get(row.source)
    kind, _, number = row.id.partition("/")
    if source is None or source.format not in OSM_FORMATS or not number.isdigit():
        return None
    if kind not in ("node", "way", "relation"):
        return None
    return f"https://www.openstreetmap.org/{kind}/{number}"


def _licences(site: Layout) -> bytes:
    """Return the page with the sources."""
    return site.render(
        "licences.html",
        path="licences/",
        page="licences",
        sources=[
            (
                source,
                site.licence_name(source.licence),
                site.licences[source.licence].url if source.licence in site.licences else "",
            )
            for source in site.published.sources
        ],
    )


def _cameras(
    site: Layout,
    cameras: Sequence[PublishedCamera],
    pictures: Mapping[str, Drawing],
    streets: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of some cameras."""
    views = site.published.views
    aims = dict(zip(views.ids, views.aims, strict=True))
    for camera in cameras:
        yield (
            f"camera/{camera.slug}/index.html",
            _camera(
                site,
                camera,
                aim=aims.get(camera.id),
                street=streets.get(camera.id, ""),
                picture=pictures.get(camera.slug),
            ),
        )


def _camera(
    site: Layout,
    camera: PublishedCamera,
    *,
    aim: Aim | None,
    street: str,
    picture: Drawing | None,
) -> bytes:
    """Return the page of one camera."""
    published, texts = site.published, site.texts
    reaches = () if aim is None else portrait.reaches(aim, published.optics, texts)
    path, heading = f"camera/{camera.slug}/", portrait.title(camera, texts)
    return site.render(
        "camera.html",
        path=path,
        page="",
        camera=camera,
        heading=heading,
        # many cameras have the same heading
        cited=page_citation(site, heading=f"{heading} ({camera.id})", path=path),
        street=street,
        known=portrait.known(camera, texts),
        unknown=portrait.unknown(
            camera, texts, lens_known=aim is not None and len(aim.weight) == 1
        ),
        reach=reaches and reach_chart(reaches, origin=site.origin, texts=texts),
        moved=portrait.moved(camera, texts),
        tags=sorted(camera.tags.items()),
        source=site.sources[camera.source],
        told=told(camera, texts),
        said_by=said_by(camera),
        picture=picture and picture.svg(texts),
        picture_caption=texts.gettext(
            "Seen from above, north up, well enough to %(can)s. Solid: certainly in view. "
            "Lighter: the likelier, the denser. Hatched: as far as it could see at the most."
        )
        % {"can": texts.level_can(site.level)},
        map_state=f"#map=18/{camera.lat:.5f}/{camera.lon:.5f}&camera={camera.slug}",
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
