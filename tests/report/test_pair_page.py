"""What a reviewer sees of a pair: signs that can be trusted, and values that are text."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.report.statements import LAT, LON, METRE, said
from vidik.model.basemap import BaseShape
from vidik.register.resolving import frame_of
from vidik.report.backdrop import SIDE, Backdrop
from vidik.report.pair_page import rows_of
from vidik.report.plain import link_of, plain
from vidik.report.sketch import sketch, span_m
from vidik.report.texts import texts_of

TEXTS = texts_of("en")


def signs(one, other):
    pair = (said(tags=one), said(origin="osm", tags=other))
    return {row.name: row.sign.mark for row in rows_of(pair) if row.name != "cameras"}


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("MUP", "MUP", "="), ("МУП", "mup", "≈"), ("Ђорђа 7", "Djordja, 7", "≈"), ("a", "b", "≠"),
        ("7", "8", "≠"), ("!", "?", "≠"), ("a", None, "–"), (None, "a", "–"),
    ],
)  # fmt: skip
def test_values_have_a_sign(one, other, sign):
    told = [{"name": value} if value else {} for value in (one, other)]
    assert signs(*told) == {"name": sign}


def test_what_differs_comes_first():
    rows = rows_of((said(tags={"a": "1", "b": "2", "c": "3", "d": "Ш"}),
                    said(tags={"b": "2", "c": "4", "d": "š", "e": "5"})))  # fmt: skip
    assert [(row.name, row.sign.key) for row in rows] == [
        ("c", "differ"), ("d", "agree"), ("b", "agree"), ("cameras", "agree"),
        ("a", "one"), ("e", "one"),
    ]  # fmt: skip


def test_a_list_that_counts_differs_in_its_count():
    (row,) = rows_of((said(tags={}, devices=2), said(tags={})))
    assert (row.sign.mark, row.values) == ("≠", ("2", "1"))


@given(st.text())
def test_plain_text_has_no_letter_that_nobody_sees(text):
    shown = plain(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", shown)
    shown.encode()
    assert len(shown) < 6000
    if text.isascii() and text.isprintable() and len(text) <= 600:
        assert shown == text


@pytest.mark.parametrize("letter", ["\u202e", "\u2067", "\u200f", "\x1b", "\n", "\ud800", "\ufeff"])
def test_what_turns_a_line_is_written_out(letter):
    assert plain(f"a{letter}b") == f"a‹U+{ord(letter):04X}›b"


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://photos.example/1.jpg?a=b#c", True), ("http://a.example", True),
        ("javascript:alert(1)", False), (" https://a.example", False), ("https://a b", False),
        ("https://", False), ("data:text/html,x", False), ("//a.example", False),
        ('https://a.example/"onclick=', False), ("https://a.example/<b>", False),
        ("https://а.example", False), ("https://a.example\n", False), ("HTTPS://a.example", False),
        ("https://a.example/" + "a" * 2000, False),
    ],
)  # fmt: skip
def test_links_are_addresses_of_the_web(text, is_link):
    assert (link_of(text) == text) is is_link


# The sketch


def east_of(metres):
    return LON + metres * METRE / np.cos(np.radians(LAT))


def drawn(one, other, others=((), ()), base=(), **more):
    pair = (one, other)
    ground = Backdrop(base, frame_of(pair))
    told = {"credit": "© us", "synthetic": False, **more}
    half = span_m(15.0, [row.observation.accuracy_m for row in pair])
    svg = sketch(pair, others, ground, half_m=half, texts=TEXTS, **told)
    return ET.fromstring(svg), 2 * half / SIDE


def circles(tree, name):
    return [(float(one.get("cx")), float(one.get("cy")), float(one.get("r")))
            for one in tree.findall(".//{*}circle") if one.get("class") == name]  # fmt: skip


def test_places_lie_as_far_apart_as_they_are():
    tree, metres = drawn(said(north=0.0, tags={}), said(north=15.0, origin="osm", tags={}))
    ((ax, ay, _),) = circles(tree, "pic-eye")
    line = next(
        one.get("d") for one in tree.findall(".//{*}path") if one.get("stroke-dasharray") == "1 4"
    )
    x0, y0, x1, y1 = map(float, re.findall(r"[-\d.]+", line))
    assert (x0, y0) == (ax, ay)
    assert x1 == pytest.approx(x0, abs=0.2)
    assert (y0 - y1) * metres == pytest.approx(15.0, abs=0.1)
    assert tree.find("{*}title").text == "B lies 15\xa0m to the north of A"


def test_a_circle_is_as_wide_as_a_place_may_be_off():
    tree, metres = drawn(said(accuracy_m=12.0, tags={}), said(north=15.0, origin="osm", tags={}))
    ((_, _, radius),) = circles(tree, "pic-ink")
    assert radius * metres == pytest.approx(12.0, abs=0.02)


def test_a_line_leads_where_a_camera_looks():
    tree, _ = drawn(said(tags={"direction": "90"}), said(north=15.0, origin="osm", tags={}))
    ((x, y, _),) = circles(tree, "pic-eye")
    looks = [
        one.get("d")
        for one in tree.findall(".//{*}path")
        if one.get("d").startswith(f"M{x + 11:.1f}")
    ]
    assert looks == [f"M{x + 11:.1f} {y:.1f}L{x + 30:.1f} {y:.1f}"]


def test_other_rows_and_the_ground_are_drawn():
    house = shapely.box(east_of(-9), LAT, east_of(-4), LAT + 5 * METRE)
    near = said("8", north=5.0, tags={})
    tree, _ = drawn(
        said(tags={}), said(north=15.0, origin="osm", tags={}), ((near,), ()),
        [BaseShape("buildings", "building", "", house)],
    )  # fmt: skip
    assert len(circles(tree, "pic-ink")) == 1
    assert any(one.get("class") == "pic-building" for one in tree.findall(".//{*}path"))


def test_credit_mark_scale_and_north_are_on_it():
    tree, _ = drawn(said(), said(north=15.0), credit="<us> & them", synthetic=True)
    texts = [one.text for one in tree.findall(".//{*}text")]
    assert {"N", "20\xa0m", "<us> & them", "A", "B", "Synthetic: made up"} <= set(texts)


def test_two_places_that_are_one_are_both_seen():
    tree, _ = drawn(said(tags={}), said(origin="osm", tags={}))
    assert tree.find("{*}title").text == "A and B lie at the same place"
    ((_, _, radius),) = circles(tree, "pic-eye")
    square = next(
        one.get("d") for one in tree.findall(".//{*}path") if "h19v19" in one.get("d", "")
    )
    assert square
    assert radius < 19 / 2 - 2


@given(st.floats(0, 5000), st.lists(st.none() | st.floats(0, 1e4), min_size=2, max_size=2))
def test_both_places_are_always_in_sight(apart, off):
    half = span_m(apart, off)
    assert half >= apart / 2 + 20 - 1e-9 or half == 100.0 >= apart / 2 + 20
    assert 40.0 <= half <= max(100.0, apart / 2 + 20)
