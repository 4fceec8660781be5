"""Requests on the page of corrections, as somebody meets them who asked for one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LANGUAGES, Open
from tests.e2e.test_everyone import complaints, settled, wider
from tests.makers import requests


def row(page: Page, reference: str) -> str:
    return page.locator(f"tr[id='{reference}']").inner_text()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1280, 800)])
def test_the_search_of_the_browser_finds_the_own_reference(
    open_page: Open, site: str, size: tuple[int, int]
) -> None:
    page = open_page(f"{site}/corrections/", size=size)
    for one in requests():
        # whole, in one piece and in sight: what a browser's own search looks through
        assert page.evaluate("(words) => window.find(words, true, false, true)", one.reference)
        assert page.evaluate("getSelection().toString()") == one.reference
        box = page.evaluate(
            "(({x, width}) => [x, x + width])(getSelection().getRangeAt(0).getBoundingClientRect())"
        )
        assert 0 <= box[0] < box[1] <= size[0]


def test_from_a_camera_to_its_request_and_back_by_keyboard(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/camera/osm-node-1/")
    page.get_by_role("link", name="the answer", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/corrections/#JGQNF-Y6G9D")
    expect(page.locator("tr[id='JGQNF-Y6G9D']")).to_be_in_viewport()
    assert "corrected" in row(page, "JGQNF-Y6G9D")
    page.get_by_role("row", name="JGQNF-Y6G9D").get_by_role(
        "link", name="camera/osm-node-1/"
    ).press("Enter")
    expect(page).to_have_url(f"{site}/camera/osm-node-1/")


def test_a_request_to_remove_says_no_more_than_its_status(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/corrections/")
    words = row(page, "HCK6E-M9J54").split()
    assert " ".join(words) == "HCK6E-M9J54 came on 1 June 2024 corrected since 5 June 2024"
    assert page.get_by_role("row", name="HCK6E-M9J54").get_by_role("link").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_hears_each_reference_as_the_head_of_its_row(
    open_page: Open, site: str, language: str
) -> None:
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    page = open_page(f"{site}/{folder}corrections/", theme="dark")
    for one in requests():
        expect(page.get_by_role("rowheader", name=one.reference)).to_be_visible()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        assert complaints(page) + wider(page) == []
