"""What a built site costs a reader's browser: bytes, time to the first view, long tasks, tiles.

``python -m bench.site FOLDER`` looks at a site that is built, without a folder at one of 10,000
cameras and 200,000 pieces of street, which is built on the first run: a quarter of an hour, and a
gigabyte. The browser is Chromium without a graphics card, its processor slowed to a quarter for
the first views, as Lighthouse does for phones, and at full speed for the trip over the map. The
network is this machine's own and not slowed: bytes say what a slow one would make of them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.city import Recipe, square
from bench.cityfiles import write_city
from bench.rounds import machine
from vidik.jobs.build import build_city
from vidik.report.tilefile import packed_tiles

__all__ = ["Trip", "View", "first_views", "largest_tiles", "trips"]

ROOT = Path(__file__).resolve().parents[1]

#: Makes 204,800 pieces of street on 256 km².
BUILDINGS, PIECES, CAMERAS = 526_000, 2, 10_000

#: How much slower the processor is for the first views.
SLOWER = 4

#: How long a reader looks at the map before setting out.
LOOKED_AT_MS = 3000

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}

CITY = """\
[place]
name = "Made-up city"
boundary = "data"

{sources}
[output]
folder = "site"
"""

SOURCE = """\
[[sources]]
key = "{key}"
name = "Made-up {key}"
path = "{key}.parquet"
licence = "CC0-1.0"
attribution = "Made up for benchmarks of Vidik"
gives = [{gives}]
"""

#: Notes what the browser itself has to say about a page, from its first moment on.
WATCH = """
window.told = { long: [], shift: 0, alive: null, drawn: null };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) told.long.push([one.startTime, one.duration]);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) told.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("DOMContentLoaded", () => {
  const note = (what, selector) => {
    if (document.querySelector(selector)) told[what] ??= performance.now();
  };
  new MutationObserver(() => {
    note("alive", "[data-zoom]:not([hidden])");
    note("drawn", "body.drawn");
  }).observe(document, { attributes: true, subtree: true });
});
"""

TOLD = """() => ({
  ...told,
  fetched: performance.getEntriesByType("resource").map((one) => [one.name, one.transferSize]),
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
  painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
})"""


@dataclass(frozen=True)
class View:
    """The first view of a page.

    Parameters
    ----------
    path
        Of the page within the site.
    width
        Of the screen, pixels.
    wire
        Bytes over the wire, as compressed.
    requests
        How many.
    painted_ms
        Until the first text or picture stood.
    ready_ms
        Until it answers to its reader: on the page with the map until the map stands and its
        controls are bound, on others until all is loaded; and the long task then at work has ended.
    drawn_ms
        Until the map is drawn with all its tiles; None for other pages. A graphics card does in
        moments what takes most of this here.
    longest_ms
        The longest task of the main thread; 0 if none took 50 ms.
    shift
        Cumulative layout shift.
    """

    path: str
    width: int
    wire: int
    requests: int
    painted_ms: float
    ready_ms: float
    drawn_ms: float | None
    longest_ms: float
    shift: float


@dataclass(frozen=True)
class Trip:
    """A trip over the map.

    Parameters
    ----------
    name
        Of the trip; what the page does before the first has a row of its own.
    steps
        How many times it was dragged or zoomed.
    long
        Milliseconds of each task of the main thread of 50 ms or more.
    """

    name: str
    steps: int
    long: tuple[float, ...]


def site_folder() -> Path:
    """Return the built site of the large made-up city, built on the first call."""
    folder = ROOT / "build" / "cities" / f"site_{CAMERAS}"
    files = (
        write_city(folder, Recipe(), square(BUILDINGS), cameras=CAMERAS, pieces=PIECES)
        if not folder.exists()
        else None
    )
    if files:
        given = {
            "buildings": '"buildings"', "streets": '"streets", "basemap"', "cameras": '"cameras"',
        }  # fmt: skip
        sources = "\n".join(SOURCE.format(key=key, gives=gives) for key, gives in given.items())
        (folder / "city.toml").write_text(CITY.format(sources=sources), "utf-8")
    return build_city(folder / "city.toml").folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder with ``vidik serve``, and yield its address."""
    vidik = Path(sys.executable).with_name("vidik")
    with subprocess.Popen(
        [vidik, "serve", folder, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                raise SystemExit(f"{folder} cannot be served")
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser without a window."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    flags = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


def pages_of(browser: Browser, site: str) -> list[str]:
    """Return the paths that the first page leads to, and of pages of a kind the first."""
    page = browser.new_page()
    page.goto(f"{site}/summary/")
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "all => all.map((one) => one.href.split('#')[0])"
    )
    cameras = page.request.get(f"{site}/cameras.json").json()["cameras"]
    page.close()
    own = [href.removeprefix(f"{site}/") for href in found if href.startswith(f"{site}/")]
    paths = ["", *(path for path in own if path.endswith("/")), f"camera/{cameras[0][0]}/"]
    kinds: dict[str, str] = {}
    for path in paths:  # the summary leads to every street
        kinds.setdefault(path.partition("/")[0], path)
    return list(kinds.values())


def first_views(browser: Browser, site: str) -> Iterator[View]:
    """Yield the first view of every kind of page, on a slow phone that was never there before.

    Last comes the map on a wide screen, which shows more of it and so asks for more.
    """
    for path in pages_of(browser, site):
        context = browser.new_context(viewport=PHONE, device_scale_factor=2)
        yield _first_view(context, site, path)
        context.close()
    context = browser.new_context(viewport=WIDE)
    yield _first_view(context, site, "")
    context.close()


def _first_view(context: BrowserContext, site: str, path: str) -> View:
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    line.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    line.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.add_init_script(WATCH)
    page.goto(f"{site}/{path}", wait_until="load")
    if page.locator("#map").count():
        page.locator("body.drawn").wait_for(timeout=120_000)
    page.wait_for_load_state("networkidle")
    told = page.evaluate(TOLD)
    fetched = dict(told["fetched"])
    # the end of what a worker is made of is not told on the page's own line
    sizes |= {request: fetched[url] for request, url in asked.items() if request not in sizes}
    until = told["alive"] or told["loaded"]
    ends = [start + length for start, length in told["long"] if start < until]
    return View(
        path=path,
        width=page.evaluate("innerWidth"),
        wire=int(sum(sizes.values())),
        requests=len(sizes),
        painted_ms=told["painted"],
        ready_ms=max([until, *ends]),
        drawn_ms=told["drawn"],
        longest_ms=max((length for _, length in told["long"]), default=0.0),
        shift=told["shift"],
    )


def trips(browser: Browser, site: str) -> list[Trip]:
    """Drag and zoom over the map, from the whole city to one street and back, and once more.

    While the map is only looked at, the page makes ready what it has not drawn yet: here a
    processor compiles what a graphics card's driver has ready in moments. That comes first.
    """
    page = browser.new_page(viewport=WIDE)
    page.add_init_script(WATCH)
    page.goto(f"{site}/")
    page.locator("body.drawn").wait_for(timeout=120_000)
    _long_tasks(page)  # of the first view
    page.wait_for_timeout(LOOKED_AT_MS)
    looked = Trip("looked at", 0, _long_tasks(page))
    made = [looked, *(_trip(page, name) for name in ("first", "again"))]
    page.close()
    return made


def _long_tasks(page: Page) -> tuple[float, ...]:
    """Return the long tasks since the last call, milliseconds."""
    return tuple(length for _, length in page.evaluate("told.long.splice(0)"))


def _trip(page: Page, name: str) -> Trip:
    steps = 0
    for key in "++++++------":
        steps += 4
        for east, south in ((-260, 0), (0, -180), (260, 180)):
            _drag(page, east, south)
        page.locator("#map canvas").press(key)
        page.wait_for_timeout(700)
    return Trip(name, steps, _long_tasks(page))


def _drag(page: Page, east: int, south: int) -> None:
    page.mouse.move(850, 400)
    page.mouse.down()
    page.mouse.move(850 + east, 400 + south, steps=12)
    page.mouse.up()
    page.wait_for_timeout(400)


def largest_tiles(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return of each file of tiles how many it has, the bytes of all, and of the largest."""
    found = {}
    for file in sorted((folder / "tiles").glob("*.pmtiles")):
        sizes = [len(tile) for _, tile in packed_tiles(file.read_bytes())]
        found[file.stem] = (len(sizes), sum(sizes), max(sizes, default=0))
    return found


def tables(folder: Path, views: list[View], gone: list[Trip]) -> str:
    """Return what was found as Markdown."""
    lines = [
        f"\n## First views, a processor {SLOWER} times slower, nothing kept\n",
        "| page | width | KB over the wire | requests | first paint, s | ready, s | drawn, s "
        "| longest task, ms | shift |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {view.path or 'map'} | {view.width} | {view.wire / 1000:,.0f} | {view.requests} "
        f"| {view.painted_ms / 1000:.2f} | {view.ready_ms / 1000:.2f} "
        f"| {'' if view.drawn_ms is None else format(view.drawn_ms / 1000, '.2f')} "
        f"| {view.longest_ms:.0f} | {view.shift:.3f} |"
        for view in views
    ]
    lines += [
        "\n## Trips over the map, 1280 × 800, full speed\n",
        "| trip | drags and zooms | tasks of 50 ms or more | of more than 100 ms | longest, ms |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.name} | {one.steps} | {len(one.long)} "
        f"| {sum(length > 100 for length in one.long)} | {max(one.long, default=0):.0f} |"
        for one in gone
    ]
    lines += [
        "\n## Tiles\n",
        "| file | tiles | MB | largest, KB |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {count} | {total / 1e6:.1f} | {largest / 1000:.0f} |"
        for name, (count, total, largest) in largest_tiles(folder).items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure the site that the command line names, or the large made-up city's."""
    parser = argparse.ArgumentParser(prog="python -m bench.site")
    parser.add_argument("folder", nargs="?", type=Path, help="a built site")
    folder: Path = parser.parse_args().folder or site_folder()
    with chromium() as browser, served(folder) as site:
        views = list(first_views(browser, site))
        gone = trips(browser, site)
        version: Any = browser.version
    print(machine())
    print(f"Chromium {version}, SwiftShader.")
    print(tables(folder, views, gone))


if __name__ == "__main__":
    main()
