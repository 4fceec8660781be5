"""A map of a notebook in a real browser: alone as a file, and in its frame; it asks nobody."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import vidik
from tests.e2e.conftest import Open
from tests.e2e.test_everyone import complaints, settled, wider
from tests.library.rows import write

#: What a notebook gives it.
CELL = (900, 440)


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write maps of the town, each as a file, and one in a page as nbconvert writes it."""
    folder = tmp_path_factory.mktemp("maps")
    path = write(folder / "town.geojson")
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    streets = vidik.read_streets(path)
    views = vidik.views(cameras, buildings)
    made_up = vidik.synthetic_cameras(buildings, streets, count=4, seed=1)
    made = {
        "views": views.explore(),
        "watched": vidik.watched(streets, views).explore(),
        "overlap": vidik.overlap(views, level="monitor").explore(level="monitor"),
        "space": vidik.read_public_space(path, buildings).explore(),
        "one": replace(cameras, cameras=cameras.cameras[3:4]).explore(),
        "made-up": vidik.views(made_up, buildings).explore(dark=True),
    }
    for name, one in made.items():
        one.save(folder / f"{name}.html")
    page = f"<!doctype html><title>Notebook</title><div>{made['views']._repr_html_()}</div>"
    (folder / "notebook.html").write_text(page, "utf-8")
    return folder


def opened(open_page: Open, maps: Path, name: str, **options: object) -> Page:
    options = {"size": CELL, "offline": True, **options}
    page = open_page((maps / f"{name}.html").as_uri(), **options)
    page.wait_for_selector("body.drawn")
    return page


def colours(page: Page) -> int:
    """Return how many colours the map has."""
    picture = Image.open(BytesIO(page.locator("#map").screenshot())).convert("RGB")
    return len(picture.getcolors(1 << 24) or ())


def point(page: Page, x: float, y: float) -> str:
    """Click the map, so many pixels from its middle; return what is said then."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
    page.wait_for_selector("#answer:not([hidden])")
    return page.locator("#answer").inner_text()


def test_it_draws_and_answers_without_asking_anybody(open_page: Open, maps: Path) -> None:
    page = opened(open_page, maps, "views")
    assert colours(page) > 100
    said = point(page, 30, 60)
    assert " of the mapped cameras may see this point at level detect." in said
    assert "town:c5\nup to 10%" in said
    page.locator("#answer .rows button", has_text="town:c5").first.click()
    expect(page.locator("#answer h2")).to_have_text("town:c5")
    expect(page.locator("#answer")).to_contain_text("Nobody mapped which way it looks.")
    page.keyboard.press("Escape")
    expect(page.locator("#answer")).to_be_hidden()
    page.locator("#level").select_option("face")
    assert "at level face." in point(page, 30, 60)


def test_a_camera_says_what_it_is(open_page: Open, maps: Path) -> None:
    page = opened(open_page, maps, "one", size=(400, 440))
    said = point(page, 0, 0)
    assert "town:c4" in said
    assert "Fixed camera." in said
    assert "It looks north-east (45°)." in said


def test_a_street_and_the_depth_and_the_space(open_page: Open, maps: Path) -> None:
    said = point(opened(open_page, maps, "watched"), 60, 0)
    assert "Г, 281\u00a0m" in said
    assert "Share of its length that mapped cameras watch:" in said
    said = point(opened(open_page, maps, "overlap"), 60, 0)
    assert "of the mapped cameras may see this point at level monitor." in said
    said = point(opened(open_page, maps, "space"), 60, 0)
    assert "Public space: Streets" in said


def test_the_keyboard_is_enough(open_page: Open, maps: Path) -> None:
    page = opened(open_page, maps, "views")
    page.locator("#map canvas").press("ArrowRight")
    expect(page.locator("[data-cross]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#map canvas")).to_be_focused()


def test_in_a_notebook_it_is_alone_in_its_frame(open_page: Open, maps: Path) -> None:
    page = open_page((maps / "notebook.html").as_uri(), size=(1000, 700), offline=True)
    frame = page.frame_locator("iframe")
    frame.locator("body.drawn").wait_for()
    box = frame.locator("#map").bounding_box()
    assert box is not None
    assert box["height"] > 300
    page.mouse.click(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2 + 60)
    expect(frame.locator("#answer")).to_contain_text("may see this point")
    inner = page.frames[-1]
    assert inner.evaluate("origin") == "null"
    reached = "async () => { try { return parent.document.title } catch { return null } }"
    assert inner.evaluate(reached) is None


def test_what_is_made_up_is_marked_upon_the_map(open_page: Open, maps: Path) -> None:
    page = opened(open_page, maps, "made-up")
    expect(page.locator(".synthetic")).to_have_text("Made up These cameras do not exist.")
    assert "made-up cameras" in point(page, 0, 0)
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


@pytest.mark.parametrize("name", ["views", "watched", "overlap", "space", "made-up"])
def test_it_is_for_everyone(open_page: Open, maps: Path, name: str) -> None:
    page = opened(open_page, maps, name, reduced_motion="reduce")
    point(page, 30, 60)
    faults = []
    for theme, width in (("light", 900), ("dark", 900), ("light", 380), ("dark", 320)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 400})
        settled(page)
        faults += [f"{theme} {width}: {fault}" for fault in complaints(page) + wider(page)]
    assert faults == [], "\n".join(faults)
