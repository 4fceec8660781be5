"""A camera in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import optics, published_camera
from vidik.model.camera import Arc, Kind
from vidik.model.span import Span
from vidik.model.views import Aim
from vidik.report.portrait import known, moved, reaches, title, unknown
from vidik.report.texts import texts_of

ENGLISH = texts_of("en")
CAMERA = published_camera(2, 0, 0)


def told(**facts: object) -> str:
    return " ".join(known(replace(CAMERA, **facts), ENGLISH))


def missing(**facts: object) -> str:
    return " ".join(unknown(replace(CAMERA, **facts), ENGLISH))


def test_titles() -> None:
    assert title(CAMERA, ENGLISH) == "Camera of unknown kind"
    named = replace(CAMERA, kind=Kind.DOME, operator="City", plates=True)
    assert title(named, ENGLISH) == "Dome camera that reads number plates of City"


def test_nothing_is_known_of_a_bare_camera() -> None:
    assert told() == ""
    for part in ("What kind", "Which way", "How high", "Who runs", "last looked", "lens", "works"):
        assert part in missing()


@pytest.mark.parametrize(
    ("axis", "text"),
    [
        (Arc(45.0), "It looks north-east (45°)."),
        (Arc(350.0, 20.0), "It looks somewhere between 350° and 10°, clockwise from north."),
        (Arc(0.0, 360.0), ""),
    ],
)
def test_directions(axis: Arc, text: str) -> None:
    assert told(axis=axis) == text
    assert "Which way" not in missing(axis=axis)


@pytest.mark.parametrize(
    ("tilt", "text"), [(-15.0, "15° downwards"), (5.0, "5° upwards"), (0.0, "0° downwards")]
)
def test_tilts(tilt: float, text: str) -> None:
    assert text in told(tilt=Span.exactly(tilt))


def test_what_is_stated_is_not_missing() -> None:
    facts = {
        "kind": Kind.FIXED,
        "axis": Arc(90.0),
        "height": Span.exactly(4.0),
        "operator": "City",
        "checked": dt.date(2024, 5, 3),
    }
    assert "It hangs 4\u00a0m above the ground." in told(**facts)
    assert "3 May 2024" in told(**facts)
    left = unknown(replace(CAMERA, **facts), ENGLISH, lens_known=True)
    assert left == ("Whether it works, records, or is watched by anyone.",)


def test_domes_and_turning_cameras_have_no_one_direction() -> None:
    assert "Which way" not in missing(kind=Kind.DOME)
    assert "Which way" not in missing(kind=Kind.PANNING)
    assert "looking outward counts as more likely" in missing(kind=Kind.FIXED, on_wall=True)


def test_small_moves_are_not_worth_a_word() -> None:
    assert moved(replace(CAMERA, moved_m=0.1), ENGLISH) == ""
    assert "15\u00a0m away" in moved(replace(CAMERA, moved_m=15.4), ENGLISH)


@given(
    st.lists(st.floats(min_value=0.05, max_value=1), min_size=1, max_size=4),
    st.floats(min_value=1, max_value=300),
)
def test_reaches_are_ordered(weights: list[float], farthest: float) -> None:
    table = optics()
    k, levels = len(weights), len(table.levels)
    weight = np.array(weights) / sum(weights)
    reach = farthest / (1 + np.arange(levels)) * np.linspace(1, 2, k)[:, None]
    aim = Aim.level(
        weight=weight,
        fov=np.full(k, 60.0),
        reach=reach,
        share=np.ones(1),
        start=np.zeros(1),
        width=np.full(1, 360.0),
    )
    spans = [told.distance for told in reaches(aim, table, ENGLISH)]
    assert len(spans) == levels
    assert all(a.most >= b.most for a, b in pairwise(spans))
