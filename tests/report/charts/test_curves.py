"""The DET as a picture: where its points lie, what its bands hold, and the table of the same."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.det import intervals_of, points
from vidik.audit.intervals import rate
from vidik.report.charts.curves import Axis
from vidik.report.charts.ranks import rank_chart
from vidik.report.det import SEARCHES, VERIFICATION, det_chart, det_table
from vidik.report.origin import Origin
from vidik.report.palette import CHART

SVG = "{http://www.w3.org/2000/svg}"
ORIGIN = Origin("scores.csv", "Source: the scores in scores.csv.", "", False)


def some_points(*, people: bool = True):
    """Return points of 20 people with 50 comparisons of either kind each, at five thresholds."""
    rng = np.random.default_rng(3)
    strangers = rng.multinomial(50, [0.5, 0.3, 0.1, 0.06, 0.04, 0.0], size=20)
    own = rng.multinomial(50, [0.0, 0.02, 0.08, 0.2, 0.3, 0.4], size=20)
    counts = np.stack([strangers, own], axis=1)
    told = intervals_of(counts, rng=rng, draws=200) if people else None
    return points(np.arange(5.0), counts.sum(axis=0), people=told)


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path)]


def drawn(chart, kind: str) -> list[list[tuple[float, float]]]:
    found = re.findall(rf'<path class="{kind}"[^>]* d="([^"]*)"', chart.svg())
    return [places(path) for path in found]


@given(st.floats(1e-9, 1.0), st.floats(1e-9, 1.0))
def test_an_axis_keeps_order_and_each_power_of_ten_has_as_much_room(one, other):
    axis = Axis("", 1e-5)
    assert 0.0 <= axis.place(one) <= 1.0
    assert one > other or axis.place(one) <= axis.place(other)
    assert axis.place(1e-3) == pytest.approx(0.4)
    assert [text for _, text in axis.ticks()] == [
        "all", "1 in 10", "1 in 100", "1 in 1,000", "1 in 10,000", "1 in 100,000",
    ]  # fmt: skip
    assert [place for place, _ in axis.ticks()] == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2, 0.0])
    assert Axis("", 1e-5, plain=True).place(one) == one


@pytest.mark.parametrize("roc", [False, True])
def test_the_line_goes_through_its_points_and_lies_in_its_bands(roc):
    told = some_points()
    chart = det_chart(told, [2.0], words=VERIFICATION, origin=ORIGIN, roc=roc)
    (line,) = drawn(chart, "curve-line")
    assert len(line) == len(told)
    for (x, y), one in zip(line, told, strict=True):
        up = 1.0 - one.false_non_match.value if roc else one.false_non_match.value
        assert x == pytest.approx(1000 * chart.x.place(one.false_match.value), abs=0.06)
        assert y == pytest.approx(1000 * (1 - chart.y.place(up)), abs=0.06)
    for kind in ("bar-expected", "bar-most"):
        (band,) = drawn(chart, kind)
        half = len(band) // 2
        lows, highs = band[:half], band[: half - 1 : -1]
        if kind == "bar-most":
            # points with fewer than ten errors of a kind have no such interval
            assert half < len(told)
            continue
        for (x, y), low, high in zip(line, lows, highs, strict=True):
            assert low[0] <= x <= high[0]
            assert min(low[1], high[1]) <= y <= max(low[1], high[1])
    assert [dot.label for dot in chart.dots] == ["at 2"]
    assert ("Not missed" in chart.y.title) == roc


@pytest.mark.parametrize("words", [VERIFICATION, SEARCHES])
def test_it_is_svg_with_words_and_colours_of_its_own(words):
    chart = det_chart(some_points(), [2.0], words=words, origin=ORIGIN)
    root = ET.fromstring(chart.svg(alone=True))
    said = root.findtext(f"{SVG}desc") or ""
    assert all(cell in said for row in chart.grid[1:] for cell in row)
    texts = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for word in ("1 in 10", "Missed:", "all", "at 2", "Hatched:"):
        assert word in texts
    for element in root.iter():
        kind = element.get("class", "")
        if kind in CHART:
            assert f'fill="{element.get("fill")}"' in CHART[kind]
        else:
            assert kind in ("", "chart")
    marked = det_chart(some_points(), [], words=words, origin=Origin("s", "Source: s.", "", True))
    assert "Synthetic: made up" in marked.svg(alone=True)
    assert "Synthetic" not in chart.svg(alone=True)


def test_without_people_there_is_one_band():
    chart = det_chart(some_points(people=False), [], words=VERIFICATION, origin=ORIGIN)
    assert drawn(chart, "bar-most") == []
    assert "Hatched" not in chart.reading
    assert chart.grid[0] == ("Threshold", "FMR", "FNMR")


def test_the_table_has_the_points_of_the_picture():
    told = some_points()
    names, rows = det_table(told, words=VERIFICATION)
    assert names[:4] == ("threshold", "fmr_errors", "nonmated", "fmr")
    for one, row in zip(told, rows, strict=True):
        cells = dict(zip(names, row, strict=True))
        assert cells["threshold"] == one.threshold
        assert (cells["fmr_errors"], cells["nonmated"]) == (one.false_match.count, 1000)
        assert cells["fnmr"] == one.false_non_match.value
        assert cells["fnmr_low"] <= cells["fnmr"] <= cells["fnmr_high"]
        own = one.people[0]
        assert cells["fmr_people_low"] == (None if isinstance(own, str) else own.low)
    assert len(rows) == len(det_chart(told, [], words=VERIFICATION, origin=ORIGIN).line)


def test_ranks_are_bars_of_what_lies_between():
    chart = rank_chart({1: rate(5, 10), 2: rate(8, 10), 7: rate(10, 10)}, origin=ORIGIN)
    assert [row.label for row in chart.rows] == [
        "The first candidate", "Among the first 2", "Among the first 7",
    ]  # fmt: skip
    least, counted = chart.rows[0].marks[2], chart.rows[0].marks[1]
    assert (least.sort, counted.sort, counted.end) == ("least", "expected", 0.5)
    assert least.end == rate(5, 10).interval.low
    assert chart.grid[3] == ("Among the first 7", "100% (10 of 10; 69.2% to 100%)")
    assert "95 % interval" in chart.reading
