"""Pages: complete, relative, without anything inline, and honest about what is not known."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from tests.makers import published
from vidik.errors import InputError
from vidik.model.camera import Kind
from vidik.model.coverage import Coverage
from vidik.model.published import PublicSpaceFigures, Published
from vidik.model.rejection import Rejection
from vidik.model.rules import Licence
from vidik.model.span import Span
from vidik.report.layout import POLICY
from vidik.report.pages import Pages
from vidik.report.picture import Drawing
from vidik.web.app import SECURITY_HEADERS

#: Files of a build that others write.
OTHERS = re.compile(
    r"summary(\.schema)?\.json|changes(\.schema)?\.json|checksums\.txt|manifest\.json|rejected\.csv|tiles/[\w-]+\.pmtiles|assets/[\w.-]+"
    r"|downloads/(dictionary\.csv|vidik\.(gpkg|qgs|xlsx)|review\.osm"
    r"|(cameras|private|views|overlap|streets|surveys|districts|cells)\.(qml|sld)"
    r"|(cameras|private|views|overlap|streets|surveys|operators|districts|cells|district_homes|district_doors|rejected)\.(geojson|parquet|csv))"
)
#: Of the town of `tests.makers`.
CHARTS = (
    "kinds", "operators", "checks", "streets", "ground", "depth", "surveyed",
    "home-first", "home-distances", "home-walks",
)  # fmt: skip
LICENCES = {
    "ODbL-1.0": Licence(
        "ODbL-1.0", "Open Database License 1.0", "https://example.org/odbl", True, ""
    )
}


def built(town: Published, **options: object) -> dict[str, bytes]:
    return dict(
        Pages(published=town, manifest={}, version="1.2.3", licences=LICENCES, **options).all()
    )


@cache
def small() -> dict[str, bytes]:
    return built(published())


def html_of(site: dict[str, bytes]) -> dict[str, str]:
    return {path: text.decode() for path, text in site.items() if path.endswith(".html")}


class Page(HTMLParser):
    """Tags with their attributes, and the text that a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_every_page_and_file_of_the_map_is_there() -> None:
    site = small()
    expected = {
        f"{name}/index.html"
        for name in "summary from-home operators about rejected data corrections licences".split()
    }
    expected |= {f"camera/osm-node-{i}/index.html" for i in range(1, 6)}
    expected |= {"index.html", "404.html", "offline.html", "favicon.svg", "messages.json"}
    expected |= {"site.json", "cameras.json", "names.json", "citation.bib", "citation.json"}
    expected |= {f"charts/{name}.svg" for name in CHARTS}
    expected |= {f"street/{name}-street/index.html" for name in ("gazi", "pine")}
    assert set(site) == expected


@pytest.mark.parametrize("path", sorted(html_of(small())))
def test_links_are_relative_and_lead_somewhere(path: str) -> None:
    site = small()
    for _tag, attributes in Page(site[path].decode()).tags:
        for link in (attributes.get("href"), attributes.get("src")):
            if link is None or link.startswith(("https://", "#")):
                continue
            assert not link.startswith("/"), link
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link.split("#")[0]))
            target = "index.html" if target == "." else target
            if link.split("#")[0].endswith(("/", "./")):
                target = posixpath.join(target.removesuffix("index.html"), "index.html")
            assert target in site or OTHERS.fullmatch(target), (path, link, target)


@pytest.mark.parametrize("path", sorted(html_of(small())))
def test_nothing_is_inline_and_nothing_is_loaded_from_elsewhere(path: str) -> None:
    for tag, attributes in Page(small()[path].decode()).tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        if tag == "script":
            assert attributes.get("src")
        if tag in ("script", "link", "img", "iframe"):
            address = attributes.get("src") or attributes.get("href", "")
            assert not address.startswith(("http:", "https:", "//")), address


def test_the_policy_in_the_page_is_the_policy_of_the_server() -> None:
    header = SECURITY_HEADERS["Content-Security-Policy"]
    assert header == f"{POLICY}; frame-ancestors 'self'"


@pytest.mark.parametrize("synthetic", [False, True])
def test_every_page_carries_credit_date_limits_and_the_mark(synthetic: bool) -> None:
    for path, text in html_of(built(published(synthetic=synthetic))).items():
        page = Page(text)
        assert "© OpenStreetMap contributors" in page.text, path
        assert "31 May 2024" in page.text, path
        assert "What this shows" in page.text, path
        assert ("What it cannot show" in page.text) or ("what it cannot" in page.text), path
        assert re.search("Mend (the|this) record|nothing to correct", page.text), path
        assert "taken out of every page, tile and download" in page.text, path
        marked = any(
            "synthetic" in attributes.get("class", "").split() for _, attributes in page.tags
        )
        assert marked is synthetic, path
        assert ("Cameras on this page are made up." in page.text) is synthetic, path


def test_data_files_carry_credit_and_mark() -> None:
    site = built(published(synthetic=True))
    for name in ("site.json", "cameras.json", "names.json"):
        value = json.loads(site[name])
        assert value["attribution"] == "© OpenStreetMap contributors"
        assert value["synthetic"] is True


def test_no_place_is_called_safe_or_unwatched() -> None:
    for path, text in html_of(small()).items():
        assert not re.search(r"\b(safe|safest|unwatched|camera-free)\b", Page(text).text, re.I), (
            path
        )


