"""A city whose cameras come from a register: who says so stands on the pages."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from tests.jobs.small_city import LAT, LON, Osm, town, write_city
from vidik.errors import SettingsError, VidikError
from vidik.jobs.build import build_city
from vidik.jobs.intake import Described, import_list
from vidik.jobs.measure import measure_country
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.model.origin import Kind, Obtained

_DEG = 1 / 111_320
DAY = dt.date(2026, 1, 3)

CAMERAS = """
[cameras]
path = "register.sqlite"

[output]
folder = "site"
languages = ["en", "sr-Cyrl", "mk"]
"""


def rows(folder: Path, name: str, places) -> Path:
    lines = ["lat,lon,camera type,operator"]
    lines += [
        f"{LAT + y * _DEG:.7f},{LON + x * _DEG / 0.7193:.7f},{kind},{operator}"
        for x, y, kind, operator in places
    ]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def registered(folder: Path, *, city: Described | None = None, osm: Osm | None = None) -> Path:
    """Return the city file of the town, whose cameras two sources tell of."""
    city_file = write_city(folder, osm=osm)
    text = city_file.read_text(encoding="utf-8")
    city_file.write_text(
        text.replace('key = "osm"', 'key = "map"\ngives = ["buildings", "streets", "basemap"]')
        + CAMERAS,
        encoding="utf-8",
    )
    register = str(folder / "register.sqlite")
    import_list(
        register, folder / "town.osm",
        Described("osm", "The map of all", Kind.OSM, "ODbL-1.0", "© OpenStreetMap contributors"),
        dated=DAY,
    )  # fmt: skip
    listed = [
        (-3, 12, "", "Grad d.o.o."),
        (45, 24, "fixed", "Grad d.o.o."),
        (2, -21, "", "Grad d.o.o."),
        (120, 110, "dome", "Grad d.o.o."),
    ]
    import_list(
        register, rows(folder, "city.csv", listed),
        city
        or Described(
            "city", "List of the city", Kind.OFFICIAL, "CC0-1.0", "© City", Obtained.REQUESTED
        ),
        dated=dt.date(2025, 6, 1),
    )  # fmt: skip
    return city_file


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_city(registered(tmp_path_factory.mktemp("registered"))).folder


def text_of(page: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")))


def witnesses(page: Path) -> str:
    """Return the table of who says so of a camera's page."""
    found = re.search("Who says so(.*)Every value of the source", text_of(page))
    assert found is not None
    return found[1]


def test_every_camera_says_who_says_so(site: Path) -> None:
    summary = json.loads((site / "summary.json").read_bytes())
    pages = {page.parent.name: witnesses(page) for page in site.glob("camera/*/index.html")}
    assert len(pages) == summary["cameras"]["on_map"]
    told = [text for text in pages.values() if "List of the city" in text]
    assert sum("The map of all" in text for text in told) == 3
    (alone,) = [text for text in told if "The map of all" not in text]
    assert "obtained by a request for information; row 5" in alone
    # the map says dome, the list says fixed
    (dome,) = [text for text in told if "camera:type=fixed" in text]
    assert "The map of all" in dome.partition("camera:type=fixed")[0]


def test_each_value_names_its_source(site: Path) -> None:
    (page,) = [
        page for page in site.glob("camera/*/index.html")
        if "16 ft" in page.read_text(encoding="utf-8")
    ]  # fmt: skip
    text = text_of(page)
    assert "height 16 ft The map of all" in text
    assert "operator Grad d.o.o. List of the city" in text


def test_the_lists_are_compared_in_every_language(site: Path) -> None:
    for folder, words in (("", "Lists compared"), ("sr-Cyrl", "Упоређени"), ("mk", "Споредени")):
        text = text_of(site / folder / "reconciliation" / "index.html")
        assert words in text
        assert "List of the city" in text
    text = text_of(site / "reconciliation" / "index.html")
    assert "“List of the city” lists 4 cameras here" in text


def test_all_sources_are_credited(site: Path) -> None:
    text = text_of(site / "licences" / "index.html")
    assert "List of the city" in text
    assert "© City" in text


def test_without_a_register_there_is_no_such_page(tmp_path: Path) -> None:
    folder = build_city(write_city(tmp_path)).folder
    assert not (folder / "reconciliation").exists()
    assert not any(
        "Who says so" in page.read_text(encoding="utf-8")
        for page in folder.glob("camera/*/index.html")
    )


def test_what_changes_in_the_register_changes_the_site(tmp_path: Path) -> None:
    city_file = registered(tmp_path)
    assert build_city(city_file).changed
    assert not build_city(city_file).changed
    decide(
        str(tmp_path / "register.sqlite"), Verdict.WITHDRAWN, role="the editors",
        reason="a typing mistake", observation="row 5",
    )  # fmt: skip
    built = build_city(city_file)
    assert built.changed
    assert not any(
        "row 5" in page.read_text(encoding="utf-8") for page in built.folder.rglob("*.html")
    )


