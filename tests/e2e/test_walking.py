"""Ways, homes, recorded walks and what ifs on the map, and that nothing of them leaves the page."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import LANGUAGES, Open, served
from tests.e2e.test_everyone import LOOKS, TRANSLATED, complaints, settled, wider
from tests.e2e.test_keyboard import tab_to, unfold
from tests.e2e.test_site import PHONE, WIDE, at, degrees, drawn, middle
from tests.e2e.town import write_town
from tests.makers import TOWN, published

both_sizes = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])

#: How the map is opened: all of the town in sight beside both sheets.
HERE = at(0, 0, 16)
METRES_PER_PIXEL = 40_075_016.686 * math.cos(math.radians(TOWN.lat)) / (512 * 2**16)

#: What a browser can keep of a page.
KEPT = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, history.state,
  (await indexedDB.databases()).map((one) => one.name), await caches.keys(),
])"""


def click_on_foot(page: Page, task: str) -> None:
    """Open the panel for a task, and wait until everything that it needs is there."""
    if page.locator("#sheet.folded").count():
        page.locator("[data-fold]").click()
    page.locator(f"[data-walk={task}]").click()
    expect(page.get_by_role("heading", name="On foot").last).to_be_visible()
    expect(page.locator("#answer:focus-within")).to_be_visible()
    ready(page)


def ready(page: Page) -> None:
    expect(page.locator("#answer > [role=status]")).to_have_text("")
    page.wait_for_load_state("networkidle")


def click_at(page: Page, east: float, north: float) -> None:
    """Click on a place of the map, metres from its middle."""
    x, y = middle(page)
    page.mouse.click(x + east / METRES_PER_PIXEL, y - north / METRES_PER_PIXEL)


def gpx(points: list[tuple[float, float]], *, head: str = "", every_s: int = 10) -> FilePayload:
    """Return a recording of places in metres, one each few seconds."""
    places = [degrees(*point) for point in points]
    stamps = [f"2024-05-01T10:{s // 60:02d}:{s % 60:02d}Z" for s in range(0, 3600, every_s)]
    body = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><time>{time}</time></trkpt>'
        for (lat, lon), time in zip(places, stamps, strict=False)
    )
    text = f'{head}<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{body}</trkseg></trk></gpx>'
    return {"name": "walk.gpx", "mimeType": "application/gpx+xml", "buffer": text.encode()}


#: Along Gazi Street from the west to the middle, then north.
WALK = [(10.0 * x, 2.0) for x in range(-19, 1)] + [(1.0, 10.0 * y) for y in range(1, 19)]


def way(page: Page) -> None:
    click_on_foot(page, "ways")
    click_at(page, -150, 0)
    expect(page.get_by_label("Start", exact=True)).to_have_value("Gazi Street")
    click_at(page, 0, 150)
    expect(page.locator("table.ways tbody tr").first).to_be_visible()


def home(page: Page) -> None:
    click_on_foot(page, "home")
    click_at(page, -150, 0)
    expect(page.locator("#answer .lead")).to_contain_text("of all walks of up to 15 minutes")


def recorded(page: Page) -> None:
    click_on_foot(page, "recorded")
    page.set_input_files("#walk-file", gpx(WALK))
    expect(page.locator("#answer .lead")).to_contain_text("in view of mapped cameras")


#: Where some cameras stand, metres.
POLICE, TRAMS = (30, 38), (-42, 8)
OTHERS = (-110, 110), (40, -110)


def supposed(page: Page) -> None:
    click_on_foot(page, "whatif")
    for place in (TRAMS, *OTHERS):
        click_at(page, *place)
    expect(page.locator("#answer .lead")).to_contain_text("Without these 3 cameras")
    page.locator("form", has=page.get_by_label("Home, if you like")).get_by_role("button").click()
    click_at(page, -150, 0)
    expect(page.get_by_label("Home, if you like")).to_have_value("Gazi Street")
    expect(page.locator("#answer table.what-if tbody")).to_have_count(5)


tasks = pytest.mark.parametrize("task", [way, home, recorded, supposed])


