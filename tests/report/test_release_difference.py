"""Two releases held against each other: what differs in the making first, and no false change."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.figure import Figure, Unit
from vidik.model.package import Package
from vidik.model.reconciliation import Count
from vidik.report.release_difference import Meaning, difference_of

MADE_OF = {
    "sources": {
        "osm": {"licence": "ODbL-1.0", "editions": [{"dated": "2025-01-01", "sha256": "a" * 64}]}
    },
    "map": "b" * 64,
    "districts": "",
    "column": "",
    "unlicensed": {},
}
TOLD = {"vidik": "1.0", "rules": "2026-01", "id": "r/1", "version": "1", "made_of": MADE_OF}


def figure(name, least, expected, most):
    count = Count(expected, least, most)
    return Figure(name, "osm", "", "", "", count, Unit.CAMERAS, "ODbL-1.0")


def package(figures=(), **told):
    return Package({**TOLD, **told}, MappingProxyType({one.name: one for one in figures}))


counts = st.tuples(*[st.integers(0, 12)] * 3).map(sorted)
packages = st.dictionaries(st.sampled_from("abc"), counts).map(
    lambda told: package([figure(name, *ends) for name, ends in told.items()])
)


@given(packages, packages)
def test_a_change_is_told_only_where_no_number_fits_both(old, new):
    """The twin tries every whole number."""
    found = {one.name: one for one in difference_of(old, new).figures}
    assert found.keys() == old.figures.keys() | new.figures.keys()
    for name, one in found.items():
        a, b = old.figures.get(name), new.figures.get(name)
        if a is None or b is None:
            assert one.meaning is (Meaning.NEW if a is None else Meaning.GONE)
            assert one.difference is None
            continue
        fits = any(
            a.count.least <= n <= a.count.most and b.count.least <= n <= b.count.most
            for n in range(13)
        )
        assert (one.meaning is Meaning.CHANGED) is not fits
        assert (one.meaning is Meaning.SAME) is (a.count == b.count)
        assert one.difference == b.count.expected - a.count.expected


@given(packages, packages)
def test_the_other_way_round_every_sign_turns(old, new):
    turned = {Meaning.NEW: Meaning.GONE, Meaning.GONE: Meaning.NEW}
    for there, back in zip(
        difference_of(old, new).figures, difference_of(new, old).figures, strict=True
    ):
        assert back.meaning is turned.get(there.meaning, there.meaning)
        assert (there.difference or 0.0) == -(back.difference or 0.0)


@given(packages)
def test_nothing_differs_from_itself(one):
    found = difference_of(one, one)
    assert found.making == ()
    assert found.alike
    assert {row.meaning for row in found.figures} <= {Meaning.SAME}


@pytest.mark.parametrize(
    ("change", "name", "alike"),
    [
        ({"vidik": "1.1"}, "Vidik", False),
        ({"rules": "2026-02"}, "rules of publication", False),
        ({"id": "other/2"}, "register", False),
        ({"made_of": {**MADE_OF, "map": "c" * 64}}, "map by which homes are told", False),
        ({"made_of": {**MADE_OF, "districts": "c" * 64}}, "districts", False),
        ({"made_of": {**MADE_OF, "column": "ime"}}, "districts", False),
        ({"made_of": {**MADE_OF, "unlicensed": {"shop": "x"}}}, "left out: shop", False),
        ({"made_of": {**MADE_OF, "sources": {}}}, "source osm", False),
        (
            {"made_of": {**MADE_OF, "sources": {"osm": {"licence": "ODbL-1.0", "editions": []}}}},
            "editions of osm", True,
        ),
        (
            {"made_of": {**MADE_OF, "sources": {
                "osm": {**MADE_OF["sources"]["osm"], "licence": "CC0-1.0"}}}},
            "licence of osm", False,
        ),
    ],
)  # fmt: skip
def test_what_differs_in_the_making_comes_first(change, name, alike):
    found = difference_of(package(), package(**change))
    assert name in [one.name for one in found.making]
    assert found.alike is alike


def test_another_version_of_the_release_alone_is_no_difference():
    assert difference_of(package(), package(version="2", id="r/2")).making == ()
