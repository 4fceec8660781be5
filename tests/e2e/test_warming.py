"""What the graphics card needs is made while the map is looked at, not when it is moved."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.test_site import WIDE

#: Counts the programs that are made for the card, and notes when the last was.
COUNT = """
window.made = { count: 0, last: 0 };
const link = WebGL2RenderingContext.prototype.linkProgram;
WebGL2RenderingContext.prototype.linkProgram = function (program) {
  made.count += 1;
  made.last = performance.now();
  return link.call(this, program);
};
"""


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; the pages' policy lets no test wait in them."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to that")


def test_no_program_is_made_while_the_map_is_moved(open_page: Open, helsinki_site: str) -> None:
    def count(page: Page) -> None:
        page.add_init_script(COUNT)

    page = open_page(f"{helsinki_site}/", size=WIDE, prepare=count)
    page.locator("body.drawn").wait_for()
    until(page, lambda: page.evaluate("performance.now() - made.last > 3000"))
    before = page.evaluate("made.count")
    assert before > 10
    canvas = page.locator("#map canvas")
    for key in "++++-------":
        zoom = page.url
        canvas.press(key)
        until(page, lambda zoom=zoom: page.url != zoom)
        page.wait_for_timeout(500)
    assert page.evaluate("made.count") == before