def test_ways_are_found_by_mouse_and_followed(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    way(page)
    answer = page.locator("#answer")
    expect(answer.locator(".lead")).to_contain_text(
        re.compile(r"(299|30[01])\sm, 3\.[78] minutes\.")
    )
    slider = answer.get_by_role("slider", name="Minute of the walk")
    slider.fill("1.8")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("Gazi Street.*1 mapped camera"))
    answer.get_by_text("Street by street").click()
    assert answer.locator(".legs li").all_inner_texts()[0].startswith("Gazi Street: 1")
    # the button moves the slider by itself
    slider.fill("0")
    answer.get_by_role("button", name="Walk along it").click()
    expect(slider).not_to_have_value("0")
    answer.get_by_role("button", name="Stand still").click()
    # another level is another figure, and Back is away from it all
    before = answer.locator(".lead").inner_text()
    page.get_by_label("Monitor").check()
    expect(answer.locator(".lead")).not_to_have_text(before)
    page.go_back()
    expect(answer).to_be_hidden()


@tasks
def test_nothing_is_asked_for_or_kept_from_the_first_choice_to_the_result(
    open_page: Open, site: str, task: Callable[[Page], None]
) -> None:
    fetched: list[str] = []

    def listen(page: Page) -> None:
        page.context.on("request", lambda request: fetched.append(request.url))

    page = open_page(site + HERE, size=WIDE, prepare=listen)
    drawn(page)
    page.wait_for_load_state("networkidle")
    # before somebody opens the panel nothing of it is fetched, and then the same for everybody
    assert not [url for url in fetched if "walk" in url]
    fetched.clear()
    click_on_foot(page, "ways")
    names = {url.partition("?")[0].rpartition("/")[2] for url in fetched}
    assert names >= {"ways.walk", "detect.walk", "names.json", "walking-worker.js"}
    assert not [url for url in fetched if "/tiles/" in url or "/answers/" in url]
    # what single cameras see is for those alone who ask what if
    assert "detect-alone.walk" not in names
    fetched.clear()
    page.locator("#answer input[value=whatif]").check()
    ready(page)
    assert [url.partition("?")[0].rpartition("/")[2] for url in fetched] == ["detect-alone.walk"]
    page.locator("#answer").get_by_role("button", name="Close").click()
    before, address = page.evaluate(KEPT), page.url
    fetched.clear()
    task(page)
    if task in (way, recorded):
        page.locator("#answer").get_by_role("slider").press("PageUp")
    if task is supposed:
        page.get_by_label("Cameras supposed not to be there").fill("city police")
        page.get_by_role("option").first.click()
        expect(page.locator("#answer .lead")).to_contain_text("Without these 4 cameras")
    page.wait_for_timeout(500)
    assert fetched == []
    assert page.evaluate(KEPT) == before
    assert page.url == address
    page.reload()
    drawn(page)
    expect(page.locator("#answer")).to_be_hidden()


@both_sizes
def test_a_way_by_keyboard_alone(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(site + HERE, size=size)
    drawn(page)
    unfold(page)
    tab_to(page, page.locator("[data-walk=ways]"))
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    ready(page)
    start = page.get_by_label("Start", exact=True)
    tab_to(page, start)
    page.keyboard.type("djordja")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(start).to_have_value("Улица Ђорђа Васића")
    # the other end is the middle of the map, under the cross
    canvas = page.locator("#map canvas")
    tab_to(page, canvas, "Shift+Tab" if size == WIDE else "Tab")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.get_by_label("End", exact=True)).not_to_have_value("")
    chosen = answer.locator("table.ways input:checked")
    expect(chosen).to_have_count(1)
    tab_to(page, chosen)
    slider = answer.get_by_role("slider")
    tab_to(page, slider)
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("Minute"))
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()


def test_who_asked_for_no_motion_has_the_slider_alone(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE, reduced_motion="reduce")
    drawn(page)
    way(page)
    expect(page.locator("#answer").get_by_role("slider")).to_be_visible()
    expect(page.get_by_role("button", name="Walk along it")).to_have_count(0)


