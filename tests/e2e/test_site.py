"""The site in a browser: clicked through as a visitor would, by mouse and by keyboard."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.makers import TOWN, published
from vidik.sight.answer import who_could_see

WIDE, PHONE, SMALL = (1440, 900), (390, 844), (320, 640)
PAGES = ["summary/", "about/", "rejected/", "data/", "licences/", "camera/osm-node-1/"]

#: A point that the first camera certainly sees, 20 m north-east of it.
SEEN = (44.0, 52.0)


def degrees(east: float, north: float) -> tuple[float, float]:
    """Return latitude and longitude."""
    lon, lat = TOWN.to_degrees(np.array([[east, north]]))[0]
    return float(lat), float(lon)


def at(east: float, north: float, zoom: float = 18, more: str = "") -> str:
    lat, lon = degrees(east, north)
    return f"/#map={zoom}/{lat:.5f}/{lon:.5f}{more}"


def drawn(page: Page) -> None:
    """Wait until the map stands."""
    expect(page.locator("#state")).to_be_hidden(timeout=60_000)


def middle(page: Page) -> tuple[float, float]:
    """Return the pixel in the middle of what the sheets leave free of the map."""
    canvas = page.locator("#map canvas")
    canvas.press("Shift")  # the keyboard brings the cross
    box = page.locator("[data-cross]").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_visit(open_page: Open, site: str, size: tuple[int, int], theme: str) -> None:
    page = open_page(site + at(30, 38), size=size, theme=theme)
    drawn(page)
    expect(page.locator("h1")).to_have_text("Test town")
    expect(page.locator(".map-credit")).to_contain_text("© OpenStreetMap contributors")

    # A click on a camera tells which one it is; its page tells the rest.
    page.mouse.click(*middle(page))
    answer = page.locator("#answer")
    expect(answer.locator("h2")).to_have_text("Fixed camera of City police")
    assert "camera=osm-node-1" in page.url
    answer.get_by_role("link", name="Everything that is known").click()
    expect(page.locator("h1")).to_have_text("Fixed camera of City police")
    expect(page.locator("figure.picture svg")).to_be_visible()

    # Back to the map as it was, then on through every page.
    page.go_back()
    drawn(page)
    expect(page.locator("#answer h2")).to_have_text("Fixed camera of City police")
    page.get_by_role("button", name="Close").last.click()
    expect(page.locator("#answer")).to_be_hidden()
    fold = page.locator("[data-fold]")
    for name in ("Summary", "Method", "Not understood", "Data", "Licences"):
        if page.locator("#sheet.folded").count():
            fold.click()
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_role("heading", name="What it cannot show")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    drawn(page)


def test_a_point_is_answered_with_a_list(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN))
    drawn(page)
    page.mouse.click(*middle(page))
    answer = page.locator("#answer")
    expect(answer.locator(".lead")).to_contain_text("tell that a person is there")
    expect(answer.locator(".lead")).to_contain_text("for certain")
    first = answer.locator(".sightings > li").first
    expect(first).to_contain_text("Fixed camera of City police")
    expect(first).to_contain_text("20 m away, to the south-west.")
    expect(first).to_contain_text("Says OpenStreetMap, test town, record of 3 May 2024.")
    expect(first.locator(".chance")).to_contain_text("certain")
    expect(answer).to_contain_text("Mapped is not all")

    # Another level is another answer, and another address.
    page.get_by_label("Identify").check()
    expect(answer.locator(".lead")).to_contain_text("none well enough to identify a stranger")
    assert "level=identify" in page.url
    assert "point=" in page.url
    page.go_back()
    expect(answer.locator(".lead")).to_contain_text("tell that a person is there")
    expect(page.get_by_label("Detect")).to_be_checked()


def test_no_answer_is_not_an_all_clear(open_page: Open, site: str) -> None:
    lat, lon = degrees(190, 190)
    page = open_page(f"{site}/#map=17/{lat}/{lon}&point={lat},{lon}")
    answer = page.locator("#answer")
    expect(answer.locator(".lead")).to_have_text("No mapped camera reaches this point.")
    expect(answer).to_contain_text("a camera that nobody mapped is not in this answer")


def test_where_nobody_looked_is_a_state_of_its_own(open_page: Open, site: str) -> None:
    lat, lon = degrees(230, 0)
    page = open_page(f"{site}/#map=17/{lat}/{lon}&point={lat},{lon}")
    expect(page.locator("#answer")).to_contain_text("Nobody looked here")


def test_a_building_is_not_ground(open_page: Open, site: str) -> None:
    lat, lon = degrees(112.5, 112.5)
    page = open_page(f"{site}/#map=18/{lat}/{lon}")
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer")).to_contain_text("A mapped building stands here.")


def test_everything_works_by_keyboard(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN))
    drawn(page)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.locator("#map canvas").focus()
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    expect(answer.locator(".sightings > li").first).to_contain_text("City police")
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()
    expect(page.locator("#map canvas")).to_be_focused()
    before = page.url
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(before)


def test_a_street_is_found_in_either_script(open_page: Open, site: str) -> None:
    page = open_page(site)
    drawn(page)
    field = page.get_by_label("Find a street, a place or a point")
    field.fill("djordja vas")
    expect(page.get_by_role("option")).to_have_text(["Улица Ђорђа Васића street"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Улица Ђорђа Васића")
    expect(page).to_have_url(re.compile(r"#map=[\d.]+/60\.17\d*/24\.94"))
    field.fill("no such street")
    field.press("Enter")
    expect(page.locator("[data-find-status]")).to_contain_text("Nothing of that name")


def test_coordinates_are_asked_about(open_page: Open, site: str) -> None:
    page = open_page(site)
    drawn(page)
    lat, lon = degrees(*SEEN)
    field = page.get_by_label("Find a street, a place or a point")
    field.fill(f"{lat:.6f}, {lon:.6f}")
    field.press("Enter")
    expect(page.locator("#answer .sightings > li").first).to_contain_text("City police")


LEGENDS = {
    "overlap": "How many cameras may see it",
    "certain": "How many see it for certain",
    "space": "Kinds of public space",
    "surveyed": "Where somebody looked for cameras",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_ground_is_coloured_by_what_is_chosen(
    open_page: Open, site: str, size: tuple[int, int], theme: str
) -> None:
    page = open_page(site + at(0, 0, 16), size=size, theme=theme)
    drawn(page)
    if size == PHONE:
        page.locator("[data-fold]").click()
    legends = page.locator("[data-legend]:visible")
    expect(legends).to_have_count(0)
    before = page.locator("#map canvas").screenshot()
    for key, label in LEGENDS.items():
        page.get_by_role("radio", name=label).check()
        assert f"ground={key}" in page.url
        expect(legends).to_have_count(1)
        assert key in (legends.get_attribute("data-legend") or "")
        assert legends.locator("li").count() >= 2
        page.wait_for_timeout(400)
        after = page.locator("#map canvas").screenshot()
        assert after != before
    page.go_back()
    expect(page.get_by_role("radio", name="Kinds of public space")).to_be_checked()


def test_the_ground_is_chosen_by_keyboard_and_told_to_a_screen_reader(
    open_page: Open, site: str
) -> None:
    page = open_page(site + at(0, 0, 16))
    drawn(page)
    group = page.get_by_role("group", name="What colours the ground")
    first = group.get_by_role("radio").first
    first.focus()
    page.keyboard.press("ArrowDown")
    chosen = group.get_by_role("radio", name="How many cameras may see it")
    expect(chosen).to_be_focused()
    expect(chosen).to_be_checked()
    expect(page.locator("[data-legends]")).to_have_attribute("aria-live", "polite")
    expect(page.locator("[data-legends]")).to_contain_text("9 or more")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-legend~="overlap"]')).to_be_hidden()
    expect(page).not_to_have_url(re.compile("ground="))


def test_an_address_keeps_what_colours_the_ground(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 16, "&ground=surveyed"))
    drawn(page)
    expect(page.get_by_role("radio", name="Where somebody looked")).to_be_checked()
    expect(page.locator('[data-legend~="surveyed"]')).to_contain_text("2021")
    page = open_page(site + at(0, 0, 16, "&ground=gossip"))
    drawn(page)
    expect(page.get_by_role("radio", name="The chance of being in view")).to_be_checked()


def test_the_answer_tells_of_the_last_look(open_page: Open, site: str) -> None:
    for (east, north), said in (
        ((44, 52), "Somebody looked for cameras here on 3 May 2024"),
        ((-150, 100), "Somebody looked for cameras here on 4 September 2021"),
        ((150, -150), "Nobody said that they looked for cameras here."),
    ):
        lat, lon = degrees(east, north)
        page = open_page(f"{site}/#map=17/{lat}/{lon}&point={lat},{lon}")
        expect(page.locator("#answer")).to_contain_text(said)


def test_private_homes_are_a_stretch_of_street(open_page: Open, site: str) -> None:
    page = open_page(site + at(-20, 75, 17))
    drawn(page)
    page.mouse.click(*middle(page))
    answer = page.locator("#answer")
    expect(answer).to_contain_text("2 cameras on private homes are mapped along Pine Street.")
    expect(answer.get_by_role("link")).to_have_count(0)


def test_a_square_tells_of_its_homes_together(open_page: Open, site: str) -> None:
    page = open_page(site + at(75, 40, 17, "&ground=home"))
    drawn(page)
    page.mouse.click(*middle(page))
    answer = page.locator("#answer")
    expect(answer).to_contain_text(
        "About 45 homes. From half of them the first of the mapped cameras shown is at most 180 m "
        "away, as expected: 10 m if all that may be seen is seen, 900 m if only what is certain."
    )
    shares = answer.get_by_role("row", name="Share of walks").get_by_role("cell")
    expect(shares).to_have_text(["1%", "4%", "20%"])


def test_where_homes_are_few_nothing_is_said_of_them(open_page: Open, site: str) -> None:
    page = open_page(site + at(155, 10, 17, "&ground=walks"))
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer")).to_contain_text("there are too few homes")


def test_counts_unfold(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 12))
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page).to_have_url(re.compile(r"#map=1[3-9]"))


def test_the_theme_is_kept(open_page: Open, site: str) -> None:
    page = open_page(site, theme="light")
    drawn(page)
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") == (
        "rgb(250, 248, 244)"
    )
    page.get_by_role("button", name="Light or dark").click()
    page.get_by_role("link", name="Summary", exact=True).click()
    expect(page.locator("h1")).to_have_text("Summary")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(15, 18, 22)"
    )


def test_what_is_seen_can_be_shared(open_page: Open, site: str, tmp_path: Path) -> None:
    where = site + at(30, 38, more="&level=observe")
    page = open_page(where, size=WIDE, device_scale_factor=1)
    drawn(page)
    part = page.locator("[data-sharing]")
    part.locator("summary").click()
    expect(part.locator("textarea")).not_to_have_value("")
    code = part.locator("textarea").input_value()
    assert f'src="{site}/?embed#map=18/' in code
    assert "level=observe" in code
    assert "© OpenStreetMap contributors" in code
    assert "31 May 2024" in code
    assert "SYNTHETIC" not in code

    with page.expect_download() as download:
        part.get_by_role("button", name="Save a picture (PNG)").click()
    download.value.save_as(tmp_path / "map.png")
    head = (tmp_path / "map.png").read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:24])
    canvas = page.locator("#map canvas").evaluate("one => [one.width, one.height]")
    # a caption stands under the map: title, sentence, credit
    assert width == canvas[0]
    assert canvas[1] + 60 < height < canvas[1] + 200

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = page.locator("#paper")
    page.wait_for_function("document.getElementById('paper').complete")
    assert paper.evaluate("one => one.naturalWidth") == width
    page.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    # paper is narrower than a screen that folds the sheet, and has all of its words nevertheless
    page.set_viewport_size({"width": 703, "height": 900})
    expect(page.locator(".legend")).to_be_visible()
    expect(page.locator(".sheet .credit")).to_be_visible()


@pytest.mark.parametrize("way", ["button", "keys", "menu"])
def test_paper_is_white_by_night_as_well(open_page: Open, site: str, way: str) -> None:
    page = open_page(site + "/", theme="dark")
    drawn(page)
    page.evaluate("() => { window.print = () => dispatchEvent(new Event('beforeprint')) }")
    match way:
        case "button":
            page.locator("[data-sharing] summary").click()
            page.get_by_role("button", name="Print").click()
        case "keys":
            page.keyboard.press("Control+p")
        case "menu":
            page.evaluate("print()")
    picture = re.compile("^data:image/png")
    expect(page.locator("#paper")).to_have_attribute("src", picture, timeout=30_000)
    # a pixel of the caption's margin, below the map, and how light the map is in the mean
    margin, light = page.locator("#paper").evaluate(
        """async one => {
            await one.decode();
            const [wide, tall] = [one.naturalWidth, one.naturalHeight];
            const canvas = new OffscreenCanvas(wide, tall);
            const pen = canvas.getContext("2d", { willReadFrequently: true });
            pen.drawImage(one, 0, 0);
            const map = pen.getImageData(0, 0, wide, Math.floor(tall / 2)).data;
            let sum = 0;
            for (let i = 0; i < map.length; i += 4) sum += map[i] + map[i + 1] + map[i + 2];
            return [[...pen.getImageData(2, tall - 3, 1, 1).data], sum / (map.length * 0.75) / 255];
        }"""
    )
    assert margin == [250, 248, 244, 255]
    assert light > 0.75


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_another_page_can_show_the_map(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(site + "/?embed" + at(30, 38).removeprefix("/"), size=size)
    drawn(page)
    expect(page.locator("#sheet")).to_be_hidden()
    bar = page.locator(".frame-bar")
    expect(bar).to_contain_text("Cameras mapped in Test town")
    expect(bar).to_contain_text("© OpenStreetMap contributors")
    expect(bar).to_contain_text("31 May 2024")
    whole = bar.get_by_role("link", name="Open the whole map").get_attribute("href")
    assert whole is not None
    assert whole.startswith(f"{site}/#map=18/")
    page.mouse.click(*middle(page))
    expect(page.locator("#answer h2")).to_have_text("Fixed camera of City police")


@pytest.mark.parametrize("path", ["", *PAGES, "no/such/page"])
def test_made_up_data_is_marked(open_page: Open, made_up: str, path: str) -> None:
    page = open_page(f"{made_up}/{path}", expected="404")
    mark = page.locator("p.synthetic")
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("Cameras on this page are made up.")
    if not path:
        drawn(page)
        sheet, strip = page.locator("#sheet").bounding_box(), mark.bounding_box()
        assert sheet
        assert strip
        assert sheet["y"] >= strip["y"] + strip["height"]


def test_the_mark_lies_on_the_map_itself(open_page: Open, site: str, made_up: str) -> None:
    def picture(address: str) -> bytes:
        page = open_page(address + "/#map=16/60.1764/24.9300", size=(900, 700))
        drawn(page)
        # Only the map, where there is nothing but land.
        return page.screenshot(clip={"x": 560, "y": 250, "width": 300, "height": 300})

    assert len(picture(made_up)) > 2 * len(picture(site))


def test_a_missing_page_leads_back(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/camera/gone/", expected="404")
    expect(page.locator("h1")).to_have_text("No such page")
    page.get_by_role("link", name="Back to the map").click()
    drawn(page)


def test_without_scripts_the_sentences_stand(open_page: Open, site: str) -> None:
    page = open_page(site, java_script_enabled=False, expected="csp$")
    expect(page.locator(".lead")).to_contain_text("8 cameras are mapped here")
    expect(page.get_by_text("The map needs JavaScript.")).to_be_visible()


def test_files_that_cannot_be_read_are_said(open_page: Open, site: str) -> None:
    def no_answers(page: Page) -> None:
        page.route("**/answers/*.json", lambda route: route.fulfill(status=503))

    page = open_page(site + at(*SEEN), prepare=no_answers, expected="503|answers/")
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer h2")).to_have_text("No answer")


def test_a_map_without_files_says_so(open_page: Open, site: str) -> None:
    def no_site(page: Page) -> None:
        page.route("**/site.json", lambda route: route.fulfill(status=503))

    page = open_page(site, prepare=no_site, expected="503|site.json")
    expect(page.locator("#state")).to_contain_text("The map could not be drawn.")


def test_missing_parts_of_the_map_are_said(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 15), expected="503")
    drawn(page)
    page.route("**/watch*.pmtiles", lambda route: route.fulfill(status=503))
    page.get_by_role("button", name="Farther").click()
    expect(page.locator("#state")).to_contain_text("Parts of the map could not be fetched.")
    page.unroute("**/watch*.pmtiles")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Closer").click()
    drawn(page)


def test_the_browser_answers_as_the_library_does(open_page: Open, site: str) -> None:
    town = published()
    rng = np.random.default_rng(7)
    points = rng.uniform(-250, 250, size=(1000, 2))
    lonlat = TOWN.to_degrees(points)
    page = open_page(f"{site}/summary/")
    told = page.evaluate(
        """async (points) => {
            const { whoCouldSee, cellsNear, toMetres } = await import("../assets/answer.js");
            const read = async (name) => (await fetch(`../answers/${name}.json`)).json();
            const index = await read("index");
            const cells = new Map();
            for (const name of index.cells) cells.set(name, await read(name));
            return points.map(([lon, lat]) => {
                const [x, y] = toMetres(index, lon, lat);
                const near = cellsNear(index, x, y).map((name) => cells.get(name));
                return whoCouldSee(index.levels.length, near, x, y)
                    .map((one) => [one.camera.id, one.distance, one.probability]);
            });
        }""",
        lonlat.tolist(),
    )
    compared = 0
    for point, answer in zip(points, told, strict=True):
        if near_an_edge(point):
            continue
        sightings = who_could_see(town.views, (float(point[0]), float(point[1])))
        assert [one[0] for one in answer] == [sighting.id for sighting in sightings]
        for one, sighting in zip(answer, sightings, strict=True):
            assert one[1] == pytest.approx(sighting.distance_m, abs=1e-6)
            assert one[2] == pytest.approx(sighting.probability.tolist(), abs=1e-6)
        compared += len(answer)
    assert compared > 500


def near_an_edge(point: np.ndarray) -> bool:
    """Return whether a point lies within 0.25 m of an edge of any view, at any level."""
    views = published().views
    offsets = point - views.origin
    distance = np.hypot(offsets[:, 0], offsets[:, 1])
    for i, aim in enumerate(views.aims):
        if np.abs(aim.reach - distance[i]).min() < 0.25 or abs(views.reach[i] - distance[i]) < 0.25:
            return True
        bearing = np.degrees(np.arctan2(offsets[i, 0], offsets[i, 1]))
        edges = [aim.start - aim.fov[:, None] / 2, aim.start + aim.fov[:, None] / 2]
        apart = np.abs((bearing - np.concatenate(edges, axis=None) + 180) % 360 - 180)
        if (aim.width == 0).all() and distance[i] * np.radians(apart.min()) < 0.25:
            return True
    return False
