"""Every page in every language for everyone: by axe-core, on any screen, by day and by night."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import LANGUAGES, Open
from tests.e2e.crawl import pages_of
from tests.e2e.test_site import drawn

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

#: How a page is looked at; 320 is what 400 % of enlargement leaves of 1280.
LOOKS = (
    ("light", 1280, 800), ("light", 390, 844), ("light", 320, 640),
    ("dark", 1280, 800), ("dark", 390, 844),
)  # fmt: skip

#: In which of them other languages are, as words alone are different there.
TRANSLATED = LOOKS[2:4]

RUN = """
async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`));
}
"""


def complaints(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


def settled(page: Page) -> None:
    """Wait until a page has noticed its new size."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def wider(page: Page) -> list[str]:
    """Return a word if one has to scroll sideways."""
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide} pixels wide on {shown}"] if wide > shown else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everyone(open_page: Open, site: str, language: str) -> None:
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    others = tuple(f"{tag}/" for tag in LANGUAGES[1:] if tag != language)
    paths = [
        path for path in pages_of(site) if path.startswith(folder) and not path.startswith(others)
    ]
    page = open_page(f"{site}/{folder}", reduced_motion="reduce")
    faults, titles = [], set()
    for path in paths:
        page.goto(f"{site}/{path}")
        if page.locator("#state").count():
            drawn(page)
        titles.add(page.title())
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.lang") == language, path
        for look in LOOKS:
            theme, width, height = look
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            found = wider(page)
            if language == LANGUAGES[0] or look in TRANSLATED:
                found += complaints(page)
            faults += [f"{path} {theme} {width}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)
    assert len(titles) == len(paths)
