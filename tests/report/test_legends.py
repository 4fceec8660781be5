"""Legends: every class that the map can show, and no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.makers import published, survey
from tests.report.towns import town_of
from vidik.report.legends import depth_legend, look_legend, space_legend
from vidik.report.texts import texts_of

TEXTS = texts_of("en")


def test_depths_are_told_as_ranges():
    assert [label for _, label in depth_legend(TEXTS)] == ["1", "2", "3–4", "5–8", "9 or more"]
    assert depth_legend(TEXTS)[0][0] == "depth-1"


def test_kinds_are_those_that_there_are():
    assert space_legend(published(), TEXTS) == (
        ("space-square", "Squares, markets and pedestrian areas"),
        ("space-street", "Streets, paths and their pavements"),
    )


def test_years_have_tones_from_the_newest_and_the_oldest_share_one():
    assert look_legend(town_of([]), TEXTS) == ()
    days = [dt.date(year, 5, 1) for year in (2019, 2024, 2020, 2022, 2021, 2024)]
    town = replace(published(), surveys=tuple(survey(i, d, 60.0) for i, d in enumerate(days)))
    assert look_legend(town, TEXTS) == (
        ("look-0", "2024"),
        ("look-1", "2022"),
        ("look-2", "2021"),
        ("look-3", "2020 or before"),
    )
