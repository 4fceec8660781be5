"""Where cameras could see who recorded a walk: on paper, beside twins, and by laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sight.test_stretches import in_the_open, look_to, random_views
from vidik.errors import InputError
from vidik.exposure.tracks import spread_over
from vidik.jobs.recorded import read_fixes, walked_in
from vidik.model.fixes import Fixes
from vidik.model.frame import LocalFrame
from vidik.model.place import Place
from vidik.model.track_rules import TrackRules
from vidik.model.views import Views
from vidik.model.walked import Walked
from vidik.outside.tables import load_track_rules
from vidik.sight import kernels
from vidik.sight.bands import CHORD_M
from vidik.sight.handed import aimed
from vidik.sight.visibility import contains

FRAME = LocalFrame(24.94, 60.17)
LEVELS = ("detect", "observe", "identify")
RULES = load_track_rules()
seeds = st.integers(0, 2**32 - 1)

#: A camera that looks east: at 10 m its wedge is 20 m wide, and nothing about it is in doubt.
EAST = in_the_open((0.0, 0.0, look_to(90.0, fov=90.0, reach=20.0)))


def fixes(
    metres: NDArray[np.float64] | list[tuple[float, float]],
    seconds: list[float] | NDArray[np.float64] | None = None,
    *,
    radius: float = 0.0,
    part: list[int] | None = None,
) -> Fixes:
    n = len(metres)
    return Fixes(
        FRAME.to_degrees(np.array(metres, dtype=np.float64)),
        None if seconds is None else np.array(seconds, dtype=np.float64),
        np.full(n, radius),
        np.array(part or [0] * n),
    )


def seen(
    walk: Fixes,
    views: Views,
    *,
    half: float = 500.0,
    copies: int = 32,
    rules: TrackRules = RULES,
) -> Walked:
    box = shapely.transform(shapely.box(-half, -half, half, half), FRAME.to_degrees)
    return walked_in(
        walk, views, Place("Town", box, FRAME), levels=LEVELS, rules=rules, copies=copies
    )


def gapless(walk: Fixes, views: Views, *, copies: int = 8) -> Walked:
    """Return the same of a random walk, whose legs may be long."""
    return seen(walk, views, copies=copies, rules=replace(RULES, gap_m=1e4, gap_s=1e4))


def bounds(found: Walked, level: int = 0) -> tuple[float, float, float]:
    span = found.seconds(level)
    assert span is not None
    return span.least, span.expected, span.most


def random_walk(rng: np.random.Generator, radius: float) -> Fixes:
    corners = rng.uniform(-60, 60, (6, 2))
    corners[3] = corners[2]  # a pause
    return fixes(corners, np.cumsum(rng.uniform(20, 60, 6)), radius=radius)


def chances(views: Views, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each camera's chance at points, the obvious way, (cameras, points, levels)."""
    found = np.zeros((len(views), len(points), len(LEVELS)))
    aims = aimed(views.aims)
    for c in range(len(views)):
        inside = contains(views, c, points)
        for i in np.flatnonzero(inside.any(axis=1)):
            dx, dy = points[i] - views.origin[c]
            kernels.chances(dx, dy, inside[i], aims, c, found[c, i])
    return found


# -- on paper -----------------------------------------------------------------------------------


def test_a_walk_past_a_camera_comes_to_what_paper_says():
    # 60 m in 30 s, 20 m of it in the wedge
    found = seen(fixes([(10, -30), (10, 30)], [0, 30]), EAST)
    assert bounds(found) == pytest.approx((10.0,) * 3, abs=1e-5)
    metres = found.metres(0)
    assert (metres.least, metres.expected, metres.most) == pytest.approx((20.0,) * 3, abs=1e-5)
    own = found.level == 0
    assert (30 * found.start[own], 30 * found.end[own]) == pytest.approx((10.0, 20.0), abs=1e-5)
    assert found.cameras(0).tolist() == [0]


def test_time_counts_and_not_metres():
    # in view one stands for a minute and walks 10 m in 20 s; out of view one is five times as fast
    walk = fixes([(10, -60), (10, -10), (10, 0), (10, 0), (10, 10), (10, 60)],
                 [0, 20, 40, 100, 120, 140])  # fmt: skip
    found = seen(walk, EAST)
    assert bounds(found) == pytest.approx((100.0,) * 3, abs=1e-4)
    assert found.metres(0).most == pytest.approx(20.0, abs=1e-4)


