"""Colours can be told apart: text 4.5 to 1, marks 3 to 1 (WCAG 2.2), by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "web/src"
SHEETS = ("paper.css", "figures.css", "site.css")
CSS = "".join((SOURCES / name).read_text("utf-8") for name in SHEETS)

#: Each token by day and by night.
TOKENS = {
    name: (day, night)
    for name, day, night in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS
    )
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
@pytest.mark.parametrize(
    ("mark", "least"),
    [("ink", 4.5), ("quiet", 4.5), ("unwatched", 3.0), ("focus", 3.0), ("edge", 3.0)],
)
def test_contrast(mark: str, least: float, ground: str, night: bool) -> None:
    assert contrast(TOKENS[mark][night], TOKENS[ground][night]) >= least


def test_the_colours_are_those_of_the_design() -> None:
    assert TOKENS["paper"] == ("#faf8f4", "#0f1216")
    assert TOKENS["ink"] == ("#1b1d21", "#e9e6df")
    assert TOKENS["watched"] == ("#d98e04", "#f2b84b")
    assert TOKENS["unwatched"][0] == "#2a7f86"


def test_old_browsers_get_the_colours_of_the_day() -> None:
    root = CSS[CSS.index(":root {") : CSS.index("@supports")]
    fallback = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root))
    assert {name: day for name, (day, _) in TOKENS.items() if name != "sheet"} == {
        name: fallback[name] for name in TOKENS if name != "sheet"
    }
