"""Unclear pairs settled in a real browser, on the page that the command serves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_everyone import LOOKS, complaints, settled, wider
from tests.e2e.test_keyboard import FOCUS
from tests.outside.database.makers import edition, origin, said, take
from vidik.model.decision import Verdict
from vidik.outside.database.register import Register

SAME, DIFFERENT, OPEN = Verdict.SAME, Verdict.DIFFERENT, Verdict.OPEN
HOUSE = {
    "type": "Polygon",
    "coordinates": [[[20.4, 44.8], [20.4005, 44.8], [20.4005, 44.8004], [20.4, 44.8]]],
}


@dataclass
class Running:
    """The command, running.

    Parameters
    ----------
    address
        That it printed.
    process
        It.
    """

    address: str
    process: subprocess.Popen[str]

    def stop(self) -> str:
        """Press Ctrl+C and return what it says at the end."""
        self.process.send_signal(signal.SIGINT)
        told, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return told


@pytest.fixture
def place(database: str) -> str:
    """Return a register of two lists that leave much unclear, with values that mean no good."""
    with Register(database, create=True) as register:
        register.describe(origin("street", name="The street"))
        register.describe(origin("city", name="The <b>city</b>"))
        rows = [
            said(
                origin="street",
                lat=44.8 + i / 5000,
                accuracy_m=5.0,
                attributes={
                    "operator": "<script>document.title='no'</script>",
                    "street": "Његошева улица",
                    "image": f"https://photos.example/{i}.jpg",
                    "camera:direction": str(30 * i),
                    "note": "a\u202ebc" * 9,
                },
            )
            for i in range(12)
        ]
        take(register, edition("street", "s.csv"), rows)
        rows = [
            said(
                origin="city",
                lat=44.8001 + i / 5000,
                attributes={"street": "Njegoševa ulica", "surveillance:type": "camera"},
            )
            for i in range(0, 12, 2)
        ]
        take(register, edition("city", "c.csv"), rows)
    return database


@pytest.fixture
def review(place: str, tmp_path: Path) -> Iterator[Running]:
    yield from running(place, tmp_path)


def running(place: str, folder: Path) -> Iterator[Running]:
    ground = folder / "map.geojson"
    house = {"type": "Feature", "properties": {"building": "yes"}, "geometry": HOUSE}
    ground.write_text(json.dumps({"type": "FeatureCollection", "features": [house]}))
    vidik = Path(sys.executable).with_name("vidik")
    with subprocess.Popen(
        [vidik, "register", "review", "street", "city", "-r", place, "--role", "the editors",
         "--page", "--quiet", "--map", ground],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+/[\w-]{32}/", line)
        assert found, line
        yield Running(found[0], process)
        if process.poll() is None:
            process.terminate()


def verdicts(place: str) -> list[Verdict]:
    with Register(place) as register:
        return [one.verdict for one in register.decisions()]


def how_many(page: Page) -> int:
    """Return how many pairs there are, as the title says."""
    found = re.search(r"of (\d+)", page.title())
    assert found is not None
    return int(found[1])


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_pairs_are_settled_by_key(open_page: Open, review: Running, place: str) -> None:
    page = open_page(review.address)
    told = page.get_by_role("status")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this the same camera?")
    press(page, "d")
    expect(told).to_have_text("Pair 1 is settled as different cameras.")
    assert verdicts(place) == [DIFFERENT]
    press(page, "d")
    expect(page).to_have_title(re.compile(r"^Pair 3 of "))
    press(page, "u")
    expect(told).to_have_text("Taken back: pair 2 is open.")
    assert verdicts(place) == [DIFFERENT, DIFFERENT, OPEN]
    press(page, "Space")
    expect(page).to_have_title(re.compile(r"^Pair 3 of "))
    press(page, "k")
    press(page, "ArrowLeft")
    expect(page.get_by_text("by the editors: different cameras")).to_be_visible()
    # decided anew, after it was looked at again
    press(page, "s")
    expect(told).to_have_text("Pair 1 is settled as the same camera.")
    page.reload()
    press(page, "j")
    press(page, "ArrowRight")
    assert verdicts(place) == [DIFFERENT, DIFFERENT, OPEN, SAME]
    count = how_many(page)
    assert f"1 settled, {count - 1} left." in review.stop()


def test_it_works_without_scripts(browser: Browser, review: Running, place: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(review.address)
    page.get_by_role("button", name="Different").click()
    expect(page.get_by_text("Pair 1 is settled as different cameras.").first).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back: pair 1 is open.").first).to_be_visible()
    page.get_by_role("link", name="Later").click()
    page.get_by_role("link", name="All pairs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All pairs")
    context.close()
    assert verdicts(place) == [DIFFERENT, OPEN]


def test_a_key_held_down_settles_one_pair(open_page: Open, review: Running, place: str) -> None:
    page = open_page(review.address)
    page.evaluate(
        """() => {
          const press = (repeat, more) => document.body.dispatchEvent(new KeyboardEvent(
            "keydown", { key: "d", repeat, bubbles: true, cancelable: true, ...more }));
          press(true);
          for (const name of ["ctrlKey", "metaKey", "altKey"]) press(false, { [name]: true });
          press(false);
          press(false);
        }"""
    )
    expect(page).to_have_title(re.compile(r"^Pair 2 of "))
    assert verdicts(place) == [DIFFERENT]


def test_help_opens_and_closes_and_space_presses_what_has_the_focus(
    open_page: Open, review: Running, place: str
) -> None:
    page = open_page(review.address)
    part = page.locator("details.help")
    page.keyboard.press("?")
    expect(part).to_have_attribute("open", "")
    expect(part.locator("summary")).to_be_focused()
    page.keyboard.press("Space")  # not “later”: it folds what has the focus
    expect(part).not_to_have_attribute("open", "")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    expect(part).not_to_have_attribute("open", "")
    expect(page).to_have_title(re.compile(r"^Pair 1 of "))
    assert verdicts(place) == []


def test_everything_is_reached_by_tab_and_its_focus_seen(open_page: Open, review: Running) -> None:
    page = open_page(review.address, size=(390, 844), reduced_motion="reduce")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        focus = page.evaluate(FOCUS)
        assert focus["drawn"], focus["what"]
        assert focus["seen"], focus["what"]
        reached.add(
            page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
        )
    for name in ("s Same camera", "d Different", "j On", "All pairs", "Keys and what they do"):
        assert name in reached


def test_nothing_of_the_sources_runs_or_is_asked_for(open_page: Open, review: Running) -> None:
    # the page's own watch fails the test if any other host is asked for anything
    page = open_page(review.address)
    for number in (1, 2, 3):
        page.goto(review.address + str(number))
        assert page.title().startswith(f"Pair {number} of ")
        assert page.locator("img, iframe, object, embed, video").count() == 0
        assert page.locator("main script").count() == 0
        assert "\u202e" not in page.content()
    links = page.locator("a[href^='https']")
    assert links.count() == 1
    assert "noreferrer" in (links.get_attribute("rel") or "")
    assert page.evaluate("document.cookie + Object.keys(localStorage)") == ""


def test_a_page_elsewhere_cannot_decide(
    browser: Browser, review: Running, place: str, tmp_path: Path
) -> None:
    """Even one that has got hold of the secret: a form of a file, of a frame, and a request."""
    form = tmp_path / "evil.html"
    form.write_text(
        f'<form method="post" action="{review.address}decide"><input name="pair" value="1">'
        '<input name="verdict" value="same"><input name="seen" value=""><button>Win</button></form>'
        f'<iframe src="{review.address}"></iframe>'
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(form.as_uri())
    assert page.frames[1].locator("button").count() == 0
    page.get_by_role("button").click()
    expect(
        page.get_by_text("Decisions are taken from this review's own pages only.")
    ).to_be_visible()
    context.close()
    assert verdicts(place) == []


def test_two_reviewers_do_not_overwrite_each_other(
    open_page: Open, review: Running, place: str, tmp_path: Path
) -> None:
    mine = open_page(review.address + "1")
    for theirs in running(place, tmp_path):
        page = open_page(theirs.address + "1")
        press(page, "s")
        assert verdicts(place) == [SAME]
        press(mine, "d")
        expect(mine.get_by_role("status")).to_contain_text("Somebody else decided meanwhile")
        expect(mine.get_by_text("by the editors: the same camera")).to_be_visible()
        assert verdicts(place) == [SAME]
        press(mine, "d")
        assert verdicts(place) == [SAME, DIFFERENT]
        press(page, "u")
        expect(page.get_by_role("status")).to_contain_text("Nothing was changed.")
        assert verdicts(place) == [SAME, DIFFERENT]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_pages_are_for_everyone(open_page: Open, review: Running, place: str) -> None:
    page = open_page(review.address, reduced_motion="reduce")
    faults = []
    press(page, "s")
    with Register(place) as register:
        (kept,) = register.decisions()
    assert kept.verdict is SAME
    count = how_many(page)
    paths = ["", "1", "2?said=kept&of=1", "all", *map(str, range(3, count + 1))]
    taken = next(path for path in paths[4:] if "Taken." in opened(page, review.address + path))
    paths = [*paths[:4], taken, f"{taken}?said=twice&of={taken}"]
    for path in paths:
        page.goto(review.address + path)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.lang") == "en"
        for one in page.locator("details").all():
            one.evaluate("one => { one.open = true; }")
        for theme, width, height in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            found = complaints(page) + wider(page)
            faults += [f"{path} {theme} {width}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)


def opened(page: Page, address: str) -> str:
    page.goto(address)
    return page.content()
