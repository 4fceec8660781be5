"""The page about face recognition: its sliders say what Vidik says, and ask nobody."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LANGUAGES, Open
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_site import PHONE, WIDE
from tests.switched import switched_on_town

FIGURES = ("wrong", "year", "right", "share", "search", "needed")


def figures(page: Page) -> dict[str, str]:
    return {name: page.locator(f"#projected-{name}").inner_text() for name in FIGURES}


def numbers(text: str) -> list[float]:
    """Return the numbers of a text in English."""
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def move(page: Page, key: str, power: float) -> None:
    """Move a slider, as a hand does."""
    slider = page.locator(f"#assumed-{key}")
    slider.fill(f"{power:.2f}")
    slider.dispatch_event("change")


def test_the_sliders_begin_with_what_vidik_says(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/recognition/")
    expect(page.locator("#assumed")).to_be_visible()
    written = figures(page)
    told = switched_on_town().projection
    assert numbers(written["wrong"])[0] == pytest.approx(told.whole.false_alerts.formula, rel=0.05)
    # as the script reckons it, on the same assumptions: the middle is the same, ends are those of
    # other draws
    page.reload()
    page.evaluate("document.querySelector('#assumed').dispatchEvent(new Event('input'))")
    page.wait_for_timeout(200)
    reckoned = figures(page)
    for name in FIGURES:
        before, after = numbers(written[name]), numbers(reckoned[name])
        assert after[-1 if len(before) == 2 else 0] == pytest.approx(
            before[-1 if len(before) == 2 else 0], rel=0.1
        ), name
    for name in ("wrong", "right", "share"):
        for before, after in zip(
            numbers(written[name])[1:], numbers(reckoned[name])[1:], strict=True
        ):
            assert after == pytest.approx(before, rel=0.3), (name, before, after)


def test_a_longer_list_and_more_people_mean_more_false_alerts(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/recognition/", size=WIDE)
    expect(page.locator("#assumed")).to_be_visible()
    wrong = page.locator("#projected-wrong")
    circle = page.locator("circle[data-area='0']")
    before, radius = numbers(wrong.inner_text())[0], float(circle.get_attribute("r") or 0)
    move(page, "watchlist", 5.0)
    expect(page.locator("#assumed-watchlist-told")).to_have_text("100,000")
    assert numbers(wrong.inner_text())[0] == pytest.approx(10 * before, rel=0.1)
    assert float(circle.get_attribute("r") or 0) == pytest.approx(
        min(radius * 10**0.5, 70.0), rel=0.1
    )
    cell = page.locator("td[data-area='1']").inner_text()
    # the address says where the sliders stand, and a link shows the same
    expect(page).to_have_url(re.compile(r"#watchlist=5&"))
    again = open_page(page.url)
    expect(again.locator("#projected-wrong")).to_have_text(wrong.inner_text())
    expect(again.locator("td[data-area='1']")).to_have_text(cell)
    page.get_by_role("button", name="As assumed at first").click()
    expect(page.locator("#assumed-watchlist-told")).to_have_text("10,000")
    assert numbers(wrong.inner_text())[0] == pytest.approx(before, rel=0.05)
    expect(page).not_to_have_url(re.compile("#"))


def test_what_would_keep_it_under_one_does(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/recognition/")
    expect(page.locator("#assumed")).to_be_visible()
    needed = numbers(page.locator("#projected-needed").inner_text())[-1]
    move(page, "comparisons", math.log10(needed))
    expect(page.locator("#projected-wrong")).to_have_text(re.compile(r"^(0\.9\d?|1|1\.0\d?),"))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_sliders_move_by_keyboard_alone(open_page: Open, site: str, size: tuple[int, int]) -> None:
    page = open_page(f"{site}/recognition/", size=size, reduced_motion="reduce")
    slider = page.get_by_label("People on the list")
    tab_to(page, slider)
    before = page.locator("#projected-wrong").inner_text()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#projected-wrong")).not_to_have_text(before)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_sliders_answer_at_once(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/recognition/")
    expect(page.locator("#assumed")).to_be_visible()
    took = page.evaluate(
        """async () => {
          const slider = document.querySelector("#assumed-watchlist");
          const times = [];
          for (let i = 0; i < 30; i++) {
            slider.value = String(2 + i / 10);
            await new Promise(requestAnimationFrame);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            const begun = performance.now();
            // the page is drawn anew in the next frame, behind the script's own
            await new Promise(requestAnimationFrame);
            times.push(performance.now() - begun);
          }
          return times.sort((a, b) => a - b)[15];
        }"""
    )
    assert took < 50.0


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_what_moves_is_in_the_language_of_the_page(
    open_page: Open, site: str, language: str
) -> None:
    page = open_page(f"{site}/{language}/recognition/")
    expect(page.locator("#assumed")).to_be_visible()
    move(page, "listed", 6.0)
    share = page.locator("#assumed-listed-told")
    expect(share).to_have_text("1 na 1.000.000" if language == "sr-Latn" else "1 на 1.000.000")
    assert " from " not in page.locator("#projected-wrong").inner_text()


def test_nothing_is_asked_for_while_sliders_move(open_page: Open, site: str) -> None:
    asked: list[str] = []

    def listen(page: Page) -> None:
        page.context.on("request", lambda request: asked.append(request.url))

    page = open_page(f"{site}/recognition/", prepare=listen)
    expect(page.locator("#assumed")).to_be_visible()
    page.wait_for_load_state("networkidle")
    asked.clear()
    move(page, "watchlist", 6.0)
    move(page, "passes", 5.0)
    page.wait_for_timeout(300)
    assert asked == []


def test_without_scripts_the_figures_stand(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/recognition/", java_script_enabled=False)
    expect(page.locator("#assumed")).to_be_hidden()
    assert numbers(page.locator("#projected-wrong").inner_text())[0] > 0
