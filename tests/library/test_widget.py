"""Results as maps to move about in: one document that asks nobody, and in which text stays text."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import shapely

import vidik
from tests.library.rows import ROWS, feature, write
from vidik.outside.assets import front_end, widget_parts
from vidik.report.widget import Scene, document

#: What a source may call a street to get into a page.
NASTY = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(2)>&amp;Ђ"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [*ROWS, feature("w3", "LineString", [(-50, 5), (50, 5)], highway="path", name=NASTY)]
    return write(tmp_path_factory.mktemp("town") / "town.geojson", rows)


@pytest.fixture(scope="module")
def views(path: Path) -> vidik.CameraViews:
    return vidik.views(vidik.read_cameras(path), vidik.read_buildings(path))


@pytest.fixture(scope="module")
def watched(path: Path, views: vidik.CameraViews) -> vidik.WatchedStreets:
    return vidik.watched(vidik.read_streets(path), views)


class Elements(HTMLParser):
    """Every element of a document, its attributes, and the text in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def of(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attrs, text) for name, attrs, text in self.found if name == tag]


def packed(document: str, part: str) -> bytes:
    """Return a part that is packed into a document."""
    (text,) = (text for about, text in Elements(document).of("script") if about.get("id") == part)
    return gzip.decompress(base64.b64decode(text))


def scene(made: vidik.MapWidget) -> Any:
    return json.loads(packed(made.document, "scene"))


def test_every_result_shows_what_it_holds(
    path: Path, views: vidik.CameraViews, watched: vidik.WatchedStreets
) -> None:
    buildings = vidik.read_buildings(path)
    made = {
        "views": views.explore(),
        "watched": watched.explore(),
        "overlap": vidik.overlap(views, level="detect").explore(),
        "cameras": vidik.read_cameras(path).explore(),
        "streets": vidik.read_streets(path).explore(),
        "space": vidik.read_public_space(path, buildings).explore(),
    }
    layers = {name: {k: len(v["features"]) for k, v in scene(one)["layers"].items()}
              for name, one in made.items()}  # fmt: skip
    cameras = len(views.cameras)
    assert layers["views"] == {"buildings": 5, "views": len(views.bands()), "cameras": cameras}
    assert layers["watched"]["watched"] == len(watched.watched.piece)
    assert layers["watched"]["streets"] == layers["streets"]["streets"] == len(watched.streets)
    assert layers["overlap"]["overlap"] > 0
    assert layers["cameras"] == {"cameras": cameras}
    assert layers["space"]["space"] > 0
    for name, one in made.items():
        assert "town.geojson" in one.document
        assert "date unknown" in one.document
        about_cameras = name not in ("streets", "space")
        assert ("Mapped cameras only" in one.document) is about_cameras


def test_a_level_alone_or_all_to_choose_among(
    views: vidik.CameraViews, watched: vidik.WatchedStreets
) -> None:
    for result in (views, watched):
        everything, alone = result.explore(), result.explore(level="face")
        assert scene(everything)["levels"] == list(views.levels)
        assert scene(everything)["level"] == "detect"
        assert "<option selected>detect</option>" in everything.document
        assert "<select" not in alone.document
        assert "at level face" in alone.document
        own = "views" if result is views else "watched"
        rows = scene(alone)["layers"][own]["features"]
        assert {row["properties"]["level"] for row in rows} == {"face"}
        with pytest.raises(vidik.InputError, match="no such level: 'blurry'"):
            result.explore(level="blurry")


def test_features_say_what_the_result_says(
    views: vidik.CameraViews, watched: vidik.WatchedStreets
) -> None:
    rows = scene(views.explore(level="observe"))["layers"]["views"]["features"]
    bands = views.bands("observe")
    for row, (camera, _, band, shape) in zip(rows, bands, strict=True):
        assert row["properties"] == {
            "camera": views.views.ids[camera], "level": "observe", "band": band,
        }  # fmt: skip
        assert shapely.equals_exact(
            shapely.from_geojson(json.dumps(row["geometry"])), shape, tolerance=1e-6
        )
    streets = scene(watched.explore())["streets"]
    named = {row[0]: row[1:] for row in streets if row[0]}
    for street in watched.by_street():
        if street.name:
            length, *spans = named[street.name]
            assert length == pytest.approx(street.length_m, abs=0.06)
            for level, span in zip(watched.levels, spans, strict=True):
                known = street.watched_m[level]
                wanted = (known.least, known.expected, known.most)
                assert span == pytest.approx(wanted, abs=0.06)
    assert sum(row[1] for row in streets) == pytest.approx(watched.length_m, abs=1.0)


