"""Without a connection: what a reader asked to keep is there, and what is not is said."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, served
from tests.e2e.test_hosts import elsewhere, only_files  # noqa: F401  pytest finds them by name
from tests.e2e.test_site import PHONE, SEEN, at, drawn, middle

#: What a browser says where there is no connection; each fault below is meant.
CUT = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|503|Load failed|tiles|network"


def keep(page: Page) -> None:
    """Ask to keep what is shown, and wait until it is."""
    if page.locator("#sheet.folded").count():
        page.locator("[data-fold]").click()
    part = page.locator("[data-keeping]")
    part.locator("summary").click()
    part.locator("[data-do=keep]").click()
    expect(part.locator("[data-said]")).to_contain_text(
        re.compile("^Kept on this device"), timeout=60_000
    )


def lie_together(page: Page, one: str, others: list[str]) -> list[str]:
    """Return those of the others that a part of the page lies upon, or under."""

    def box(part: str) -> dict[str, float]:
        found = page.locator(part).bounding_box()
        assert found, part
        return dict(found)

    a = box(one)
    return [
        other
        for other in others
        if (b := box(other))
        and a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    ]


@pytest.mark.parametrize("size", [(1280, 800), PHONE], ids=["wide", "phone"])
def test_a_kept_map_is_there_without_a_connection(
    open_page: Open, site: str, size: tuple[int, int]
) -> None:
    page = open_page(site + at(30, 38), size=size, expected=CUT)
    drawn(page)
    keep(page)
    page.context.set_offline(True)
    page.reload()
    drawn(page)
    expect(page.locator("[data-offline]")).to_contain_text("You are offline.")
    page.mouse.click(*middle(page))
    answer = page.locator("#answer")
    expect(answer.locator("h2")).to_have_text("Fixed camera of City police")
    assert not lie_together(page, "[data-offline]", ["#sheet", "#answer", ".zoom", ".map-credit"])
    answer.get_by_role("link", name="Everything that is known").click()
    expect(page.locator("h1")).to_have_text("Fixed camera of City police")
    page.go_back()
    drawn(page)

    # Its points are answered, its pages stand, and what is not kept is said in a sentence.
    page.goto(site + at(*SEEN))
    page.reload()
    drawn(page)
    page.mouse.click(*middle(page))
    expect(answer.locator(".lead")).to_contain_text("for certain")
    for path, heading in (
        ("summary/", "Summary"),
        ("street/gazi-street/", "Gazi Street"),
        ("camera/gone/", "No connection"),
    ):
        page.goto(f"{site}/{path}")
        expect(page.locator("h1")).to_have_text(heading)
    page.get_by_role("link", name="Back to the map").click()
    expect(page.locator("[data-offline]")).not_to_be_empty()
    page.context.set_offline(False)
    page.reload()
    drawn(page)
    expect(page.locator("[data-offline]")).to_be_hidden()


def test_streets_are_kept_only_if_that_is_wanted_and_their_size_is_said(
    open_page: Open, site: str
) -> None:
    page = open_page(site + at(30, 38), expected=CUT)
    drawn(page)
    part = page.locator("[data-keeping]")
    part.locator("summary").click()
    streets = part.locator("[data-streets]")
    expect(streets).to_have_text(
        re.compile(r"^\s*and the pages? of \d+ streets? in view, about \d+\.\d MB$")
    )
    streets.locator("input").uncheck()
    part.locator("[data-do=keep]").click()
    expect(part.locator("[data-said]")).to_contain_text(
        re.compile("^Kept on this device"), timeout=60_000
    )
    page.context.set_offline(True)
    page.goto(f"{site}/street/gazi-street/")
    expect(page.locator("h1")).to_have_text("No connection")


def test_what_could_not_be_kept_is_said_and_stays_said(
    open_page: Open, town: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(town, folder)
    shutil.rmtree(folder / "street" / "gazi-street")
    with served(folder) as address:
        page = open_page(address + at(30, 38), expected="404")
        drawn(page)
        part = page.locator("[data-keeping]")
        part.locator("summary").click()
        part.locator("[data-do=keep]").click()
        said = part.locator("[data-said]")
        expect(said).to_contain_text("It could not be kept", timeout=60_000)
        page.wait_for_timeout(2000)
        expect(said).to_contain_text("It could not be kept")


def test_what_was_kept_can_be_removed(open_page: Open, site: str) -> None:
    page = open_page(site + at(30, 38))
    drawn(page)
    part = page.locator("[data-keeping]")
    forget = part.get_by_role("button", name="Remove from this device")
    assert page.evaluate("caches.keys()") == []
    expect(forget).to_be_hidden()
    keep(page)
    (cache,) = page.evaluate("caches.keys()")
    assert cache.startswith(f"vidik {site}/ ")
    forget.click()
    expect(part.locator("[data-said]")).to_have_text("Removed from this device.")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("Object.keys(localStorage)") == []
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )


def test_too_much_is_not_kept(open_page: Open, site: str) -> None:
    page = open_page(site + at(0, 0, 9))
    drawn(page)
    part = page.locator("[data-keeping]")
    part.locator("summary").click()
    part.locator("[data-do=keep]").click()
    expect(part.locator("[data-said]")).to_contain_text("too large to be kept")
    assert page.evaluate("caches.keys()") == []


def test_a_new_build_replaces_what_was_kept(open_page: Open, town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(town, folder)
    with served(folder) as address:
        page = open_page(address + at(30, 38))
        drawn(page)
        keep(page)
        (first,) = page.evaluate("caches.keys()")
        index = folder / "index.html"
        text = re.sub('(name="build" content=)"[^"]*"', r'\1"another"', index.read_text("utf-8"))
        index.write_text(text, "utf-8")
        # where the host is slow to answer, what was kept comes once more
        build = page.locator('meta[name="build"]')
        for _ in range(5):
            page.reload()
            if build.get_attribute("content") == "another":
                break
        drawn(page)
        # Chromium lets a new worker wait while the old one has anything under way; whoever closes
        # the page and comes again has it begin anew
        kept = re.compile("Kept on this device")
        for _ in range(4):
            said = page.locator("[data-keeping] [data-said]").filter(has_text=kept)
            with suppress(AssertionError):
                expect(said).to_have_count(1, timeout=20_000)
                break
            context = page.context
            page.close()
            page = context.new_page()
            page.goto(address + at(30, 38))
            drawn(page)
        expect(said).to_have_count(1)
        (second,) = page.evaluate("caches.keys()")
        assert second != first
        assert second.endswith(" another")


@pytest.mark.parametrize("host", ["elsewhere", "only_files"])
def test_hosts_without_ranges_are_kept_as_well(
    open_page: Open, host: str, request: pytest.FixtureRequest
) -> None:
    page = open_page(request.getfixturevalue(host) + at(30, 38), expected=f"{CUT}|404")
    drawn(page)
    keep(page)
    page.context.set_offline(True)
    page.reload()
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer h2")).to_have_text("Fixed camera of City police")
