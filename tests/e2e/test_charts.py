"""Charts in a browser: every word can be read, on the narrowest screen and in every language."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LANGUAGES, Open

#: Texts of one chart that lie upon another, or beyond the screen.
CLASHES = """chart => {
  const texts = [...chart.querySelectorAll("text")];
  const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
  const clash = ([, a], [, b]) =>
    a.left < b.right - 0.5 && b.left < a.right - 0.5 &&
    a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3;
  const found = [];
  boxes.forEach((one, i) => {
    if (one[1].left < 0 || one[1].right > innerWidth) found.push([one[0], "beyond the screen"]);
    for (const other of boxes.slice(i + 1)) if (clash(one, other)) found.push([one[0], other[0]]);
  });
  return found;
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_lies_upon_another(open_page: Open, site: str, language: str, width: int) -> None:
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    for path, least in (("summary/", 7), ("camera/osm-node-1/", 1)):
        page = open_page(f"{site}/{folder}{path}", size=(width, 700))
        page.evaluate("document.fonts.ready")
        charts = page.locator("svg.chart")
        assert charts.count() >= least
        for chart in charts.all():
            assert chart.locator("text").count() > 0
            assert chart.evaluate(CLASHES) == []


def test_bars_are_as_long_as_the_table_says(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/summary/", size=(390, 844))
    figure = page.locator("figure.charted", has=page.locator('a[href$="charts/streets.svg"]'))
    whole = figure.locator("svg.chart").bounding_box()
    assert whole
    figure.locator("summary").press("Enter")
    for bound, column in (("least", 0), ("expected", 1), ("most", 2)):
        bars = figure.locator(f".bar-{bound}").all()
        cells = figure.locator(f"tbody tr td:nth-of-type({column + 1})").all_inner_texts()
        assert len(bars) == len(cells) > 0
        for bar, cell in zip(bars, cells, strict=True):
            box = bar.bounding_box()
            assert box
            share = float(cell.split("%")[0]) / 100
            assert (box["width"] - 1) / whole["width"] == pytest.approx(share, abs=0.012)


def test_a_chart_is_a_picture_with_a_name(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/summary/")
    chart = page.get_by_role("img", name="Share of public street length")
    expect(chart).to_be_visible()
    assert "Detect:" in (chart.locator("desc").text_content() or "")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_follow_theme_and_print_and_alone_they_are_those_of_the_day(
    open_page: Open, site: str, theme: str
) -> None:
    fill = "bar => getComputedStyle(bar).fill"
    day, night = "rgb(217, 142, 4)", "rgb(242, 184, 75)"
    page = open_page(f"{site}/summary/", theme=theme)
    bar = page.locator(".chart .bar-least").first
    assert bar.evaluate(fill) == (day if theme == "light" else night)
    page.emulate_media(media="print")
    assert bar.evaluate(fill) == day
    # for a picture, a browser asks for an icon where none is
    icon = "favicon.ico|Failed to load resource"
    alone = open_page(f"{site}/charts/streets.svg", theme=theme, expected=icon)
    assert alone.locator(".bar-least").first.evaluate(fill) == day