def test_the_document_may_run_one_script_and_ask_nobody(views: vidik.CameraViews) -> None:
    made = views.explore().document
    elements = Elements(made)
    (policy,) = (
        about["content"] or "" for about, _ in elements.of("meta")
        if about.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["worker-src"] == "blob:"
    assert not {"connect-src", "font-src", "frame-src"} & set(rules)
    assert "unsafe" not in policy
    assert "http" not in policy
    (own,) = (text for about, text in elements.of("script") if not about)
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}' 'strict-dynamic'"
    ((_, style),) = elements.of("style")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert rules["style-src"] == f"'sha256-{digest}'"
    assert not re.search(r"(src|href|action)\s*=", made.split("<style>")[0])
    assert not {"img", "link", "iframe", "object", "form", "base"} & {t for t, *_ in elements.found}
    assert "maplibre-gl 6" in made
    assert packed(made, "program") == widget_parts()["map.js"]


def test_text_of_sources_never_becomes_markup(path: Path) -> None:
    data = vidik.read(path, name=NASTY, attribution=NASTY, key="town")
    made = vidik.watched(
        vidik.read_streets(data), vidik.views(vidik.read_cameras(data), vidik.read_buildings(data))
    ).explore()
    plain = vidik.read_streets(path).explore()
    assert NASTY in [row[0] for row in scene(made)["streets"]]
    assert "alert(1)</script>" not in made.document
    assert "<img" not in made.document
    kinds = [[tag for tag, *_ in Elements(one.document).found if tag not in ("select", "option",
             "label", "p", "script")] for one in (made, plain)]  # fmt: skip
    assert kinds[0] == kinds[1]
    ((_, title),) = Elements(made.document).of("title")
    assert title.startswith(NASTY)

    frame = made._repr_html_()
    ((about, _),) = Elements(frame).of("iframe")
    assert about["srcdoc"] == made.document
    assert about["sandbox"] == "allow-scripts"
    assert [tag for tag, *_ in Elements(frame).found] == ["iframe"]
    assert (about["title"] or "").startswith(NASTY)


def test_only_the_alphabets_that_are_written_are_packed(path: Path) -> None:
    def alphabets(made: vidik.MapWidget) -> set[str]:
        return set(re.findall(r'id="type-([a-z-]+)"', made.document))

    assert alphabets(vidik.read_cameras(path).explore()) == {"latin"}
    assert alphabets(vidik.read_streets(path).explore()) == {"latin", "cyrillic"}


def test_made_up_cameras_are_marked(path: Path) -> None:
    buildings, streets = vidik.read_buildings(path), vidik.read_streets(path)
    cameras = vidik.synthetic_cameras(buildings, streets, count=4, seed=1)
    seen = vidik.views(cameras, buildings)
    for made in (
        cameras.explore(), seen.explore(), vidik.watched(streets, seen).explore(),
        vidik.overlap(seen, level="detect").explore(),
    ):  # fmt: skip
        assert '<p class="synthetic" role="note"><strong>Made up</strong>' in made.document
        assert "Made-up cameras: they do not exist." in made.document
        assert scene(made)["synthetic"] is True
        assert "Mapped cameras only" not in made.document


@pytest.mark.parametrize(("dark", "theme"), [(None, ""), (True, ' data-theme="dark"'),
                                             (False, ' data-theme="light"')])  # fmt: skip
def test_day_and_night(path: Path, dark: bool | None, theme: str) -> None:
    made = vidik.read_cameras(path).explore(dark=dark)
    assert f'<html lang="en"{theme}>' in made.document


def test_it_is_saved_as_it_is_shown_and_is_the_same_every_time(
    path: Path, tmp_path: Path, views: vidik.CameraViews
) -> None:
    made = views.explore()
    file = made.save(tmp_path / "map.html")
    assert file.read_bytes().decode() == made.document == views.explore().document
    assert repr(made).startswith("MapWidget: town.geojson: What mapped cameras may see; ")
    with pytest.raises(vidik.VidikError, match=r"nowhere.*map\.html"):
        made.save(tmp_path / "nowhere" / "map.html")


def test_what_is_too_large_or_empty_is_refused(path: Path) -> None:
    nothing = dataclasses.replace(vidik.read_cameras(path), cameras=())
    with pytest.raises(vidik.InputError, match="nothing to show"):
        nothing.explore()
    much = Scene(
        title="Much", about="Streets", caveat="", credit="", whose="", synthetic=False,
        bounds=(0.0, 0.0, 1.0, 1.0), boundary=None, layers={"streets": ["x" * 50_000_000]},
    )  # fmt: skip
    with pytest.raises(vidik.VidikError, match=r"too large .* 50 MB .* \(one level alone"):
        document(much, widget_parts())


def test_a_site_has_none_of_it() -> None:
    assert not [name for name in front_end() if "widget" in name]
