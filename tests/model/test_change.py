"""Cameras that are supposed."""

from __future__ import annotations

import pytest

from tests.makers import camera
from vidik.errors import InputError
from vidik.model.camera import Arc
from vidik.model.change import Change

THERE = tuple(camera(number, 10.0 * number, 0.0) for number in (1, 2, 3))
IDS = [one.id for one in THERE]


def test_cameras_come_in_order_of_their_id_whatever_is_supposed():
    new, moved = camera(0, 5.0, 5.0), camera(2, 99.0, 0.0)
    change = Change((new, moved), frozenset([IDS[0]]), {IDS[2]: 90.0})
    found = change.applied(THERE)
    assert [one.id for one in found] == sorted([new.id, IDS[1], IDS[2]])
    assert found[1] == moved
    assert found[2].axis == Arc(90.0)
    assert found[2].lon == THERE[2].lon


def test_nothing_supposed_changes_nothing():
    assert Change().applied(THERE) == THERE


@pytest.mark.parametrize("change", [{"removed": frozenset(["osm:node/9"])}, {"turned": {"x": 1.0}}])
def test_what_is_not_there_cannot_be_taken_away_or_turned(change):
    with pytest.raises(InputError, match="no such camera in this city"):
        Change(**change).applied(THERE)


def test_a_near_miss_is_told():
    with pytest.raises(InputError) as fault:
        Change(removed=frozenset(["node/2"])).applied(THERE)
    assert IDS[1] in str(fault.value)


def test_two_wishes_about_one_camera_are_refused():
    with pytest.raises(InputError, match="twice"):
        Change((THERE[0],), frozenset([IDS[0]]))
    with pytest.raises(InputError, match="twice"):
        Change((THERE[0], THERE[0]))


@pytest.mark.parametrize("degrees", [-1.0, 360.0, float("nan")])
def test_what_is_no_direction_is_refused(degrees):
    with pytest.raises(InputError, match="is no direction"):
        Change(turned={IDS[0]: degrees})
