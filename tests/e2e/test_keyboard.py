"""From the loaded page on with keys alone, and with what a screen reader is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_site import PHONE, SEEN, WIDE, at, degrees, drawn

both_sizes = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])

#: What has the focus: whether it is marked, and whether a side of it or its middle is in sight.
FOCUS = """
() => {
  const one = document.activeElement;
  const label = one.closest("label") ?? one;
  const drawn = [one, label].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const { left, top, width, height } = label.getBoundingClientRect();
  const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = spots.some(([x, y]) => {
    const found = document.elementFromPoint(left + x * width, top + y * height);
    return found && (label.contains(found) || found.contains(one));
  });
  return { what: one.outerHTML.slice(0, 120), drawn, seen };
}
"""


def tab_to(page: Page, goal: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus; on the way every focus is to be seen."""
    handle = goal.element_handle()
    assert handle
    for _ in range(120):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert focus["drawn"], f"no outline: {focus['what']}"
        assert focus["seen"], f"out of sight: {focus['what']}"
        if handle.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not get to {goal}")


def unfold(page: Page) -> None:
    """Open the sheet about the city, if it begins folded."""
    fold = page.locator("[data-fold]")
    if fold.get_attribute("aria-expanded") == "false":
        tab_to(page, fold)
        page.keyboard.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")


@both_sizes
def test_the_first_key_leads_past_the_links(
    open_page: Open, site: str, size: tuple[int, int]
) -> None:
    page = open_page(f"{site}/summary/", size=size)
    page.keyboard.press("Tab")
    skip = page.get_by_text("Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@both_sizes
def test_a_street_is_found_and_a_point_asked(
    open_page: Open, site: str, size: tuple[int, int]
) -> None:
    page = open_page(site, size=size)
    drawn(page)
    unfold(page)
    field = page.get_by_label("Find a street, a place or a point")
    tab_to(page, field)
    page.keyboard.type("djordja")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Улица Ђорђа Васића")
    expect(page).to_have_url(re.compile(r"#map=[\d.]+/60\.17"))

    lat, lon = degrees(*SEEN)
    page.keyboard.press("Control+a")
    page.keyboard.type(f"{lat:.6f}, {lon:.6f}")
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_be_focused()
    first = answer.locator(".sightings > li").first
    expect(first).to_contain_text("City police")
    tab_to(page, first.get_by_role("link"))
    details = first.locator("summary")
    tab_to(page, details)
    page.keyboard.press("Enter")
    expect(first.locator("details")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()
    # The keyboard comes back to where it was; on a phone that is folded away, so to the map.
    expect(field if size == WIDE else page.locator("#map canvas")).to_be_focused()
    assert "point=" not in page.url


@both_sizes
def test_level_ground_and_layers_are_chosen(
    open_page: Open, site: str, size: tuple[int, int]
) -> None:
    page = open_page(site + at(0, 0, 16), size=size)
    drawn(page)
    unfold(page)
    tab_to(page, page.locator("input[name=level]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Observe")).to_be_checked()
    expect(page).to_have_url(re.compile("level=observe"))
    tab_to(page, page.locator("input[name=ground]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("ground=overlap"))
    layer = page.get_by_label("Streets in view")
    tab_to(page, layer)
    page.keyboard.press("Space")
    expect(layer).not_to_be_checked()


@both_sizes
def test_sheets_open_and_close(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(site + at(*SEEN), size=size)
    drawn(page)
    unfold(page)
    fold, body = page.locator("[data-fold]"), page.locator("#sheet-body")
    tab_to(page, page.get_by_label("Find a street, a place or a point"))
    page.keyboard.press("Escape")
    expect(fold).to_be_focused()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(body).to_be_hidden()

    # The map's own sheet: asked with Enter, left with Escape, closed by its button as well.
    canvas, answer = page.locator("#map canvas"), page.locator("#answer")
    for leave in ("Escape", "button"):
        if not canvas.evaluate("one => one === document.activeElement"):
            tab_to(page, canvas)
        page.keyboard.press("Enter")
        expect(answer).to_be_focused()
        if leave == "button":
            tab_to(page, answer.get_by_role("button", name="Close"))
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Escape")
        expect(answer).to_be_hidden()
        expect(canvas).to_be_focused()
    tab_to(page, fold, "Shift+Tab")
    page.keyboard.press("Space")
    expect(body).to_be_visible()


@both_sizes
def test_what_is_shown_is_shared(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(
        site + at(30, 38), size=size, permissions=["clipboard-write", "clipboard-read"]
    )
    drawn(page)
    unfold(page)
    part = page.locator("[data-sharing]")
    tab_to(page, part.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, part.get_by_role("button", name="Copy the link"))
    page.keyboard.press("Enter")
    expect(part.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@both_sizes
def test_another_language_and_a_download(
    open_page: Open, site: str, size: tuple[int, int], tmp_path: Path
) -> None:
    page = open_page(site + at(30, 38), size=size)
    drawn(page)
    tab_to(page, page.get_by_role("link", name="Srpski"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sr-Latn/#map=18"))
    drawn(page)
    unfold(page)
    tab_to(page, page.locator("#sheet footer a").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/sr-Latn/data/")
    with page.expect_download() as download:
        tab_to(page, page.get_by_role("link", name="cameras.csv"))
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "cameras.csv")
    assert "osm:node/1" in (tmp_path / "cameras.csv").read_text("utf-8")


def test_a_screen_reader_is_told_what_the_map_shows(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 17))
    drawn(page)
    told = page.locator("#map-shows")
    expect(told).to_have_role("status")
    expect(told).to_contain_text(re.compile(r"^\d+ mapped cameras? stands? in the part of the map"))
    expect(told).to_contain_text("Level: Detect. Ground: The chance of being in view.")
    page.get_by_label("Identify").check()
    expect(told).to_contain_text("Level: Identify.")
    page.locator("#map canvas").focus()
    before = str(told.text_content())
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(told).not_to_have_text(before)


def test_everything_has_a_name_and_a_role(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN))
    drawn(page)
    page.locator("#map canvas").press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    for role, name in (
        ("application", "Map of mapped cameras"),
        ("region", "About this map"),
        ("region", "Who could see this point"),
        ("navigation", "Pages"),
        ("navigation", "Languages"),
        ("search", None),
        ("combobox", "Find a street, a place or a point"),
        ("group", "How well could a camera see?"),
        ("group", "What colours the ground"),
        ("button", "Light or dark"),
        ("button", "Closer"),
        ("contentinfo", None),
    ):
        found = page.get_by_role(role, name=name, exact=True) if name else page.get_by_role(role)
        assert found.count() >= 1, f"{role} {name}"
    bare = page.evaluate(
        """() => [...document.querySelectorAll("button, a, summary, input, textarea")]
            .filter((one) => one.checkVisibility())
            .filter((one) => !(one.textContent.trim() || one.labels?.length || one.ariaLabel))
            .map((one) => one.outerHTML)"""
    )
    assert bare == []


def test_nothing_moves_for_those_who_asked_for_that(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 15), reduced_motion="reduce")
    drawn(page)
    page.get_by_role("button", name="Closer").click()
    # There is no way in between: the address is the new one at once.
    assert page.evaluate("location.hash").startswith("#map=16/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.goto(f"{site}/summary/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const { animationName, transitionDuration } = getComputedStyle(one);
            return animationName !== "none" || parseFloat(transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0
