"""A real browser, a real server, and a watch over everything that the pages do."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.e2e.helsinki import Helsinki, build_helsinki
from tests.e2e.town import write_town
from tests.makers import published, registered, requests

#: Opens an address in a fresh window; see `open_page`.
Open = Callable[..., Page]

#: Of the town's site; the first is at its root.
LANGUAGES = ("en", "sr-Cyrl", "sr-Latn", "mk")

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

#: Dots of the screen to a pixel of the page: without a graphics card each dot costs, and a map has
#: a million. What is looked at dot by dot asks for 1.
COARSE = 0.5

FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("needs Chromium: make browser installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder with the command that a user runs, and yield its address."""
    vidik = Path(sys.executable).with_name("vidik")
    with subprocess.Popen(
        [vidik, "serve", folder, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield found[0]
        finally:  # else a test that fails would wait for it
            process.terminate()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = registered(published())
    return write_town(tmp_path_factory.mktemp("town"), made, LANGUAGES, requests=requests())


@pytest.fixture(scope="session")
def site(town: Path) -> Iterator[str]:
    with served(town) as address:
        yield address


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_town(tmp_path_factory.mktemp("made-up"), published(synthetic=True))
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def helsinki(tmp_path_factory: pytest.TempPathFactory, helsinki_pbf: Path) -> Helsinki:
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # all workers' folders stand side by side
        folder = folder.parent
    with (folder / "helsinki.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first who needs it builds it for the others
        return build_helsinki(folder / "helsinki-built", helsinki_pbf)


@pytest.fixture(scope="session")
def helsinki_site(helsinki: Helsinki) -> Iterator[str]:
    with served(helsinki.folder) as address:
        yield address


@pytest.fixture
def helsinki_page(open_page: Open, helsinki_site: str) -> Page:
    return open_page(f"{helsinki_site}/")


@dataclass
class Watch:
    """What went wrong in a page, and what it asked of other hosts."""

    host: str
    faults: list[str] = field(default_factory=list)
    #: Faults that the test brings about on purpose.
    expected: re.Pattern[str] | None = None

    def over(self, page: Page) -> None:
        page.on("console", lambda m: self._note(m.type in ("error", "warning"), m.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("request", lambda r: self._note(self._elsewhere(r.url), f"asked {r.url}"))
        # What a visitor leaves behind by clicking on is aborted; that is no fault.
        page.on(
            "requestfailed",
            lambda r: self._note(r.failure != "net::ERR_ABORTED", f"failed {r.url}: {r.failure}"),
        )
        page.on("response", self._answered)

    def _elsewhere(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in ("data", "blob") and parts.netloc != self.host

    def _answered(self, response: Response) -> None:
        self._note(response.status >= 400, f"{response.status} {response.url}")

    def _note(self, wrong: bool, what: str) -> None:
        if wrong and not (self.expected and self.expected.search(what)):
            self.faults.append(what)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open an address in a fresh window; at the end, nothing may have gone wrong."""
    watches: list[Watch] = []
    contexts = []

    def opened(
        address: str,
        *,
        size: tuple[int, int] = (1440, 900),
        theme: str = "light",
        expected: str | None = None,
        prepare: Callable[[Page], None] | None = None,
        device_scale_factor: float = COARSE,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            device_scale_factor=device_scale_factor,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        watch = Watch(urlsplit(address).netloc, expected=re.compile(expected) if expected else None)
        watch.over(page)
        watches.append(watch)
        if prepare:
            prepare(page)
        page.goto(address)
        return page

    yield opened
    faults = [fault for watch in watches for fault in watch.faults]
    for context in contexts:
        context.close()
    assert faults == []