def test_a_pause_alone_counts_at_its_place():
    inside = seen(fixes([(10, 0), (10, 0)], [0, 90]), EAST)
    assert bounds(inside) == pytest.approx((90.0,) * 3)
    assert inside.metres(0).most == 0.0
    outside = seen(fixes([(10, 11), (10, 11)], [0, 90]), EAST)
    assert bounds(outside) == (0.0, 0.0, 0.0)


def test_a_gap_is_said_apart():
    # 200 m between two places, in the middle of which the camera looks: nobody knows that way
    far = [(10, -120), (10, -100), (10, 100), (10, 120)]
    found = seen(fixes(far, [0, 20, 170, 190]), EAST)
    assert bounds(found) == (0.0, 0.0, 0.0)
    assert found.silent_s == 150.0
    assert found.walked == pytest.approx([40.0, 40.0], rel=1e-5)
    # between two parts the receiver was off, however near they are
    parts = seen(
        fixes([(10, -5), (10, 0), (10, 2), (10, 5)], [0, 5, 7, 10], part=[0, 0, 1, 1]), EAST
    )
    assert bounds(parts) == pytest.approx((8.0,) * 3)
    assert parts.silent_s == pytest.approx(2.0)
    # a line without times is drawn: its corners may be far apart
    drawn = seen(fixes([(10, -120), (10, 120)]), EAST)
    assert drawn.seconds(0) is None
    assert drawn.metres(0).most == pytest.approx(20.0, abs=1e-3)


def test_outside_the_boundary_nothing_is_known():
    found = seen(fixes([(10, -10), (10, 30)], [0, 40]), EAST, half=15.0)
    assert found.abroad == pytest.approx([15.0, 15.0], abs=1e-3)
    assert bounds(found) == pytest.approx((20.0,) * 3, abs=1e-3)
    near = seen(fixes([(10, -10), (10, 30)], [0, 40]), EAST, half=12.0)
    assert near.abroad[0] == pytest.approx(18.0, abs=1e-3)
    with pytest.raises(InputError, match="outside the boundary"):
        seen(fixes([(100, 0), (110, 0)], [0, 10]), EAST, half=15.0)


def test_a_band_moves_the_edges_of_a_wedge_as_paper_says():
    # the sides run at 45°: a band of r reaches them r·√2 sooner, and lies inside r·√2 later
    found = seen(fixes([(10, -30), (10, 30)], [0, 60], radius=2.0), EAST)
    off = (2.0 + CHORD_M) * np.sqrt(2.0)
    least, expected, most = bounds(found)
    assert (least, most) == pytest.approx((20.0 - 2 * off, 20.0 + 2 * off), abs=0.02)
    assert expected == pytest.approx(20.0, abs=0.1)  # as much is lost as won at a straight edge


def test_only_one_level_if_only_one_is_asked_for():
    walk = fixes([(10, -30), (10, 30)], [0, 30])
    box = Place("Town", shapely.transform(shapely.box(-99, -99, 99, 99), FRAME.to_degrees), FRAME)
    one = walked_in(walk, EAST, box, levels=LEVELS, level="identify", rules=RULES)
    assert one.levels == ("identify",)
    assert bounds(one) == bounds(seen(walk, EAST), 2)


