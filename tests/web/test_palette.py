"""Charts and styles for downloads have the colours of the map and of the pages."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.test_contrast import CSS, TOKENS
from vidik.report.palette import DAY, LOOKED

TS = (Path(__file__).resolve().parents[2] / "web/src/palette.ts").read_text("utf-8")


def test_the_colours_are_those_of_the_style_sheet() -> None:
    for name in ("paper", "ink", "quiet", "hairline", "watched", "edge", "unwatched"):
        assert getattr(DAY, name) == TOKENS[name][0], name


def test_the_ramp_is_that_of_the_map() -> None:
    ramp = re.search(r"light: \{.*?depth: \{([^}]*)\}", TS, re.DOTALL)
    assert ramp is not None
    tones = re.findall(r'"(\d+)": "(#\w{6})"', ramp[1])
    assert dict(DAY.depth) == {int(least): tone.lower() for least, tone in tones}


def test_a_last_look_has_the_same_tone_on_a_page_and_alone() -> None:
    for rank, opacity in enumerate(LOOKED):
        assert f".bar-look-{rank} {{\n  fill-opacity: {opacity:g};" in CSS
