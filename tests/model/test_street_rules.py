from __future__ import annotations

import pytest

from vidik.model.street_rules import Exclusion, StreetRules

PRIVATE = Exclusion("access", frozenset({"private"}), "closed", {"foot": frozenset({"yes"})})
RULES = StreetRules("1", {"footway": "open"}, {"motorway": "fast"}, (PRIVATE,))


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "footway"}, None),
        ({"highway": "footway", "access": "yes"}, None),
        ({"highway": "footway", "access": "private"}, "closed"),
        ({"highway": "footway", "access": "private", "foot": "yes"}, None),
        ({"highway": "motorway"}, "fast"),
    ],
)
def test_a_way_counts_or_it_is_said_why_not(tags: dict[str, str], reason: str | None) -> None:
    assert RULES.why_not(tags) == reason


def test_a_class_in_neither_list_is_no_answer() -> None:
    with pytest.raises(KeyError):
        RULES.why_not({"highway": "trail"})


@pytest.mark.parametrize(
    ("classes", "others"), [({"footway": "open"}, {"footway": "closed"}), ({}, {"footway": "x"})]
)
def test_a_table_that_contradicts_itself_is_refused(
    classes: dict[str, str], others: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="classes"):
        StreetRules("1", classes, others, ())
