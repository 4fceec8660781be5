"""Two lists compared, as a document of its own, in a real browser: for everyone, asking nobody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_everyone import complaints, settled, wider
from tests.jobs.small_city import LAT, LON
from tests.library.rows import write
from vidik.jobs.comparing import compare_sources
from vidik.jobs.comparison_page import write_page
from vidik.jobs.intake import Described, import_list
from vidik.model.origin import Kind

LIST = "lat,lon,name,operator\n"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the comparison of two lists with pairs, rows alone and rows that are unclear."""
    folder = tmp_path_factory.mktemp("lists")
    register = str(folder / "register.sqlite")
    ones = [f"{LAT + i / 5000:.5f},{LON},," for i in range(12)]
    others = [f"{LAT + i / 5000 + 0.0001:.5f},{LON},," for i in range(0, 12, 2)]
    others.append(f"{LAT + 0.01:.5f},{LON + 0.003},<img src=x onerror=alert(1)>,")
    for key, rows in (("one", ones), ("other", others)):
        file = folder / f"{key}.csv"
        file.write_text(LIST + "\n".join(rows) + "\n", encoding="utf-8")
        about = Described(key, f"List “{key}”", Kind.OFFICIAL, "CC0-1.0", f"© {key}")
        import_list(register, file, about, dated=dt.date(2026, 5, 1))
    page = folder / "page.html"
    town = write(folder / "town.geojson")
    write_page(compare_sources(register, "one", "other"), page, map=town)
    return page


def opened(open_page: Open, document: Path, **options: object) -> Page:
    page = open_page(document.as_uri(), offline=True, **options)
    page.wait_for_selector("body.drawn")
    return page


def test_an_unclear_pair_is_shown_on_the_map_with_what_each_list_says(
    open_page: Open, document: Path
) -> None:
    page = opened(open_page, document, reduced_motion="reduce")
    expect(page.locator(".house")).to_contain_text("For the house only.")
    first = page.locator("[data-pair]").first
    where = first.locator("xpath=ancestor::tr/th").inner_text()
    first.click()
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    expect(answer.locator("h2")).to_have_text("Unclear: one camera or two")
    expect(answer).to_contain_text("likely the same camera")
    expect(answer.locator("tbody tr").first).to_contain_text(where)
    box = page.locator("#map").bounding_box()
    assert box is not None
    assert box["y"] < 720
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()


def test_the_keyboard_asks_about_what_lies_under_the_cross(open_page: Open, document: Path) -> None:
    page = opened(open_page, document, reduced_motion="reduce")
    page.locator("[data-pair]").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("Neither list has a camera right here.")


def test_the_legend_tells_four_things_apart(open_page: Open, document: Path) -> None:
    page = opened(open_page, document)
    expect(page.locator("#keys li")).to_have_count(4)


def test_every_row_stands_in_the_table(open_page: Open, document: Path) -> None:
    page = opened(open_page, document)
    page.locator("summary", has_text="as a table: ").last.click()
    table = page.locator("table", has=page.locator("caption", has_text="All rows of both lists"))
    told = table.inner_text()
    assert all(f"row {number}" in told for number in range(2, 14))


def test_it_is_for_everyone(open_page: Open, document: Path) -> None:
    page = opened(open_page, document, reduced_motion="reduce")
    page.locator("[data-pair]").first.click()
    faults = []
    for theme, width in (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 320)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        faults += [f"{theme} {width}: {fault}" for fault in complaints(page) + wider(page)]
    assert faults == [], "\n".join(faults)
