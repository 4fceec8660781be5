"""What earlier tools got wrong: angles across north, buffers in degrees, cameras all round.

Each walk is one whose figure such a tool would miss, and paper does not.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.jobs.test_recorded import FRAME, bounds, fixes, seen
from tests.sight.test_stretches import in_the_open, look_to
from vidik.model.views import Views


def in_view_m(views: Views, *corners: tuple[float, float]) -> float:
    """Return metres of a drawn line that are in view, about which nothing is in doubt."""
    metres = seen(fixes(list(corners)), views).metres(0)
    assert metres.least == pytest.approx(metres.most, abs=1e-3)
    return metres.most


@pytest.mark.parametrize("axis", [0.0, 360.0, 720.0, -360.0])
def test_a_view_across_north_is_whole(axis):
    # from 315° to 45°: sorting both ends as numbers leaves the 270° on the other side
    north = in_the_open((0.0, 0.0, look_to(axis, fov=90.0, reach=20.0)))
    assert in_view_m(north, (-30, 10), (30, 10)) == pytest.approx(20.0, abs=1e-3)
    assert in_view_m(north, (-30, -10), (30, -10)) == 0.0


def test_a_camera_a_little_west_of_north_sees_east_of_it_too():
    # 350° with 40°: from 330° to 10°; the mean of 350 and 10 is not 180
    almost = in_the_open((0.0, 0.0, look_to(350.0, fov=40.0, reach=30.0)))
    wanted = 10.0 * (np.tan(np.radians(30.0)) + np.tan(np.radians(10.0)))
    assert in_view_m(almost, (-30, 10), (30, 10)) == pytest.approx(wanted, abs=1e-3)


def test_an_axis_that_turns_across_north_sees_all_that_it_passes():
    # anywhere from 340° to 20°, 60° wide: certain where every axis looks, possible where any does
    turning = in_the_open((0.0, 0.0, look_to(340.0, 40.0, fov=60.0, reach=60.0)))
    metres = seen(fixes([(-40, 10), (40, 10)]), turning).metres(0)
    assert metres.least == pytest.approx(20.0 * np.tan(np.radians(10.0)), abs=1e-3)
    assert metres.most == pytest.approx(20.0 * np.tan(np.radians(50.0)), abs=1e-3)


def test_a_reach_is_metres_and_not_degrees():
    # at 60° north a degree eastward is half as far: a circle of degrees is an ellipse on the ground
    dome = in_the_open((0.0, 0.0, look_to(0.0, fov=360.0, reach=20.0)))
    across, along = in_view_m(dome, (-40, 0), (40, 0)), in_view_m(dome, (0, -40), (0, 40))
    assert (across, along) == pytest.approx((40.0, 40.0), abs=1e-3)
    (lon, _), (_, lat) = FRAME.to_degrees(np.array([[20.0, 0.0], [0.0, 20.0]])) - [
        FRAME.lon,
        FRAME.lat,
    ]
    assert lon / lat == pytest.approx(2.0, rel=0.02)  # so it can be told


def test_an_error_band_is_metres_and_not_degrees():
    # 2 m off, in whichever direction one walks: as many metres more at each end of the view
    dome = in_the_open((0.0, 0.0, look_to(0.0, fov=360.0, reach=20.0)))
    most = [
        seen(fixes(way, radius=2.0), dome).metres(0).most
        for way in ([(-40, 0), (40, 0)], [(0, -40), (0, 40)])
    ]
    assert most == pytest.approx([44.2, 44.2], abs=0.05)


def test_a_camera_with_a_direction_does_not_see_behind_itself():
    east = in_the_open((0.0, 0.0, look_to(90.0, fov=90.0, reach=20.0)))
    assert in_view_m(east, (-10, -30), (-10, 30)) == 0.0
    assert in_view_m(east, (-40, 0), (40, 0)) == pytest.approx(20.0, abs=1e-3)


def test_a_camera_whose_direction_nobody_mapped_is_not_taken_for_one_that_looks_everywhere():
    # 90° of 360°: at every place it is in view with one chance in four, and never for certain
    unknown = in_the_open((0.0, 0.0, look_to(0.0, 360.0, fov=90.0, reach=20.0)))
    found = seen(fixes([(-30, 0), (30, 0)], [0, 60]), unknown)
    assert bounds(found) == pytest.approx((0.0, 10.0, 40.0), abs=1e-3)
