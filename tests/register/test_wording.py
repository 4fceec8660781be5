"""Spelling is made the same, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.direction import directions
from vidik.register.wording import is_note, worded


@pytest.mark.parametrize(
    ("key", "value", "usual"),
    [
        ("surveillance:type", "camera; anpr", "camera;ALPR"),
        ("camera:type", "PTZ", "panning"),
        ("camera:direction", "all", "0-360"),
        ("camera:direction", "NNE;S", "22.5;180"),
        ("camera:direction", "270-90", "270-90"),
        ("direction", "forward", "forward"),
        ("operator", "  MUP\tSrbije ", "MUP Srbije"),
        ("surveillance:zone", "Bicycle Parking", "bicycle_parking"),
    ],
)
def test_values_in_the_usual_spelling(key, value, usual):
    assert worded({key: value}) == {key: usual}


def test_a_value_that_says_nothing_is_left_out():
    assert worded({"direction": "  ", "ref": ""}) == {}


values = st.one_of(
    st.sampled_from(["N", "90-270", "0-360", "SSW;all", "10 - 20", "22,5", "-90", "ANPR; Camera"]),
    st.text(max_size=12),
)
keys = st.sampled_from(
    ["direction", "camera:direction", "camera:type", "surveillance:type", "name"]
)


@given(st.dictionaries(keys, values))
def test_what_is_spelt_usually_stays(tags):
    assert worded(worded(tags)) == worded(tags)


@given(st.lists(st.integers(0, 359), min_size=1, max_size=4))
def test_directions_stay_directions(degrees):
    text = ";".join(map(str, degrees))
    assert directions(worded({"direction": text})["direction"]) == directions(text)


def test_notes_are_told_from_what_is_said_of_a_camera():
    assert all(map(is_note, ["check_date", "source:position", "@version", "note:de"]))
    assert not any(map(is_note, ["camera:type", "start_date", "operator", "height"]))
