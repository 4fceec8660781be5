"""Statements of several sources, and the cameras that they are about."""

import dataclasses
import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim, Observation, Statement
from vidik.register.resolving import newest, resolve

DAY, LATER = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_LAT = 1 / 111_320
_LON = _LAT / 0.7193


def say(origin, x=0.0, y=0.0, object=None, *, day=DAY, claim=Claim.PRESENT, devices=1, **told):
    accuracy = told.pop("accuracy_m", None)
    place = told.pop("place", f"row {x:.0f},{y:.0f}")
    said = Observation(
        origin, object, claim, 20.0 + x * _LON, 44.0 + y * _LAT, accuracy, None, devices,
        {key.replace("__", ":"): value for key, value in told.items()},
    )  # fmt: skip
    return Statement(said.id, said, place, "sha", day, day)


def names(resolution):
    return sorted(
        sorted(f"{s.observation.origin}/{s.place}" for s in one.statements)
        for one in resolution.cameras
    )


def street(origin, rows, *, noise=0.0, seed=1):
    rng = random.Random(seed)
    return [
        say(origin, 60 * i + rng.gauss(0, noise), rng.gauss(0, noise), place=f"{i}",
            name=f"Ulica {i}")
        for i in rows
    ]  # fmt: skip


def test_what_two_sources_say_of_one_place_is_one_camera():
    found = resolve([*street("osm", range(20)), *street("city", range(5, 25), noise=5.0)])
    both = [one for one in found.cameras if len(one.statements) == 2]
    assert len(found.cameras) == 25
    assert sorted(int(one.lead.place) for one in both) == list(range(5, 20))
    (compared,) = found.compared
    assert (compared.one, compared.other) == ("city", "osm")
    assert compared.found.both.least <= 15 <= compared.found.both.most


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(rng):
    said = [
        *street("osm", range(12)),
        *street("city", range(4, 16), noise=5.0),
        *street("walk", range(2, 9), noise=3.0, seed=2),
    ]
    expected = names(resolve(said))
    rng.shuffle(said)
    assert names(resolve(said)) == expected


def test_no_camera_is_two_rows_of_one_source():
    said = [say("osm", i, 0, place=f"{i}") for i in range(6)]
    said += [say("city", i, 2, place=f"{i}") for i in range(6)]
    for one in resolve(said).cameras:
        origins = [s.observation.origin for s in one.statements]
        assert len(origins) == len(set(origins))


def test_of_a_list_by_location_those_are_cameras_that_nobody_else_has():
    said = [
        *street("osm", range(10)),
        say("osm", 3, 1, place="3b", name="Ulica 0"),
        *street("city", range(1, 10)),
        say("city", 1, 0, place="pole", devices=4, name="Ulica 0"),
    ]
    found = resolve(said)
    pole = [one for one in found.cameras if any(s.place == "pole" for s in one.statements)]
    assert sum(one.devices for one in pole) == 4
    assert sorted(len(one.statements) for one in pole) == [1, 2, 2]


def test_the_newest_statement_of_an_object_counts():
    old = say("osm", 0, 0, "node/1", height="3")
    new = say("osm", 0, 0, "node/1", day=LATER, height="5")
    gone = say("osm", 0, 0, "node/1", day=LATER + dt.timedelta(1), claim=Claim.ABSENT)
    assert newest([new, old]) == [new]
    assert [one.attributes["height"] for one in resolve([old, new]).cameras] == ["5"]
    assert resolve([old, new, gone]).cameras == ()


def test_values_come_from_the_first_that_has_them_and_it_is_known_from_whom():
    first = say("osm", 0, 0, camera__type="dome")
    second = say("city", 2, 0, camera__type="fixed", operator="MUP")
    (one,) = resolve(
        [first, second], [decided(Verdict.SAME, first, second)],
        accuracy_m={"osm": 5.0, "city": 20.0},
    ).cameras  # fmt: skip
    assert one.lead == first
    assert one.attributes == {"camera:type": "dome", "operator": "MUP"}
    assert one.said_by == {"camera:type": first.id, "operator": second.id}


def test_the_best_known_place_leads():
    rough = say("osm", 0, 0, accuracy_m=50.0, day=LATER)
    exact = say("city", 2, 0, accuracy_m=2.0)
    (one,) = resolve([rough, exact], [decided(Verdict.SAME, rough, exact)]).cameras
    assert one.lead == exact


def decided(verdict, one, other):
    return Decision(NOW, "the editors", verdict, "looked", observation=one.id, other=other.id)


def test_what_people_decided_wins_and_the_last_word_counts():
    said = [*street("osm", range(10)), *street("city", range(10))]
    one, other = said[3], said[13]
    away = resolve(said, [decided(Verdict.DIFFERENT, one, other)])
    assert ["city/3"] in names(away)
    assert ["osm/3"] in names(away)
    again = resolve(
        said, [decided(Verdict.DIFFERENT, one, other), decided(Verdict.SAME, one, other)]
    )
    assert ["city/3", "osm/3"] in names(again)
    assert len(again.decided) == 1


def test_a_decision_on_what_is_not_said_any_more_is_left_alone():
    said = street("osm", range(3))
    gone = say("city", 500, 0)
    found = resolve(said, [decided(Verdict.SAME, said[0], gone)])
    assert found.decided == ()
    assert len(found.cameras) == 3


def test_looked_and_not_there_stands_against_the_camera_next_to_it():
    said = street("osm", range(3))
    nobody = say("walk", 62, 3, claim=Claim.ABSENT, day=LATER)
    far = say("walk", 0, 400, claim=Claim.ABSENT, day=LATER)
    found = resolve([*said, nobody, far])
    against = {one.lead.place: one.against for one in found.cameras}
    assert against == {"0": (), "1": (nobody,), "2": ()}


def test_what_has_no_place_is_no_camera_and_not_lost():
    said = say("osm")
    nowhere = Observation("osm", None, Claim.PRESENT, None, None)
    statement = dataclasses.replace(said, id=nowhere.id, observation=nowhere)
    found = resolve([said, statement])
    assert len(found.cameras) == 1
    assert found.unplaced == (statement,)


@pytest.mark.parametrize("said", [[], [say("osm")]])
def test_little_is_no_fault(said):
    assert len(resolve(said).cameras) == len(said)