def test_figures_are_about_mapped_cameras() -> None:
    text = Page(small()["index.html"].decode()).text
    assert "8 cameras are mapped here" in text
    assert "Mapped cameras could tell that a person is there along 8.8% of the 2.4 km" in text
    assert "at least 1.2%, at most 31%" in text
    assert "Cameras that nobody mapped are in none of these figures." in text


def test_ignorance_is_said_plainly() -> None:
    town = published()
    ignorant = replace(
        town.figures, cameras=221, bare=173, direction_known=0, height_known=0, operator_known=0
    )
    site = built(replace(town, figures=ignorant))
    for path in ("index.html", "summary/index.html"):
        text = Page(site[path].decode()).text
        assert "221 cameras are mapped here; 173 of them say nothing but that they exist" in text
        assert "none says which way it looks" in text
    assert site["summary/index.html"].count(b'class="dot dot-bare"') == 173 + 1


def test_both_measures_of_public_space_stand_on_the_summary() -> None:
    town = published()
    text = Page(built(town)["summary/index.html"].decode()).text
    assert "Measured along its streets it is 2.4 km; measured as ground" in text
    assert "by the rules of public space, version test" in text
    assert "Squares, markets and pedestrian areas 500 m² 500 m² 500 m²" in " ".join(text.split())
    assert "All public space 2,100 m² 2,500 m² 3,300 m²" in " ".join(text.split())
    nothing = replace(town.figures, public_space=PublicSpaceFigures("test", {}, Coverage(0.0, ())))
    bare = built(replace(town, figures=nothing))["summary/index.html"].decode()
    assert "What counts as public space" not in bare


def test_made_up_cameras_are_not_called_mapped() -> None:
    town = published(synthetic=True)
    assert "8 cameras are on this map, some of them made up" in small_page(town, "index.html")
    made_up = tuple(replace(camera, synthetic=True) for camera in town.cameras)
    text = small_page(replace(town, cameras=made_up), "index.html")
    assert "8 made-up cameras are on this map" in text


def test_an_empty_city_is_not_a_city_without_cameras() -> None:
    town = published()
    none = dict.fromkeys(town.figures.watched_m, Span.exactly(0.0))
    empty = replace(
        town.figures,
        cameras=0,
        locations=0,
        on_map=0,
        private=0,
        withheld=0,
        direction_known=0,
        height_known=0,
        operator_known=0,
        checked_known=0,
        bare=0,
        indoor=0,
        by_kind=dict.fromkeys(Kind, 0),
        watched_m=none,
        street_m=0.0,
        streets=(),
    )
    site = built(replace(town, figures=empty, cameras=(), rejected=()))
    assert "That does not mean that there is none." in Page(site["index.html"].decode()).text
    assert "No public street is mapped here." in Page(site["index.html"].decode()).text
    assert "could be used" in Page(site["rejected/index.html"].decode()).text


def test_a_camera_says_what_is_known_and_what_is_not() -> None:
    site = small()
    told = Page(site["camera/osm-node-1/index.html"].decode()).text
    assert "Fixed camera of City police" in told
    assert "It looks north-east (45°)." in told
    assert "It hangs 3 m to 5 m above the ground." in told
    assert "record of 3 May 2024" in told
    assert "0.9 m away" in told
    bare = Page(site["camera/osm-node-4/index.html"].decode()).text
    assert "Only that it exists, and where." in bare
    assert "Every direction counts as equally likely." in bare
    assert "Who runs it." in bare


def test_a_camera_page_names_no_area() -> None:
    for path, text in html_of(small()).items():
        if path.startswith("camera/"):
            assert not re.search(r"\bm²|square met|\brank", Page(text).text), path


def test_hostile_values_stay_text() -> None:
    site = small()
    page = site["camera/osm-node-5/index.html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Trams &lt;&amp;&gt; Co" in site["camera/osm-node-2/index.html"].decode()


def test_a_picture_stands_on_its_page() -> None:
    drawing = Drawing('<path class="of-1"/>', 2.0, "detect", published())
    site = built(published(), pictures={"osm-node-1": drawing})
    assert b'<path class="of-1"/>' in site["camera/osm-node-1/index.html"]
    assert b'<figure class="picture"' not in site["camera/osm-node-2/index.html"]


def test_rejections_are_counted_and_cut() -> None:
    rows = tuple(
        Rejection(
            "osm",
            f"node/{i}",
            "height",
            f"{i} apples",
            "no height" if i % 3 else f"{i} is no number",
        )
        for i in range(1200)
    )
    text = small_page(replace(published(), rejected=rows), "rejected/index.html")
    assert "1,200 statements" in text
    assert "No height 800" in text
    assert "… is no number 400" in text
    assert "The first 500 rows" in text
    assert "499 apples" in text
    assert "500 apples" not in text


def small_page(town: Published, path: str) -> str:
    return Page(built(town)[path].decode()).text


def test_objects_of_openstreetmap_can_be_looked_up() -> None:
    page = small()["rejected/index.html"].decode()
    assert 'href="https://www.openstreetmap.org/node/9"' in page
    assert 'href="https://www.openstreetmap.org/way/12"' in page


def test_licences_are_named_and_hashed() -> None:
    text = small_page(published(), "licences/index.html")
    assert "Open Database License 1.0" in text
    assert "0" * 64 in text


def test_the_same_city_gives_the_same_bytes() -> None:
    assert built(published()) == built(published())


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(InputError, match="catalogue"):
        built(published(), languages=["en", "tlh"])
