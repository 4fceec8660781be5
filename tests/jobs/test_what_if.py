"""What if: what is worked out anew in part is, in every bit, what a whole rebuild gives."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_homes
from tests.jobs.scattered import FRAME, cameras_of, footprints_of, space_of, streets_of
from tests.jobs.test_tiles import SIGHT
from vidik.jobs.situation import Ground, Situation, changed, situation
from vidik.model.camera import Arc, Camera
from vidik.model.tiling import Tiling
from vidik.sight.again import looked_at
from vidik.sight.stretches import watched

SEEDS = st.integers(0, 2**32 - 1)


def same(one: object, other: object) -> bool:
    """Return whether two values have the same bits throughout."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if hasattr(one, "keys"):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


def town(rng: np.random.Generator, span: float, side: float) -> Ground:
    """Return a town of scattered buildings, streets, squares and homes."""
    nodes = np.round(rng.uniform(-span, span, (60, 2)) * 1024) / 1024
    apart = np.hypot(*(nodes[:, None] - nodes[None]).transpose(2, 0, 1))
    tail = rng.integers(0, 60, 110)
    head = np.argsort(apart, axis=1)[tail, rng.integers(1, 6, 110)]
    network = network_of(nodes, np.column_stack([tail, head]), rng)
    return Ground(
        sight=SIGHT,
        footprints=footprints_of(rng, 80, span),
        frame=FRAME,
        streets=streets_of(rng, 40, span),
        space=space_of(rng, side / 2, span),
        network=network,
        homes=random_homes(rng, network, 80),
        level="detect",
        budget_mm=150_000,
        tiling=Tiling(2 * side),
        squares=Tiling(side),
    )


def others(rng: np.random.Generator, cameras: tuple[Camera, ...], span: float) -> list[Camera]:
    """Return the cameras with some taken away, turned, moved and added."""
    found = {one.id: one for one in cameras}
    new = cameras_of(rng, len(cameras) + 3, span)
    for one in rng.choice(len(cameras), 4, replace=False).tolist():
        key, what = cameras[one].id, rng.integers(0, 3)
        if what == 0:
            del found[key]
        elif what == 1:
            found[key] = replace(found[key], axis=Arc(float(rng.uniform(0, 360))))
        else:
            found[key] = replace(new[one], id=key, location=key, operator="Operator 11")
    for one in new[len(cameras) : len(cameras) + rng.integers(0, 4)]:
        found[one.id] = replace(one, operator="A new operator")
    return sorted(found.values(), key=lambda one: one.id)


@given(SEEDS, st.sampled_from([128.0, 256.0]), st.integers(1, 2))
@settings(max_examples=12, deadline=None)
def test_what_is_touched_is_all_that_differs_from_a_rebuild(seed, side, threads):
    rng = np.random.default_rng(seed)
    ground = town(rng, 256.0, side)
    cameras = tuple(sorted(cameras_of(rng, 14, 256.0), key=lambda one: one.id))
    before = situation(ground, cameras)
    now = others(rng, cameras, 256.0)
    found = changed(ground, before, now, threads=threads)
    assert same(found, situation(ground, now))
    # and back again
    assert same(changed(ground, found, cameras), before)


def test_the_parts_that_are_taken_over_are_many():
    rng = np.random.default_rng(8)
    ground = town(rng, 512.0, 128.0)
    cameras = tuple(sorted(cameras_of(rng, 20, 512.0), key=lambda one: one.id))
    before = situation(ground, cameras)
    one = int(np.hypot(*before.seen.views.origin.T).argmin())
    now = [*cameras]
    now[one] = replace(cameras[one], axis=Arc(45.0))
    found = changed(ground, before, now)
    assert same(found, situation(ground, now))
    assert before.places is not None
    assert found.places is not None
    taken = sum(found.places[tile] is before.places[tile] for tile in before.places)
    assert 0 < len(before.places) - taken < 0.5 * len(before.places)
    pieces = looked_at([before.seen.views.only([one])], ground.streets)
    assert 0 < len(pieces) < 0.5 * len(ground.streets)
    assert changed(ground, found, now) is found


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_streets_that_nobody_looks_at_are_the_others(seed):
    rng = np.random.default_rng(seed)
    ground = town(rng, 200.0, 200.0)
    cameras = cameras_of(rng, 10, 200.0)
    seen = situation(ground, cameras).seen.views
    some = [seen.only([1, 4]), seen.only([7])]
    pieces = set(looked_at(some, ground.streets).tolist())
    levels = ground.levels
    found = watched(ground.streets, seen.only([1, 4, 7]), levels=levels, watchers=True)
    assert set(found.piece.tolist()) <= pieces
    assert set(found.watchers.piece.tolist()) <= pieces


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_a_camera_less_watches_no_more(seed):
    rng = np.random.default_rng(seed)
    ground = town(rng, 200.0, 200.0)
    cameras = tuple(sorted(cameras_of(rng, 10, 200.0), key=lambda one: one.id))
    before = situation(ground, cameras)
    after = changed(ground, before, cameras[1:])
    for name in ("least", "expected", "most"):
        for of in ("streets", "ways"):
            more, fewer = (getattr(getattr(one, of), name) for one in (before, after))
            # what is expected is integrated in steps
            assert (fewer <= more + (0.01 if name == "expected" else 1e-6)).all()
    for bound in ("least", "most"):
        assert (after.walks[bound].seen_m <= before.walks[bound].seen_m + 1e-6).all()
        nearer, farther = (
            np.nan_to_num(one.first[bound].flat_m, nan=np.inf) for one in (before, after)
        )
        assert (farther >= nearer).all()


def test_no_camera_is_left():
    rng = np.random.default_rng(2)
    ground = town(rng, 200.0, 200.0)
    cameras = tuple(sorted(cameras_of(rng, 5, 200.0), key=lambda one: one.id))
    before = situation(ground, cameras)
    found: Situation = changed(ground, before, ())
    assert same(found, situation(ground, ()))
    assert not found.streets.most.any()
    assert same(changed(ground, found, cameras), before)
