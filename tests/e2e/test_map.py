"""What the map can be narrowed to, asked and taken along as, in a browser."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_site import PHONE, SEEN, SMALL, WIDE, at, degrees, drawn
from tests.makers import published

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
#: All of the town, its cameras one by one.
WHOLE = at(0, 0, 16)


def facet(page: Page, name: str) -> None:
    """Open the list of a facet."""
    filters = page.locator("[data-filters]")
    if filters.get_attribute("open") is None:
        filters.locator("summary").first.click()
    filters.locator(".facet > summary").filter(has_text=name).click()


def shown_on(page: Page, tmp_path: Path) -> ET.Element:
    """Return what the map shows, as the drawing that a reader can save."""
    part = page.locator("[data-sharing]")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    with page.expect_download() as download:
        part.get_by_role("button", name="Save a drawing (SVG)").click()
    assert download.value.suggested_filename == "vidik.svg"
    download.value.save_as(tmp_path / "vidik.svg")
    return ET.parse(tmp_path / "vidik.svg").getroot()


def eyes(drawing: ET.Element) -> list[tuple[str, float, float]]:
    """Return sign, longitude and latitude of every camera in a drawing."""
    west, south, east, north = map(float, drawing.attrib["data-bounds"].split())
    clip = drawing.find(f".//{SVG}clipPath/{SVG}rect")
    assert clip is not None
    width, height = float(clip.attrib["width"]), float(clip.attrib["height"])

    def mercator(lat: float) -> float:
        return math.asinh(math.tan(math.radians(lat)))

    top, low = mercator(north), mercator(south)
    found = []
    for use in drawing.iter(f"{SVG}use"):
        sign = use.attrib[LINK].removeprefix("#")
        moved = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", use.attrib["transform"])
        if moved and sign.startswith("eye-"):
            x, y = float(moved[1]), float(moved[2])
            lat = math.degrees(math.atan(math.sinh(top + (low - top) * y / height)))
            found.append((sign, west + (east - west) * x / width, lat))
    return found


def test_the_map_is_narrowed_to_an_operator(open_page: Open, site: str, tmp_path: Path) -> None:
    page = open_page(site + WHOLE)
    drawn(page)
    assert len(eyes(shown_on(page, tmp_path))) == 5
    facet(page, "Who runs it")
    page.get_by_role("checkbox", name="City police 1").check()
    banner = page.locator("[data-narrowed]")
    expect(banner).to_contain_text("1 of 5 cameras are shown.")
    expect(banner).to_contain_text("The figures are about all mapped cameras.")
    expect(page.locator("[data-about-all]")).to_be_visible()
    assert "operator=City%20police" in page.url
    page.wait_for_timeout(500)
    drawing = shown_on(page, tmp_path)
    assert [sign for sign, *_ in eyes(drawing)] == ["eye-fixed-light"]
    assert "Who runs it: City police" in ET.tostring(drawing, "unicode")

    # What nobody mapped is a choice of its own; counts say what each would show.
    facet(page, "Kind of camera")
    expect(page.get_by_role("checkbox", name="Fixed camera 1")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Turning camera 0")).to_be_visible()
    page.get_by_role("checkbox", name="nobody mapped who runs it 3").check()
    expect(banner).to_contain_text("4 of 5 cameras are shown.")
    page.go_back()
    expect(banner).to_contain_text("1 of 5 cameras are shown.")
    expect(page.get_by_role("checkbox", name="nobody mapped who runs it")).not_to_be_checked()
    banner.get_by_role("button", name="Show all cameras").click()
    expect(banner).to_be_hidden()
    assert "operator=" not in page.url
    page.wait_for_timeout(500)
    assert len(eyes(shown_on(page, tmp_path))) == 5


def test_what_is_chosen_is_in_the_link_and_the_frame(open_page: Open, site: str) -> None:
    chosen = at(0, 0, 15, "&operator=&year=").removeprefix("/")
    page = open_page(f"{site}/{chosen}")
    drawn(page)
    expect(page.locator("[data-narrowed]")).to_contain_text("3 of 5 cameras are shown.")
    page.locator("[data-sharing] summary").click()
    expect(page.locator("#frame-code")).to_have_value(re.compile("operator=&amp;year="))
    frame = open_page(f"{site}/?embed{chosen}")
    drawn(frame)
    expect(frame.locator("[data-narrowed]")).to_contain_text("3 of 5 cameras are shown.")
    expect(frame.locator(".frame-bar")).to_contain_text("© OpenStreetMap contributors")


def test_nothing_that_fits_is_said_and_not_drawn(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    page = open_page(site + at(0, 0, 16, "&kind=dome&operator=City%20police"))
    drawn(page)
    expect(page.locator("[data-narrowed]")).to_contain_text("0 of 5 cameras are shown.")
    assert eyes(shown_on(page, tmp_path)) == []


@pytest.mark.parametrize("size", [WIDE, PHONE, SMALL], ids=["wide", "phone", "small"])
def test_cameras_are_chosen_by_keyboard(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(site + WHOLE, size=size)
    drawn(page)
    if page.locator("#sheet.folded").count():
        page.locator("[data-fold]").press("Enter")
    summary = page.locator("[data-filters] > summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".choices input")).to_have_count(4)
    page.keyboard.press("Tab")
    # a list may be reached as such before its boxes, since it scrolls
    if page.evaluate("document.activeElement.localName") != "input":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-narrowed]")).to_contain_text("of 5 cameras are shown.")
    assert "kind=" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator("[data-narrowed] button").press("Enter")
    expect(page.locator("[data-narrowed]")).to_be_hidden()


def test_the_answer_is_about_all_cameras_whatever_is_shown(open_page: Open, site: str) -> None:
    lat, lon = degrees(*SEEN)
    page = open_page(site + at(*SEEN, more=f"&kind=dome&point={lat},{lon}"))
    answer = page.locator("#answer")
    expect(answer.locator(".sightings > li").first).to_contain_text("City police")
    expect(answer).to_contain_text("This answer is about all mapped cameras")


def test_the_answer_is_a_list_in_the_order_that_is_asked_for(open_page: Open, site: str) -> None:
    lat, lon = degrees(34, 42)
    page = open_page(f"{site}/#map=17/{lat}/{lon}&level=monitor&point={lat},{lon}")
    answer = page.locator("#answer")
    items = answer.locator(".sightings > li")
    expect(items).not_to_have_count(0)

    def column(pattern: str) -> list[float]:
        found = [re.search(pattern, text) for text in items.all_inner_texts()]
        return [float(one[1]) for one in found if one]

    distances = column(r"([\d.]+)\sm away, to the")
    assert len(distances) == items.count() >= 2
    assert distances == sorted(distances)
    answer.get_by_label("In order:").select_option("likely")
    chances = [
        100.0 if "certain" in text else float(re.sub(r"[^\d.]", "", text) or 0)
        for text in items.locator(".chance > :last-child").all_inner_texts()
    ]
    assert chances == sorted(chances, reverse=True)
    # The order stays when the answer is written anew.
    page.get_by_label("Detect").check()
    expect(answer.get_by_label("In order:")).to_have_value("likely")

    # For each camera, and for all together: least, expected and most at every level.
    items.first.locator("details summary").click()
    expect(items.first.locator(".chances thead")).to_have_text("LevelLeastExpectedMost")
    expect(items.first.locator(".chances tbody tr")).to_have_count(6)
    answer.locator(".totals summary").click()
    for row in answer.locator(".totals tbody tr").all():
        least, expected, most = (float(cell) for cell in row.locator("td").all_inner_texts())
        assert least <= expected <= most <= items.count()


def test_a_point_stays_marked_when_the_level_changes(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    lat, lon = degrees(*SEEN)
    page = open_page(site + at(*SEEN, more=f"&point={lat},{lon}"))
    drawn(page)
    expect(page.locator("#answer .sightings > li").first).to_be_visible()
    page.get_by_label("Observe").check()
    page.wait_for_timeout(1000)
    marks = [c for c in shown_on(page, tmp_path).iter(f"{SVG}circle") if c.get("r") == "6"]
    assert len(marks) == 1


def test_the_middle_of_the_map_is_asked_about_with_a_button(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN))
    drawn(page)
    page.get_by_role("button", name="Who could see the middle of the map?").press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    expect(answer.locator(".sightings > li").first).to_contain_text("City police")


def test_parks_and_quarters_are_found_and_gone_to(open_page: Open, site: str) -> None:
    page = open_page(site + WHOLE)
    drawn(page)
    field = page.get_by_label("Find a street, a place or a point")
    field.fill("starica")
    expect(page.get_by_role("option")).to_have_text(["Старица water"])
    field.fill("lime")
    expect(page.get_by_role("option")).to_have_text(["Lime park park or green"])
    field.press("Enter")
    lat, _ = degrees(-150, -150)
    expect(page).to_have_url(re.compile(rf"#map=[\d.]+/{lat:.5f}"[:-1]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_drawing_holds_what_is_shown_and_nothing_more(
    open_page: Open, site: str, tmp_path: Path, theme: str
) -> None:
    page = open_page(site + WHOLE, theme=theme)
    drawn(page)
    drawing = shown_on(page, tmp_path)
    text = ET.tostring(drawing, "unicode")
    words = " ".join(drawing.itertext())
    assert drawing.findtext(f"{SVG}title") == "Cameras mapped in Test town"
    for said in (
        "Cameras mapped in Test town", "© OpenStreetMap contributors", "31 May 2024",
        "Mapped cameras could tell that a person is there", "least: certainly in view",
        "most: as far as mapped cameras could see", "turning camera", "Gazi Street", "Test town",
    ):  # fmt: skip
        assert said in words, said
    assert "SYNTHETIC" not in words
    assert drawing.find(f".//{SVG}g[@data-scale]") is not None

    # Every camera that may be shown stands at its place, and no other: those on homes are a street.
    town = published()
    signs = eyes(drawing)
    assert len(signs) == len(town.cameras)
    for camera in town.cameras:
        off = [math.hypot((x - camera.lon) * 0.5, y - camera.lat) * 111_320 for _, x, y in signs]
        assert min(off) < 2.0, camera.id
    dotted = [p for p in drawing.iter(f"{SVG}path") if p.get("stroke-linecap") == "round"
              and p.get("stroke-dasharray", "").startswith("0 ")]  # fmt: skip
    assert len(dotted) == 2  # on the map, and in the legend

    # It opens anywhere, and asks nobody for anything.
    for one in drawing.iter():
        for key, value in one.attrib.items():
            assert key != "style"
            assert not re.search(r"url\((?!#)", value), value
            if key.endswith("href"):
                assert value.startswith("#")
                assert drawing.find(f".//*[@id='{value[1:]}']") is not None, value
            for wanted in re.findall(r"url\(#([^)]+)\)", value):
                assert drawing.find(f".//*[@id='{wanted}']") is not None, wanted
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    drawn_things = re.sub(r"base64,[\w+/=]+", "", text)
    assert "NaN" not in drawn_things
    assert "undefined" not in drawn_things
    opened = open_page(site, expected="asked file:")
    opened.goto((tmp_path / "vidik.svg").as_uri())
    assert opened.evaluate("document.documentElement.localName") == "svg"

    # Its type is in it, with the terms it comes under, and no alphabet that it does not need:
    # the town has a Cyrillic name, and none with marks upon Latin letters.
    terms = drawing.findtext(f"{SVG}metadata")
    assert terms is not None
    assert "SIL OPEN FONT LICENSE" in terms
    faces = opened.evaluate(
        """document.fonts.ready.then((all) => [...all].map((one) => [
            one.family.replaceAll('"', ""), one.style, one.unicodeRange.split(",")[0], one.status,
        ]))"""
    )
    assert {family for family, *_ in faces} == {"Source Sans 3"}
    assert {(style, first) for _, style, first, _ in faces} == {
        (style, first) for style in ("normal", "italic") for first in ("U+0-FF", "U+301")
    }
    assert ["Source Sans 3", "normal", "U+0-FF", "loaded"] in faces


@pytest.mark.parametrize("ground", ["overlap", "certain", "space", "surveyed", "nothing"])
def test_a_drawing_shows_what_colours_the_ground(
    open_page: Open, site: str, tmp_path: Path, ground: str
) -> None:
    page = open_page(site + at(0, 0, 16, f"&ground={ground}"))
    drawn(page)
    drawing = shown_on(page, tmp_path)
    words = " ".join(drawing.itertext())
    patterns = {one.attrib["id"] for one in drawing.iter(f"{SVG}pattern")}
    match ground:
        case "overlap" | "certain":
            assert "9 or more" in words
        case "space":
            assert {"space-square-light", "space-street-light"} <= patterns
            assert "Streets, paths and their pavements" in words
        case "surveyed":
            assert {"look-0-light", "look-1-light"} <= patterns
            assert "2021" in words
        case "nothing":
            assert "9 or more" not in words
    assert drawing.find(f".//{SVG}mask") is None


def test_a_drawing_of_made_up_data_is_marked(open_page: Open, made_up: str, tmp_path: Path) -> None:
    page = open_page(made_up + WHOLE)
    drawn(page)
    drawing = shown_on(page, tmp_path)
    pattern = drawing.find(f".//{SVG}pattern[@id='made-up-light']")
    assert pattern is not None
    assert "".join(pattern.itertext()) == "SYNTHETIC"
    assert drawing.find(f".//{SVG}rect[@fill='url(#made-up-light)']") is not None
    caption = drawing.find(f"{SVG}g[@data-caption]")
    assert caption is not None
    assert "SYNTHETIC" in " ".join(caption.itertext())
