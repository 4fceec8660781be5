"""Charts: bars as long as their figures, tables that say the same, and words that can be read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import published
from tests.report.towns import town_of
from vidik.model.camera import Kind
from vidik.model.span import Span
from vidik.report.charts.chart import NARROW, Bars, Chart, Columns, Mark
from vidik.report.charts.city import city_charts
from vidik.report.charts.counts import OPERATORS_SHOWN, YEARS_SHOWN, check_chart, operator_chart
from vidik.report.charts.lettering import width_of, wrapped
from vidik.report.charts.reaches import reach_chart
from vidik.report.charts.shares import street_chart
from vidik.report.origin import Origin
from vidik.report.palette import CHART
from vidik.report.portrait import Reach
from vidik.report.texts import LEVELS, texts_of

LANGUAGES = ("en", "sr-Cyrl", "sr-Latn", "mk")
TEXTS = texts_of("en")
ORIGIN = Origin("Testville", "Source: a list; state of 31 May 2024.", "© somebody", False)
SVG = "{http://www.w3.org/2000/svg}"


@cache
def charts(language: str = "en", synthetic: bool = False) -> dict[str, Chart]:
    return dict(city_charts(published(synthetic=synthetic), texts_of(language), level="detect"))


def parsed(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg(alone=True))


def widths(chart: Chart, sort: str) -> list[float]:
    """Return the lengths of all bars of a sort, in per cent."""
    found = re.findall(rf'<rect class="bar-{sort}" [^>]*width="([\d.]+)%"', chart.svg())
    return [float(one) for one in found]


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).map(sorted))
def test_bars_are_as_long_as_their_figures_and_lie_one_in_another(bounds: list[float]) -> None:
    span = Span(*(1000.0 * bound for bound in bounds))
    chart = street_chart({"detect": span}, 1000.0, origin=ORIGIN, texts=TEXTS)
    (row,) = chart.rows
    assert [(mark.sort, mark.start, mark.end) for mark in row.marks] == [
        ("most", 0.0, pytest.approx(bounds[2])),
        ("expected", 0.0, pytest.approx(bounds[1])),
        ("least", 0.0, pytest.approx(bounds[0])),
    ]
    for sort, bound in zip(("least", "expected", "most"), bounds, strict=True):
        assert widths(chart, sort) == ([pytest.approx(100 * bound, abs=0.006)] if bound else [])
    level, *cells = chart.grid[1]
    assert level == row.label == "Detect"
    assert [cell.split(" · ")[0] for cell in cells] == [TEXTS.percent(bound) for bound in bounds]
    least, expected, most = (TEXTS.percent(bound) for bound in bounds)
    assert row.value == (expected if least == most else f"{expected}, from {least} to {most}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", charts())
def test_every_chart_is_svg_with_words_for_who_cannot_see_it(name: str, language: str) -> None:
    chart = charts(language)[name]
    root = parsed(chart)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == chart.title
    said = root.findtext(f"{SVG}desc") or ""
    rows = chart.rows if isinstance(chart, Bars) else chart.columns
    assert rows
    for row in rows:
        assert f"{row.label}: {row.value}." in said
    written = "".join(root.itertext())
    assert chart.origin.credit in written
    on_page = chart.svg()
    assert "style" not in on_page
    assert chart.origin.credit not in on_page, "that is the page's"
    ET.fromstring(on_page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", charts())
def test_no_text_lies_upon_another_on_a_narrow_screen(name: str, language: str) -> None:
    """The browser test measures the same with the type itself."""
    boxes = []
    for text in ET.fromstring(charts(language)[name].svg()).iter("text"):
        size = 14.0 if text.get("class") == "chart-note" else 16.0
        width, x = width_of(text.text or "", size), text.get("x", "0%")
        at = float(x.rstrip("%")) / 100 * NARROW
        at -= {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0.0)
        base = float(text.get("y", ""))
        boxes.append((at, base - 0.75 * size, at + width, base + 0.2 * size))
    for i, (x0, y0, x1, y1) in enumerate(boxes):
        assert x0 >= -12.0
        assert x1 <= NARROW + 12.0
        for u0, v0, u1, v1 in boxes[i + 1 :]:
            assert x1 <= u0 or u1 <= x0 or y1 <= v0 or v1 <= y0, boxes[i]


def test_a_table_has_as_many_cells_in_each_row() -> None:
    for chart in charts().values():
        assert len({len(row) for row in chart.grid}) == 1
        assert len({row[0] for row in chart.grid[1:]}) == len(chart.grid) - 1


@pytest.mark.parametrize("synthetic", [False, True])
def test_made_up_figures_are_marked_within_the_drawing(synthetic: bool) -> None:
    for chart in charts(synthetic=synthetic).values():
        for svg in (chart.svg(), chart.svg(alone=True)):
            assert ('class="synthetic"' in svg) is synthetic
            assert ("Synthetic: made up" in svg) is synthetic


def test_counts_are_those_of_the_town() -> None:
    town, made = published(), charts()
    kinds = dict(row[:2] for row in made["kinds"].grid[1:])
    assert kinds == {TEXTS.kind_name(kind): f"{n}" for kind, n in town.figures.by_kind.items() if n}
    bars = made["kinds"]
    assert isinstance(bars, Bars)
    assert [row.marks[0].sort for row in bars.rows][-1] == "unknown"
    longest = max(row.marks[0].end for row in bars.rows)
    assert longest == 1.0


def test_operators_that_run_most_come_first_and_the_rest_share_a_bar() -> None:
    town = published()
    names = [*(f"Office {i}" for i in range(OPERATORS_SHOWN + 3) for _ in range(20 - i)), None]
    cameras = [replace(town.cameras[0], operator=name) for name in names]
    cameras += [replace(town.cameras[0], operator=f"operator {i}, name withheld") for i in (1, 2)]
    chart = operator_chart(cameras, origin=ORIGIN, texts=TEXTS)
    labels = [row.label for row in chart.rows]
    assert labels[:2] == ["Office 0", "Office 1"]
    assert labels[-3:] == [
        "3 others",
        "Perhaps persons: names withheld",
        "Nobody wrote down who runs it",
    ]
    assert sum(int(row.value) for row in chart.rows) == len(cameras)
    assert [row.marks[0].sort for row in chart.rows[-3:]] == ["count", "count", "unknown"]


def test_years_without_a_check_have_a_place_and_old_ones_share_one() -> None:
    town = published()
    days = [dt.date(year, 3, 1) for year in (2010, 2012, 2017, 2019, 2024)]
    cameras = [replace(town.cameras[0], checked=day) for day in [*days, None]]
    chart = check_chart(cameras, origin=ORIGIN, texts=TEXTS)
    assert isinstance(chart, Columns)
    assert len(chart.columns) == YEARS_SHOWN
    assert [column.label for column in chart.columns] == [
        "≤ 2018", "2019", "2020", "2021", "2022", "2023", "2024",
    ]  # fmt: skip
    assert [column.value for column in chart.columns] == list("3100001")
    assert chart.grid[-1][:2] == ("No date", "1")
    assert "1 bears no date." in chart.reading
    heights = re.findall(r'class="bar-count"[^>]*height="([\d.]+)"', chart.svg())
    assert [float(h) for h in heights] == [120.0, 40.0, 40.0]
    undated = [replace(camera, checked=None) for camera in cameras]
    assert check_chart(undated, origin=ORIGIN, texts=TEXTS) is None


def test_depth_is_told_as_so_many_or_more() -> None:
    chart = charts()["depth"]
    assert isinstance(chart, Bars)
    for sort in ("least", "most"):
        ends = [mark.end for row in chart.rows for mark in row.marks if mark.sort == sort]
        assert all(more >= fewer for more, fewer in pairwise(ends))


def test_what_nobody_looked_at_is_the_rest() -> None:
    chart = charts()["surveyed"]
    assert isinstance(chart, Bars)
    for row in chart.rows:
        assert row.marks[0].start == 0.0
        assert all(a.end == b.start for a, b in pairwise(row.marks))
        assert row.marks[-1].sort == "unknown"
        assert row.marks[-1].end == 1.0
        assert row.value == TEXTS.percent(row.marks[-1].start)


def test_reaches_share_one_scale() -> None:
    reaches = [
        Reach("Detect", "tell that a person is there", 25.0, Span(20.0, 30.0, 80.0)),
        Reach("Identify", "identify a stranger", 250.0, Span(8.0, 8.0, 8.0)),
    ]
    chart = reach_chart(reaches, origin=ORIGIN, texts=TEXTS)
    said = [row.value.replace("\u00a0", " ") for row in chart.rows]
    assert said == ["30 m, from 20 m to 80 m", "8 m"]
    assert widths(chart, "most") == [100.0, 10.0]
    assert chart.ticks == ((0.0, "0\u00a0m"), (1.0, "80\u00a0m"))


def test_a_town_without_anything_has_no_charts() -> None:
    town = town_of([])
    empty = replace(town, figures=replace(town.figures, street_m=0.0))
    assert set(city_charts(empty, TEXTS, level="detect")) <= {"ground", "depth"}
    assert set(town.figures.by_kind) == set(Kind)


# Macedonian puts a space before the sign of per cent, and needs a line more.
@pytest.mark.parametrize("language", LANGUAGES[:3])
def test_every_level_stands_beside_its_share(language: str) -> None:
    texts = texts_of(language)
    watched = {level: Span(0, 3, 380) for level in LEVELS}
    drawn = street_chart(watched, 1000.0, origin=ORIGIN, texts=texts).svg()
    assert drawn.count('class="chart-value" x="100%"') == len(LEVELS)


def test_a_bar_never_leaves_its_room() -> None:
    for start, end in ((-0.1, 0.5), (0.6, 0.5), (0.5, 1.1)):
        with pytest.raises(ValueError, match="lies within it"):
            Mark("least", start, end)


@given(
    st.text(alphabet="aiмШЋ %—-x ", max_size=80),
    st.floats(20.0, 300.0),
)
def test_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrapped(text, size=16.0, width=width)
    assert all(width_of(line, 16.0) <= width for line in lines if len(line) > 1)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_credit_of_many_sources_is_whole_in_a_chart_alone() -> None:
    chart = charts()["streets"]
    credit = "; ".join(f"© the people of town number {i}" for i in range(9))
    long = replace(chart, origin=replace(chart.origin, credit=credit))
    assert credit in long.svg(alone=True)
    assert credit not in long.svg()


def test_a_chart_alone_wears_its_colours() -> None:
    for chart in charts(synthetic=True).values():
        for element in parsed(chart).iter():
            kind = element.get("class", "")
            if kind in CHART:
                assert f'fill="{element.get("fill")}"' in CHART[kind]
            else:
                assert kind in ("", "chart", "synthetic")
                assert element.tag not in (f"{SVG}style", f"{SVG}text")


def test_a_notebook_shows_chart_and_table() -> None:
    html = charts()["streets"]._repr_html_()
    assert html.count("<tr>") == len(charts()["streets"].grid)
    assert charts()["streets"]._repr_svg_() in html
