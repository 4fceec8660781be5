"""The pages of an observatory: from what may be shown to HTML, a camera at a time.

Every address in a page is relative, so that a built folder can stand anywhere. Scripts and styles
live in ``assets/``; nothing is inline and nothing comes from another host, which the content policy
in each page enforces.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from vidik.model.camera import Kind
from vidik.model.optics import Lens
from vidik.model.published import Published, PublishedCamera
from vidik.model.rejection import Rejection
from vidik.model.rules import Licence
from vidik.model.source import Source
from vidik.report import dots, mapdata, portrait
from vidik.report.headlines import (
    LevelShare,
    cameras_sentence,
    knowledge,
    level_shares,
    treatment,
    unknown_sentence,
)
from vidik.report.nearby import streets_nearby
from vidik.report.tables import tables_of
from vidik.report.texts import Texts, texts_of

__all__ = ["DEFAULT_LEVEL", "POLICY", "pages"]

#: What a page may load: its own files. MapLibre paints on canvases and reads icons as data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'self'; "
    "form-action 'none'"
)

#: The level that a page begins with, if the table of optics has it.
DEFAULT_LEVEL = "detect"

#: Rows of the table of rejections that stand on its page; the file has all of them.
ROWS_SHOWN = 500

#: The web font that every page needs first, in ``assets/``.
FONT = "source-sans-latin.woff2"

#: Formats whose objects have a page at openstreetmap.org.
_OSM_FORMATS = frozenset({"pbf", "osm", "overpass"})

_FAVICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    b'<path fill="#D98E04" opacity=".55" d="M10 20 30 4v20z"/>'
    b'<circle cx="10" cy="20" r="7" fill="#1B1D21" stroke="#FAF8F4" stroke-width="1.5"/>'
    b'<circle cx="12" cy="18.6" r="2.6" fill="#FAF8F4"/></svg>\n'
)


def pages(
    published: Published,
    *,
    manifest: Mapping[str, object],
    version: str,
    pictures: Mapping[str, str] | None = None,
    licences: Mapping[str, Licence] | None = None,
    language: str = "en",
) -> Iterator[tuple[str, bytes]]:
    """Yield every page of an observatory, and the small files that its map reads.

    Parameters
    ----------
    published
        The city, cleared by the gate.
    manifest
        Of the run: its assumptions stand on the page about the method.
    version
        Of Vidik.
    pictures
        For the slug of a camera, the SVG drawing of its surroundings.
    licences
        Names and addresses of licences, by key; a licence that is not among them is named by its
        key.
    language
        BCP 47 tag of a language with a catalogue.

    Yields
    ------
    tuple of str and bytes
        Path within the folder, and content.

    Raises
    ------
    InputError
        If there is no catalogue of the language.
    """
    site = _Site(published, manifest, version, licences or {}, texts_of(language))
    yield "index.html", site.home()
    yield "summary/index.html", site.summary()
    yield "about/index.html", site.about()
    yield "rejected/index.html", site.rejected()
    yield "data/index.html", site.data()
    yield "licences/index.html", site.licence_page()
    yield "404.html", site.render("missing.html", root="./", page="")
    drawn = pictures or {}
    for camera in published.cameras:
        yield f"camera/{camera.slug}/index.html", site.camera(camera, drawn.get(camera.slug))
    yield "site.json", _json(mapdata.map_settings(published, site.texts, level=site.level))
    yield "cameras.json", _json(mapdata.camera_places(published))
    yield "streets.json", _json(mapdata.street_index(published))
    yield "messages.json", _json(site.texts.messages())
    yield "favicon.svg", _FAVICON


@dataclass(frozen=True, eq=False)
class _Site:
    """A city, the words of one language, and the templates that bring them together."""

    published: Published
    manifest: Mapping[str, object]
    version: str
    licences: Mapping[str, Licence]
    texts: Texts

    @cached_property
    def shares(self) -> tuple[LevelShare, ...]:
        """Watched shares of the streets, by level."""
        return level_shares(self.published, self.texts)

    @cached_property
    def level(self) -> str:
        """Key of the level to begin with."""
        keys = [level.key for level in self.published.optics.levels]
        return DEFAULT_LEVEL if DEFAULT_LEVEL in keys else keys[0]

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by their key."""
        return {source.key: source for source in self.published.sources}

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What every template may use."""
        published, texts = self.published, self.texts
        _ = texts.gettext
        return {
            "published": published,
            "place": published.place,
            "figures": published.figures,
            "optics": published.optics,
            "texts": texts,
            "policy": POLICY,
            "font": FONT,
            "version": self.version,
            "licence_name": self.licence_name(published.licence),
            "cameras_sentence": cameras_sentence(published.figures, texts),
            "unknown_sentence": unknown_sentence(published.figures, texts),
            "source_line": self.source_line(),
            "navigation": (
                ("home", "", _("Map")),
                ("summary", "summary/", _("Summary")),
                ("about", "about/", _("Method")),
                ("rejected", "rejected/", _("Not understood")),
                ("data", "data/", _("Data")),
                ("licences", "licences/", _("Licences")),
            ),
        }

    def licence_name(self, key: str) -> str:
        """Return the full name of a licence."""
        return self.licences[key].name if key in self.licences else key

    def source_line(self) -> str:
        """Return the line that stands under every chart: who says so, and when."""
        return self.texts.gettext("Source: %(sources)s; state of %(day)s.") % {
            "sources": ", ".join(source.name for source in self.published.sources),
            "day": self.texts.date(self.published.dated),
        }

    def sentence(self) -> str:
        """Return the streets' figures of the first level in words."""
        for share in self.shares:
            if share.key == self.level:
                return share.sentence
        return self.texts.gettext("No public street is mapped here.")

    def render(self, template: str, *, root: str, page: str, **values: Any) -> bytes:
        """Return a page.

        Parameters
        ----------
        template
            Its file.
        root
            The way from the page to the folder's root: ``../``.
        page
            Its key in the navigation, “” if it is not there.
        values
            What only this template uses.
        """
        environment = _environment(self.texts)
        return (
            environment.get_template(template)
            .render(self.shared, root=root, page=page, **values)
            .encode()
        )

    def home(self) -> bytes:
        """Return the page with the map."""
        _ = self.texts.gettext
        return self.render(
            "home.html",
            root="",
            page="home",
            shares=self.shares,
            level=self.level,
            sentence=self.sentence(),
            signs=(
                ("cluster", _("so many cameras: a click unfolds them")),
                ("fixed", _("fixed camera, and the way it looks")),
                ("panning", _("turning camera")),
                ("dome", _("camera under a dome")),
                ("unknown", _("camera of unknown kind")),
                ("fixed-arc", _("dashed cone: looks somewhere within it")),
                ("unknown-doubt", _("dashed ring: nobody mapped which way it looks")),
            ),
        )

    def summary(self) -> bytes:
        """Return the page with the figures."""
        figures = self.published.figures
        level = self.level
        return self.render(
            "summary.html",
            root="../",
            page="summary",
            shares=self.shares,
            sentence=self.sentence(),
            level_name=self.texts.level_name(level),
            dots=dots.field_of(figures, self.texts),
            tables=(
                (self.texts.gettext("What their records say"), knowledge(figures, self.texts)),
                (self.texts.gettext("What they are"), treatment(figures, self.texts)),
            ),
            streets=[
                {
                    "name": street.name,
                    "length_m": street.length_m,
                    "span": (span.least, span.expected, span.most),
                }
                for street in figures.streets
                if (span := street.watched_m.get(level)) is not None
            ],
            rejected_total=len(self.published.rejected),
        )

    def about(self) -> bytes:
        """Return the page with the method and the assumptions."""
        optics = self.published.optics
        ppm = next(level.ppm for level in optics.levels if level.key == self.level)

        def readings(kind: Kind) -> list[tuple[Lens, float]]:
            return [
                (lens, min(lens.reach_m(ppm), optics.max_reach_m)) for lens in optics.lenses[kind]
            ]

        return self.render(
            "about.html",
            root="../",
            page="about",
            level_name=self.texts.level_name(self.level),
            lenses=[(self.texts.kind_name(kind), readings(kind)) for kind in Kind],
            outward=self._assumed("outward_share"),
        )

    def _assumed(self, name: str) -> float | None:
        """Return an assumption of the run, if the manifest states it as a number."""
        assumptions = self.manifest.get("assumptions")
        value = assumptions.get(name) if isinstance(assumptions, Mapping) else None
        return value if isinstance(value, int | float) else None

    def rejected(self) -> bytes:
        """Return the page with what was not understood."""
        rows = self.published.rejected
        reasons = Counter(row.reason for row in rows)
        return self.render(
            "rejected.html",
            root="../",
            page="rejected",
            total=len(rows),
            reasons=sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
            rows=[(row, self._origin(row)) for row in rows[:ROWS_SHOWN]],
        )

    def _origin(self, row: Rejection) -> str | None:
        """Return where the object of a rejection can be looked up."""
        source = self.sources.get(row.source)
        kind, _, number = row.id.partition("/")
        if source is None or source.format not in _OSM_FORMATS or not number.isdigit():
            return None
        if kind not in ("node", "way", "relation"):
            return None
        return f"https://www.openstreetmap.org/{kind}/{number}"

    def data(self) -> bytes:
        """Return the page with the downloads."""
        published, texts = self.published, self.texts
        _ = texts.gettext
        return self.render(
            "data.html",
            root="../",
            page="data",
            downloads=(
                (_("Cameras that may be shown"), _formats("cameras")),
                (_("Streets with cameras on private homes"), _formats("private")),
                (_("Ground in view, by camera, level and class of chance"), _formats("views")),
                (_("Streets and their watched metres"), _formats("streets")),
                (_("What was not understood"), _formats("rejected")),
                (_("All figures, and what they mean"), ("summary.json", "summary.schema.json")),
                (_("Map tiles"), ("tiles/base.pmtiles", "tiles/watch.pmtiles")),
                (_("How the run was made"), ("manifest.json",)),
            ),
            dictionary=tables_of(published, ()),
            citation=_(
                "%(place)s: mapped cameras and what they could see. Vidik %(version)s, "
                "data of %(day)s. %(attribution)s. %(licence)s."
            )
            % {
                "place": published.place.name,
                "version": self.version,
                "day": texts.date(published.dated),
                "attribution": published.attribution.rstrip("."),
                "licence": self.licence_name(published.licence),
            },
        )

    def licence_page(self) -> bytes:
        """Return the page with the sources."""
        return self.render(
            "licences.html",
            root="../",
            page="licences",
            sources=[
                (
                    source,
                    self.licence_name(source.licence),
                    self.licences[source.licence].url if source.licence in self.licences else "",
                )
                for source in self.published.sources
            ],
        )

    def camera(self, camera: PublishedCamera, picture: str | None) -> bytes:
        """Return the page of one camera."""
        published, texts = self.published, self.texts
        index = self._view_of.get(camera.id)
        aim = None if index is None else published.views.aims[index]
        return self.render(
            "camera.html",
            root="../../",
            page="",
            camera=camera,
            heading=portrait.title(camera, texts),
            street=self._street_of.get(camera.id, ""),
            known=portrait.known(camera, texts),
            unknown=portrait.unknown(
                camera, texts, lens_known=aim is not None and len(aim.weight) == 1
            ),
            reaches=() if aim is None else portrait.reaches(aim, published.optics, texts),
            moved=portrait.moved(camera, texts),
            tags=sorted(camera.tags.items()),
            source=self.sources[camera.source],
            picture=picture,
            picture_caption=texts.gettext(
                "Seen from above, north up, well enough to %(can)s. Solid: certainly in view. "
                "Lighter: the likelier, the denser. Hatched: as far as it could see at the most."
            )
            % {"can": texts.level_can(self.level)},
            map_state=f"#map=18/{camera.lat:.5f}/{camera.lon:.5f}&camera={camera.slug}",
        )

    @cached_property
    def _street_of(self) -> Mapping[str, str]:
        return streets_nearby(self.published)

    @cached_property
    def _view_of(self) -> Mapping[str, int]:
        return {key: i for i, key in enumerate(self.published.views.ids)}


def _formats(name: str) -> tuple[str, ...]:
    return tuple(f"downloads/{name}.{ending}" for ending in ("geojson", "parquet", "csv"))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


@lru_cache(maxsize=8)
def _environment(texts: Texts) -> Environment:
    """Return the templates in one language."""
    environment = Environment(
        loader=PackageLoader("vidik.report"),
        autoescape=select_autoescape(["html", "svg"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["share"] = lambda share: f"{100 * share:.2f}%"
    environment.install_gettext_translations(texts.translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
