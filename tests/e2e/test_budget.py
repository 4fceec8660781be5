"""What a reader's connection has to carry: every file, and the first view, within a budget."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.helsinki import Helsinki
from tests.e2e.test_site import PHONE, WIDE, drawn
from vidik.report.tilefile import tiles_in

KB = 1000

#: Bytes of one file as a host sends it, compressed if it is text, by its ending.
BUDGET = {
    ".html": 60 * KB,
    ".bib": 5 * KB,
    ".css": 20 * KB,
    ".js": 400 * KB,
    ".json": 400 * KB,
    ".mvt": 500 * KB,
    ".svg": 20 * KB,
    ".woff2": 70 * KB,
    ".txt": 20 * KB,
    ".walk": 500 * KB,
}

#: Of all that a first view of the map asks for.
FIRST_VIEW = 1000 * KB

#: Not for readers' browsers.
ASIDE = ("downloads/", "summary.json", "manifest.json", "rejected.csv")


def test_no_file_is_too_large(helsinki: Helsinki) -> None:
    looked = 0
    for file in sorted(helsinki.folder.rglob("*")):
        path = file.relative_to(helsinki.folder).as_posix()
        if not file.is_file() or path.startswith(ASIDE) or path.endswith(".pmtiles"):
            continue
        data = file.read_bytes()
        size = len(data) if file.suffix in (".mvt", ".walk", ".woff2") else len(gzip.compress(data))
        assert size <= BUDGET[file.suffix], f"{path}: {size} bytes"
        looked += 1
    assert looked > 100


def test_no_tile_is_too_large(helsinki: Helsinki) -> None:
    for file in (helsinki.folder / "tiles").glob("*.pmtiles"):
        for place, tile in tiles_in(file.read_bytes()):
            assert len(gzip.compress(tile)) <= 500 * KB, f"{file.name} {place}"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_first_view_is_light(
    open_page: Open, helsinki_site: str, size: tuple[int, int]
) -> None:
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def weigh(page: Page) -> None:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on(
            "Network.requestWillBeSent",
            lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
        )
        line.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )

    page = open_page(f"{helsinki_site}/", size=size, prepare=weigh)
    drawn(page)
    page.wait_for_load_state("networkidle")
    fetched = dict(
        page.evaluate(
            "performance.getEntriesByType('resource').map((one) => [one.name, one.transferSize])"
        )
    )
    # the end of what a worker is made of is not told on the page's own line
    untold = {url: fetched[url] for request, url in asked.items() if request not in sizes}
    assert [url.rpartition("/")[2] for url in untold] == ["map-worker.js"]
    assert 100 * KB < sum(sizes.values()) + sum(untold.values()) < FIRST_VIEW


def test_the_folder_has_no_more_than_it_needs(helsinki: Helsinki) -> None:
    tiles: Path = helsinki.folder / "tiles"
    files = sum(file.stat().st_size for file in tiles.glob("*.pmtiles"))
    folders = sum(file.stat().st_size for file in tiles.rglob("*.*") if file.parent != tiles)
    assert folders <= 1.05 * files
