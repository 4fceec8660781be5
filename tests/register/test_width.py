from __future__ import annotations

import pytest

from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.outside.tables import load_public_space_rules, load_street_rules
from vidik.register.account import Account
from vidik.register.tags import Unread
from vidik.register.width import lanes, way_width, width

RULES = load_public_space_rules(load_street_rules())
LANE, PAVEMENT = RULES.lane_m, RULES.pavement.width_m


def read(**tags: str) -> tuple[Span, list[Rejection]]:
    rejected: list[Rejection] = []
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return way_width(Account("osm", "way/1", named, rejected), RULES), rejected


@pytest.mark.parametrize(
    ("text", "metres"), [("2", 2.0), ("5 m", 5.0), ("1,5", 1.5), ("10 ft", 3.048), ("64", 64.0)]
)
def test_widths_are_lengths(text: str, metres: float) -> None:
    assert width(text) == Span.exactly(metres)


@pytest.mark.parametrize("text", ["wide", "", "0", "-3", "120", "2;3", "5 5"])
def test_what_is_no_width_says_so(text: str) -> None:
    found = width(text)
    assert isinstance(found, Unread)
    assert found.reason.startswith("not a width")


@pytest.mark.parametrize("text", ["0", "two", "1.5", "99", "-1", ""])
def test_what_is_no_number_of_lanes_says_so(text: str) -> None:
    assert isinstance(lanes(text), Unread)


@pytest.mark.parametrize("highway", sorted(RULES.widths))
def test_every_class_has_a_width_and_is_narrower_one_way(highway: str) -> None:
    both, one = read(highway=highway)[0], read(highway=highway, oneway="yes")[0]
    assert 0 < both.least <= both.expected <= both.most
    assert one.least <= both.least
    assert one.expected <= both.expected
    assert one.most <= both.most


def test_a_mapped_width_is_used_and_never_doubted() -> None:
    assert read(highway="footway", width="2.5", est_width="9", lanes="4")[0] == Span.exactly(2.5)
    assert read(highway="path", width="2-4")[0] == Span(2, 3, 4)
    assert read(highway="service", width="9", width__carriageway="6")[0] == Span.exactly(6)


def test_an_estimate_may_be_off() -> None:
    assert read(highway="steps", est_width="10")[0] == Span(8, 10, 12)


def test_lanes_tell_more_than_the_class() -> None:
    found, _ = read(highway="primary", lanes="4", sidewalk="no")
    assert found == Span(4 * LANE.least, 4 * LANE.expected, 4 * LANE.most)
    assert read(highway="footway", lanes="4") == read(highway="footway")


@pytest.mark.parametrize(
    ("tags", "sides"),
    [
        ({}, (0, 1, 2)),
        ({"sidewalk": "both"}, (2, 2, 2)),
        ({"sidewalk": "right"}, (1, 1, 1)),
        ({"sidewalk": "yes"}, (1, 1.5, 2)),
        ({"sidewalk": "no"}, (0, 0, 0)),
        ({"sidewalk": "separate"}, (0, 0, 0)),
        ({"sidewalk__both": "yes"}, (2, 2, 2)),
        ({"sidewalk__both": "separate"}, (0, 0, 0)),
        ({"sidewalk__left": "yes", "sidewalk__right": "no"}, (1, 1, 1)),
        ({"sidewalk__left": "no"}, (0, 0.5, 1)),
    ],
)
def test_pavements_add_what_is_mapped_of_them(
    tags: dict[str, str], sides: tuple[float, float, float]
) -> None:
    found, rejected = read(highway="residential", width="6", **tags)
    least, expected, most = sides
    assert found == Span(
        6 + least * PAVEMENT.least, 6 + expected * PAVEMENT.expected, 6 + most * PAVEMENT.most
    )
    assert rejected == []


def test_what_is_not_understood_is_noted_and_the_next_best_used() -> None:
    found, rejected = read(highway="residential", width="wide", lanes="two", sidewalk="maybe")
    assert found == read(highway="residential")[0]
    assert [(row.field, row.value) for row in rejected] == [
        ("width", "wide"),
        ("lanes", "two"),
        ("sidewalk", "maybe"),
    ]
