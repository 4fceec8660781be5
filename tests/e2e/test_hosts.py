"""The site on hosts of every kind: that send parts of files or do not, in a folder of their own."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.test_site import SEEN, at, drawn, middle

TILES = ("base", "watch", "ground")


class _WithoutRanges(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def without_ranges(folder: Path) -> Iterator[str]:
    """Serve a folder with the server of the standard library, which ignores Range."""
    handler = functools.partial(_WithoutRanges, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def elsewhere(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the town from a folder below another one, without ranges."""
    root = tmp_path_factory.mktemp("elsewhere")
    (root / "some").mkdir()
    (root / "some" / "where").symlink_to(town)
    with without_ranges(root) as address:
        yield f"{address}/some/where"


@pytest.fixture(scope="module")
def only_files(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the town without ranges and without its folders of tiles."""
    folder = tmp_path_factory.mktemp("only-files") / "site"
    shutil.copytree(town, folder)
    for name in TILES:
        shutil.rmtree(folder / "tiles" / name)
    with without_ranges(folder) as address:
        yield address


def asked_for(page: Page) -> list[str]:
    """Return the end of every address that a page asked for under ``tiles/``."""
    found: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name.split('/tiles/')[1])"
    )
    return [one for one in found if one]


def test_where_ranges_are_answered_one_file_is_read(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN))
    drawn(page)
    assert {one.rpartition(".")[2] for one in asked_for(page)} == {"pmtiles"}
    expect(page.locator("[data-host]")).to_be_empty()


def test_a_host_that_sends_files_only_whole_gets_tile_by_tile(
    open_page: Open, elsewhere: str
) -> None:
    page = open_page(elsewhere + at(*SEEN))
    drawn(page)
    note = page.locator("[data-host]")
    expect(note).to_have_text("This server sends files only whole, so the map comes tile by tile.")
    # The whole files are begun once, to notice; after that there are tiles alone.
    asked = asked_for(page)
    assert sum(one.endswith(".mvt") for one in asked) >= len(TILES)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer .lead")).to_contain_text("for certain")
    # What is drawn is the same as where ranges are answered: the camera is in the tiles.
    page.goto(elsewhere + at(30, 38))
    page.reload()
    drawn(page)
    page.mouse.click(*middle(page))
    expect(page.locator("#answer h2")).to_have_text("Fixed camera of City police")


def test_the_same_picture_either_way(open_page: Open, site: str, elsewhere: str) -> None:
    def picture(address: str) -> bytes:
        page = open_page(address + at(30, 38, 16), reduced_motion="reduce")
        drawn(page)
        page.wait_for_timeout(500)
        return page.locator("#map canvas").screenshot()

    assert picture(site) == picture(elsewhere)


def test_a_small_map_without_folder_is_fetched_whole(open_page: Open, only_files: str) -> None:
    page = open_page(only_files + at(30, 38), expected="404")
    drawn(page)
    expect(page.locator("[data-host]")).to_contain_text("the whole map was fetched at once")
    page.mouse.click(*middle(page))
    expect(page.locator("#answer h2")).to_have_text("Fixed camera of City police")


def test_a_large_map_is_asked_about(open_page: Open, only_files: str) -> None:
    def large(page: Page) -> None:
        def answer(route: Route) -> None:
            if route.request.method == "HEAD":
                route.fulfill(headers={"Content-Length": "12000000"})
            else:
                route.continue_()

        page.route("**/*.pmtiles", answer)

    page = open_page(only_files, prepare=large, expected="404")
    state = page.locator("#state")
    expect(state).to_contain_text("This server sends files only whole.")
    state.get_by_role("button", name="Load the whole map (108 MB)").click()
    drawn(page)


@pytest.mark.parametrize(
    ("folder", "name"),
    [("", "Fixed camera of City police"), ("sr-Latn/", "Fiksna kamera, upravlja City police")],
)
def test_a_subfolder_will_do(open_page: Open, elsewhere: str, folder: str, name: str) -> None:
    page = open_page(f"{elsewhere}/{folder}camera/osm-node-1/")
    page.locator('.back a[href*="#map="]').click()
    drawn(page)
    expect(page.locator("#answer h2")).to_have_text(name)
