"""What changed between two states is told apart from what was only drawn otherwise."""

import datetime as dt
from collections import Counter
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.observation import Claim, Observation, Statement
from vidik.register.changing import Edit, What, difference
from vidik.register.following import metres_between

OLD, NEW = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
DAYS = {"osm": (OLD, NEW)}
DOME = {"man_made": "surveillance", "surveillance:type": "camera", "camera:type": "dome",
        "surveillance": "public"}  # fmt: skip
METRE = 1 / 111_195


def said(object="node/1", *, east=0.0, north=0.0, claim=Claim.PRESENT, origin="osm", **more):
    tags = more.pop("tags", DOME)
    one = Observation(
        origin, object, claim, 20.0 + east * METRE, 0.0 + north * METRE,
        attributes=MappingProxyType(dict(tags)), **more,
    )  # fmt: skip
    return Statement(one.id, one, object or "row 1", "00", OLD, OLD)


def only(before, after, **asked):
    (change,) = difference(before, after, **{"days": DAYS, **asked}).changes
    return change


@pytest.mark.parametrize(
    ("before", "after", "street", "edits"),
    [
        ([], [said()], {What.NEW}, set()),
        ([said()], [], {What.GONE}, set()),
        ([said()], [said(claim=Claim.ABSENT)], {What.ABSENT}, set()),
        ([], [said(claim=Claim.ABSENT)], {What.ABSENT}, set()),
        ([said(claim=Claim.ABSENT)], [said()], {What.BACK}, set()),
        ([said()], [said(north=40)], {What.MOVED}, set()),
        ([said()], [said(north=40, accuracy_m=50.0)], set(), {Edit.NUDGED, Edit.NOTED}),
        ([said()], [said(north=1.5)], set(), {Edit.NUDGED}),
        ([said()], [said(tags=DOME | {"camera:type": "fixed"})], {What.RETAGGED}, set()),
        ([said()], [said(tags=DOME | {"camera:type": "Dome "})], set(), {Edit.SPELT}),
        ([said()], [said(tags=DOME | {"check_date": "2024-06-01"})], set(), {Edit.NOTED}),
        ([said()], [said("node/2", north=1)], set(), {Edit.RENUMBERED, Edit.NUDGED}),
        ([said()], [said("way/2")], set(), {Edit.REDRAWN}),
        ([], [said(tags=DOME | {"start_date": "2019"})], {What.NEW}, {Edit.LATE}),
        ([], [said(tags=DOME | {"survey:date": "2023-12-31"})], {What.NEW}, {Edit.LATE}),
        # it may have been put up in the month of the earlier edition, after its day
        ([], [said(tags=DOME | {"start_date": "2024-01"})], {What.NEW}, set()),
        ([said()], [said(devices=2)], {What.RETAGGED}, set()),
    ],
)
def test_each_kind_of_change_is_told_apart(before, after, street, edits):
    change = only(before, after)
    assert (set(change.street), set(change.edits)) == (street, edits)
    assert change.of_map == (not street or Edit.LATE in edits)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("surveillance:type", "ANPR", "ALPR"), ("camera:type", "PTZ", "panning"),
        ("camera:direction", "N", "0"), ("direction", "360", "0"), ("direction", "SSW", "202.5"),
        ("surveillance:zone", "Public Transport", "public_transport"),
        ("operator", " MUP  Srbije", "MUP Srbije"),
    ],
)  # fmt: skip
def test_spelling_is_no_change(key, old, new):
    change = only([said(tags=DOME | {key: old})], [said(tags=DOME | {key: new})])
    assert (change.street, change.edits) == ((), (Edit.SPELT,))


def test_a_change_says_from_what_to_what_and_how_far():
    change = only([said()], [said(north=30, tags={**DOME, "camera:type": "fixed", "ref": "7"})])
    assert change.metres == pytest.approx(30, abs=0.1)
    assert change.tags == (("camera:type", "dome", "fixed"), ("ref", None, "7"))


