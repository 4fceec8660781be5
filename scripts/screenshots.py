"""Take the pictures of the README, or those named, from a built observatory of Helsinki."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "demo" / "helsinki" / "site"
PICTURES = ROOT / "docs" / "images"

#: Window, and pixels of the screen per pixel of the page.
WINDOWS = {"wide": (1440, 900, 1), "phone": (390, 844, 2)}

#: What each picture shows: the address, and what must stand before it is taken.
VIEWS = {
    "helsinki": ("#map=16/60.17030/24.94200&level=detect", "#state"),
    "helsinki-answer": (
        "#map=17/60.17035/24.94120&level=observe&point=60.170350,24.941200",
        "#state",
    ),
    "helsinki-summary": ("summary/", None),
    "helsinki-way": ("#map=15.2/60.17130/24.94200&level=detect", "#state"),
    "helsinki-whatif": ("#map=15.6/60.16960/24.94200&level=detect", "#state"),
}

#: What is done on foot on some of them.
TASKS = {"helsinki-way": "ways", "helsinki-whatif": "whatif"}

#: Where a way begins and ends on a picture of one, as shares of a wide window.
ENDS = ((0.44, 0.16), (0.6, 0.78))

#: Where cameras stand that are supposed not to be there, and then a home, likewise.
SUPPOSED = ((0.475, 0.485), (0.457, 0.507), (0.502, 0.536), (0.559, 0.665), (0.575, 0.695))
HOME = (0.64, 0.52)

#: Swiftshader draws where there is no graphics card.
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def take(
    browser: Browser, address: str, window: str, theme: str, waits: str | None, *, task: str | None
) -> bytes:
    """Return a picture of a page, of the map with a task on foot done."""
    width, height, scale = WINDOWS[window]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    if waits:
        page.wait_for_selector(waits, state="hidden")
        page.wait_for_timeout(3000)
    if task == "ways":
        if page.locator("#sheet.folded").count():
            page.locator("[data-fold]").click()
        page.locator("[data-walk=ways]").click()
        for across, down in ENDS:
            page.wait_for_timeout(3000)
            page.mouse.click(width * across, height * down)
        page.locator("table.ways").wait_for()
        page.wait_for_timeout(3000)
    if task == "whatif":
        page.locator("[data-walk=whatif]").click()
        for across, down in SUPPOSED:
            page.wait_for_timeout(1500)
            page.mouse.click(width * across, height * down)
        home = page.locator("form", has=page.get_by_label("Home, if you like"))
        home.get_by_role("button").click()
        page.mouse.click(width * HOME[0], height * HOME[1])
        page.locator("table.what-if").wait_for()
        page.wait_for_timeout(3000)
    picture = page.screenshot()
    page.close()
    return picture


def main() -> int:
    """Write every picture in the windows and themes."""
    names = ("chromium", "google-chrome", "chromium-headless-shell")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None or not SITE.is_dir():
        print("needs Chromium, and demo/helsinki/site: make demo", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("vidik")), "serve", str(SITE), "--port", "0"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        sync_playwright() as playwright,
    ):
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            wanted = sys.argv[1:] or list(VIEWS)
            for name, (path, waits) in VIEWS.items():
                if name not in wanted:
                    continue
                for window in WINDOWS:
                    for theme in ("light", "dark"):
                        address = f"{found[0]}/{path}"
                        task = TASKS.get(name)
                        if task is not None and window == "phone":
                            continue
                        taken = take(browser, address, window, theme, waits, task=task)
                        # 200 colours are enough, and a fifth of the bytes.
                        small = (
                            Image.open(BytesIO(taken))
                            .convert("RGB")
                            .quantize(200, method=Image.Quantize.FASTOCTREE)
                        )
                        small.save(PICTURES / f"{name}-{window}-{theme}.png", optimize=True)
        finally:
            server.terminate()  # else it is waited for without end
    return 0


if __name__ == "__main__":
    sys.exit(main())
