"""Pages of operators, streets, districts, data, corrections, changes, as a visitor meets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LANGUAGES, Open, served
from tests.e2e.test_site import PHONE, SMALL, WIDE, drawn
from tests.e2e.town import write_town
from tests.makers import published
from tests.report.test_changes import changes
from tests.report.towns import district_of_town, operated_in
from vidik.model.correction import Correction
from vidik.model.published import Published

PAGES = [
    "operators/", "operator/city-police/", "street/gazi-street/", "districts/", "district/middle/",
    "data/", "corrections/", "changes/",
]  # fmt: skip

CORRECTION = Correction(
    date=dt.date(2024, 7, 1),
    said="Gazi Street was called a square.",
    right="It is a street.",
    evidence="https://example.org/minutes",
    decided_by="the editors",
    pages=("street/gazi-street/",),
)


def town() -> Published:
    made = replace(published(), districts=(district_of_town(),))
    return replace(made, cameras=tuple(replace(c, operator="City police") for c in made.cameras))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = town()
    with served(
        write_town(
            tmp_path_factory.mktemp("places"),
            made,
            LANGUAGES,
            operated=operated_in(made),
            corrections=(CORRECTION,),
            contact="corrections@example.org",
            changes=changes(published(), made),
        )
    ) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [SMALL, PHONE, WIDE], ids=["small", "phone", "wide"])
def test_nothing_is_wider_than_the_screen(
    open_page: Open, places: str, path: str, size: tuple[int, int]
) -> None:
    page = open_page(f"{places}/{path}", size=size)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("heading", name="What it cannot show")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_them(open_page: Open, places: str, language: str) -> None:
    for path in PAGES:
        page = open_page(f"{places}/{language}/{path}", theme="dark")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1")).to_be_visible()


def test_from_the_search_to_a_street_to_how_to_cite_it(open_page: Open, places: str) -> None:
    page = open_page(places)
    drawn(page)
    field = page.get_by_label("Find a street, a place or a point")
    field.fill("gazi")
    expect(page.get_by_role("option")).to_have_text(["Gazi Street street"])
    field.press("ArrowDown")
    field.press("Enter")
    page.get_by_role("link", name="How watched is Gazi Street?").click()
    expect(page.locator("h1")).to_have_text("Gazi Street")
    expect(page.locator("figure.charted tbody tr")).to_have_count(6)
    page.get_by_role("link", name="the correction").click()
    expect(page.locator("dl.told")).to_contain_text("It is a street.")
    page.go_back()
    page.get_by_role("link", name="Cite this page").click()
    expect(page.locator("#cited")).to_contain_text("Gazi Street")
    expect(page.locator("#cited")).to_contain_text("/street/")


def test_the_sentence_can_be_copied(open_page: Open, places: str) -> None:
    page = open_page(f"{places}/data/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the sentence").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()


def test_without_scripts_there_is_nothing_to_press(open_page: Open, places: str) -> None:
    page = open_page(f"{places}/data/", java_script_enabled=False, expected="csp$")
    expect(page.locator("#citation")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the sentence")).to_be_hidden()


def test_an_operator_leads_to_its_cameras(open_page: Open, places: str) -> None:
    page = open_page(f"{places}/operators/")
    page.get_by_role("link", name="City police").click()
    expect(page.locator("h1")).to_have_text("City police")
    page.get_by_role("link", name="Fixed camera of City police").click()
    expect(page.locator("h1")).to_have_text("Fixed camera of City police")


def test_lists_open_by_keyboard(open_page: Open, places: str) -> None:
    page = open_page(f"{places}/changes/")
    fold = page.locator("summary").first
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] table, details[open] ul").first).to_be_visible()


def test_the_files_are_what_the_checksums_say(open_page: Open, places: str, tmp_path: Path) -> None:
    page = open_page(f"{places}/data/")
    with page.expect_download() as download:
        page.get_by_role("link", name="cameras.parquet").click()
    download.value.save_as(tmp_path / "cameras.parquet")
    size = page.locator("tr", has_text="cameras.parquet").locator("td").first
    told = float(size.inner_text().split()[0])
    assert (tmp_path / "cameras.parquet").stat().st_size / 1e3 == pytest.approx(told, abs=0.06)