def test_another_kind_of_camera_at_the_same_place_is_another_camera():
    plates = {
        "man_made": "surveillance",
        "surveillance:type": "ALPR",
        "surveillance:zone": "traffic",
    }
    found = difference([said()], [said("node/2", tags=plates)]).changes
    assert Counter(what for one in found for what in one.street) == {What.NEW: 1, What.GONE: 1}


def test_of_several_at_a_place_the_nearest_and_most_alike_are_taken_for_the_same():
    fixed = DOME | {"camera:type": "fixed"}
    before = [said("node/1"), said("node/2", tags=fixed)]
    after = [said("node/8", tags=fixed), said("node/9")]
    found = difference(before, after).changes
    assert {(c.before.place, c.after.place) for c in found} == {
        ("node/1", "node/9"), ("node/2", "node/8"),
    }  # fmt: skip
    assert all(one.of_map for one in found)


def test_rows_without_names_are_followed_by_their_number_or_their_place():
    before = [said(None, tags=DOME | {"ref": "7"}), said(None, east=900)]
    after = [said(None, north=80, tags=DOME | {"ref": "7"}), said(None, east=902)]
    found = difference(before, after).changes
    assert {one.street for one in found} == {(What.MOVED,), ()}


def test_sources_are_compared_with_themselves_only():
    found = difference([said(origin="list")], [said()]).changes
    assert Counter(what for one in found for what in one.street) == {What.NEW: 1, What.GONE: 1}


def test_somebody_looked_and_there_was_none():
    change = only([said("node/1")], [said("node/2", claim=Claim.ABSENT, tags={})])
    assert change.street == (What.ABSENT,)
    assert (change.before.place, change.after.place) == ("node/1", "node/2")


def test_distances_are_those_of_the_globe():
    assert metres_between(said().observation, said(east=3000).observation) == pytest.approx(
        3000, rel=1e-3
    )
    far = Observation("osm", None, Claim.PRESENT, None, None)
    assert metres_between(far, said().observation) is None


tags = st.fixed_dictionaries(
    {"man_made": st.just("surveillance")},
    optional={
        "camera:type": st.sampled_from(["dome", "Dome", "fixed"]),
        "direction": st.sampled_from(["N", "0", "90"]),
        "check_date": st.sampled_from(["2023", "2024-06-01", "x"]),
        "ref": st.sampled_from(["1", "2"]),
    },
)
statements = st.builds(
    said,
    st.sampled_from([None, "node/1", "node/2", "node/3", "way/1"]),
    east=st.sampled_from([0.0, 1.0, 4.0, 30.0]),
    north=st.sampled_from([0.0, 2.0, 60.0]),
    claim=st.sampled_from(Claim),
    origin=st.sampled_from(["osm", "list"]),
    tags=tags,
    accuracy_m=st.sampled_from([None, 3.0, 40.0]),
    ordinal=st.integers(0, 1),
)
states = st.lists(statements, max_size=8, unique_by=lambda one: one.id)
DAYS_BACK = {"osm": (NEW, OLD)}


@given(states)
def test_there_is_no_difference_of_a_state_with_itself(state):
    found = difference(state, state, days=DAYS)
    assert found.changes == ()
    assert sorted(one.id for one, _ in found.same) == sorted(one.id for one in state)


@given(states, states)
def test_the_difference_backwards_is_the_reverse(before, after):
    there, back = difference(before, after, days=DAYS), difference(after, before, days=DAYS_BACK)
    assert back == there.reversed()
    assert there.reversed().reversed() == there


@given(states, states)
def test_every_statement_of_both_states_is_accounted_for_once(before, after):
    found = difference(before, after, days=DAYS)
    old = [one for one, _ in found.same] + [c.before for c in found.changes if c.before]
    new = [one for _, one in found.same] + [c.after for c in found.changes if c.after]
    assert sorted(one.id for one in old) == sorted(one.id for one in before)
    assert sorted(one.id for one in new) == sorted(one.id for one in after)


@given(states, states, st.randoms(use_true_random=False))
def test_no_order_changes_anything(before, after, random):
    found = difference(before, after, days=DAYS)
    random.shuffle(before)
    random.shuffle(after)
    assert difference(before, after, days=DAYS) == found
