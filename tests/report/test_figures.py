import datetime as dt

import pytest

from tests.makers import camera, house
from tests.report.towns import clearances_of, town_of
from vidik.model.camera import Arc, Kind
from vidik.model.span import Span


def test_counts_what_the_sources_say():
    figures = town_of(
        [
            camera(1, 0, 0),
            camera(2, 9, 9, kind=Kind.DOME, operator="City police", checked=dt.date(2024, 1, 1)),
            camera(3, 0, 50, axis=Arc(10.0), height=Span(3, 3, 3), surveillance="public"),
            camera(4, 0, 60, indoor=True, surveillance="indoor"),
            camera(5, 0, 70, surveillance__type="camera"),
            camera(6, 0, 80, note="x"),
        ]
    ).figures
    assert (figures.cameras, figures.locations, figures.on_map) == (6, 6, 6)
    assert (figures.direction_known, figures.height_known) == (1, 1)
    assert (figures.operator_known, figures.checked_known) == (1, 1)
    assert (figures.bare, figures.indoor) == (2, 1)
    assert figures.by_kind == {
        Kind.FIXED: 0, Kind.PANNING: 0, Kind.DOME: 1, Kind.UNKNOWN: 5
    }  # fmt: skip


def test_cameras_outside_the_boundary_do_not_count():
    assert town_of([camera(1, 0, 0), camera(2, 500, 0)]).figures.cameras == 1


def test_every_camera_is_on_the_map_private_or_withheld():
    everyone = [camera(1, 0, 0), camera(2, 20, 0, camera__mount="doorbell"), camera(3, 60, 60)]
    verdicts = clearances_of(everyone, denied=[house(60, 60)])
    f = town_of(everyone, clearances=verdicts).figures
    assert f.cameras == f.on_map + f.private + f.withheld == 3


def test_streets_add_up_and_private_cameras_count_in_them():
    private = town_of([camera(1, 0, 0, camera__mount="doorbell")])
    public = town_of([camera(1, 0, 0)])
    assert private.figures.watched_m == public.figures.watched_m
    assert private.watched.most.sum() == 0
    f = public.figures
    assert f.street_m == pytest.approx(1600.0)
    assert sum(s.length_m for s in f.streets) == pytest.approx(f.street_m)
    for level, span in f.watched_m.items():
        assert sum(s.watched_m[level].most for s in f.streets) == pytest.approx(span.most)
        assert span.least <= span.expected <= span.most <= f.street_m
    assert [s.name for s in f.streets] == sorted(s.name for s in f.streets)