def test_a_home_is_told_its_own_figures(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    home(page)
    rows = page.locator("#answer table.chances tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == ["In view", "First camera"]
    expect(page.locator("#answer")).to_contain_text("What is said of a single home is for")


def figures(page: Page) -> dict[str, list[list[str]]]:
    """Return the rows of each figure of the table: as it is, without them, and the difference."""
    found: dict[str, list[list[str]]] = {}
    for body in page.locator("#answer table.what-if tbody").all():
        name, *rows = body.locator("tr").all_inner_texts()
        found[name.strip()] = [row.split("\t")[1:] for row in rows]
    return found


def numbers(row: list[str]) -> list[float]:
    return [float(text.replace(",", "").replace("−", "-")) for text in row]


def test_cameras_are_supposed_not_to_be_there_and_put_back(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    supposed(page)
    answer = page.locator("#answer")
    rows = figures(page)
    assert list(rows) == [
        "The city's ways in view, metres",
        "The city's ways in view, per cent",
        "All walks of up to 15 minutes from home in view, per cent",
        "From home to the first camera, metres",
        "From home to the first camera, minutes",
    ]
    for name, (before, after, by) in list(rows.items())[:3]:
        was, now, less = (numbers(row) for row in (before, after, by))
        assert was == sorted(was), name
        assert now == sorted(now), name
        assert all(0 <= b <= a for a, b in zip(was, now, strict=True)), name
        assert was[2] > now[2], name
        digits = 0 if name.endswith("metres") else 2
        for a, b, d in zip(was, now, less, strict=True):
            assert d == pytest.approx(b - a, abs=1.1 * 10**-digits)
    # the first camera is farther, or none at all
    before, after, _ = rows["From home to the first camera, metres"]
    assert after[0] == "none" or numbers(after)[0] >= numbers(before)[0]
    # all of them, one after the other: nothing is in view any more
    click_at(page, *POLICE)
    page.get_by_label("Cameras supposed not to be there").fill("dome")
    page.get_by_role("option").click()
    expect(answer.locator(".lead")).to_contain_text("Without these 5 cameras")
    _, after, _ = figures(page)["The city's ways in view, metres"]
    assert after == ["0", "0", "0"]
    assert figures(page)["From home to the first camera, metres"][1] == ["none"] * 3
    # another click puts one back, and so does its button
    click_at(page, *POLICE)
    expect(answer.locator(".lead")).to_contain_text("Without these 4 cameras")
    answer.get_by_role("button", name="Put back").first.click()
    expect(answer.locator(".lead")).to_contain_text("Without these 3 cameras")
    # another level is another figure
    text = answer.locator(".lead").inner_text()
    page.get_by_label("Monitor").check()
    expect(answer.locator(".lead")).not_to_have_text(text)
    # what fewer watch would be a figure about single cameras
    answer.get_by_role("button", name="Put back").first.click()
    expect(answer.locator(".walking-result")).to_contain_text("Choose 3 cameras or more.")
    expect(answer.locator(".lead, table.what-if")).to_have_count(0)
    answer.get_by_role("button", name=re.compile("^Put (all )?back")).last.click()
    expect(answer.locator(".walking-result")).to_be_empty()
    expect(answer).not_to_contain_text("safe")


def test_all_that_one_organisation_runs_is_left_out(open_page: Open, tmp_path: Path) -> None:
    town = published()
    names = ("City police", "City police; Trams", "City police", "operator 3, name withheld")
    run = tuple(
        replace(camera, operator=name) for camera, name in zip(town.cameras[:4], names, strict=True)
    )
    write_town(tmp_path, replace(town, cameras=(*run, town.cameras[4])))
    with served(tmp_path) as site:
        page = open_page(f"{site}/{HERE[1:]}", size=WIDE)
        drawn(page)
        click_on_foot(page, "whatif")
        page.get_by_label("Cameras supposed not to be there").fill("police")
        first = page.get_by_role("option").first
        expect(first).to_have_text("City police 3 cameras")
        first.click()
        expect(page.locator("#answer .lead")).to_contain_text("Without these 3 cameras")
        # one of them alone is among these
        click_at(page, *TRAMS)
        told = page.locator("#answer form").first.get_by_role("status")
        expect(told).to_have_text("Left out already.")
        page.get_by_role("button", name="Put back: City police, 3 cameras").click()
        expect(page.locator("#answer .lead")).to_have_count(0)
        # nobody learns what one person runs, nor of fewer than three cameras
        for name in ("withheld", "trams"):
            page.get_by_label("Cameras supposed not to be there").fill(name)
            expect(page.get_by_role("option")).to_have_count(1)
            expect(page.get_by_role("option")).not_to_contain_text("cameras")


def test_a_click_beside_cameras_says_so(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_on_foot(page, "whatif")
    click_at(page, -150, -150)
    told = page.locator("#answer form").first.get_by_role("status")
    expect(told).to_have_text("No camera is shown at this place.")
    expect(page.locator("#answer table.what-if")).to_have_count(0)


def test_the_panel_of_a_camera_leads_to_what_if(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_at(page, *TRAMS)
    page.get_by_role("button", name="What if it and others were not there?").click()
    ready(page)
    expect(page.locator("#answer .walking-result")).to_contain_text("Choose 3 cameras or more.")
    expect(page.locator("#answer .gone-cameras li")).to_have_count(1)
    assert "camera=" not in page.url


@both_sizes
def test_what_if_by_keyboard_alone(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(site + HERE, size=size)
    drawn(page)
    unfold(page)
    tab_to(page, page.locator("[data-walk=whatif]"))
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    ready(page)
    field = page.get_by_label("Cameras supposed not to be there")
    tab_to(page, field)
    page.keyboard.type("police")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option")).to_contain_text("City police, ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(answer.locator(".gone-cameras li")).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    for word in ("trams", "dome"):
        page.keyboard.type(word)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(field).to_have_value("")
    expect(answer.locator(".lead")).to_contain_text("Without these 3 cameras")
    expect(field).to_be_focused()
    tab_to(page, answer.get_by_role("button", name="Put back").first)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(answer.locator(".lead")).to_have_count(0)
    page.keyboard.type("nothing such")
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("No camera that this map shows goes by that.")
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()


def test_a_place_far_from_any_way_is_none(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_on_foot(page, "home")
    page.get_by_label("Home", exact=True).fill("60.19, 24.94")
    page.keyboard.press("Enter")
    told = page.locator("#answer form").get_by_role("status")
    expect(told).to_have_text("No way that people walk is within 150 m of this place.")


def test_a_walk_is_dropped_on_the_page(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_on_foot(page, "recorded")
    file = gpx(WALK)
    for target in ("#answer .drop", "#map"):
        page.locator(target).evaluate(
            """(one, [name, text]) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([text], name));
              for (const type of ["dragenter", "dragover", "drop"]) {
                const told = { dataTransfer, bubbles: true, cancelable: true };
                one.dispatchEvent(new DragEvent(type, told));
              }
            }""",
            [file["name"], file["buffer"].decode()],
        )
        expect(page.locator("#answer .lead")).to_contain_text("368 m in 6.2 minutes.")
        expect(page.locator("#answer")).to_contain_text("every street within 10 m of it")
        page.locator("#answer input[value=home]").check()
        page.locator("#answer input[value=recorded]").check()
    assert page.url.startswith(site)


def test_a_line_without_times_is_read(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_on_foot(page, "recorded")
    line = [list(reversed(degrees(*point))) for point in WALK]
    walk = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
    page.set_input_files("#walk-file", file_of(json.dumps(walk), "walk.geojson"))
    expect(page.locator("#answer .lead")).to_contain_text("368 m in 4.6 minutes.")
    expect(page.locator("#answer")).to_contain_text("The file has no times")


def file_of(text: str, name: str = "walk.gpx") -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


POINT = '<trkpt lat="60.17" lon="24.94"/>'
BOMB = '<!DOCTYPE g [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "/answers/index.json">]>'


#: Files that are no walk, and what is said of each.
NO_WALKS = (
    ("hello", "neither GPX nor GeoJSON"),
    ("<gpx><trk>", "This file is broken"),
    ('{"type": "LineString", ', "This file is broken"),
    (f"{BOMB}<gpx><trk><name>&b;&c;</name></trk></gpx>", "declares a document type"),
    ("<kml/>", "neither GPX nor GeoJSON"),
    (f"<gpx><trk><trkseg>{POINT}</trkseg></trk></gpx>", "There is no walk in this file"),
    ('{"type": "Point", "coordinates": [1, 2]}', "There is no walk in this file"),
    ('{"type": "LineString", "coordinates": [[24.9, 60.1], [1e9, 0]]}', "not on the globe"),
    ('{"type": "LineString", "coordinates": [["<b>", 1], [2, 3]]}', "not on the globe"),
    ('{"type": "LineString", "coordinates": [[1, 2], [1, 2.001]]}', "nowhere near the ways"),
    ("[" * 100_000, "neither GPX nor GeoJSON"),
    ('{"type": "LineString", "coordinates": ' + "[" * 100_000, "This file is broken"),
)  # fmt: skip


def test_files_that_are_no_walk(open_page: Open, site: str) -> None:
    # what a browser says of broken XML it writes with a style, which is not let in
    page = open_page(site + HERE, size=WIDE, expected="inline style")
    drawn(page)
    click_on_foot(page, "recorded")
    for text, says in NO_WALKS:
        page.set_input_files("#walk-file", file_of(text))
        expect(page.locator("#answer > [role=status]")).to_contain_text(says)
        # and the next one is read all the same
        page.set_input_files("#walk-file", gpx(WALK))
        expect(page.locator("#answer .lead")).to_contain_text("368 m in 6.2 minutes.")
        expect(page.locator("#answer > [role=status]")).to_have_text("")


def test_a_file_that_is_too_large_is_not_opened(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE)
    drawn(page)
    click_on_foot(page, "recorded")
    page.locator("#answer .drop").evaluate(
        """(one) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(20e6 + 1)], "walk.gpx"));
          const told = { dataTransfer, bubbles: true, cancelable: true };
          one.dispatchEvent(new DragEvent("drop", told));
        }"""
    )
    expect(page.locator("#answer > [role=status]")).to_contain_text("walks of up to 20 MB")


def test_it_is_said_where_the_ways_cannot_be_fetched(open_page: Open, site: str) -> None:
    page = open_page(site + HERE, size=WIDE, expected="ways.walk|Failed to fetch|net::ERR_FAILED")
    drawn(page)
    page.route("**/ways.walk", lambda route: route.abort())
    page.locator("[data-walk=ways]").click()
    told = page.locator("#answer > [role=status]")
    expect(told).to_have_text("The files of the ways could not be fetched. Try again in a moment.")
    page.unroute("**/ways.walk")
    page.locator("#answer input[value=home]").check()
    page.locator("#answer").get_by_role("button", name="Close").click()
    home(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_is_for_everyone(open_page: Open, site: str, language: str) -> None:
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    page = open_page(f"{site}/{folder}{HERE[1:]}", size=WIDE, reduced_motion="reduce")
    drawn(page)
    click_on_foot_in_any_language(page)
    faults: list[str] = []
    for task in ("ways", "home", "recorded", "whatif"):
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        settled(page)
        page.locator(f"#answer input[value={task}]").check()
        if task == "recorded":
            page.set_input_files("#walk-file", gpx(WALK))
        elif task == "whatif":
            ready(page)
            for place in (TRAMS, *OTHERS):
                click_at(page, *place)
        else:
            click_at(page, -150, 0)
            if task == "ways":
                expect(page.locator("#walk-start")).to_have_value("Gazi Street")
                click_at(page, 0, 150)
        expect(page.locator("#answer .lead")).to_be_visible()
        for theme, width, height in LOOKS if language == LANGUAGES[0] else TRANSLATED:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            inner = page.locator("#answer").evaluate("one => one.scrollWidth - one.clientWidth")
            found = complaints(page) + wider(page) + (["the panel scrolls aside"] if inner else [])
            faults += [f"{task} {theme} {width}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)
    if language != "en":
        english = {
            "On foot",
            "Your way",
            "From home",
            "What if",
            "without them",
            "Start",
            "Way",
            "Minutes",
            "Street by street",
        }
        said = page.locator("#answer").inner_text()
        assert not [text for text in english if text in said]


def click_on_foot_in_any_language(page: Page) -> None:
    page.locator("[data-walk=ways]").click()
    ready(page)