@pytest.mark.parametrize(
    ("city", "message"),
    [
        (Described("city", "A list", Kind.OFFICIAL, "CC-BY-4.0", "© City"), "licence|CC-BY"),
        (
            Described("city", "A list", Kind.OFFICIAL, "CC0-1.0", "©", Obtained.LEAKED),
            "must not be published: held",
        ),
        (
            Described("city", "A list", Kind.OFFICIAL, "CC0-1.0", "©", draft=True),
            "must not be published: a draft",
        ),
        (Described("map", "A list", Kind.OFFICIAL, "CC0-1.0", "©"), "the same key"),
    ],
)
def test_what_must_not_be_shown_is_refused(tmp_path: Path, city: Described, message: str) -> None:
    city_file = registered(tmp_path, city=city)
    text = city_file.read_text(encoding="utf-8")
    city_file.write_text(
        text.replace('"register.sqlite"', f'"register.sqlite"\nsources = ["osm", "{city.key}"]'),
        encoding="utf-8",
    )
    with pytest.raises(VidikError, match=message):
        build_city(city_file)
    assert not (tmp_path / "site").exists()


def test_drafts_are_left_out_where_nobody_names_them(tmp_path: Path) -> None:
    draft = Described("city", "A secret plan", Kind.OFFICIAL, "CC0-1.0", "©", draft=True)
    folder = build_city(registered(tmp_path, city=draft)).folder
    for page in folder.rglob("*"):
        if page.is_file():
            assert b"secret plan" not in page.read_bytes()


def test_a_private_camera_of_a_list_is_shown_nowhere(tmp_path: Path) -> None:
    osm = town()
    osm.way([(60, 60), (70, 60), (70, 70), (60, 70)], closed=True, building="detached")
    osm.node(65, 59.5, man_made="surveillance", camera__type="doorbell")
    folder = build_city(registered(tmp_path, osm=osm)).folder
    number = str(osm.count)
    for page in folder.rglob("*.html"):
        assert f"node/{number}" not in page.read_text(encoding="utf-8")


def test_a_place_of_the_deny_list_is_in_no_figure_of_the_lists(tmp_path: Path) -> None:
    """By district even a count would point at it."""
    counts = []
    for number, kind in enumerate(("shelter", "outreach")):
        osm = town()
        corners = [(115, 105), (125, 105), (125, 115), (115, 115)]
        osm.way(corners, closed=True, building="civic", social_facility=kind)
        (tmp_path / str(number)).mkdir()
        folder = build_city(registered(tmp_path / str(number), osm=osm)).folder
        text = text_of(folder / "reconciliation" / "index.html")
        found = re.search(r"“List of the city” lists (\d+) cameras here", text)
        assert found is not None
        counts.append(int(found[1]))
    assert counts == [3, 4]


def test_the_map_of_the_lists_shows_what_pages_show(site: Path) -> None:
    text = (site / "reconciliation" / "index.html").read_text(encoding="utf-8")
    keys = dict(re.findall(r"(In both|Only in “[^”]*”): (\d+)\.", text))
    pages = [witnesses(page) for page in site.glob("camera/*/index.html")]
    says = [("The map of all" in page, "List of the city" in page) for page in pages]
    assert keys == {
        "In both": str(says.count((True, True))),
        "Only in “List of the city”": str(says.count((False, True))),
        "Only in “The map of all”": str(says.count((True, False))),
    }


def test_cameras_come_from_one_place(tmp_path: Path) -> None:
    city_file = registered(tmp_path)
    text = city_file.read_text(encoding="utf-8")
    city_file.write_text(re.sub(r"gives = .*\n", "", text), encoding="utf-8")
    with pytest.raises(SettingsError, match="cameras come from the register"):
        build_city(city_file)


def test_a_country_is_not_measured_from_a_register(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not worked out in parts") as caught:
        measure_country(registered(tmp_path))
    assert caught.value.place == "cameras.path"


def test_made_up_statements_mark_everything(tmp_path: Path) -> None:
    made_up = Described("city", "A list", Kind.OFFICIAL, "CC0-1.0", "©", synthetic=True)
    folder = build_city(registered(tmp_path, city=made_up)).folder
    assert json.loads((folder / "summary.json").read_bytes())["synthetic"] is True
    for page in folder.glob("camera/*/index.html"):
        text = page.read_text(encoding="utf-8")
        assert ("This camera is made up" in text) == ("A list" in witnesses(page))