# -- beside twins -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_what_is_expected_is_what_chance_comes_to(seed):
    rng = np.random.default_rng(seed)
    views = random_views(rng, 6)
    walk = random_walk(rng, 4.0)
    n = 6000
    # any moment of the walk, any error: round and normal, 95 % of it in the band, cut off there
    at = rng.uniform(0, 1, n)
    away = 4.0 * np.sqrt(np.log1p(-0.95 * rng.uniform(0, 1, n)) / np.log(0.05))
    turn = rng.uniform(0, 2 * np.pi, n)
    metres, seconds = FRAME.to_metres(walk.lonlat), walk.seconds
    assert seconds is not None
    clock = seconds[0] + at * (seconds[-1] - seconds[0])
    places = np.column_stack([np.interp(clock, seconds, column) for column in metres.T])
    places += away[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    drawn = 1.0 - np.prod(1.0 - chances(views, places), axis=0)
    found = gapless(walk, views, copies=64)
    for level in range(len(LEVELS)):
        wanted = drawn[:, level].mean()
        error = drawn[:, level].std() / np.sqrt(n)
        given = bounds(found, level)[1] / (seconds[-1] - seconds[0])
        assert given == pytest.approx(wanted, abs=4.5 * error + 0.002)


@pytest.mark.parametrize("seed", range(3))
def test_least_and_most_hold_wherever_in_the_band_one_looks(seed):
    rng = np.random.default_rng(seed)
    views, radius = random_views(rng, 5), 3.0
    walk = random_walk(rng, radius)
    found = gapless(walk, views)
    wide = found.track.radius_m.max()  # rounded up
    disc = np.concatenate([spread_over(150), np.column_stack(
        [np.cos(np.linspace(0, 6.28, 60)), np.sin(np.linspace(0, 6.28, 60))])])  # fmt: skip
    at = rng.uniform(0, len(found.track), 80)
    middle = found.track.at(at)
    for i, here in enumerate(middle):
        chance = chances(views, here + wide * disc)
        for level in range(len(LEVELS)):
            own = (found.level == level) & (found.start <= at[i]) & (at[i] <= found.end)
            rows = np.flatnonzero(own)
            named = {
                int(c) for r in rows for c in found.camera[found.offsets[r] : found.offsets[r + 1]]
            }
            assert set(np.flatnonzero(chance[:, :, level].max(axis=1) > 0).tolist()) <= named
            if own.any() and found.sure[rows[0]]:
                assert chance[:, :, level].max(axis=0).min() >= 1.0 - 1e-9
    # and no wider than said: nobody is seen at places much farther off
    for i, here in enumerate(middle):
        far = chances(views, here + (wide + CHORD_M + 0.3) * disc)
        for level in range(len(LEVELS)):
            if far[:, :, level].max() == 0.0 and _alone(views, here, wide + 1.0):
                own = (found.level == level) & (found.start < at[i]) & (at[i] < found.end)
                assert not own.any()


def _alone(views: Views, here: NDArray[np.float64], metres: float) -> bool:
    """Return whether no edge of a view is so near, which a few places of a disc might miss."""
    for c in range(len(views)):
        for v in range(views.first[c], views.first[c + 1]):
            rows = slice(views.starts[v], views.starts[v + 1])
            lines = shapely.linestrings(views.edges[rows].reshape(-1, 2, 2) + views.origin[c])
            if shapely.dwithin(shapely.points(here), lines, metres).any():
                return False
    return True


# -- laws ---------------------------------------------------------------------------------------


@given(seeds, st.sampled_from([0.0, 2.0, 8.0]))
@settings(max_examples=25)
def test_least_expected_and_most_are_in_order_row_by_row(seed, radius):
    rng = np.random.default_rng(seed)
    found = gapless(random_walk(rng, radius), random_views(rng, 5))
    lasts = found.lasts
    assert (np.where(found.sure[:, None], lasts, 0.0) <= found.expected + 1e-6).all()
    assert (found.expected <= lasts + 1e-6).all()
    for level in range(len(LEVELS)):
        own = found.level == level
        assert (found.start[own][1:] >= found.end[own][:-1]).all()
    # more detail is never easier to have
    most = [bounds(found, k)[2] for k in range(3)]
    assert most[0] >= most[1] - 1e-6
    assert most[1] >= most[2] - 1e-6


@given(seeds, st.sampled_from([0.0, 3.0]))
@settings(max_examples=20)
def test_a_camera_less_never_raises_anything(seed, radius):
    rng = np.random.default_rng(seed)
    views, walk = random_views(rng, 5), random_walk(rng, radius)
    all_of_them = gapless(walk, views)
    fewer = gapless(walk, views.only([0, 2, 3, 4]))
    for level in range(len(LEVELS)):
        for one, other in zip(bounds(fewer, level), bounds(all_of_them, level), strict=True):
            assert one <= other + 1e-3


@given(seeds, st.sampled_from([0.0, 3.0]))
@settings(max_examples=20)
def test_the_way_back_comes_to_the_same(seed, radius):
    rng = np.random.default_rng(seed)
    views, walk = random_views(rng, 4), random_walk(rng, radius)
    assert walk.seconds is not None
    back = Fixes(
        walk.lonlat[::-1].copy(), walk.seconds[-1] - walk.seconds[::-1], walk.radius_m, walk.part
    )
    there, again = gapless(walk, views), gapless(back, views)
    for level in range(len(LEVELS)):
        assert bounds(there, level) == pytest.approx(bounds(again, level), abs=1e-3)
        assert there.cameras(level).tolist() == again.cameras(level).tolist()


@given(seeds, st.sampled_from([0.0, 3.0]), st.floats(0.05, 0.95))
@settings(max_examples=20)
def test_a_fix_more_on_a_straight_leg_changes_nothing(seed, radius, share):
    rng = np.random.default_rng(seed)
    views, walk = random_views(rng, 4), random_walk(rng, radius)
    assert walk.seconds is not None
    metres = FRAME.to_metres(walk.lonlat)
    leg = int(rng.integers(0, 5))
    between = metres[leg] + share * (metres[leg + 1] - metres[leg])
    moment = walk.seconds[leg] + share * (walk.seconds[leg + 1] - walk.seconds[leg])
    more = fixes(
        np.insert(metres, leg + 1, between, axis=0),
        np.insert(walk.seconds, leg + 1, moment),
        radius=radius,
    )
    one, other = gapless(walk, views), gapless(more, views)
    for level in range(len(LEVELS)):
        (least, expected, most), cut = bounds(one, level), bounds(other, level)
        assert (least, most) == pytest.approx((cut[0], cut[2]), abs=5e-3)
        # what is expected is integrated in steps, which begin anew at each fix
        assert expected == pytest.approx(cut[1], abs=5e-3, rel=2e-3)


def test_more_threads_and_other_company_change_no_figure():
    rng = np.random.default_rng(3)
    views, walk = random_views(rng, 5), random_walk(rng, 3.0)
    box = Place("Town", shapely.transform(shapely.box(-99, -99, 99, 99), FRAME.to_degrees), FRAME)
    one, two = (walked_in(walk, views, box, levels=LEVELS, rules=RULES, threads=n) for n in (1, 3))
    assert one.expected.tolist() == two.expected.tolist()
    assert (one.start.tolist(), one.camera.tolist()) == (two.start.tolist(), two.camera.tolist())


def test_places_of_the_band_are_spread_as_the_error_is():
    offsets = spread_over(4000)
    away = np.sort(np.hypot(*offsets.T))
    assert away[-1] < 1.0
    assert offsets.mean(axis=0) == pytest.approx([0.0, 0.0], abs=1e-3)
    # half of a round normal error that has 95 % within 1 and nothing beyond
    assert away[2000] == pytest.approx(np.sqrt(np.log(1 - 0.475) / np.log(0.05)), abs=1e-3)
    assert spread_over(1).tolist() == [[0.0, 0.0]]


# -- files that are no walk ---------------------------------------------------------------------


def gpx(*points: tuple[float, float, int]) -> str:
    rows = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><time>2024-05-03T10:{s // 60:02}:{s % 60:02}Z</time>'
        "</trkpt>"
        for lon, lat, s in points
    )
    return f"<gpx><trk><trkseg>{rows}</trkseg></trk></gpx>"


def test_a_ride_is_refused(tmp_path):
    path = tmp_path / "ride.gpx"
    path.write_text(gpx(*((24.9 + 0.002 * i, 60.17, 3 * i) for i in range(20))))
    with pytest.raises(InputError, match="farther on than anybody walks"):
        read_fixes(path, RULES)


def test_a_single_place_is_no_walk(tmp_path):
    path = tmp_path / "one.gpx"
    path.write_text(gpx((24.9, 60.17, 0), (999.0, 60.17, 1)))
    with pytest.raises(InputError, match=r"no two places.*nowhere on the globe"):
        read_fixes(path, RULES)


@pytest.mark.parametrize("radius", [-1.0, 101.0, float("nan")])
def test_a_radius_that_no_recording_has_is_refused(tmp_path, radius):
    path = tmp_path / "two.gpx"
    path.write_text(gpx((24.9, 60.17, 0), (24.9, 60.1701, 10)))
    assert read_fixes(path, RULES, radius_m=0.0)[0].radius_m.tolist() == [0.0, 0.0]
    with pytest.raises(InputError, match="0 to 100 metres"):
        read_fixes(path, RULES, radius_m=radius)
